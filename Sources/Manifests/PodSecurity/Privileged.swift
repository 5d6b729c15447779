extension PodSecurityEvaluation {
  /// `privileged` (`check_privileged.go`): no container is privileged.
  mutating func checkPrivileged(in pod: PodSpec) {
    for (index, container) in pod.readableContainers {
      if let (isPrivileged, place) = read(container.securityContext.privileged, for: .privileged), isPrivileged {
        forbid(.privileged, at: place, value: "true", of: index)
      }
    }
  }
}
