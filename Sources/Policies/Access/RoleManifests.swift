package import AccessControl

/// Writes service accounts, roles and bindings as manifests.
package enum RoleManifests {
  package static func serviceAccount(_ account: ServiceAccountName, mountsToken: Bool) -> String {
    """
    apiVersion: v1
    kind: ServiceAccount
    metadata:
      name: \(YAMLScalar.text(account.name))
      namespace: \(YAMLScalar.text(account.namespace))
    # Beside it, `automountServiceAccountToken` of the pod wins.
    automountServiceAccountToken: \(mountsToken)

    """
  }

  /// A Role and its RoleBinding; a ClusterRole and its ClusterRoleBinding where the namespace is empty.
  ///
  /// - Parameter subject: The lines of the binding's only subject.
  package static func role(named name: String, namespace: String, rules: [RuleText], subject: SubjectReference) -> String {
    let prefix = namespace.isEmpty ? "Cluster" : ""
    let metadata = metadata(name, namespace)
    return """
      apiVersion: rbac.authorization.k8s.io/v1
      kind: \(prefix)Role
      \(metadata)rules:
      \(rules.map(text).joined())---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: \(prefix)RoleBinding
      \(metadata)roleRef:
        apiGroup: rbac.authorization.k8s.io
        kind: \(prefix)Role
        name: \(YAMLScalar.text(name))
      subjects:
      \(text(subject))
      """
  }

  private static func metadata(_ name: String, _ namespace: String) -> String {
    let place = namespace.isEmpty ? "" : "  namespace: \(YAMLScalar.text(namespace))\n"
    return "metadata:\n  name: \(YAMLScalar.text(name))\n\(place)"
  }

  private static func text(_ subject: SubjectReference) -> String {
    if let namespace = subject.namespace {
      return
        "  - kind: \(subject.kind.rawValue)\n    name: \(YAMLScalar.text(subject.name))\n    namespace: \(YAMLScalar.text(namespace))\n"
    }
    return "  - apiGroup: rbac.authorization.k8s.io\n    kind: \(subject.kind.rawValue)\n    name: \(YAMLScalar.text(subject.name))\n"
  }

  /// A rule as an item of `rules`.
  private static func text(_ rule: RuleText) -> String {
    func list(_ values: [String]) -> String { "[\(values.map { YAMLScalar.text($0) }.joined(separator: ", "))]" }
    if !rule.nonResourceURLs.isEmpty { return "  - nonResourceURLs: \(list(rule.nonResourceURLs))\n    verbs: \(list(rule.verbs))\n" }
    let names = rule.resourceNames.isEmpty ? "" : "    resourceNames: \(list(rule.resourceNames))\n"
    return "  - apiGroups: \(list(rule.apiGroups))\n    resources: \(list(rule.resources))\n\(names)    verbs: \(list(rule.verbs))\n"
  }
}
