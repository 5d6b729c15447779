package import Findings
package import Manifests

extension Registry {
  /// The rules as renderers see them; positions are the same as in ``rules``.
  package static let catalogue = Catalogue(
    rules: rules.map { rule in Catalogue.Entry(metadata: rule.metadata, explain: { rule.explain($0) }) })

  /// The rule of a code (`CFW101`, in any case) or a name (`concurrent-runs`); nil where there is none.
  package static func rule(named name: String) -> (any Rule.Type)? {
    rules.first { $0.metadata.name == name || $0.metadata.code == name.uppercased() }
  }

  /// Asks every rule of a profile about a workload; rules that join objects are asked by ``check(_:profile:options:)``.
  package static func check(_ workload: Workload, profile: Profile, options: RuleOptions, into findings: inout FindingCollector) {
    for question in questions where question.profile <= profile {
      findings.begin(rule: question.index, defaultSeverity: question.severity)
      question.rule.check(workload, options: options, into: &findings)
      findings.end()
    }
  }

  /// Asks the rules of a profile that join objects about all of them.
  package static func check(
    _ inventory: Inventory, profile: Profile, options: RuleOptions
  ) -> [(index: RuleIndex, severity: Severity, verdicts: [InventoryVerdict])] {
    joins.filter { $0.profile <= profile }.map { ($0.index, $0.severity, $0.rule.check(inventory, options: options)) }
  }

  /// What the loops need of each rule, so that they do not copy whole descriptions.
  private struct Question<Rule: Sendable>: Sendable {
    let index: RuleIndex
    let rule: Rule
    let profile: Profile
    let severity: Severity

    init(_ index: Int, _ rule: Rule, _ metadata: RuleMetadata) {
      self.index = RuleIndex(truncatingIfNeeded: index)
      self.rule = rule
      profile = metadata.profile
      severity = metadata.severity
    }
  }

  // Which rules join objects is known from the generated list: asking each type for its conformances costs more than a small scan.
  private static let questions: [Question<any Rule.Type>] = rules.enumerated().compactMap { index, rule in
    inventoryRules.contains { $0 == rule } ? nil : Question(index, rule, rule.metadata)
  }

  private static let joins: [Question<any InventoryRule.Type>] = inventoryRules.compactMap { rule in
    rules.firstIndex { $0 == rule }.map { Question($0, rule, rule.metadata) }
  }
}
