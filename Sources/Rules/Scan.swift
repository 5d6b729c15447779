package import Findings
package import Manifests
internal import SourceTree

/// Judges inputs: bytes → manifests → verdicts.
///
/// ``judge(path:bytes:file:)`` looks at one input by itself, so that inputs can be judged on all cores; ``settle(_:)`` does what takes all of them.
package struct Scan: Sendable {
  package let settings: ScanSettings

  package init(_ settings: ScanSettings) {
    self.settings = settings
  }

  /// What one input says by itself, and what others need to know of it.
  package struct Judgement: Sendable {
    package var report: FileReport
    package var inventory: Inventory

    /// - Parameter report: What is known of an input that could not be read is its path.
    package init(report: FileReport, inventory: Inventory = Inventory()) {
      self.report = report
      self.inventory = inventory
    }
  }

  /// Reads and judges one input.
  ///
  /// - Parameters:
  ///   - path: As it is shown.
  ///   - file: The input's position among all inputs, from 0.
  package func judge(path: String, bytes: [UInt8], file: Int) -> Judgement {
    var report = FileReport(path: path, fingerprint: StableHash.of(bytes))
    let source: Source
    do {
      source = try Source(name: path, bytes: bytes)
    } catch {
      let lines = LineIndex(bytes)
      report.errors.append(DocumentError(error: error, place: Place(error.range, in: bytes, lines: lines)))
      return Judgement(report: report)
    }

    var inventory = Inventory()
    var findings = FindingCollector(source: source)
    var reader = ManifestReader(source)
    while let element = reader.next() {
      switch element {
      case .object(let manifest):
        inventory.add(manifest, file: file)
        if case .workload(let workload) = manifest, workload.kind != .pod { report.workloads.append(judge(workload, &findings)) }
      case .failure(let error):
        report.errors.append(
          DocumentError(error: error, place: findings.place(error.range), related: error.related.map { findings.place($0) }))
      case .notEvaluated(let range, let reason):
        report.notEvaluated.append(DocumentNotEvaluated(place: findings.place(range), reason: reason))
      }
    }
    report.redactions = (reader.redactions + findings.redactions).sorted { ($0.start, $0.end) < ($1.start, $1.end) }
    return Judgement(report: report, inventory: inventory)
  }

  private func judge(_ workload: Workload, _ findings: inout FindingCollector) -> WorkloadReport {
    Registry.check(workload, profile: settings.profile, options: settings.options, into: &findings)
    let place = findings.place(workload.place)
    let verdicts = findings.takeVerdicts()
    return WorkloadReport(
      kind: workload.kind.rawValue, namespace: workload.metadata.namespace.value, name: workload.name, place: place,
      findings: verdicts.findings.sorted {
        ($0.place.range.start, $0.place.range.end, $0.rule) < ($1.place.range.start, $1.place.range.end, $1.rule)
      },
      notEvaluated: verdicts.notEvaluated, counts: verdicts.counts)
  }

  /// Judges what takes all inputs, folds the Jobs that are runs of a CronJob of the input into it, and gives the reports in order.
  ///
  /// - Parameter judgements: All inputs in order: the first is that of `file` 0.
  package func settle(_ judgements: [Judgement]) -> [FileReport] {
    var reports = judgements.map(\.report)
    let inventory = Inventory(joining: judgements.lazy.map(\.inventory))
    let answers = Registry.check(inventory, profile: settings.profile, options: settings.options)
    for file in reports.indices {
      for workload in reports[file].workloads.indices { reports[file].workloads[workload].counts.pass += answers.count }
    }
    let runs = inventory.jobOwnerships().compactMap { job, ownership in
      if case .run(let cronJob) = ownership { (job: job.origin, cronJob: cronJob) } else { nil }
    }
    guard !runs.isEmpty || answers.contains(where: { !$0.verdicts.isEmpty }) else { return reports }

    let positions = Dictionary(
      reports.enumerated().flatMap { file, report in
        report.workloads.enumerated().map { (Origin(file: file, place: $1.place.range), $0) }
      }, uniquingKeysWith: { first, _ in first })
    for answer in answers {
      for verdict in answer.verdicts {
        guard let position = positions[verdict.workload] else { continue }
        let related = verdict.related.flatMap { origin in
          origin.file == verdict.workload.file ? positions[origin].map { reports[origin.file].workloads[$0].place } : nil
        }
        reports[verdict.workload.file].workloads[position].add(verdict, of: answer.index, answer.severity, related: related)
      }
    }
    for run in runs {
      guard let position = positions[run.cronJob] else { continue }
      reports[run.cronJob.file].workloads[position].foldedJobs += 1
    }
    let folded = Set(runs.map(\.job))
    for file in Set(runs.map(\.job.file)) {
      reports[file].workloads.removeAll { folded.contains(Origin(file: file, place: $0.place.range)) }
    }
    return reports
  }
}

extension WorkloadReport {
  /// Takes in what a rule that joins objects says; the rule was counted as passed before.
  fileprivate mutating func add(_ verdict: InventoryVerdict, of rule: RuleIndex, _ usualSeverity: Severity, related: Place?) {
    counts.pass -= 1
    switch verdict.outcome {
    case .finding(let severity, let arguments):
      counts.fail += 1
      findings.append(Finding(rule: rule, severity: severity ?? usualSeverity, place: place, arguments: arguments, related: related))
      findings.sort { ($0.place.range.start, $0.place.range.end, $0.rule) < ($1.place.range.start, $1.place.range.end, $1.rule) }
    case .notEvaluated(let reason):
      counts.notEvaluated += 1
      notEvaluated.append(FindingCollector.NotEvaluated(rule: rule, place: place, reason: reason))
    }
  }
}
