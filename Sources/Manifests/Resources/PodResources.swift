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

  package init(_ pod: PodSpec) {
    var containers: [ContainerResources] = []
    containers.reserveCapacity(pod.allContainers.count)
    var isKnown = pod.presence == .present && pod.containers.presence == .present && pod.initContainers.isReadable
    for container in pod.allContainers where container.role != .ephemeral {
      containers.append(
        ContainerResources(
          name: container.displayName, role: container.role, isSidecar: container.isSidecar, place: container.requests.place,
          limits: container.limits.written, requests: container.requests.written))
      isKnown = isKnown && container.limits.isReadable && container.requests.isReadable
    }
    self.containers = containers
    self.isKnown = isKnown
    areOfPod = pod.limits.presence == .present || pod.requests.presence == .present
    hasActiveDeadline = !pod.activeDeadlineSeconds.isAbsent
  }
}

extension ResourceAmounts {
  /// Whether every amount that is written is known.
  @inline(__always)
  fileprivate var isReadable: Bool {
    switch (presence, cpu, memory, ephemeralStorage) {
    case (.unreadable, _, _, _), (_, .unreadable, _, _), (_, _, .unreadable, _), (_, _, _, .unreadable): false
    default: true
    }
  }
}
