package import Manifests
package import SourceTree

/// What a report adds up to. Summaries of consecutive files add up to the summary of all of them, whoever counted them.
package struct ReportSummary: Sendable, Hashable {
  /// How many were read.
  package private(set) var files = 0
  /// How many were judged.
  package private(set) var workloads = 0
  /// Those of them that have findings.
  package private(set) var workloadsWithFindings = 0
  /// Pods that nothing was asked about; see ``FileReport/unjudgedPods``.
  package private(set) var unjudgedPods = 0
  /// How many checks ended how.
  package private(set) var verdicts = VerdictCounts()
  package private(set) var findings = SeverityCounts()
  /// The new ones among them, where there is a baseline.
  package private(set) var newFindings = SeverityCounts()
  /// Findings of the baseline that are not there any more.
  package var gone = 0
  /// The findings by what was asked for, the gravest first; see ``ScanSettings/grouping``.
  package var groups: [FindingGroup] = []
  /// Workloads that formats for people leave out.
  package private(set) var hiddenWorkloads = 0
  /// Findings that someone accepted; they are not among the others.
  package private(set) var suppressed = 0
  /// Documents that could not be read.
  package private(set) var unreadableDocuments = 0
  /// Those of them in files that hold no trace of a workload.
  private var documentsWithoutTrace = 0
  /// What could not be read at all, as ``Report/inputErrors``.
  package var inputErrors: [String] = []
  /// How many of them are of files that were to be skipped where they cannot be read.
  package var skippedFiles = 0
  /// What was passed over in directories.
  package var skipped = SkippedEntries()
  /// Documents that were not judged, by reason, in the order of the input.
  package private(set) var documentsNotEvaluated: [Reason] = []
  /// Places that kept rules from judging, by reason, in the order of the input.
  package private(set) var checksNotEvaluated: [Reason] = []
  /// How many workloads there are for which the same rules hang on what the input may lack.
  private var workloadsByLack: [[RuleIndex]: Int] = [:]

  /// Why something was not evaluated, how often, and where first.
  package struct Reason: Sendable, Hashable {
    /// A clause for people.
    package var reason: String
    /// How often.
    package var count: Int
    /// At most ``placesKept`` different ones, the first of the input.
    package var places: [Location]
  }

  /// A position in a file.
  package struct Location: Sendable, Hashable {
    /// As it is shown.
    package var path: String
    /// Where in the file.
    package var position: Position
  }

  /// How many places of one reason are kept.
  package static var placesKept: Int { 3 }

  /// Of nothing.
  package init() {}

  /// How many findings have a severity.
  package subscript(severity: Severity) -> Int { findings[severity] }

  /// How many findings there are.
  package var findingCount: Int { findings.total }

  /// How many of them the baseline does not have.
  package var newFindingCount: Int { newFindings.total }

  /// Takes in a file.
  package mutating func count(_ file: FileReport) {
    files += 1
    workloads += file.workloads.count { $0.isWorkload }
    unjudgedPods += file.unjudgedPods
    unreadableDocuments += file.errors.count
    if !file.mayHoldObjects { documentsWithoutTrace += file.errors.count }
    for document in file.notEvaluated {
      Self.add(document.reason, count: 1, places: [Location(path: file.path, position: document.place.start)], to: &documentsNotEvaluated)
    }
    if !file.notInInput.isEmpty {
      let lacking = file.workloads.count { $0.isWorkload && $0.templatePath == nil && $0.notInInput.isEmpty }
      if lacking > 0 { workloadsByLack[file.notInInput, default: 0] += lacking }
    }
    // By their positions, as workloads and findings are costly to copy.
    for index in file.workloads.indices {
      verdicts += file.workloads[index].counts
      if file.workloads[index].isWorkload, !file.workloads[index].findings.isEmpty { workloadsWithFindings += 1 }
      for finding in file.workloads[index].findings.indices {
        let severity = file.workloads[index].findings[finding].severity
        findings.add(severity)
        if file.workloads[index].findings[finding].state == .new { newFindings.add(severity) }
      }
      if !file.workloads[index].notInInput.isEmpty {
        workloadsByLack[(file.notInInput + file.workloads[index].notInInput).sorted(), default: 0] += 1
      }
      suppressed += file.workloads[index].suppressed.count
      if file.workloads[index].isHidden { hiddenWorkloads += 1 }
      for check in file.workloads[index].notEvaluated {
        Self.add(check.reason, count: 1, places: [Location(path: file.path, position: check.place.start)], to: &checksNotEvaluated)
      }
    }
  }

  /// Adds what comes later in the input.
  package static func += (left: inout ReportSummary, right: ReportSummary) {
    left.files += right.files
    left.workloads += right.workloads
    left.workloadsWithFindings += right.workloadsWithFindings
    left.unjudgedPods += right.unjudgedPods
    left.verdicts += right.verdicts
    left.findings += right.findings
    left.newFindings += right.newFindings
    left.gone += right.gone
    left.groups += right.groups
    left.hiddenWorkloads += right.hiddenWorkloads
    left.suppressed += right.suppressed
    left.unreadableDocuments += right.unreadableDocuments
    left.documentsWithoutTrace += right.documentsWithoutTrace
    left.inputErrors += right.inputErrors
    left.skippedFiles += right.skippedFiles
    left.skipped += right.skipped
    left.workloadsByLack.merge(right.workloadsByLack, uniquingKeysWith: +)
    for reason in right.documentsNotEvaluated {
      add(reason.reason, count: reason.count, places: reason.places, to: &left.documentsNotEvaluated)
    }
    for reason in right.checksNotEvaluated {
      add(reason.reason, count: reason.count, places: reason.places, to: &left.checksNotEvaluated)
    }
  }

  private static func add(_ reason: String, count: Int, places: [Location], to reasons: inout [Reason]) {
    guard let index = reasons.firstIndex(where: { $0.reason == reason }) else {
      reasons.append(Reason(reason: reason, count: count, places: places))
      return
    }
    reasons[index].count += count
    for place in places where reasons[index].places.count < placesKept && !reasons[index].places.contains(place) {
      reasons[index].places.append(place)
    }
  }
}

