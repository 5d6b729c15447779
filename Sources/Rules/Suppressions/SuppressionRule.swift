package import Findings
package import Manifests

/// A rule about the suppressions themselves: it is answered when all other findings are known, and cannot be suppressed.
package protocol SuppressionRule: Rule {
  /// What such a rule finds wrong.
  static var flaw: SuppressionFlaw.Kind { get }
}

extension SuppressionRule {
  /// A workload by itself says nothing to such a rule.
  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout FindingCollector) {}
}

/// What is wrong with a suppression.
package struct SuppressionFlaw: Sendable, Hashable {
  /// What may be wrong with a suppression.
  package enum Kind: Sendable, Hashable {
    case withoutReason, expired, unused, invalid
  }

  /// What is wrong with it.
  package var kind: Kind
  /// Where findings about it point.
  package var place: Place
  /// For the rule's explanation.
  package var arguments: [String]
  /// The workload it belongs to, by its position in the file's report.
  package var owner: Int
}
