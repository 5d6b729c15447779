extension PodSecurityEvaluation {
  /// `hostNamespaces` (`check_hostNamespaces.go`): the pod shares none of the node's namespaces.
  mutating func checkHostNamespaces(of pod: PodSpec) {
    for (name, field) in [("hostNetwork", pod.hostNetwork), ("hostPID", pod.hostPID), ("hostIPC", pod.hostIPC)] {
      if let (isShared, place) = read(field, for: .hostNamespaces), isShared { forbid(.hostNamespaces, at: place, value: name) }
    }
  }
}
