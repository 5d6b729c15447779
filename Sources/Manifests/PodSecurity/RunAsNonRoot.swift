extension PodSecurityEvaluation {
  /// `runAsNonRoot` (`check_runAsNonRoot.go`): the pod or every container says true, and none says false, the pod included where all containers
  /// overrule it. Since v1.35 pods with user namespaces of their own are left alone.
  mutating func checkRunAsNonRoot(in pod: PodSpec, _ users: Relaxation) {
    guard let versions = versions(of: .runAsNonRoot, relaxedSince: 35, users) else { return }
    let podField = pod.securityContext.runAsNonRoot
    if let (isNonRoot, place) = read(podField, for: .runAsNonRoot), !isNonRoot {
      forbid(.runAsNonRoot, at: place, in: versions, value: "false")
    }
    var lacking: [Int] = []
    for (index, container) in pod.readableContainers {
      let field = container.securityContext.runAsNonRoot
      if let (isNonRoot, place) = read(field, for: .runAsNonRoot), !isNonRoot {
        forbid(.runAsNonRoot, at: place, in: versions, value: "false", of: index)
      }
      if field.isAbsent, podField.isAbsent { lacking.append(index) }
    }
    demand(.runAsNonRoot, in: versions, of: lacking, pod: pod)
  }
}
