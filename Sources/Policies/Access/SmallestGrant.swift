package import AccessControl
import Manifests
import SourceTree

/// What a single grant lets its holder do, worked out on a cluster that holds nothing else.
package enum SmallestGrant {
  /// The capabilities of the smallest grant that allows a request; empty where it matters to nobody else.
  package static func capabilities(of need: AccessNeed, kubernetesMinorVersion: Int) -> [HeldCapability] {
    let holder = ServiceAccountName(namespace: need.namespace.isEmpty ? "default" : need.namespace, name: "holder")
    let text = RoleManifests.role(
      named: "grant", namespace: need.namespace, rules: [need.rule], subject: SubjectReference(User(serviceAccount: holder)))
    var inventory = Inventory()
    guard let source = try? Source(name: "grant", bytes: Array(text.utf8)) else { return [] }
    var reader = ManifestReader(source)
    while let element = reader.next() {
      if case .object(let manifest) = element { inventory.add(manifest, file: 0) }
    }
    let graph = AccessGraph(Authorizer(inventory, kubernetesMinorVersion: kubernetesMinorVersion), inventory)
    return graph.roles(heldBy: holder).flatMap(\.capabilities)
  }
}
