import SourceTree

extension PodSecurityEvaluation {
  /// `seccompProfile_baseline` (`check_seccompProfile_baseline.go`): where a profile is set, it is the runtime's or one of the node's; before v1.19 by
  /// annotation, since then by field. `seccompProfile_restricted` (`check_seccompProfile_restricted.go`): every container has one.
  mutating func checkSeccompProfiles(in pod: PodSpec, _ annotations: StringMap, on system: Relaxation) {
    checkAnnotations(annotations, of: pod)
    let restricted = versions(of: .seccompProfileRestricted, relaxedSince: 25, system)
    check(pod.securityContext.seccompProfileType, of: nil, restricted)
    for (index, container) in pod.readableContainers { check(container.securityContext.seccompProfileType, of: index, restricted) }
    if let restricted, pod.securityContext.seccompProfileType.isAbsent {
      demand(.seccompProfileRestricted, in: restricted, pod: pod) { $0.seccompProfileType.isAbsent }
    }
  }

  @inline(__always)
  private mutating func check(_ type: Field<String>, of container: Int?, _ restricted: PodSecurityVersions?) {
    if case .unreadable = type { _ = read(type, for: .seccompProfileRestricted) }
    guard let (type, place) = read(type, for: .seccompProfileBaseline), type != "RuntimeDefault", type != "Localhost" else { return }
    let versions = PodSecurityControl.seccompProfileBaseline.versions.since(19)
    forbid(.seccompProfileBaseline, at: place, in: versions, value: type, of: container)
    if let restricted { forbid(.seccompProfileRestricted, at: place, in: restricted, value: type, of: container) }
  }

  private mutating func checkAnnotations(_ annotations: StringMap, of pod: PodSpec) {
    let versions = PodSecurityControl.seccompProfileBaseline.versions.until(19)
    for annotation in annotations.entries where annotation.key.utf8.count > 30 {
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
