/// The kinds of objects that are read, as far as they are told apart by what is asked about them.
package enum ObjectKind: UInt8, Hashable, Sendable, CaseIterable {
  case cronJob, job, pod
  case serviceAccount, role, clusterRole, roleBinding, clusterRoleBinding
  case networkPolicy
  /// Policies about the network that other projects evaluate: Cilium's, Calico's, AdminNetworkPolicy and their like.
  case foreignNetworkPolicy
  /// Deployments and their like.
  case podController
  case secret, configMap
  /// What Secrets or ConfigMaps are made from (``GeneratedObjects``).
  case generatedObjects
  case service, limitRange, resourceQuota, namespace
  case prometheusRule

  /// Whether its objects are in no namespace.
  package var isClusterScoped: Bool {
    switch self {
    case .clusterRole, .clusterRoleBinding, .namespace: true
    default: false
    }
  }
}

/// A set of kinds.
package struct KindSet: OptionSet, Hashable, Sendable {
  package let rawValue: UInt32

  package init(rawValue: UInt32) { self.rawValue = rawValue }

  package init(_ kinds: ObjectKind...) { rawValue = kinds.reduce(0) { $0 | 1 << UInt32($1.rawValue) } }

  package func contains(_ kind: ObjectKind) -> Bool { rawValue & 1 << UInt32(kind.rawValue) != 0 }

  /// Its members, in the order of their declaration.
  package var kinds: [ObjectKind] { ObjectKind.allCases.filter { contains($0) } }
}
