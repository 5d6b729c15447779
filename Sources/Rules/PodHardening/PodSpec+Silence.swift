import Manifests

extension PodSpec {
  /// Whether neither the pod nor a container says anything of what processes may do, so that all is as the image and the runtime have it. The server writes
  /// empty contexts; what cannot be read may say something.
  var saysNothingOfSecurity: Bool {
    !securityContext.saysAnything && allContainers.allSatisfy { !$0.securityContext.saysAnything }
  }
}

extension PodSecurityContext {
  fileprivate var saysAnything: Bool {
    if case .unreadable = presence { return true }
    return
      !(runAsNonRoot.isAbsent && runAsUser.isAbsent && runAsGroup.isAbsent && seccompProfileType.isAbsent && appArmorProfileType.isAbsent
      && seLinuxOptions.presence == .absent && hostProcess.isAbsent)
  }
}

extension ContainerSecurityContext {
  fileprivate var saysAnything: Bool {
    if case .unreadable = presence { return true }
    return
      !(privileged.isAbsent && allowPrivilegeEscalation.isAbsent && readOnlyRootFilesystem.isAbsent && runAsNonRoot.isAbsent
      && runAsUser.isAbsent && addedCapabilities.presence == .absent && droppedCapabilities.presence == .absent
      && seccompProfileType.isAbsent && appArmorProfileType.isAbsent && hostProcess.isAbsent)
  }
}
