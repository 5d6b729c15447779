extension PodSecurityEvaluation {
  /// `windowsHostProcess` (`check_windowsHostProcess.go`): nothing runs as a process of a Windows node.
  mutating func checkWindowsHostProcess(in pod: PodSpec) {
    check(pod.securityContext.hostProcess, of: nil)
    for (index, container) in pod.readableContainers { check(container.securityContext.hostProcess, of: index) }
  }

  private mutating func check(_ hostProcess: Field<Bool>, of container: Int?) {
    guard let (isHostProcess, place) = read(hostProcess, for: .windowsHostProcess), isHostProcess else { return }
    forbid(.windowsHostProcess, at: place, value: "true", of: container)
  }
}
