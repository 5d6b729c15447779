import ClusterState
internal import Findings
internal import SourceTree

extension Scan {
  /// Sets aside what is suppressed, and reports what is wrong with suppressions.
  func settleSuppressions(_ suppressions: [Suppression], _ flaws: [SuppressionFlaw], in report: inout FileReport) {
    if report.workloads.isEmpty { return }
    let policy = settings.policy(report.policy)
    let asked = Registry.suppressionQuestions.filter { policy.asks($0.index) }
    for workload in report.workloads.indices { report.workloads[workload].counts.pass += asked.count }
    let hasExemptions = !policy.options.exemptNamespaces.isEmpty
    guard settings.suppressions.areHonoured, !suppressions.isEmpty || !flaws.isEmpty || hasExemptions else { return }

    let limits = SuppressionLimits(policy.options, settings.catalogue)
    var flaws = flaws
    var allowed: [Suppression] = []
    for suppression in suppressions {
      if let problem = limits.problem(of: suppression) {
        flaws.append(SuppressionFlaw(problem: .invalid(problem), place: suppression.place, owner: suppression.owner))
      } else {
        allowed.append(suppression)
      }
    }
    let suppressions = allowed
    var index = SuppressionIndex(suppressions)
    if !suppressions.isEmpty || hasExemptions {
      for workload in report.workloads.indices {
        let exemption = exemption(of: report.workloads[workload], policy)
        report.workloads[workload].suppress { finding in
          if let first = index.use(for: finding, ofWorkload: workload).map({ suppressions[$0] }) {
            return SuppressedFinding(finding: finding, origin: first.origin, reason: first.reason, expiry: first.expiry)
          }
          return exemption.map { SuppressedFinding(finding: finding, origin: .configuration, reason: $0) }
        }
      }
    }
    let undecided = report.workloads.map { Set($0.undecided) }
    let undecidedByAny = undecided.reduce(into: Set()) { $0.formUnion($1) }
    for (suppression, isUsed) in zip(suppressions, index.isUsed)
    where !isUsed && !report.notInInput.contains(suppression.rule) && isJudged(suppression, policy, undecided, undecidedByAny) {
      let name = settings.catalogue[suppression.rule].metadata.name
      flaws.append(SuppressionFlaw(problem: .unused(RuleName(name: name)), place: suppression.place, owner: suppression.owner))
    }
    var failed: Set<FailedQuestion> = []
    for flaw in flaws where report.workloads.indices.contains(flaw.owner) {
      guard let question = asked.first(where: { $0.flaw == flaw.kind }) else { continue }
      if failed.insert(FailedQuestion(owner: flaw.owner, rule: question.index)).inserted {
        report.workloads[flaw.owner].countFailure(of: question.index)
      }
      let severity = policy.severity(of: question.index) ?? question.severity
      report.workloads[flaw.owner].findings.append(
        Finding(rule: question.index, severity: severity, place: flaw.place, situation: flaw.situation))
    }
    for owner in Set(flaws.map(\.owner)) where report.workloads.indices.contains(owner) {
      report.workloads[owner].findings.sort { $0.precedes($1) }
    }
  }

  /// A rule about suppressions that found something, and the workload that it found it in.
  private struct FailedQuestion: Hashable {
    var owner: Int
    var rule: RuleIndex
  }

  /// Why all findings of a workload are accepted, where the configuration says so.
  private func exemption(of workload: WorkloadReport, _ policy: RulePolicy) -> String? {
    guard let namespace = workload.namespace, policy.options.exemptNamespaces.contains(namespace) else { return nil }
    return "the configuration exempts the namespace \(namespace)"
  }

  /// Whether the rule has looked at what the suppression is about and found nothing; what another tool was told is no concern of ours.
  ///
  /// - Parameters:
  ///   - undecided: For each workload of the file the rules of which that is not so.
  ///   - undecidedByAny: All of these.
  private func isJudged(
    _ suppression: Suppression, _ policy: RulePolicy, _ undecided: [Set<RuleIndex>], _ undecidedByAny: Set<RuleIndex>
  ) -> Bool {
    if case .peer = suppression.origin { return false }
    guard suppression.mustBeUsed, policy.asks(suppression.rule) else { return false }
    guard undecidedByAny.contains(suppression.rule), case .workload(let index) = suppression.scope else {
      return !undecidedByAny.contains(suppression.rule)
    }
    return !undecided[index].contains(suppression.rule)
  }
}

extension WorkloadReport {
  /// The rules that could not judge everything, or were not asked about what they met.
  fileprivate var undecided: [RuleIndex] { notEvaluated.map(\.rule) + unasked + notInInput }

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
