internal import ClusterState
package import Findings
internal import Manifests

/// Asks what a policy wants to know of workloads, through whatever door they come; the questions are worked out once for all of them.
package struct Judge: Sendable {
  /// What is asked.
  package let policy: RulePolicy
  private let questions: [(rule: Registry.Question<any Rule.Type>, profile: Profile)]

  /// One that asks what a policy wants to know.
  package init(_ policy: RulePolicy) {
    self.policy = policy
    questions = Registry.questions.filter { policy.asks($0.index) }.map { ($0, policy.profile(of: $0.index)) }
  }

  /// Asks about a workload by itself, while its tree is there. What joins objects is asked by ``inCluster(_:)``.
  func judge(_ workload: Workload, into verdicts: inout VerdictBuilder) -> Verdicts {
    let options = policy.options
    for (question, profile) in questions {
      verdicts.begin(rule: question.index, defaultSeverity: question.severity, profile: profile)
      question.rule.answer(about: workload, options: options, into: &verdicts)
    }
    verdicts.end()
    return verdicts.takeVerdicts()
  }

  /// What was said of a workload when everything was asked, as if only this judge's questions had been put.
  func restricting(_ report: WorkloadReport) -> WorkloadReport {
    var report = report
    var unasked: Set<RuleIndex> = []
    report.findings = report.findings.compactMap { finding in
      guard policy.asks(finding.rule) else { return nil }
      guard finding.profile <= policy.profile(of: finding.rule) else {
        unasked.insert(finding.rule)
        return nil
      }
      var finding = finding
      finding.severity = policy.severity(of: finding.rule) ?? finding.severity
      return finding
    }
    report.notEvaluated.removeAll { !policy.asks($0.rule) }
    let failed = Set(report.findings.map(\.rule))
    let notEvaluated = Set(report.notEvaluated.map(\.rule)).subtracting(failed)
    report.unasked = unasked.sorted()
    report.counts = VerdictCounts(
      pass: questions.count - failed.count - notEvaluated.count - unasked.subtracting(failed).subtracting(notEvaluated).count,
      fail: failed.count, notEvaluated: notEvaluated.count)
    return report
  }

  /// The same judge of workloads in their cluster.
  package func inCluster(_ context: JudgingContext) -> ClusterJudge { ClusterJudge(policy, context) }
}

/// Asks what a policy wants to know of workloads in their cluster: from facts, at any time.
package struct ClusterJudge: Sendable {
  /// What is asked.
  package let policy: RulePolicy
  /// What the cluster is known by.
  package let context: JudgingContext
  /// Rules that are not asked, as the state has nothing that they are about and may lack it.
  package let notInInput: [RuleIndex]
  private let questions: [Registry.Question<any ClusterRule.Type>]
  private let fleetQuestions: [Registry.Question<any FleetRule.Type>]

  /// A rule's answer about a workload.
  struct Answer {
    let rule: RuleIndex
    /// The rule's usual one.
    let severity: Severity
    let verdicts: ClusterVerdicts
  }

  fileprivate init(_ policy: RulePolicy, _ context: JudgingContext) {
    var notInInput: [RuleIndex] = []
    func isAsked(_ index: RuleIndex, _ needs: KindSet) -> Bool {
      guard policy.asks(index) else { return false }
      if needs.kinds.contains(where: { context.state.hasObjects(of: $0) || context.state.isCoveredSomewhere($0) }) { return true }
      notInInput.append(index)
      return false
    }
    questions = Registry.clusterQuestions.filter { isAsked($0.index, $0.rule.needs) }
    fleetQuestions = Registry.fleetQuestions.filter { isAsked($0.index, $0.rule.needs) }
    self.notInInput = notInInput.sorted()
    self.policy = policy
    self.context = context
  }

  /// The rules that are asked.
  var asked: [RuleIndex] { (questions.map(\.index) + fleetQuestions.map(\.index)).sorted() }

  /// Asks about a workload.
  ///
  /// - Returns: How many rules it passes, and what the others say.
  func judge(_ workload: Located<WorkloadFacts>) -> (passes: Int, others: [Answer]) {
    var passes = 0
    var others: [Answer] = []
    for question in questions {
      let verdicts = question.rule.verdicts(on: workload, in: context)
      if verdicts.isPass {
        passes += 1
      } else {
        others.append(Answer(rule: question.index, severity: question.severity, verdicts: verdicts))
      }
    }
    return (passes, others)
  }

  /// Asks about all workloads together, rule by rule; those that are not named pass.
  func judgeFleet() -> [[(workload: Located<WorkloadFacts>, answer: Answer)]] {
    fleetQuestions.map { question in
      question.rule.verdicts(in: context).lazy.filter { !$0.verdicts.isPass }.map {
        ($0.workload, Answer(rule: question.index, severity: question.severity, verdicts: $0.verdicts))
      }
    }
  }
}

extension WorkloadReport {
  /// Takes in what a rule says of the workload in its cluster, behind all other findings.
  ///
  /// - Parameter places: For each verdict what it points at, and the second object worth looking at; nil: the workload, and none.
  mutating func take(_ answer: ClusterJudge.Answer, _ policy: RulePolicy, at places: [(place: Place?, related: Place?)]) {
    let rule = answer.rule
    for (verdict, (at, related)) in zip(answer.verdicts.all, places) {
      switch verdict.outcome {
      case .finding(let severity, let situation):
        let severity = severity ?? answer.severity
        if severity >= policy.profile(of: rule).leastSeverity {
          findings.append(
            Finding(
              rule: rule, severity: policy.severity(of: rule) ?? severity, place: at ?? self.place, situation: situation,
              related: related))
        } else {
          unasked.append(rule)
        }
      case .notEvaluated(let reason):
        notEvaluated.append(NotEvaluated(rule: rule, place: at ?? self.place, reason: reason))
      }
    }
    if findings.contains(where: { $0.rule == rule }) {
      counts.fail += 1
    } else if notEvaluated.contains(where: { $0.rule == rule }) {
      counts.notEvaluated += 1
    } else if answer.verdicts.isNotInInput {
      notInInput.append(rule)
    } else if !unasked.contains(rule) {
      counts.pass += 1
    }
  }

  /// Says that rules which join objects were not asked of a template: what a controller makes of it is not known well enough.
  mutating func addUnjoined(_ rules: [RuleIndex]) {
    let reason = "what the pods of a \(kind) get beside their template is not known, so they are not looked for among other objects"
    notEvaluated += rules.map { NotEvaluated(rule: $0, place: place, reason: reason) }
    counts.notEvaluated += rules.count
  }
}
