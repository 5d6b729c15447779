/// What a pod's containers ask for and are bound to, as written.
package struct PodResources: Sendable {
  package struct ContainerResources: Sendable {
    package let name: String
    package let role: Container.Role
    package let isSidecar: Bool
    package let limits: ResourceAmounts
    package let requests: ResourceAmounts
  }

  /// Without ephemeral containers, which have no resources.
  package let containers: [ContainerResources]
  /// Those of the pod itself.
  package let limits: ResourceAmounts
  package let requests: ResourceAmounts
  package let hasActiveDeadline: Bool
  /// Whether every container can be read.
  package let isKnown: Bool

  init(_ pod: PodSpec) {
    containers = pod.allContainers.filter { $0.role != .ephemeral }.map {
      ContainerResources(name: $0.displayName, role: $0.role, isSidecar: $0.isSidecar, limits: $0.limits, requests: $0.requests)
    }
    limits = pod.limits
    requests = pod.requests
    hasActiveDeadline = !pod.activeDeadlineSeconds.isAbsent
    isKnown =
      pod.containers.presence == .present && pod.presence == .present
      && [pod.initContainers.presence, pod.containers.presence].allSatisfy { if case .unreadable = $0 { false } else { true } }
      && containers.allSatisfy { !$0.limits.isUnreadable && !$0.requests.isUnreadable }
  }
}

extension ResourceAmounts {
  /// Whether any amount is written that cannot be known.
  fileprivate var isUnreadable: Bool {
    if case .unreadable = presence { return true }
    return [cpu, memory, ephemeralStorage].contains { if case .unreadable = $0 { true } else { false } }
  }
}
