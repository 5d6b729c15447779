extension PodSecurityEvaluation {
  /// `seLinuxOptions` (`check_seLinuxOptions.go`): the type is one of the containers' types, user and role are not set.
  mutating func checkSELinuxOptions(in pod: PodSpec) {
    check(pod.securityContext.seLinuxOptions, of: nil)
    for (index, container) in pod.readableContainers { check(container.securityContext.seLinuxOptions, of: index) }
  }

  @inline(__always)
  private mutating func check(_ options: SELinuxOptions, of container: Int?) {
    if options.presence == .absent { return }
    if let (type, place) = read(options.type, for: .seLinuxOptions) {
      switch type {
      case "", "container_t", "container_init_t", "container_kvm_t": break
      case "container_engine_t":
        forbid(.seLinuxOptions, at: place, in: PodSecurityControl.seLinuxOptions.versions.until(31), value: type, of: container)
      default: forbid(.seLinuxOptions, at: place, value: type, of: container)
      }
    }
    checkIsUnset(options.user, of: container)
    checkIsUnset(options.role, of: container)
  }

  private mutating func checkIsUnset(_ field: Field<String>, of container: Int?) {
    guard let (value, place) = read(field, for: .seLinuxOptions), !value.isEmpty else { return }
    forbid(.seLinuxOptions, at: place, value: value, of: container)
  }
}
