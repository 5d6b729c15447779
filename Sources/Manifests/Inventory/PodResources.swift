package import SourceTree

/// What a pod's containers ask for and are bound to, as written.
package struct PodResources: Sendable {
  package struct ContainerResources: Sendable {
    package let name: String
    package let role: Container.Role
    package let isSidecar: Bool
    /// Where its requests are, or belong.
    package let place: SourceRange
    package let limits: WrittenAmounts
    package let requests: WrittenAmounts
  }

  /// Without ephemeral containers, which have no resources.
  package let containers: [ContainerResources]
  /// Whether the pod itself has limits or requests.
  package let areOfPod: Bool
  package let hasActiveDeadline: Bool
  /// Whether every container can be read.
  package let isKnown: Bool

  init(_ pod: PodSpec) {
    containers = pod.allContainers.filter { $0.role != .ephemeral }.map {
      ContainerResources(
        name: $0.displayName, role: $0.role, isSidecar: $0.isSidecar, place: $0.requests.place, limits: $0.limits.written,
        requests: $0.requests.written)
    }
    areOfPod = pod.limits.presence == .present || pod.requests.presence == .present
    hasActiveDeadline = !pod.activeDeadlineSeconds.isAbsent
    isKnown =
      pod.containers.presence == .present && pod.presence == .present
      && [pod.initContainers.presence, pod.containers.presence].allSatisfy { if case .unreadable = $0 { false } else { true } }
      && pod.allContainers.allSatisfy { $0.role == .ephemeral || !$0.limits.isUnreadable && !$0.requests.isUnreadable }
  }
}

extension ResourceAmounts {
  /// Whether any amount is written that cannot be known.
  fileprivate var isUnreadable: Bool {
    if case .unreadable = presence { return true }
    return [cpu, memory, ephemeralStorage].contains { if case .unreadable = $0 { true } else { false } }
  }
}
