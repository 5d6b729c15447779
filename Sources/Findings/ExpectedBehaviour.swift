/// What a cluster will do with a workload in one respect, and what it would do with a hardened one: for people, who may want it so.
package struct ExpectedBehaviour: Sendable, Hashable {
  /// The respects, as people read them.
  package enum Aspect: String, Sendable, CaseIterable {
    case credentials = "Credentials readable in the pod description"
    case serviceAccount = "Service account"
    case concurrentRuns = "Concurrent runs"
    case retention = "Retention of finished pods"
    case image = "Image between runs"
  }

  /// How it is.
  package enum State: Sendable, Hashable {
    case hardened, notHardened
    /// The manifest does not say: a template, a patch.
    case unknown
  }

  /// In which respect.
  package var aspect: Aspect
  /// As it is: a clause in which backticks stand around code.
  package var current: String
  /// As it would be hardened.
  package var hardened: String
  /// Whether it is as it would be hardened.
  package var state: State

  package init(_ aspect: Aspect, current: String, hardened: String, state: State) {
    self.aspect = aspect
    self.current = current
    self.hardened = hardened
    self.state = state
  }
}
