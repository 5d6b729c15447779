/// What the authorizer says to a request.
package enum AccessDecision: Hashable, Sendable {
  /// By this grant; nil where the group `system:masters` is allowed everything.
  case allowed(AccessGrant?)
  /// Nothing allows it. Bindings to roles that do not exist grant nothing.
  case denied(missingRoles: [RoleReference])
  /// Nothing known allows it, and something unknown may.
  case notEvaluated(NotEvaluatedReason)

  /// Whether it is known to be allowed.
  package var isAllowed: Bool { if case .allowed = self { true } else { false } }
}

/// Why a request cannot be decided.
package enum NotEvaluatedReason: Hashable, Sendable {
  /// A binding applies whose role is neither in the input nor built in.
  case missingRole(RoleReference)
  /// What Kubernetes makes itself may allow it, in a version whose roles and bindings are not known.
  case unknownDefaults(minorVersion: Int)
  /// A binding applies whose role is not known whole.
  case incompleteRole(RoleReference, RoleGap)
  /// A binding would allow it, but one of its subjects cannot be read.
  case unreadableSubject(BindingReference)

  /// A clause for people.
  package var reason: String {
    switch self {
    case .missingRole(let role): "the input has no \(role)"
    case .unknownDefaults(let version): "the built-in roles and bindings of Kubernetes 1.\(version) are not known"
    case .incompleteRole(let role, .unreadable): "not all rules of the \(role) can be read"
    case .incompleteRole(let role, .aggregation): "the input has none of the ClusterRoles that the \(role) is aggregated from"
    case .unreadableSubject(let binding): "a subject of the \(binding) cannot be read"
    }
  }
}

/// Why the rules of a role are not all known.
package enum RoleGap: Hashable, Sendable {
  /// Something is written that cannot be read.
  case unreadable
  /// The roles that it is aggregated from are not in the input.
  case aggregation
}

/// What allows a request: one rule of one role, granted by one binding to one of its subjects. Of use with the authorizer that made it.
package struct AccessGrant: Hashable, Sendable {
  let binding: Int
  /// Among the authorizer's subjects.
  let subject: Int
  let role: Int
  /// In the rule table.
  let rule: Int
}

/// A role as a binding names it.
package struct RoleReference: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Whether it is a ClusterRole.
  package let isClusterRole: Bool
  /// nil for a ClusterRole.
  package let namespace: String?
  /// Without its namespace.
  package let name: String

  /// A role by its name.
  package init(isClusterRole: Bool, namespace: String?, name: String) {
    self.isClusterRole = isClusterRole
    self.namespace = namespace
    self.name = name
  }

  /// As the API calls it.
  package var kind: String { isClusterRole ? "ClusterRole" : "Role" }
  package var description: String { "\(kind) \(namespace.map { "\($0)/" } ?? "")\(name)" }

  package static func < (left: RoleReference, right: RoleReference) -> Bool {
    (left.kind, left.namespace ?? "", left.name) < (right.kind, right.namespace ?? "", right.name)
  }
}

/// A RoleBinding or ClusterRoleBinding.
package struct BindingReference: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// nil for a ClusterRoleBinding.
  package let namespace: String?
  /// Without its namespace.
  package let name: String

  /// As the API calls it.
  package var kind: String { namespace == nil ? "ClusterRoleBinding" : "RoleBinding" }
  package var description: String { "\(kind) \(namespace.map { "\($0)/" } ?? "")\(name)" }

  package static func < (left: BindingReference, right: BindingReference) -> Bool {
    (left.kind, left.namespace ?? "", left.name) < (right.kind, right.namespace ?? "", right.name)
  }
}

/// Whom a binding grants its role to.
package struct SubjectReference: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Whom RBAC knows.
  package enum Kind: String, Sendable {
    case user = "User"
    case group = "Group"
    case serviceAccount = "ServiceAccount"
  }

  /// What it is.
  package let kind: Kind
  /// Of a service account; nil for users and groups.
  package let namespace: String?
  /// Without its namespace.
  package let name: String

  package var description: String { "\(kind.rawValue) \(namespace.map { "\($0)/" } ?? "")\(name)" }

  package static func < (left: SubjectReference, right: SubjectReference) -> Bool {
    (left.kind.rawValue, left.namespace ?? "", left.name) < (right.kind.rawValue, right.namespace ?? "", right.name)
  }
}
