extension PodSecurityEvaluation {
  /// `hostProbesAndHostLifecycle` (`check_hostProbesAndhostLifecycle.go`): probes and lifecycle handlers name no host, since v1.34.
  mutating func checkHostProbesAndHostLifecycle(in pod: PodSpec) {
    for (index, container) in pod.readableContainers {
      for host in container.handlerHosts {
        guard let (name, place) = read(host, for: .hostProbesAndHostLifecycle), !name.isEmpty else { continue }
        forbid(.hostProbesAndHostLifecycle, at: place, value: name, of: index)
      }
    }
  }
}
