import AccessControl

/// Service accounts, roles and bindings as manifests.
enum RoleManifests {
  static func serviceAccount(_ account: ServiceAccountName, mountsToken: Bool) -> YAMLValue {
    [
      "apiVersion": "v1",
      "kind": "ServiceAccount",
      "metadata": metadata(account.name, account.namespace),
      "automountServiceAccountToken": .commented(
        ["Beside it, `automountServiceAccountToken` of the pod wins."], .plain("\(mountsToken)")),
    ]
  }

  /// A Role and its RoleBinding; a ClusterRole and its ClusterRoleBinding where the namespace is empty.
  ///
  /// - Parameter subject: The binding's only one.
  static func role(named name: String, namespace: String, rules: [RuleText], subject: SubjectReference) -> [YAMLValue] {
    let prefix = namespace.isEmpty ? "Cluster" : ""
    return [
      [
        "apiVersion": "\(group)/v1",
        "kind": "\(prefix)Role",
        "metadata": metadata(name, namespace),
        "rules": .list(rules.map(value)),
      ],
      [
        "apiVersion": "\(group)/v1",
        "kind": "\(prefix)RoleBinding",
        "metadata": metadata(name, namespace),
        "roleRef": ["apiGroup": .text(group), "kind": "\(prefix)Role", "name": .text(name)],
        "subjects": [value(subject)],
      ],
    ]
  }

  private static let group = "rbac.authorization.k8s.io"

  private static func metadata(_ name: String, _ namespace: String) -> YAMLValue {
    ["name": .text(name), "namespace": namespace.isEmpty ? nil : .text(namespace)]
  }

  private static func value(_ subject: SubjectReference) -> YAMLValue {
    [
      "apiGroup": subject.namespace == nil ? .text(group) : nil,
      "kind": .text(subject.kind.rawValue),
      "name": .text(subject.name),
      "namespace": subject.namespace.map { .text($0) },
    ]
  }

  private static func value(_ rule: RuleText) -> YAMLValue {
    if !rule.nonResourceURLs.isEmpty { return ["nonResourceURLs": .texts(rule.nonResourceURLs), "verbs": .texts(rule.verbs)] }
    return [
      "apiGroups": .texts(rule.apiGroups),
      "resources": .texts(rule.resources),
      "resourceNames": rule.resourceNames.isEmpty ? nil : .texts(rule.resourceNames),
      "verbs": .texts(rule.verbs),
    ]
  }
}
