extension PodSecurityEvaluation {
  /// `allowPrivilegeEscalation` (`check_allowPrivilegeEscalation.go`): every container says false.
  mutating func checkAllowPrivilegeEscalation(in pod: PodSpec, on system: Relaxation) {
    guard let versions = versions(of: .allowPrivilegeEscalation, relaxedSince: 25, system) else { return }
    for (index, container) in pod.readableContainers {
      let context = container.securityContext
      if let (isAllowed, place) = read(context.allowPrivilegeEscalation, for: .allowPrivilegeEscalation) {
        if isAllowed { forbid(.allowPrivilegeEscalation, at: place, in: versions, value: "true", of: index) }
      } else if context.allowPrivilegeEscalation.isAbsent {
        forbid(.allowPrivilegeEscalation, at: context.place, in: versions, value: nil, of: index)
      }
    }
  }
}
