package import SourceTree

/// A Role or ClusterRole (`k8s.io/api/rbac/v1`).
package struct Role: Sendable {
  /// The `kind` key of the object.
  package let place: SourceRange
  /// Whether it is a ClusterRole.
  package let isClusterRole: Bool
  package let metadata: ObjectMeta
  package let rules: List<PolicyRule>
  /// `aggregationRule.clusterRoleSelectors`: the rules of the ClusterRoles they select replace the role's own. Only on ClusterRoles.
  package let clusterRoleSelectors: List<LabelSelector>

  package init(_ object: borrowing ObjectReader, isClusterRole: Bool) {
    place = object.kindPlace
    self.isClusterRole = isClusterRole
    metadata = ObjectMeta(object.object("metadata"))
    rules = object.list("rules", PolicyRule.init)
    clusterRoleSelectors = object.object("aggregationRule").list("clusterRoleSelectors", LabelSelector.init)
  }
}

/// An entry of `rules`.
package struct PolicyRule: Sendable {
  package let place: SourceRange
  package let verbs: List<Field<String>>
  package let apiGroups: List<Field<String>>
  package let resources: List<Field<String>>
  package let resourceNames: List<Field<String>>
  package let nonResourceURLs: List<Field<String>>

  package init(_ object: borrowing ObjectReader) {
    place = object.place
    verbs = object.strings("verbs")
    apiGroups = object.strings("apiGroups")
    resources = object.strings("resources")
    resourceNames = object.strings("resourceNames")
    nonResourceURLs = object.strings("nonResourceURLs")
  }
}
