/// A control of the Pod Security Standards.
package enum PodSecurityControl: UInt8, Sendable, CaseIterable {
  case hostNamespaces, privileged, capabilitiesBaseline, hostPathVolumes, hostPorts, appArmorProfile, seLinuxOptions, procMount
  case seccompProfileBaseline, sysctls, windowsHostProcess, hostProbesAndHostLifecycle
  case restrictedVolumes, allowPrivilegeEscalation, runAsNonRoot, runAsUser, seccompProfileRestricted, capabilitiesRestricted
  case procMountRestricted

  /// The name of its check in `k8s.io/pod-security-admission/policy`.
  package var name: String {
    switch self {
    case .hostNamespaces: "hostNamespaces"
    case .privileged: "privileged"
    case .capabilitiesBaseline: "capabilities_baseline"
    case .hostPathVolumes: "hostPathVolumes"
    case .hostPorts: "hostPorts"
    case .appArmorProfile: "appArmorProfile"
    case .seLinuxOptions: "seLinuxOptions"
    case .procMount: "procMount"
    case .seccompProfileBaseline: "seccompProfile_baseline"
    case .sysctls: "sysctls"
    case .windowsHostProcess: "windowsHostProcess"
    case .hostProbesAndHostLifecycle: "hostProbesAndHostLifecycle"
    case .restrictedVolumes: "restrictedVolumes"
    case .allowPrivilegeEscalation: "allowPrivilegeEscalation"
    case .runAsNonRoot: "runAsNonRoot"
    case .runAsUser: "runAsUser"
    case .seccompProfileRestricted: "seccompProfile_restricted"
    case .capabilitiesRestricted: "capabilities_restricted"
    case .procMountRestricted: "procMount_restricted"
    }
  }

  /// Where the control is in force.
  ///
  /// Every check of baseline counts for restricted too, until a stricter one of restricted overrides it. AppArmor's field (since Kubernetes 1.30) and image
  /// volumes (since 1.33) have no version of their own: newer servers judge them the same under every version.
  package var versions: PodSecurityVersions {
    switch self {
    case .hostNamespaces, .privileged, .hostPorts, .appArmorProfile, .seLinuxOptions, .sysctls, .windowsHostProcess:
      PodSecurityVersions(baseline: .since(0), restricted: .since(0))
    case .capabilitiesBaseline: PodSecurityVersions(baseline: .since(0), restricted: 0..<22)
    case .hostPathVolumes: PodSecurityVersions(baseline: .since(0), restricted: .never)
    case .procMount: PodSecurityVersions(baseline: .since(0), restricted: 0..<35)
    case .seccompProfileBaseline: PodSecurityVersions(baseline: .since(0), restricted: 0..<19)
    case .hostProbesAndHostLifecycle: PodSecurityVersions(baseline: .since(34), restricted: .since(34))
    case .restrictedVolumes, .runAsNonRoot: PodSecurityVersions(baseline: .never, restricted: .since(0))
    case .allowPrivilegeEscalation: PodSecurityVersions(baseline: .never, restricted: .since(8))
    case .runAsUser: PodSecurityVersions(baseline: .never, restricted: .since(23))
    case .seccompProfileRestricted: PodSecurityVersions(baseline: .never, restricted: .since(19))
    case .capabilitiesRestricted: PodSecurityVersions(baseline: .never, restricted: .since(22))
    case .procMountRestricted: PodSecurityVersions(baseline: .never, restricted: .since(35))
    }
  }

  /// Those that look into containers.
  static let ofContainers = allCases.filter {
    switch $0 {
    case .hostNamespaces, .hostPathVolumes, .restrictedVolumes, .sysctls: false
    default: true
    }
  }
}

/// A set of controls.
package struct PodSecurityControls: Sendable, ExpressibleByArrayLiteral {
  private var bits: UInt32 = 0

  package init() {}

  package init(arrayLiteral controls: PodSecurityControl...) { for control in controls { insert(control) } }

  package mutating func insert(_ control: PodSecurityControl) { bits |= 1 << UInt32(control.rawValue) }

  package func contains(_ control: PodSecurityControl) -> Bool { bits & (1 << UInt32(control.rawValue)) != 0 }

  /// Whether any of them is in another set, too.
  package func intersects(_ other: PodSecurityControls) -> Bool { bits & other.bits != 0 }
}

/// The policy versions in which each level forbids something, as minor versions: `24` for v1.24.
package struct PodSecurityVersions: Hashable, Sendable {
  package let baseline: Range<UInt8>
  package let restricted: Range<UInt8>

  /// What is left of them from a version on.
  func since(_ version: UInt8) -> PodSecurityVersions {
    PodSecurityVersions(baseline: baseline.clamped(to: .since(version)), restricted: restricted.clamped(to: .since(version)))
  }

  /// What is left of them before a version that allows it.
  func until(_ version: UInt8) -> PodSecurityVersions {
    PodSecurityVersions(baseline: baseline.clamped(to: 0..<version), restricted: restricted.clamped(to: 0..<version))
  }
}

extension Range<UInt8> {
  fileprivate static func since(_ version: UInt8) -> Range<UInt8> { version..<UInt8.max }
  fileprivate static var never: Range<UInt8> { 0..<0 }
}
