extension PodSecurityEvaluation {
  /// `runAsUser` (`check_runAsUser.go`): nothing is set to 0, the pod included where all containers overrule it. Since v1.35 pods with user namespaces
  /// of their own are left alone.
  mutating func checkRunAsUser(in pod: PodSpec, _ users: Relaxation) {
    guard let versions = versions(of: .runAsUser, relaxedSince: 35, users) else { return }
    if let (user, place) = read(pod.securityContext.runAsUser, for: .runAsUser), user == 0 {
      forbid(.runAsUser, at: place, in: versions, value: "0")
    }
    for (index, container) in pod.readableContainers {
      if let (user, place) = read(container.securityContext.runAsUser, for: .runAsUser), user == 0 {
        forbid(.runAsUser, at: place, in: versions, value: "0", of: index)
      }
    }
  }
}
