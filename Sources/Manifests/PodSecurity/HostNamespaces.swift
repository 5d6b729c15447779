extension PodSecurityEvaluation {
  /// `hostNamespaces` (`check_hostNamespaces.go`): the pod shares none of the node's namespaces.
  mutating func checkHostNamespaces(of pod: PodSpec) {
    check(pod.hostNetwork, named: "hostNetwork")
    check(pod.hostPID, named: "hostPID")
    check(pod.hostIPC, named: "hostIPC")
  }

  private mutating func check(_ field: Field<Bool>, named name: String) {
    if let (isShared, place) = read(field, for: .hostNamespaces), isShared { forbid(.hostNamespaces, at: place, value: name) }
  }
}