extension ReportSummary {
  /// What of one group of rules was not in the input.
  package struct Lack: Sendable, Hashable {
    /// Which group.
    package var group: RuleGroup
    /// The rules that would have been asked, or whose answer hangs on more than the input has; sorted.
    package var rules: [RuleIndex]
    /// Of how many workloads that is so.
    package var workloads: Int
    /// What would tell.
    package var kinds: KindSet

  }

  /// What was not in the input, by group of rules.
  package func lacks(in catalogue: Catalogue) -> [Lack] {
    var lacks: [RuleGroup: Lack] = [:]
    for (rules, workloads) in workloadsByLack {
      var groups: Set<RuleGroup> = []
      for rule in rules {
        let entry = catalogue[rule]
        guard let group = RuleGroup(code: entry.metadata.code) else { continue }
        var lack = lacks[group] ?? Lack(group: group, rules: [], workloads: 0, kinds: [])
        if !lack.rules.contains(rule) { lack.rules.append(rule) }
        lack.kinds.formUnion(entry.needs)
        if groups.insert(group).inserted { lack.workloads += workloads }
        lacks[group] = lack
      }
    }
    return lacks.values.sorted { $0.group.rawValue < $1.group.rawValue }.map { lack in
      var lack = lack
      lack.rules.sort()
      return lack
    }
  }
}

/// How a scan ended; the raw value is the exit code, a part of the command line's contract.
package enum ExitStatus: Int32, Sendable, CaseIterable {
  case clean = 0
  /// Findings at or over the threshold.
  case findings = 1
  /// Some input that may hold a workload could not be read, whatever was found beside it.
  case unreadable = 2
  /// There was no workload in the input.
  case nothingToScan = 3
}

extension ReportSummary {
  /// Whether there are findings at or over the threshold, of those that count.
  package func hasFailures(for settings: ScanSettings) -> Bool {
    !settings.acceptsFindings
      && Severity.allCases.contains { $0 >= settings.threshold && (settings.failsOnNewOnly ? newFindings : findings)[$0] > 0 }
  }

  /// Files and documents that could not be read without that being a failure: they hold no trace of a workload, or were to be skipped.
  package func unreadSkipped(for settings: ScanSettings) -> Int {
    skippedFiles + (settings.skipsUnreadable ? unreadableDocuments : documentsWithoutTrace)
  }

  /// What the program ends with.
  package func exitStatus(for settings: ScanSettings) -> ExitStatus {
    if unreadableDocuments + inputErrors.count > unreadSkipped(for: settings) { return .unreadable }
    if hasFailures(for: settings) { return .findings }
    if settings.failsOnNotEvaluated, !documentsNotEvaluated.isEmpty || !checksNotEvaluated.isEmpty { return .findings }
    return workloads == 0 ? .nothingToScan : .clean
  }
}
