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
  /// What is asked of workloads by each of ``ScanSettings/policies``.
  private let questionnaires: [Registry.Questionnaire]

  /// A scan that judges so.
  package init(_ settings: ScanSettings) {
    self.settings = settings
    questionnaires = settings.policies.map(Registry.Questionnaire.init)
  }

  /// What is asked of workloads by a policy; see ``ScanSettings/policy(_:)``.
  private func questionnaire(_ policy: Int) -> Registry.Questionnaire {
    questionnaires.indices.contains(policy) ? questionnaires[policy] : Registry.Questionnaire(settings.policy(policy))
  }

  /// What inputs say by themselves, and what is known of them all together.
  package struct Judgements: Sendable {
    /// One for each input, in order.
    fileprivate(set) var files: [Judgement] = []
    fileprivate var state = ClusterState()

    /// - Parameter capacity: How many inputs there are, where that is known.
    package init(capacity: Int = 0) { files.reserveCapacity(capacity) }

    /// How many inputs there are.
    package var count: Int { files.count }

    /// Takes in the judgements of the inputs that come next.
    package mutating func append(_ next: Judgements) {
      files += next.files
      state.gather(next.state)
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
  package func judge(path: String, bytes: [UInt8], file: Int, policy: Int = 0, into judgements: inout Judgements) {
    judgements.files.append(judgement(path: path, bytes: bytes, file: file, policy: policy, &judgements.state))
  }

  private func judgement(path: String, bytes: [UInt8], file: Int, policy: Int, _ state: inout ClusterState) -> Judgement {
    var report = FileReport(path: path, fingerprint: StableHash.of(bytes), policy: policy)
    let questionnaire = questionnaire(policy)
    let source: Source
    do {
      source = try Source(name: path, bytes: bytes)
    } catch {
      report.guesses = TextRedactions.ranges(in: bytes, SourceRange(0, bytes.count))
      report.errors.append(DocumentError(error: error, place: Place(error.range, lines: LineIndex(bytes))))
      report.mayHoldObjects = mayHoldObjects(bytes)
      return Judgement(report: report)
    }

    var configMaps: [ConfigMapContents] = []
    var configMapUses: [ConfigMapUse] = []
    var findings = FindingCollector(source: source)
    var suppressions = SuppressionReader(settings.suppressions, settings.catalogue)
    var reader = ManifestReader(source)
    while let element = reader.next() {
      switch element {
      case .object(let manifest):
        state.gather(manifest, file: file)
        switch manifest {
        case .workload(let workload):
          progress?(Int(workload.place.start), bytes.count)
          if workload.kind != .pod { configMapUses += ConfigMapUse.all(of: workload) }
          if workload.kind == .pod, workload.holder == nil, settings.podSecurity == nil {
            report.unjudgedPods += 1
          } else {
            if settings.podSecurity == nil { suppressions.read(workload, position: report.workloads.count, &findings) }
            report.workloads.append(judge(workload, questionnaire, &findings))
          }
        case .configMap(let configMap):
          if let contents = ConfigMapContents(configMap, file: file, in: source, &findings) { configMaps.append(contents) }
        default: break
        }
      case .failure(let error):
        report.errors.append(
          DocumentError(error: error, place: findings.place(error.range), related: error.related.map { findings.place($0) }))
      case .notEvaluated(let range, let reason):
        report.notEvaluated.append(DocumentNotEvaluated(place: findings.place(range), reason: reason))
      }
    }
    report.guesses = reader.guesses
    if !report.errors.isEmpty { report.mayHoldObjects = mayHoldObjects(bytes) }
    report.redact(reader.redactions + findings.redactions + findings.credentialShapes(), in: &findings)
    for index in configMaps.indices { configMaps[index].hideCredentials(&findings) }
    suppressions.placeAnew(&findings)
    if settings.podSecurity == nil { suppressions.readComments(of: source, workloads: report.workloads, configMaps: configMaps, &findings) }
    return Judgement(
      report: report, openQuestions: OpenQuestions(configMaps, configMapUses, suppressions.suppressions, suppressions.flaws))
  }

  private func judge(_ workload: Workload, _ questionnaire: Registry.Questionnaire, _ findings: inout FindingCollector) -> WorkloadReport {
    let policy = questionnaire.policy
    // Excerpts hide them whichever rules are asked.
    _ = findings.literalCredentials(of: workload)
    if let level = settings.podSecurity {
      Registry.check(workload, by: level, options: policy.options, into: &findings)
    } else {
      questionnaire.check(workload, into: &findings)
    }
    let place = findings.place(workload.place)
    var verdicts = findings.takeVerdicts()
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
    judgements.state.settle()
    judgements.state.paths = reports.map(\.path)
    let state = judgements.state
    let answers = settings.podSecurity == nil ? answers(state) : []
    count(answers, &reports)
    let runs = state.jobOwnerships().compactMap { job, ownership in
      if case .run(let cronJob) = ownership { (job: job.origin, cronJob: cronJob) } else { nil }
    }
    if !runs.isEmpty || answers.contains(where: { !$0.verdicts.isEmpty }) {
      join(answers, runs, &reports, read)
    }
    let files = settings.podSecurity == nil ? addConfigMaps(openQuestions, &reports) : []
    let unasked = Registry.unasked(state)
    for (file, questions) in openQuestions.enumerated() {
      reports[file].unasked = unasked
      settleSuppressions(questions?.suppressions ?? [], questions?.flaws ?? [], in: &reports[file], unasked: unasked)
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

  /// Counts every rule that was asked of all inputs as passed, of templates that other objects hold as *not evaluated*; ``join(_:_:_:_:)`` knows better.
  private func count(_ answers: [Answer], _ reports: inout [FileReport]) {
    let asked = settings.policies.indices.map { policy in answers.filter { isValid($0, for: policy) }.map(\.rule) }
    for file in reports.indices where asked.indices.contains(reports[file].policy) {
      let asked = asked[reports[file].policy]
      for workload in reports[file].workloads.indices {
        if reports[file].workloads[workload].templatePath == nil {
          reports[file].workloads[workload].counts.pass += asked.count
        } else {
          reports[file].workloads[workload].addUnjoined(asked)
        }
      }
    }
  }

  /// Adds what joins of objects say to the workloads, and counts the runs of each CronJob.
  private func join(
    _ answers: [Answer], _ runs: [(job: Origin, cronJob: Origin)], _ reports: inout [FileReport], _ read: @escaping (String) -> [UInt8]?
  ) {
    var places = PlacesReadAgain(read: read)
    let positions = Dictionary(
      reports.enumerated().flatMap { file, report in
        report.workloads.enumerated().map { (Origin(file: file, place: $1.place.range), $0) }
      }, uniquingKeysWith: { first, _ in first })
    var firstSlots: [Int] = []
    var slotCount = 0
    for report in reports {
      firstSlots.append(slotCount)
      slotCount += report.workloads.count
    }
    /// Of each workload the last answer that says something of it.
    var lastAnswers = [Int](repeating: -1, count: slotCount)
    for (number, answer) in answers.enumerated() {
      var judged: [(file: Int, position: Int)] = []
      for verdict in answer.verdicts {
        let file = verdict.workload.file
        guard let position = positions[verdict.workload], isValid(answer, for: reports[file].policy) else { continue }
        let related = verdict.related.flatMap { origin -> Place? in
          guard origin.file == file else { return nil }
          return positions[origin].map { reports[file].workloads[$0].place } ?? places.place(origin.place, in: reports[file])
        }
        // Its findings are looked through once for all that the rule says of it.
        if lastAnswers[firstSlots[file] + position] != number {
          lastAnswers[firstSlots[file] + position] = number
          judged.append((file, position))
          reports[file].workloads[position].count(answer.rule, by: -1)
        }
        reports[file].workloads[position].add(
          verdict, of: answer.rule, answer.severity, policy: settings.policy(reports[file].policy),
          at: verdict.place.flatMap { places.place($0, in: reports[file]) }, related: related)
      }
      for (file, position) in judged { reports[file].workloads[position].count(answer.rule, by: 1) }
    }
    for file in reports.indices {
      for position in reports[file].workloads.indices where lastAnswers[firstSlots[file] + position] >= 0 {
        reports[file].workloads[position].findings.sort { $0.precedes($1) }
      }
    }
    for run in runs {
      guard let position = positions[run.cronJob] else { continue }
      reports[run.cronJob.file].workloads[position].foldedJobs += 1
    }
  }

  /// What a rule that joins objects says of all of them.
  private struct Answer {
    var rule: RuleIndex
    var severity: Severity
    var options: RuleOptions
    var verdicts: [InventoryVerdict]
  }

  /// Asks the rules that join objects, once for each set of options that any file is judged by.
  private func answers(_ state: ClusterState) -> [Answer] {
    var asked: [RuleOptions] = []
    for policy in settings.policies where !asked.contains(policy.options) { asked.append(policy.options) }
    return asked.flatMap { options in
      let policies = settings.policies.filter { $0.options == options }
      return Registry.check(state, options: options) { rule in policies.contains { $0.asks(rule) } }.map {
        Answer(rule: $0.index, severity: $0.severity, options: options, verdicts: $0.verdicts)
      }
    }
  }

  /// Whether an answer is what the policy asked for.
  private func isValid(_ answer: Answer, for policy: Int) -> Bool {
    let policy = settings.policy(policy)
    return policy.asks(answer.rule) && policy.options == answer.options
  }
}

extension WorkloadReport {
  /// Says that rules which join objects were not asked of a template: what a controller makes of it is not known well enough.
  fileprivate mutating func addUnjoined(_ rules: [RuleIndex]) {
    let reason = "what the pods of a \(kind) get beside their template is not known, so they are not looked for among other objects"
    notEvaluated += rules.map { FindingCollector.NotEvaluated(rule: $0, place: place, reason: reason) }
    counts.notEvaluated += rules.count
  }

  /// Takes in what a rule that joins objects says, behind all other findings.
  fileprivate mutating func add(
    _ verdict: InventoryVerdict, of rule: RuleIndex, _ usualSeverity: Severity, policy: RulePolicy, at place: Place?, related: Place?
  ) {
    let place = place ?? self.place
    switch verdict.outcome {
    case .finding(let severity, let arguments):
      let severity = severity ?? usualSeverity
      if severity >= policy.profile(of: rule).leastSeverity {
        findings.append(
          Finding(rule: rule, severity: policy.severity(of: rule) ?? severity, place: place, arguments: arguments, related: related))
      } else {
        unasked.append(rule)
      }
    case .notEvaluated(let reason):
      notEvaluated.append(FindingCollector.NotEvaluated(rule: rule, place: place, reason: reason))
    }
  }

  /// Counts a rule by what is known of it, as passed where nothing is.
  fileprivate mutating func count(_ rule: RuleIndex, by step: Int) {
    if findings.contains(where: { $0.rule == rule }) {
      counts.fail += step
    } else if notEvaluated.contains(where: { $0.rule == rule }) {
      counts.notEvaluated += step
    } else if !unasked.contains(rule) {
      counts.pass += step
    }
  }
}
