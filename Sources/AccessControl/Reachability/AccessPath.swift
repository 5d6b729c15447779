package import ClusterState
import Manifests

/// The shortest way from a service account to a goal.
package struct AccessPath: Sendable {
  /// Who goes it.
  package let start: ServiceAccountName
  /// What it leads to.
  package let goal: AccessGoal
  /// One behind the other.
  package let steps: [AccessStep]
}

/// What is worth reaching, the gravest first.
package enum AccessGoal: Hashable, Sendable, CustomStringConvertible {
  /// To do everything in the cluster.
  case clusterAdmin
  /// Every Secret of the cluster.
  case allSecrets
  /// Some service account or all Secrets of another namespace.
  case namespace(String)
  /// Every Secret of its own namespace.
  case ownSecrets(namespace: String)

  package var description: String {
    switch self {
    case .clusterAdmin: "cluster-admin"
    case .allSecrets: "every Secret of the cluster"
    case .namespace(let name): "namespace \(name)"
    case .ownSecrets(let namespace): "every Secret of namespace \(namespace)"
    }
  }
}

/// One use of a permission on a path.
package struct AccessStep: Hashable, Sendable {
  /// Who makes the step.
  package enum Actor: Hashable, Sendable, CustomStringConvertible {
    case account(ServiceAccountName)
    case user(String)
    /// Whoever bound the role before.
    case holder(RoleReference)

    package var description: String {
      switch self {
      case .account(let name): name.description
      case .user(let name): "user \(name)"
      case .holder(let role): "the holder of \(role)"
      }
    }
  }

  /// What it gives.
  package enum Reach: Hashable, Sendable, CustomStringConvertible {
    case account(ServiceAccountName)
    /// Any of a namespace; nil: of the cluster.
    case accounts(namespace: String?)
    case secrets(namespace: String?)
    /// Everything in a namespace; nil: in the cluster.
    case everything(namespace: String?)
    case role(RoleReference, namespace: String?)
    case user(String)

    package var description: String {
      switch self {
      case .account(let name): "service account \(name)"
      case .accounts(let namespace): namespace.map { "every service account of namespace \($0)" } ?? "every service account of the cluster"
      case .secrets(let namespace): namespace.map { "every Secret of namespace \($0)" } ?? "every Secret of the cluster"
      case .everything(let namespace): namespace.map { "everything in namespace \($0)" } ?? "cluster-admin"
      case .role(let role, let namespace): "\(role) \(namespace.map { "in namespace \($0)" } ?? "in every namespace")"
      case .user(let name): "user \(name)"
      }
    }
  }

  /// Who makes it.
  package let actor: Actor
  /// nil where a Secret holds a token, which takes no further permission.
  package let capability: Capability?
  /// Whether it takes other permissions as well, which the actor has.
  package let isCombined: Bool
  /// Where the permission holds; nil: everywhere.
  package let namespace: String?
  /// What grants the permission; nil where the role was bound by a step before.
  package let binding: BindingReference?
  /// The role that it grants, likewise.
  package let role: RoleReference?
  /// Whom the binding names, likewise.
  package let subject: SubjectReference?
  /// The rule that allows it, likewise.
  package let rule: RuleText?
  /// Where the binding stands, likewise.
  package let bindingOrigin: Origin?
  /// Where the rule stands, likewise.
  package let ruleOrigin: Origin?
  /// What it gives.
  package internal(set) var reach: Reach

  /// What is done, as a verb phrase.
  package var phrase: String {
    guard let capability else { return "take its token out of a Secret" }
    let phrase = isCombined ? capability.combinedPhrase : capability.phrase
    if let namespace { return "\(phrase) in namespace \(namespace)" }
    if capability.isClusterScoped { return phrase }
    return capability == .doEverything ? "\(phrase) in the cluster" : "\(phrase) in every namespace"
  }
}
