package import ClusterState
package import Findings
package import Manifests
package import SourceTree

/// A rule that can only judge by joining objects, which may stand in different files: it is asked once, when everything is read.
package protocol InventoryRule: Rule {
  /// Whether the input holds what the rule is about; it is not asked of any other, and counts as nothing there.
  static func applies(to state: ClusterState) -> Bool

  /// What is to be said of which workloads; those that are not named pass.
  static func check(_ context: JudgingContext) -> [InventoryVerdict]
}

extension InventoryRule {
  package static func applies(to state: ClusterState) -> Bool { true }

  /// A workload by itself says nothing to such a rule.
  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout FindingCollector) {}
}

/// What an ``InventoryRule`` says of one workload.
package struct InventoryVerdict: Sendable {
  /// What a rule says of a workload.
  package enum Outcome: Sendable {
    /// - Parameters:
    ///   - severity: Where it differs from the rule's usual one.
    ///   - arguments: What the rule's explanation needs; never a credential's value.
    case finding(severity: Severity?, arguments: [String])
    /// The reason is a clause.
    case notEvaluated(reason: String)
  }

  /// The workload in question.
  package var workload: Origin
  /// What is said of it.
  package var outcome: Outcome
  /// What of the workload the finding points at: nil for its `kind` key.
  package var place: SourceRange?
  /// A second object worth looking at.
  package var related: Origin?

  /// A verdict; see the properties.
  package init(on workload: Origin, _ outcome: Outcome, place: SourceRange? = nil, related: Origin? = nil) {
    self.workload = workload
    self.outcome = outcome
    self.place = place
    self.related = related
  }
}
