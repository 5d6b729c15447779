package import ClusterState
package import Findings
package import Manifests
internal import Synchronization

/// What rules that join objects judge by: the cluster's state, what is asked of it, and what several of these rules want to know.
package final class JudgingContext: Sendable {
  /// What is known of the cluster.
  package let state: ClusterState
  /// What is asked of it.
  package let options: RuleOptions
  private let known: Mutex<[ObjectIdentifier: Known]>
  /// What was worked out before something changed that it depends on.
  private let outdated: [ObjectIdentifier: any SharedFacts]

  /// What rules share, and the version of what it depends on.
  private struct Known: Sendable {
    let facts: any SharedFacts
    let version: UInt64
  }

  /// A context in which nothing is worked out yet.
  package init(_ state: ClusterState, options: RuleOptions) {
    self.state = state
    self.options = options
    known = Mutex([:])
    outdated = [:]
  }

  /// A context that goes on with what was worked out in another, as far as nothing has changed that it depends on.
  ///
  /// - Parameters:
  ///   - state: The other's state after changes.
  ///   - earlier: The other context.
  package init(_ state: ClusterState, after earlier: JudgingContext) {
    self.state = state
    options = earlier.options
    var known = earlier.known.withLock { $0 }
    var outdated = earlier.outdated
    for (type, facts) in known where state.version(of: Swift.type(of: facts.facts).reads) != facts.version {
      outdated[type] = facts.facts
      known[type] = nil
    }
    for type in known.keys { outdated[type] = nil }
    self.outdated = outdated
    self.known = Mutex(known)
  }

  /// What rules share, made when the first of them asks.
  package func shared<Facts: SharedFacts>(_ type: Facts.Type) -> Facts {
    if let facts = known.withLock({ $0[ObjectIdentifier(type)]?.facts as? Facts }) { return facts }
    // Facts are made of others: not under the lock. Who else makes them meanwhile makes the same.
    let facts = (outdated[ObjectIdentifier(type)] as? Facts).flatMap { Facts(self, after: $0) } ?? Facts(self)
    return known.withLock { known in
      if let earlier = known[ObjectIdentifier(type)]?.facts as? Facts { return earlier }
      known[ObjectIdentifier(type)] = Known(facts: facts, version: state.version(of: Facts.reads))
      return facts
    }
  }

  /// What rules share of which all answers need not be worked out: kept by key, as long as the context.
  package final class Cache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let values = Mutex<[Key: Value]>([:])

    /// Nothing yet.
    package init() {}

    /// What was made for the key; made now where nothing was.
    package func value(for key: Key, _ make: () -> Value) -> Value {
      if let value = values.withLock({ $0[key] }) { return value }
      let value = make()
      return values.withLock { values in
        if let earlier = values[key] { return earlier }
        values[key] = value
        return value
      }
    }
  }
}

/// What several rules that join objects want to know, worked out once for all of them.
package protocol SharedFacts: Sendable {
  /// The kinds that they depend on: while none of these changes, they stay as they are.
  static var reads: KindSet { get }

  /// Works them out.
  init(_ context: JudgingContext)

  /// Works them out from what they were before something changed that they depend on: the result is the same, for less work. Nil where it is no less.
  init?(_ context: JudgingContext, after earlier: Self)
}

extension SharedFacts {
  package init?(_ context: JudgingContext, after earlier: Self) { nil }
}
