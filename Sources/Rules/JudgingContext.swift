package import ClusterState
package import Findings
package import Manifests

/// What rules that join objects judge by: the objects, what is asked of them, and what several of these rules want to know.
package final class JudgingContext {
  package let state: ClusterState
  package let options: RuleOptions
  private var known: [ObjectIdentifier: any SharedFacts] = [:]

  package init(_ state: ClusterState, options: RuleOptions) {
    self.state = state
    self.options = options
  }

  /// What rules share, made when the first of them asks.
  package func shared<Facts: SharedFacts>(_ type: Facts.Type) -> Facts {
    if let facts = known[ObjectIdentifier(type)] as? Facts { return facts }
    let facts = Facts(self)
    known[ObjectIdentifier(type)] = facts
    return facts
  }
}

/// What several rules that join objects want to know, worked out once for all of them.
package protocol SharedFacts {
  init(_ context: JudgingContext)
}
