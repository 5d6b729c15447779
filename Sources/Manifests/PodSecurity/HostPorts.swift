extension PodSecurityEvaluation {
  /// `hostPorts` (`check_hostPorts.go`): no container opens a port of the node.
  mutating func checkHostPorts(in pod: PodSpec) {
    for (index, container) in pod.readableContainers {
      for port in read(container.ports, for: .hostPorts) ?? [] {
        guard let (number, place) = read(port.hostPort, for: .hostPorts), number != 0 else { continue }
        forbid(.hostPorts, at: place, value: "\(number)", of: index)
      }
    }
  }
}
