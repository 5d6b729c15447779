import ClusterState
package import Findings
package import Manifests

extension Registry {
  /// The rules as renderers see them; positions are the same as in ``rules``.
  package static let catalogue = Catalogue(
    rules: rules.map { rule in
      Catalogue.Entry(
        metadata: rule.metadata, isPodSecurity: podSecurityRules.contains { $0 == rule }, needs: needs(rule),
        explain: { rule.explanation(of: $0) })
    })

  /// What the input must have for a rule to have something to judge.
  private static func needs(_ rule: any Rule.Type) -> KindSet {
    // By the generated lists: to ask each type for its conformances costs more than a small scan.
    clusterRules.first { $0 == rule }?.needs ?? fleetRules.first { $0 == rule }?.needs ?? []
  }

  /// Asks what a namespace with a level of the Pod Security Standards denies of a workload's pods, in the target version.
  package static func check(
    _ workload: Workload, by level: PodSecurityLevel, options: RuleOptions, into verdicts: inout VerdictBuilder
  ) -> Verdicts {
    for question in controls {
      verdicts.begin(rule: question.index, defaultSeverity: question.severity)
      question.rule.answer(about: workload, by: level, options: options, into: &verdicts)
    }
    verdicts.end()
    return verdicts.takeVerdicts()
  }

  /// Asks the rules of a policy that judge scripts about one that stands elsewhere than in a workload.
  static func check(
    _ script: ReviewedScript, heldBy holder: ScriptHolder, policy: RulePolicy
  ) -> [(index: RuleIndex, severity: Severity, range: Range<Int>?, situation: any SituationKey)] {
    scripts.filter { policy.asks($0.index) }.flatMap { question in
      question.rule.findings(in: script, heldBy: holder).map { finding in
        (question.index, finding.severity ?? question.severity, finding.range, finding.situation)
      }
    }
  }

  /// The rule that reports literal credentials, where the policy asks it.
  static func literalCredential(_ policy: RulePolicy) -> (index: RuleIndex, severity: Severity)? {
    questions.first { $0.rule == LiteralCredential.self && policy.asks($0.index) }.map { ($0.index, $0.severity) }
  }

  /// What the loops need of each rule, so that they do not copy whole descriptions.
  struct Question<Rule: Sendable>: Sendable {
    let index: RuleIndex
    let rule: Rule
    let severity: Severity

    fileprivate init(_ index: Int, _ rule: Rule, _ metadata: RuleMetadata) {
      self.index = RuleIndex(truncatingIfNeeded: index)
      self.rule = rule
      severity = metadata.severity
    }
  }

  // Which rules join objects is known from the generated list: asking each type for its conformances costs more than a small scan.
  static let questions: [Question<any Rule.Type>] = rules.enumerated().compactMap { index, rule in
    let isAskedLater =
      clusterRules.contains { $0 == rule } || fleetRules.contains { $0 == rule } || suppressionRules.contains { $0 == rule }
    return isAskedLater ? nil : Question(index, rule, rule.metadata)
  }

  private static let controls: [Question<any PodSecurityRule.Type>] = podSecurityRules.compactMap { rule in
    rules.firstIndex { $0 == rule }.map { Question($0, rule, rule.metadata) }
  }

  private static let scripts: [Question<any ScriptRule.Type>] = scriptRules.compactMap { rule in
    rules.firstIndex { $0 == rule }.map { Question($0, rule, rule.metadata) }
  }

  static let clusterQuestions: [Question<any ClusterRule.Type>] = clusterRules.compactMap { rule in
    rules.firstIndex { $0 == rule }.map { Question($0, rule, rule.metadata) }
  }

  static let fleetQuestions: [Question<any FleetRule.Type>] = fleetRules.compactMap { rule in
    rules.firstIndex { $0 == rule }.map { Question($0, rule, rule.metadata) }
  }

  /// The rules about suppressions, with what each finds wrong.
  static let suppressionQuestions: [(index: RuleIndex, severity: Severity, flaw: SuppressionFlaw.Kind)] = suppressionRules.compactMap {
    rule in
    rules.firstIndex { $0 == rule }.map { (RuleIndex(truncatingIfNeeded: $0), rule.metadata.severity, rule.flaw) }
  }
}
