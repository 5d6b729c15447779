internal import Findings
internal import SourceTree

extension Scan {
  /// Sets aside what is suppressed, and reports what is wrong with suppressions.
  ///
  /// - Parameter unasked: The rules that were not asked, as the input holds nothing that they are about.
  func settleSuppressions(
    _ suppressions: [Suppression], _ flaws: [SuppressionFlaw], in report: inout FileReport, unasked: Set<RuleIndex>
  ) {
    if report.workloads.isEmpty { return }
    let policy = settings.policy(report.policy)
    let asked = Registry.suppressionQuestions.filter { policy.asks($0.index) }
    for workload in report.workloads.indices { report.workloads[workload].counts.pass += asked.count }
    let hasExemptions = !policy.options.exemptNamespaces.isEmpty
    guard settings.suppressions.areHonoured, !suppressions.isEmpty || !flaws.isEmpty || hasExemptions else { return }

    var isUsed = [Bool](repeating: false, count: suppressions.count)
    let index = SuppressionIndex(suppressions)
    if !suppressions.isEmpty || hasExemptions {
      for workload in report.workloads.indices {
        let exemption = exemption(of: report.workloads[workload], policy)
        report.workloads[workload].suppress { finding in
          let covering = index.suppressions(covering: finding, ofWorkload: workload)
          for position in covering { isUsed[position] = true }
          if let first = covering.first.map({ suppressions[$0] }) {
            return SuppressedFinding(finding: finding, origin: first.origin, reason: first.reason, expiry: first.expiry)
          }
          return exemption.map { SuppressedFinding(finding: finding, origin: .configuration, reason: $0) }
        }
      }
    }
    var flaws = flaws
    let undecided = Set(report.workloads.flatMap(\.undecided))
    for (suppression, isUsed) in zip(suppressions, isUsed)
    where !isUsed && !unasked.contains(suppression.rule) && isJudged(suppression, in: report, policy, undecided) {
      let name = settings.catalogue[suppression.rule].metadata.name
      flaws.append(SuppressionFlaw(kind: .unused, place: suppression.place, arguments: [name], owner: suppression.owner))
    }
    for flaw in flaws where report.workloads.indices.contains(flaw.owner) {
      guard let question = asked.first(where: { $0.flaw == flaw.kind }) else { continue }
      report.workloads[flaw.owner].countFailure(of: question.index)
      let severity = policy.severity(of: question.index) ?? question.severity
      report.workloads[flaw.owner].findings.append(
        Finding(rule: question.index, severity: severity, place: flaw.place, arguments: flaw.arguments))
    }
    for owner in Set(flaws.map(\.owner)) where report.workloads.indices.contains(owner) {
      report.workloads[owner].findings.sort { $0.precedes($1) }
    }
  }

  /// Why all findings of a workload are accepted, where the configuration says so.
  private func exemption(of workload: WorkloadReport, _ policy: RulePolicy) -> String? {
    guard let namespace = workload.namespace, policy.options.exemptNamespaces.contains(namespace) else { return nil }
    return "the configuration exempts the namespace \(namespace)"
  }

  /// Whether the rule has looked at what the suppression is about and found nothing; what another tool was told is no concern of ours.
  ///
  /// - Parameter undecided: The rules of which that is not so for some workload of the file.
  private func isJudged(_ suppression: Suppression, in report: FileReport, _ policy: RulePolicy, _ undecided: Set<RuleIndex>) -> Bool {
    if case .peer = suppression.origin { return false }
    guard suppression.mustBeUsed, policy.asks(suppression.rule) else { return false }
    guard undecided.contains(suppression.rule), case .workload(let index) = suppression.scope else {
      return !undecided.contains(suppression.rule)
    }
    return !report.workloads[index].undecided.contains(suppression.rule)
  }
}

/// Finds the suppressions of a finding among those of a file, however many there are.
private struct SuppressionIndex {
  private struct Key: Hashable {
    var rule: RuleIndex
    var scope: Suppression.Scope
  }

  private let suppressions: [Suppression]
  private var positions: [Key: [Int]] = [:]
  /// Those that hold for a range of bytes, by rule.
  private var ranges: [RuleIndex: [Int]] = [:]

  init(_ suppressions: [Suppression]) {
    self.suppressions = suppressions
    for (position, suppression) in suppressions.enumerated() {
      if case .range = suppression.scope {
        ranges[suppression.rule, default: []].append(position)
      } else {
        positions[Key(rule: suppression.rule, scope: suppression.scope), default: []].append(position)
      }
    }
  }

  /// Positions of the suppressions, ascending within each kind of scope.
  func suppressions(covering finding: Finding, ofWorkload workload: Int) -> [Int] {
    if suppressions.isEmpty { return [] }
    let ofWorkload = positions[Key(rule: finding.rule, scope: .workload(workload))] ?? []
    let ofLine = positions[Key(rule: finding.rule, scope: .line(finding.place.start.line))] ?? []
    let ofRange = (ranges[finding.rule] ?? []).filter { position in
      guard case .range(let range) = suppressions[position].scope else { return false }
      return range.start <= finding.place.range.start && finding.place.range.start < range.end
    }
    return ofWorkload + ofLine + ofRange
  }
}

extension WorkloadReport {
  /// The rules that could not judge everything, or were not asked about what they met.
  fileprivate var undecided: [RuleIndex] { notEvaluated.map(\.rule) + unasked }

  /// Sets aside the findings for which there is an answer.
  fileprivate mutating func suppress(_ suppression: (Finding) -> SuppressedFinding?) {
    var remaining: [Finding] = []
    for finding in findings {
      if let accepted = suppression(finding) { suppressed.append(accepted) } else { remaining.append(finding) }
    }
    if remaining.count == findings.count { return }
    findings = remaining
    let rules = Set(suppressed.map(\.finding.rule)).subtracting(remaining.map(\.rule))
    counts.fail -= rules.count
    counts.suppressed += rules.count
  }

  /// Turns the rule's verdict from a pass into a failure, unless it is one already.
  mutating func countFailure(of rule: RuleIndex) {
    if findings.contains(where: { $0.rule == rule }) { return }
    counts.pass -= 1
    counts.fail += 1
  }
}
