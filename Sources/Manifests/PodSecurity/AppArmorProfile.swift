extension PodSecurityEvaluation {
  private static var annotationPrefix: String { "container.apparmor.security.beta.kubernetes.io/" }

  /// `appArmorProfile` (`check_appArmorProfile.go`): where a profile is set, it is the runtime's or one of the node's. The annotation counts beside
  /// the field, also for containers that do not exist.
  mutating func checkAppArmorProfiles(in pod: PodSpec, _ annotations: StringMap) {
    check(pod.securityContext.appArmorProfileType, of: nil)
    for (index, container) in pod.readableContainers { check(container.securityContext.appArmorProfileType, of: index) }
    if case .unreadable(let reason) = annotations.presence {
      noteUnknown(.appArmorProfile, at: annotations.place, because: reason)
    }
    for annotation in annotations.entries where annotation.key.hasPrefix(Self.annotationPrefix) {
      guard let (profile, place) = read(annotation.value, for: .appArmorProfile) else { continue }
      if profile.isEmpty || profile == "runtime/default" || profile.hasPrefix("localhost/") { continue }
      let name = annotation.key.dropFirst(Self.annotationPrefix.count)
      let container = pod.allContainers.firstIndex { $0.name.value.map { $0 == name } ?? false }
      forbid(.appArmorProfile, at: place, value: profile, of: container)
    }
  }

  @inline(__always)
  private mutating func check(_ type: Field<String>, of container: Int?) {
    guard let (type, place) = read(type, for: .appArmorProfile), type != "RuntimeDefault", type != "Localhost" else { return }
    forbid(.appArmorProfile, at: place, value: type, of: container)
  }
}
