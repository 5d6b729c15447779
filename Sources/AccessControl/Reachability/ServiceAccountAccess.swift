package import ClusterState
package import Manifests

/// All that is known of what one service account can do.
package struct ServiceAccountAccess: Sendable {
  /// A CronJob, Job or pod that runs as it.
  package struct Workload: Hashable, Sendable {
    /// As the API calls it.
    package let kind: String
    /// The one that it is taken to be in.
    package let namespace: String
    /// Its name there.
    package let name: String
    /// Where it stands.
    package let origin: Origin
    /// Whether its pods get a token of the service account, without which they can do nothing of all this.
    package let mountsToken: Bool

    package var description: String { "\(kind) \(namespace)/\(name)" }
  }

  /// Which one it is.
  package let name: ServiceAccountName
  /// Where the namespace is left open, the folder that it is one of: its namespace is then what stands for it.
  package let folder: String?
  /// Its `kind` key; nil where the input has no such object.
  package let origin: Origin?
  /// By kind and name.
  package let workloads: [Workload]
  /// What it is to clouds.
  package let externalIdentities: [ExternalIdentity]
  /// Without what every service account holds in every cluster.
  package let roles: HeldRoles
  /// The shortest way to the gravest thing it can reach; nil where it reaches nothing.
  package let path: AccessPath?

  /// What it is called where there are several.
  package var title: String { title(of: name) }

  /// What another service account is called beside it.
  package func title(of name: ServiceAccountName) -> String {
    folder.map { "\(name) of \($0.isEmpty ? "." : $0)" } ?? name.description
  }

  /// Whether it may do more than is known, as the input does not have all its roles.
  package var isPartlyUnknown: Bool { roles.isPartlyUnknown }

  /// Whether workloads run as it, and none of them gets a token of it.
  package var isWithoutTokens: Bool { !workloads.isEmpty && workloads.allSatisfy { !$0.mountsToken } }

  /// How grave all of it is together, as far as it is known.
  package var level: Capability.Level {
    let held = roles.level
    return switch path?.goal {
    case .clusterAdmin, .allSecrets: .critical
    case .namespace, .ownSecrets: max(held, .high)
    case nil: held
    }
  }
}

extension WorkloadFacts {
  /// Whether the API server adds a token of the service account to the pods (`plugin/pkg/admission/serviceaccount`): the pod decides, then the account; where
  /// neither does, it does.
  package func automountsToken(of account: ServiceAccount?) -> Bool {
    automountServiceAccountToken ?? account?.automountServiceAccountToken.value ?? true
  }

  /// Whether the pods get a token of the service account, added or by a volume of their own.
  package func mountsToken(of account: ServiceAccount?) -> Bool { hasProjectedToken || automountsToken(of: account) }
}

extension AccessGraph {
  /// What one service account can do, by its position among ``accounts``.
  package func access(ofAccount index: Int, _ searches: AccessSearches, _ state: ClusterState) -> ServiceAccountAccess {
    let account = accounts.all[index]
    return ServiceAccountAccess(
      name: account.name, folder: state.folder, origin: account.object?.origin,
      workloads: account.workloads.map { workload in
        ServiceAccountAccess.Workload(
          kind: workload.object.kind.rawValue, namespace: workload.object.namespace ?? authorizer.defaultNamespace,
          name: workload.object.name, origin: workload.origin, mountsToken: workload.object.mountsToken(of: account.object?.object))
      }.sorted { ($0.kind, $0.name, $0.origin) < ($1.kind, $1.name, $1.origin) },
      externalIdentities: account.object.map { ExternalIdentity.all(of: $0.object) } ?? [], roles: roles(heldBy: account.name),
      path: gravestPath(ofAccount: index, searches))
  }
}
