/// A minor version of Kubernetes 1.
package struct KubernetesVersion: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// 36 for Kubernetes 1.36.
  package let minor: Int

  package init(minor: Int) { self.minor = minor }

  /// The version whose behaviour is described.
  package static let newest = KubernetesVersion(minor: 36)

  package var description: String { "1.\(minor)" }
  package static func < (left: KubernetesVersion, right: KubernetesVersion) -> Bool { left.minor < right.minor }
}
