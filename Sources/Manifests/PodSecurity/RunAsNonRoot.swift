extension PodSecurityEvaluation {
  /// `runAsNonRoot` (`check_runAsNonRoot.go`): the pod or every container says true, and none says false, the pod included where all containers
  /// overrule it. Since v1.35 pods with user namespaces of their own are left alone.
  mutating func checkRunAsNonRoot(in pod: PodSpec, _ users: Relaxation) {
    guard let versions = versions(of: .runAsNonRoot, relaxedSince: 35, users) else { return }
    let podField = pod.securityContext.runAsNonRoot
    if let (isNonRoot, place) = read(podField, for: .runAsNonRoot), !isNonRoot {
      forbid(.runAsNonRoot, at: place, in: versions, value: "false")
    }
    for (index, container) in pod.readableContainers {
      if let (isNonRoot, place) = read(container.securityContext.runAsNonRoot, for: .runAsNonRoot), !isNonRoot {
        forbid(.runAsNonRoot, at: place, in: versions, value: "false", of: index)
      }
    }
    if podField.isAbsent { demand(.runAsNonRoot, in: versions, pod: pod) { $0.runAsNonRoot.isAbsent } }
  }
}
