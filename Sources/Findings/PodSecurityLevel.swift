package import Manifests

/// A level of the Pod Security Standards that forbids something.
package enum PodSecurityLevel: String, Sendable, CaseIterable {
  case baseline, restricted

  /// As it stands in labels, in reports and on the command line.
  package var name: String { rawValue }
}

/// What Pod Security admission says of a finding.
package struct PodSecurityBreach: Hashable, Sendable {
  /// The least demanding level that denies it; more demanding ones do, too.
  package var level: PodSecurityLevel
  /// The check of `k8s.io/pod-security-admission`, such as `hostNamespaces`.
  package var control: PodSecurityControl

  package init(level: PodSecurityLevel, control: PodSecurityControl) {
    self.level = level
    self.control = control
  }
}
