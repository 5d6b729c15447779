package import ClusterState
package import Findings
package import Manifests
package import SourceTree

/// A rule about a workload in its cluster, which joins objects: it is asked of facts, whenever they are known.
package protocol ClusterRule: Rule {
  /// The kinds that an answer depends on, besides the workload itself.
  static var reads: KindSet { get }

  /// The kinds of which the cluster's state must have some, or be known to have none, for the question to make sense.
  static var needs: KindSet { get }

  /// Says what is wrong with the workload. Saying nothing is a pass.
  static func check(_ workload: Located<WorkloadFacts>, in context: JudgingContext, _ answer: inout ClusterAnswer)
}

extension ClusterRule {
  package static var needs: KindSet { reads }

  /// A workload by itself says nothing to such a rule.
  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout FindingCollector) {}
}

/// A rule about many workloads at once, such as one about what they share: it is asked of all of them together.
package protocol FleetRule: Rule {
  /// The kinds that an answer depends on.
  static var reads: KindSet { get }

  /// See ``ClusterRule/needs``.
  static var needs: KindSet { get }

  /// What is to be said of which workloads; those that are not named pass.
  static func check(_ context: JudgingContext) -> [(workload: Located<WorkloadFacts>, answer: ClusterAnswer)]
}

extension FleetRule {
  package static var needs: KindSet { reads }

  /// A workload by itself says nothing to such a rule.
  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout FindingCollector) {}
}

/// What a rule that joins objects says of a workload.
package struct ClusterAnswer: Sendable {
  /// One thing that it says.
  package struct Verdict: Sendable {
    /// What it says.
    package enum Outcome: Sendable {
      /// - Parameters:
      ///   - severity: Where it differs from the rule's usual one.
      ///   - arguments: What the rule's explanation needs; never a credential's value.
      case finding(severity: Severity?, arguments: [String])
      /// The reason is a clause.
      case notEvaluated(reason: String)
    }

    /// What it is.
    package var outcome: Outcome
    /// What of the workload it points at: nil for its `kind` key.
    package var place: SourceRange?
    /// A second object worth looking at.
    package var related: Origin?
  }

  /// In the order in which they were said.
  package private(set) var verdicts: [Verdict] = []
  /// Whether nothing was found in what is known, and not all is known that would have to be for a pass.
  package private(set) var isNotInInput = false

  /// A pass, until something is said.
  package init() {}

  /// Whether the workload passes.
  package var isPass: Bool { verdicts.isEmpty && !isNotInInput }

  /// Says that something is wrong.
  ///
  /// - Parameters:
  ///   - arguments: What the rule's explanation needs; never a credential's value.
  ///   - severity: Where it differs from the rule's usual one.
  ///   - place: What of the workload it points at: nil for its `kind` key.
  ///   - related: A second object worth looking at.
  package mutating func fail(_ arguments: [String] = [], severity: Severity? = nil, at place: SourceRange? = nil, related: Origin? = nil) {
    verdicts.append(Verdict(outcome: .finding(severity: severity, arguments: arguments), place: place, related: related))
  }

  /// Says that it cannot be told, and why, in a clause.
  package mutating func cannotTell(because reason: String, at place: SourceRange? = nil, related: Origin? = nil) {
    verdicts.append(Verdict(outcome: .notEvaluated(reason: reason), place: place, related: related))
  }

  /// Says that the answer hangs on what the input may lack.
  package mutating func notInInput() { isNotInInput = true }
}
