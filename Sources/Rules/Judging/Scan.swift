import ClusterState
package import Findings
import Manifests
import SourceTree

/// Judges inputs: bytes → manifests → verdicts.
///
/// ``judge(path:bytes:file:policy:)`` looks at one input by itself, so that inputs can be judged on all cores; ``settle(_:read:)`` does what takes all of them.
package struct Scan: Sendable {
  package let settings: ScanSettings
  /// Is told how far an input is judged, from whatever thread does it: the offset in bytes, and the size.
  package var progress: (@Sendable (_ offset: Int, _ size: Int) -> Void)?
  /// By each of ``ScanSettings/policies``.
  private let judges: [Judge]

  /// A scan that judges so.
  package init(_ settings: ScanSettings) {
    self.settings = settings
    judges = settings.policies.map(Judge.init)
  }

  /// Of a policy; see ``ScanSettings/policy(_:)``.
  func judge(_ policy: Int) -> Judge { judges.indices.contains(policy) ? judges[policy] : Judge(settings.policy(policy)) }

  /// What inputs say by themselves, and what is known of them all together.
  package struct Judgements: Sendable {
    /// One for each input, in order.
    fileprivate(set) var files: [Judgement] = []
    /// By cluster, as ``ScanSettings/clusters``.
    fileprivate var objects: [GatheredObjects] = []
    /// What is known of each cluster once all are settled.
    fileprivate var states: [ClusterState] = []

    /// - Parameter capacity: How many inputs there are, where that is known.
    package init(capacity: Int = 0) { files.reserveCapacity(capacity) }

    /// How many inputs there are.
    package var count: Int { files.count }

    /// Takes in the judgements of the inputs that come next.
    package mutating func append(_ next: Judgements) {
      files += next.files
      while objects.count < next.objects.count { objects.append(GatheredObjects()) }
      for (cluster, found) in next.objects.enumerated() { objects[cluster].gather(found) }
    }

    /// Keeps the place among the inputs of one that could not be read, as origins count by it.
    package mutating func appendUnread(path: String) { files.append(Judgement(report: FileReport(path: path))) }
  }

  /// What one input says by itself.
  struct Judgement: Sendable {
    var report: FileReport
    /// nil where there is nothing in it, as for most inputs.
    var openQuestions: OpenQuestions?
  }

  /// What of an input is judged when all of them are known.
  final class OpenQuestions: Sendable {
    /// What ConfigMaps hold that matters once it is known which workloads use them, and which do.
    let configMaps: [ConfigMapContents]
    let configMapUses: [ConfigMapUse]
    /// What is suppressed in it, and what is wrong with that.
    let suppressions: [Suppression]
    let flaws: [SuppressionFlaw]

    init?(_ configMaps: [ConfigMapContents], _ configMapUses: [ConfigMapUse], _ suppressions: [Suppression], _ flaws: [SuppressionFlaw]) {
      if configMaps.isEmpty, configMapUses.isEmpty, suppressions.isEmpty, flaws.isEmpty { return nil }
      self.configMaps = configMaps
      self.configMapUses = configMapUses
      self.suppressions = suppressions
      self.flaws = flaws
    }
  }

  /// Reads and judges one input.
  ///
  /// - Parameters:
  ///   - path: As it is shown.
  ///   - file: The input's position among all inputs, from 0.
  ///   - policy: What is asked of it, as an index of ``ScanSettings/policies``.
  ///   - cluster: Which its objects are of, as an index of ``ScanSettings/clusters``.
  ///   - isPatch: Whether its objects are known to be patches of others.
  package func judge(
    path: String, bytes: [UInt8], file: Int, policy: Int = 0, cluster: Int = 0, isPatch: Bool = false, into judgements: inout Judgements
  ) {
    while judgements.objects.count <= cluster { judgements.objects.append(GatheredObjects()) }
    let report = FileReport(path: path, fingerprint: StableHash.of(bytes), policy: policy, cluster: cluster)
    judgements.files.append(
      judgement(report, bytes: bytes, file: file, isPatch: isPatch) { judgements.objects[cluster].gather($0, file: file) })
  }

  /// Judges what bytes hold, as far as that can be said of each object by itself.
  ///
  /// - Parameter gather: Gets every object.
  func judgement(_ report: FileReport, bytes: [UInt8], file: Int = 0, isPatch: Bool = false, _ gather: (Manifest) -> Void) -> Judgement {
    var report = report
    let judge = judge(report.policy)
    let source: Source
    do {
      source = try Source(name: report.path, bytes: bytes)
    } catch {
      report.guesses = TextRedactions.ranges(in: bytes, SourceRange(0, bytes.count))
      report.errors.append(DocumentError(error: error, place: Place(error.range, lines: LineIndex(bytes))))
      report.mayHoldObjects = mayHoldObjects(bytes)
      return Judgement(report: report)
    }

    var configMaps: [ConfigMapContents] = []
    var configMapUses: [ConfigMapUse] = []
    let context = ReadingContext(source)
    var verdicts = VerdictBuilder(context)
    var suppressions = SuppressionReader(settings.suppressions, settings.catalogue)
    var reader = ManifestReader(source, isPatch: isPatch)
    while let element = reader.next() {
      switch element {
      case .object(let manifest):
        gather(manifest)
        switch manifest {
        case .workload(let workload):
          progress?(Int(workload.place.start), bytes.count)
          if workload.kind != .pod { configMapUses += ConfigMapUse.all(of: workload) }
          if workload.kind == .pod, workload.holder == nil, settings.podSecurity == nil {
            report.unjudgedPods += 1
          } else {
            if settings.podSecurity == nil { suppressions.read(workload, position: report.workloads.count, context) }
            report.workloads.append(self.report(on: workload, by: judge, &verdicts))
          }
        case .configMap(let configMap):
          if let contents = ConfigMapContents(configMap, file: file, in: source, context) { configMaps.append(contents) }
        default: break
        }
      case .failure(let error):
        report.errors.append(
          DocumentError(error: error, place: context.place(error.range), related: error.related.map { context.place($0) }))
      case .notEvaluated(let range, let reason):
        report.notEvaluated.append(DocumentNotEvaluated(place: context.place(range), reason: reason))
      }
    }
    report.guesses = reader.guesses
    if !report.errors.isEmpty { report.mayHoldObjects = mayHoldObjects(bytes) }
    report.redact(reader.redactions + context.redactions + context.credentialShapes(), in: context)
    for index in configMaps.indices { configMaps[index].hideCredentials(context) }
    suppressions.placeAnew(context)
    if settings.podSecurity == nil { suppressions.readComments(of: source, workloads: report.workloads, configMaps: configMaps, context) }
    return Judgement(
      report: report, openQuestions: OpenQuestions(configMaps, configMapUses, suppressions.suppressions, suppressions.flaws))
  }

  private func report(on workload: Workload, by judge: Judge, _ builder: inout VerdictBuilder) -> WorkloadReport {
    let policy = judge.policy
    // Excerpts hide them whichever rules are asked.
    _ = builder.context.literalCredentials(of: workload)
    var verdicts =
      settings.podSecurity.map { Registry.check(workload, by: $0, options: policy.options, into: &builder) }
      ?? judge.judge(workload, into: &builder)
    let place = builder.context.place(workload.place)
    for index in verdicts.findings.indices {
      if let severity = policy.severity(of: verdicts.findings[index].rule) { verdicts.findings[index].severity = severity }
    }
    verdicts.findings.sort { $0.precedes($1) }
    var report = WorkloadReport(
      kind: workload.kindName, namespace: workload.metadata.namespace.value, name: workload.name, place: place,
      findings: verdicts.findings, notEvaluated: verdicts.notEvaluated, unasked: verdicts.unasked, counts: verdicts.counts)
    report.templatePath = workload.holder?.path
    if case .label(let key) = settings.grouping {
      report.label = workload.metadata.labels[key].value ?? workload.podMetadata.labels[key].value
    }
    if settings.describesBehaviour, workload.holder == nil {
      let literalCredentials = report.findings.count { settings.catalogue[$0.rule].metadata.code == LiteralCredential.metadata.code }
      report.expectedBehaviour = ExpectedBehaviour.of(workload, literalCredentials: literalCredentials, options: policy.options)
    }
    return report
  }

  /// Judges what takes all inputs, folds the Jobs that are runs of a CronJob of the input into it, and gives the reports in order.
  ///
  /// - Parameters:
  ///   - judgements: All inputs in order: the first is that of `file` 0. What is known of all of them together stays there, so that a process that
  ///     ends need not free it.
  ///   - read: Reads an input again, by its path, to say in which line of it something stands.
  package func settle(_ judgements: inout Judgements, read: @escaping (String) -> [UInt8]?) -> [FileReport] {
    var reports = judgements.files.map(\.report)
    let openQuestions = judgements.files.map(\.openQuestions)
    // Given up, so that what follows changes the reports in place.
    judgements.files = []
    let paths = reports.map(\.path)
    let states = judgements.objects.enumerated().map { cluster, objects in
      var state = objects.settled(paths: paths)
      state.declare(settings.clusters.indices.contains(cluster) ? settings.clusters[cluster].complete : [])
      return state
    }
    judgements.objects = []
    judgements.states = states
    if settings.podSecurity == nil {
      for (cluster, state) in states.enumerated() { judgeInCluster(state, cluster, &reports, read) }
    }
    let runs = states.flatMap { CronJobOwners.runs(in: $0) }
    countRuns(runs, &reports)
    let files = settings.podSecurity == nil ? addConfigMaps(openQuestions, &reports) : []
    for (file, questions) in openQuestions.enumerated() {
      settleSuppressions(questions?.suppressions ?? [], questions?.flaws ?? [], in: &reports[file])
    }
    let folded = Set(runs.map(\.job))
    for file in Set(runs.map(\.job.file)) {
      reports[file].workloads.removeAll { folded.contains(Origin(file: file, place: $0.place.range)) }
    }
    for file in files { reports[file].workloads.sort { $0.place.range.start < $1.place.range.start } }
    return reports
  }

  /// Adds what is wrong with the ConfigMaps that workloads use, behind the workloads of their files.
  ///
  /// - Returns: The files that have such.
  private func addConfigMaps(_ questions: [OpenQuestions?], _ reports: inout [FileReport]) -> Set<Int> {
    let contents = questions.flatMap { $0?.configMaps ?? [] }
    guard !contents.isEmpty else { return [] }
    let uses = ConfigMapUse.byName(questions.flatMap { $0?.configMapUses ?? [] })
    var files: Set<Int> = []
    for contents in contents {
      let file = contents.origin.file
      guard let report = contents.report(usedBy: uses, policy: settings.policy(reports[file].policy)) else { continue }
      reports[file].workloads.append(report)
      files.insert(file)
    }
    return files
  }

  /// Judges workloads in their cluster.
  private func judgeInCluster(
    _ state: ClusterState, _ cluster: Int, _ reports: inout [FileReport], _ read: @escaping (String) -> [UInt8]?
  ) {
    let files = reports.indices.filter { reports[$0].cluster == cluster }
    let contexts = contexts(state)
    let judges = zip(judges, contexts).map { $0.inCluster($1) }
    for file in files where judges.indices.contains(reports[file].policy) {
      let judge = judges[reports[file].policy]
      reports[file].notInInput = judge.notInInput
      for workload in reports[file].workloads.indices where reports[file].workloads[workload].templatePath != nil {
        reports[file].workloads[workload].addUnjoined(judge.asked)
      }
    }
    let slots = WorkloadSlots(reports, files)
    var places = PlacesReadAgain(read: read)
    for workload in state.workloads {
      guard let slot = slots[workload.origin], judges.indices.contains(reports[slot.file].policy) else { continue }
      let judge = judges[reports[slot.file].policy]
      let answers = judge.judge(workload)
      reports[slot.file].workloads[slot.position].counts.pass += answers.passes
      for answer in answers.others { add(answer, by: judge, at: slot, slots, &reports, &places) }
    }
    for (policy, judge) in judges.enumerated() {
      for answers in judge.judgeFleet() {
        var failed: Set<WorkloadSlots.Slot> = []
        for (workload, answer) in answers {
          guard let slot = slots[workload.origin], reports[slot.file].policy == policy, failed.insert(slot).inserted else { continue }
          add(answer, by: judge, at: slot, slots, &reports, &places)
        }
        for file in files where reports[file].policy == policy {
          for position in reports[file].workloads.indices
          where reports[file].workloads[position].templatePath == nil
            && !failed.contains(WorkloadSlots.Slot(file: file, position: position))
          {
            reports[file].workloads[position].counts.pass += 1
          }
        }
      }
    }
    for file in files {
      for position in reports[file].workloads.indices { reports[file].workloads[position].findings.sortIfNeeded() }
    }
  }

  /// One for each policy; policies of the same options share theirs.
  private func contexts(_ state: ClusterState) -> [JudgingContext] {
    var contexts: [JudgingContext] = []
    for policy in settings.policies {
      contexts.append(
        contexts.first { $0.options == policy.options } ?? JudgingContext(state, options: policy.options))
    }
    return contexts
  }

  /// Takes in what a rule says of a workload in its cluster.
  private func add(
    _ answer: ClusterJudge.Answer, by judge: ClusterJudge, at slot: WorkloadSlots.Slot, _ slots: WorkloadSlots,
    _ reports: inout [FileReport], _ places: inout PlacesReadAgain
  ) {
    var placed: [(place: Place?, related: Place?)] = []
    for verdict in answer.verdicts.all {
      let related = verdict.related.flatMap { origin -> Place? in
        guard origin.file == slot.file else { return nil }
        return slots[origin].map { reports[slot.file].workloads[$0.position].place } ?? places.place(origin.place, in: reports[slot.file])
      }
      placed.append((verdict.place.flatMap { places.place($0, in: reports[slot.file]) }, related))
    }
    reports[slot.file].workloads[slot.position].take(answer, judge.policy, at: placed)
  }

  /// Counts the runs of each CronJob.
  private func countRuns(_ runs: [(job: Origin, cronJob: Origin)], _ reports: inout [FileReport]) {
    if runs.isEmpty { return }
    let slots = WorkloadSlots(reports, Array(reports.indices))
    for run in runs {
      guard let slot = slots[run.cronJob] else { continue }
      reports[slot.file].workloads[slot.position].foldedJobs += 1
    }
  }
}

/// Where workloads are among the reports, by where they stand.
private struct WorkloadSlots {
  struct Slot: Hashable {
    let file: Int
    let position: Int
  }

  private let slots: [Origin: Slot]

  init(_ reports: [FileReport], _ files: [Int]) {
    var slots: [Origin: Slot] = [:]
    slots.reserveCapacity(files.reduce(0) { $0 + reports[$1].workloads.count })
    for file in files {
      for (position, workload) in reports[file].workloads.enumerated() {
        let origin = Origin(file: file, place: workload.place.range)
        if slots[origin] == nil { slots[origin] = Slot(file: file, position: position) }
      }
    }
    self.slots = slots
  }

  subscript(_ origin: Origin) -> Slot? { slots[origin] }
}

extension [Finding] {
  fileprivate mutating func sortIfNeeded() {
    if zip(indices.dropFirst(), indices).contains(where: { self[$0].precedes(self[$1]) }) { sort { $0.precedes($1) } }
  }
}
