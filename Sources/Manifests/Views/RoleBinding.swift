package import SourceTree

/// A RoleBinding or ClusterRoleBinding (`k8s.io/api/rbac/v1`).
package struct RoleBinding: Sendable {
  /// The `kind` key of the object.
  package let place: SourceRange
  /// Whether it is a ClusterRoleBinding.
  package let isClusterWide: Bool
  package let metadata: ObjectMeta
  package let subjects: List<Subject>
  package let roleRef: RoleRef

  package init(_ object: borrowing ObjectReader, isClusterWide: Bool) {
    place = object.kindPlace
    self.isClusterWide = isClusterWide
    metadata = ObjectMeta(object.object("metadata"))
    subjects = object.list("subjects", Subject.init)
    roleRef = RoleRef(object.object("roleRef"))
  }
}

/// An entry of `subjects`.
package struct Subject: Sendable {
  package let place: SourceRange
  /// `User`, `Group` or `ServiceAccount`.
  package let kind: Field<String>
  package let apiGroup: Field<String>
  package let name: Field<String>
  package let namespace: Field<String>

  package init(_ object: borrowing ObjectReader) {
    place = object.place
    kind = object.string("kind")
    apiGroup = object.string("apiGroup")
    name = object.string("name")
    namespace = object.string("namespace")
  }
}

/// The role a binding grants.
package struct RoleRef: Sendable {
  package let place: SourceRange
  package let presence: Presence
  package let apiGroup: Field<String>
  /// `Role` or `ClusterRole`.
  package let kind: Field<String>
  package let name: Field<String>

  package init(_ object: borrowing ObjectReader) {
    place = object.place
    presence = object.presence
    apiGroup = object.string("apiGroup")
    kind = object.string("kind")
    name = object.string("name")
  }
}
