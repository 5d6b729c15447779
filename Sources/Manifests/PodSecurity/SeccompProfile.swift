import SourceTree

extension PodSecurityEvaluation {
  /// `seccompProfile_baseline` (`check_seccompProfile_baseline.go`): where a profile is set, it is the runtime's or one of the node's; before v1.19 by
  /// annotation, since then by field. `seccompProfile_restricted` (`check_seccompProfile_restricted.go`): every container has one.
  mutating func checkSeccompProfiles(in pod: PodSpec, _ metadata: ObjectMeta, on system: Relaxation) {
    checkAnnotations(metadata, of: pod)
    let restricted = versions(of: .seccompProfileRestricted, relaxedSince: 25, system)
    let podType = pod.securityContext.seccompProfileType
    check(podType, of: nil, restricted)
    var lacking: [Int] = []
    for (index, container) in pod.readableContainers {
      let type = container.securityContext.seccompProfileType
      check(type, of: index, restricted)
      if type.isAbsent, podType.isAbsent { lacking.append(index) }
    }
    if let restricted { demand(.seccompProfileRestricted, in: restricted, of: lacking, pod: pod) }
  }

  private mutating func check(_ type: Field<String>, of container: Int?, _ restricted: PodSecurityVersions?) {
    if case .unreadable = type { _ = read(type, for: .seccompProfileRestricted) }
    guard let (type, place) = read(type, for: .seccompProfileBaseline), type != "RuntimeDefault", type != "Localhost" else { return }
    let versions = PodSecurityControl.seccompProfileBaseline.versions.since(19)
    forbid(.seccompProfileBaseline, at: place, in: versions, value: type, of: container)
    if let restricted { forbid(.seccompProfileRestricted, at: place, in: restricted, value: type, of: container) }
  }

  private mutating func checkAnnotations(_ metadata: ObjectMeta, of pod: PodSpec) {
    let versions = PodSecurityControl.seccompProfileBaseline.versions.until(19)
    for annotation in metadata.annotations.entries where annotation.key.utf8.count > 30 {
      var container: Int?
      if annotation.key != "seccomp.security.alpha.kubernetes.io/pod" {
        let prefix = "container.seccomp.security.alpha.kubernetes.io/"
        guard annotation.key.hasPrefix(prefix) else { continue }
        let name = annotation.key.dropFirst(prefix.count)
        container = pod.allContainers.firstIndex { $0.name.value.map { $0 == name } ?? false }
        if container == nil { continue }
      }
      // What cannot be read matters to versions that no cluster runs any more.
      guard case .present(let profile, let range) = annotation.value else { continue }
      if profile == "runtime/default" || profile == "docker/default" || profile.hasPrefix("localhost/") { continue }
      forbid(.seccompProfileBaseline, at: range.value, in: versions, value: profile, of: container)
    }
  }
}
