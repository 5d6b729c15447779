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
  static func check(_ workload: Located<WorkloadFacts>, in context: JudgingContext, _ answer: inout ClusterAnswer<Self>)
}

extension ClusterRule {
  package static var needs: KindSet { reads }

  /// A workload by itself says nothing to such a rule.
  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {}
}

/// A rule about many workloads at once, such as one about what they share: it is asked of all of them together.
package protocol FleetRule: Rule {
  /// The kinds that an answer depends on.
  static var reads: KindSet { get }

  /// See ``ClusterRule/needs``.
  static var needs: KindSet { get }

  /// What is to be said of which workloads; those that are not named pass.
  static func check(_ context: JudgingContext) -> [(workload: Located<WorkloadFacts>, answer: ClusterAnswer<Self>)]
}

extension FleetRule {
  package static var needs: KindSet { reads }

  /// A workload by itself says nothing to such a rule.
  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {}
}

/// What one rule that joins objects says of a workload. Only the rule's own situations can be said.
package struct ClusterAnswer<Asked: Rule>: Sendable {
  /// What it has said.
  package private(set) var verdicts = ClusterVerdicts()

  /// Nothing is said yet.
  package init() {}

  /// Says that something is wrong.
  ///
  /// - Parameters:
  ///   - situation: What the rule met; never a credential's value.
  ///   - severity: Where it differs from the rule's usual one.
  ///   - place: What of the workload it points at: nil for its `kind` key.
  ///   - related: A second object worth looking at.
  package mutating func fail(
    _ situation: Asked.Situation, severity: Severity? = nil, at place: SourceRange? = nil, related: Origin? = nil
  ) {
    verdicts.all.append(ClusterVerdicts.Verdict(outcome: .finding(severity: severity, situation), place: place, related: related))
  }

  /// Says that it cannot be told, and why, in a clause.
  package mutating func cannotTell(because reason: String, at place: SourceRange? = nil, related: Origin? = nil) {
    verdicts.all.append(ClusterVerdicts.Verdict(outcome: .notEvaluated(reason: reason), place: place, related: related))
  }

  /// Says that the answer hangs on what the input may lack.
  package mutating func notInInput() { verdicts.isNotInInput = true }
}

/// A rule that has nothing to add.
extension ClusterAnswer where Asked.Situation == NoDetail {
  mutating func fail(severity: Severity? = nil, related: Origin? = nil) { fail(NoDetail(), severity: severity, related: related) }
}

/// What a rule that joins objects says of a workload.
package struct ClusterVerdicts: Sendable {
  /// One thing that it says.
  package struct Verdict: Sendable {
    /// What it says.
    package enum Outcome: Sendable {
      /// The severity is nil where it is the rule's usual one.
      case finding(severity: Severity?, any SituationKey)
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

  package fileprivate(set) var all: [Verdict] = []
  /// Whether nothing was found in what is known, and not all is known that would have to be for a pass.
  package fileprivate(set) var isNotInInput = false

  /// Whether the workload passes.
  package var isPass: Bool { all.isEmpty && !isNotInInput }
}

extension ClusterRule {
  /// Asks this rule about a workload.
  static func verdicts(on workload: Located<WorkloadFacts>, in context: JudgingContext) -> ClusterVerdicts {
    var answer = ClusterAnswer<Self>()
    check(workload, in: context, &answer)
    return answer.verdicts
  }
}

extension FleetRule {
  /// Asks this rule about all workloads.
  static func verdicts(in context: JudgingContext) -> [(workload: Located<WorkloadFacts>, verdicts: ClusterVerdicts)] {
    check(context).map { ($0.workload, $0.answer.verdicts) }
  }
}
