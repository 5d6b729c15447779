package import Manifests
import SourceTree

/// The roles and bindings that Kubernetes makes itself (`plugin/pkg/auth/authorizer/rbac/bootstrappolicy`), by version.
package enum DefaultRoles {
  /// Versions whose defaults are known whole.
  package static var knownVersions: ClosedRange<KubernetesVersion> { KubernetesVersion(minor: 36)...KubernetesVersion(minor: 36) }

  /// The defaults of a version. Of one that is not known there is only what all versions have: `cluster-admin`, and who is bound to it.
  package static func inventory(of version: KubernetesVersion) -> Inventory {
    var inventory = Inventory()
    let lists = knownVersions.contains(version) ? DefaultRolesTable.lists : clusterAdmin
    let bytes = unsafe Array(UnsafeBufferPointer(start: lists.utf8Start, count: lists.utf8CodeUnitCount))
    guard let source = try? Source(name: "Kubernetes \(version)", bytes: bytes) else { return inventory }
    var reader = ManifestReader(source)
    while case .object(let manifest)? = reader.next() { inventory.add(manifest, file: file) }
    return inventory
  }

  /// Whether an object is one of the defaults, rather than of the input.
  package static func isDefault(_ origin: Origin) -> Bool { origin.file == file }

  /// Stands for a file, before all that are read.
  private static let file = -1

  private static var clusterAdmin: StaticString {
    """
    [{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"cluster-admin"},"rules":[
    {"apiGroups":["*"],"resources":["*"],"verbs":["*"]},{"nonResourceURLs":["*"],"verbs":["*"]}]},
    {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding","metadata":{"name":"cluster-admin"},
    "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"cluster-admin"},
    "subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"Group","name":"system:masters"}]}]
    """
  }
}
