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
  case prometheusRule, persistentVolumeClaim

  /// Whether its objects are in no namespace.
  package var isClusterScoped: Bool {
    switch self {
    case .clusterRole, .clusterRoleBinding, .namespace: true
    default: false
    }
  }
}

extension ObjectKind {
  /// As the API calls it; nil for those that stand for several.
  package var name: String? {
    switch self {
    case .cronJob: "CronJob"
    case .job: "Job"
    case .pod: "Pod"
    case .serviceAccount: "ServiceAccount"
    case .role: "Role"
    case .clusterRole: "ClusterRole"
    case .roleBinding: "RoleBinding"
    case .clusterRoleBinding: "ClusterRoleBinding"
    case .networkPolicy: "NetworkPolicy"
    case .secret: "Secret"
    case .configMap: "ConfigMap"
    case .service: "Service"
    case .limitRange: "LimitRange"
    case .resourceQuota: "ResourceQuota"
    case .namespace: "Namespace"
    case .prometheusRule: "PrometheusRule"
    case .persistentVolumeClaim: "PersistentVolumeClaim"
    case .foreignNetworkPolicy, .podController, .generatedObjects: nil
    }
  }

  /// The kind that the API calls so.
  package init?(named name: String) {
    guard let kind = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = kind
  }

  /// What `kubectl get` calls its objects.
  package var resource: String? {
    switch self {
    case .networkPolicy: "networkpolicies"
    default: name.map { "\($0.lowercased())s" }
    }
  }
}

/// A set of kinds.
package struct KindSet: OptionSet, Hashable, Sendable {
  package let rawValue: UInt32

  package init(rawValue: UInt32) { self.rawValue = rawValue }

  package init(_ kinds: ObjectKind...) { rawValue = kinds.reduce(0) { $0 | 1 << UInt32($1.rawValue) } }

  package func contains(_ kind: ObjectKind) -> Bool { rawValue & 1 << UInt32(kind.rawValue) != 0 }

  /// The command that lists all objects of these kinds; nil where none does.
  package var listingCommand: String? {
    let resources = kinds.compactMap(\.resource)
    return resources.isEmpty ? nil : "kubectl get \(resources.joined(separator: ",")) -A -o yaml"
  }

  /// Its members, in the order of their declaration.
  package var kinds: [ObjectKind] { ObjectKind.allCases.filter { contains($0) } }
}
