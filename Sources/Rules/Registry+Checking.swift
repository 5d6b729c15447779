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

  /// Asks every rule of a profile about a workload.
  package static func check(_ workload: Workload, profile: Profile, options: RuleOptions, into findings: inout FindingCollector) {
    for (index, question) in questions.enumerated() where question.profile <= profile {
      findings.begin(rule: RuleIndex(truncatingIfNeeded: index), defaultSeverity: question.severity)
      question.rule.check(workload, options: options, into: &findings)
      findings.end()
    }
  }

  /// What the loop over workloads needs of each rule, so that it does not copy whole descriptions.
  private static let questions = rules.map { rule in
    (rule: rule, profile: rule.metadata.profile, severity: rule.metadata.severity)
  }
}
