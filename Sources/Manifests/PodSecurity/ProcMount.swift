extension PodSecurityEvaluation {
  /// `procMount` (`check_procMount_baseline.go`) and `procMount_restricted` (`check_procMount_restricted.go`): `/proc` is mounted as usual. Since v1.35
  /// baseline leaves that to pods with user namespaces of their own, and restricted does not.
  mutating func checkProcMounts(in pod: PodSpec, _ users: Relaxation) {
    for (index, container) in pod.readableContainers {
      let field = container.securityContext.procMount
      if case .unreadable = field { _ = read(field, for: .procMountRestricted) }
      guard let (mount, place) = read(field, for: .procMount), mount != "Default" else { continue }
      if let versions = versions(of: .procMount, relaxedSince: 35, users) {
        forbid(.procMount, at: place, in: versions, value: mount, of: index)
      }
      forbid(.procMountRestricted, at: place, value: mount, of: index)
    }
  }
}
