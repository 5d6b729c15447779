package import ClusterState
import Findings
package import Manifests

/// A rule about what the service accounts of workloads can do: it is asked once, with what all such rules share.
package protocol AccessRule: InventoryRule {
  /// What is to be said of which workloads; those that are not named pass.
  static func check(_ access: WorkloadAccess) -> [InventoryVerdict]
}

extension AccessRule {
  package static func applies(to state: ClusterState) -> Bool {
    !state.roleBindings.isEmpty || !state.clusterRoleBindings.isEmpty || !state.serviceAccounts.isEmpty
  }

  package static func check(_ context: JudgingContext) -> [InventoryVerdict] { check(context.shared(WorkloadAccess.self)) }
}
