package import Manifests
import SourceTree

/// The roles and bindings that Kubernetes makes itself (`plugin/pkg/auth/authorizer/rbac/bootstrappolicy`), by version.
package enum DefaultRoles {
  /// The minor versions whose defaults are known whole.
  package static var knownMinorVersions: ClosedRange<Int> { 36...36 }

  /// The defaults of a version. Of one that is not known there is only what all versions have: `cluster-admin`, and who is bound to it.
  package static func inventory(ofMinorVersion version: Int) -> Inventory {
    var inventory = Inventory()
    let lists = knownMinorVersions.contains(version) ? DefaultRolesTable.lists : clusterAdmin
    let bytes = unsafe Array(UnsafeBufferPointer(start: lists.utf8Start, count: lists.utf8CodeUnitCount))
    guard let source = try? Source(name: "Kubernetes 1.\(version)", bytes: bytes) else { return inventory }
    var reader = ManifestReader(source)
    while case .object(let manifest)? = reader.next() { inventory.add(manifest, file: file) }
    return inventory
  }

  /// Whether an object is one of the defaults, rather than of the input.
  package static func isDefault(_ origin: Origin) -> Bool { origin.file == file }

  /// Whether Kubernetes makes a ClusterRoleBinding of this name: `cluster-admin` and what it names for itself.
  static func isName(ofClusterRoleBinding name: String) -> Bool { name == "cluster-admin" || name.hasPrefix("system:") }

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
