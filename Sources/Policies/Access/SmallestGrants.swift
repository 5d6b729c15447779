import ClusterState
package import AccessControl
import Manifests

/// What single grants let their holders do, worked out on a cluster that holds nothing else.
package struct SmallestGrants {
  private let graph: AccessGraph
  private let holders: [AccessNeed: ServiceAccountName]

  /// Gives each need to a holder of its own.
  package init(of needs: some Sequence<AccessNeed>, kubernetesMinorVersion: Int) {
    var holders: [AccessNeed: ServiceAccountName] = [:]
    var documents: [YAMLValue] = []
    for need in needs where holders[need] == nil {
      let name = "holder-\(holders.count)"
      let holder = ServiceAccountName(namespace: need.namespace.isEmpty ? "default" : need.namespace, name: name)
      holders[need] = holder
      documents += RoleManifests.role(
        named: name, namespace: need.namespace, rules: [need.rule], subject: SubjectReference(User(serviceAccount: holder)))
    }
    self.holders = holders
    let state = (try? ClusterState(drafted: documents.yaml)) ?? ClusterState()
    graph = AccessGraph(Authorizer(state, kubernetesMinorVersion: kubernetesMinorVersion), state)
  }

  /// The capabilities of the smallest grant that allows a request; none where it matters to nobody else.
  package subscript(need: AccessNeed) -> [HeldCapability] {
    holders[need].map { graph.roles(heldBy: $0).all.flatMap(\.capabilities) } ?? []
  }
}
