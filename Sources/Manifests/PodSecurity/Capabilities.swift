extension PodSecurityEvaluation {
  /// `capabilities_baseline` (`check_capabilities_baseline.go`): only capabilities of the runtimes' default set may be added; and
  /// `capabilities_restricted` (`check_capabilities_restricted.go`): all are dropped, and only `NET_BIND_SERVICE` may be added. Spelling counts.
  mutating func checkCapabilities(in pod: PodSpec, on system: Relaxation) {
    let restricted = versions(of: .capabilitiesRestricted, relaxedSince: 25, system)
    for (index, container) in pod.readableContainers {
      let context = container.securityContext
      if case .unreadable = context.addedCapabilities.presence { _ = read(context.addedCapabilities, for: .capabilitiesRestricted) }
      for capability in read(context.addedCapabilities, for: .capabilitiesBaseline) ?? [] {
        guard let (name, place) = read(capability, for: .capabilitiesBaseline) else { continue }
        if !Self.baselineCapabilities.contains(name) { forbid(.capabilitiesBaseline, at: place, value: name, of: index) }
        if name != "NET_BIND_SERVICE", let restricted {
          forbid(.capabilitiesRestricted, at: place, in: restricted, value: name, of: index)
        }
      }
      guard let restricted, let dropped = read(context.droppedCapabilities, for: .capabilitiesRestricted) else { continue }
      var isKnown = true
      var dropsAll = false
      for capability in dropped {
        guard let name = read(capability, for: .capabilitiesRestricted)?.value else {
          isKnown = false
          continue
        }
        if name == "ALL" { dropsAll = true }
      }
      if isKnown, !dropsAll {
        forbid(.capabilitiesRestricted, at: context.droppedCapabilities.place, in: restricted, value: nil, of: index)
      }
    }
  }

  /// What *baseline* lets be added.
  private static let baselineCapabilities: Set<String> = [
    "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP", "SETGID", "SETPCAP",
    "SETUID", "SYS_CHROOT",
  ]
}
