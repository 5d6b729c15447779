/// A resource as people type it: `secrets`, `cronjobs.batch`, `pods/exec`, `secrets/db`.
package struct ResourceName: Hashable, Sendable {
  /// Empty is the core group.
  package var apiGroup: String
  /// In the plural, as rules have it.
  package var resource: String
  /// Empty where the resource itself is meant.
  package var subresource: String
  /// Empty where no object is named.
  package var name: String
  /// Whether its objects are in namespaces; true where it is not known.
  package var isNamespaced: Bool
  /// Whether it is one of those that are known.
  package internal(set) var isKnown: Bool
  /// Whether the text says the group.
  package let hasGroup: Bool

  /// Reads `RESOURCE[.GROUP][/SUBRESOURCE or /NAME][/NAME]`. A known resource needs no group, and may be given by a short name.
  package init(_ text: String) {
    var parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)[...]
    let typed = parts.popFirst() ?? ""
    let dot = typed.firstIndex(of: ".")
    let plain = dot.map { String(typed[..<$0]) } ?? typed
    let group = dot.map { Self.group(String(typed[typed.index(after: $0)...])) }
    let known = Self.known.first { $0.names.contains(plain) && (group == nil || group == $0.apiGroup) }
    resource = known?.names.first ?? plain
    apiGroup = group ?? known?.apiGroup ?? ""
    isKnown = known != nil
    hasGroup = group != nil
    isNamespaced = known?.isNamespaced ?? true
    subresource = ""
    if let part = parts.first, Self.isSubresource(part, of: resource) {
      subresource = part
      parts.removeFirst()
    }
    name = parts.joined(separator: "/")
  }

  /// Without the version that may stand before it: `deployments.v1.apps`.
  private static func group(_ text: String) -> String {
    guard text.hasPrefix("v"), text.dropFirst().first?.isNumber == true, let dot = text.firstIndex(of: ".") else { return text }
    return String(text[text.index(after: dot)...])
  }

  private struct Known {
    let apiGroup: String
    let isNamespaced: Bool
    /// The name in rules first, then others that kubectl knows.
    let names: [String]

    init(_ apiGroup: String, _ names: String..., isNamespaced: Bool = true) {
      self.apiGroup = apiGroup
      self.names = names
      self.isNamespaced = isNamespaced
    }
  }

  /// The resources of Kubernetes that permissions are asked about (`kubectl api-resources`).
  private static var known: [Known] {
    [
      Known("", "pods", "pod", "po"), Known("", "secrets", "secret"), Known("", "configmaps", "configmap", "cm"),
      Known("", "serviceaccounts", "serviceaccount", "sa"), Known("", "services", "service", "svc"), Known("", "events", "event", "ev"),
      Known("", "endpoints"), Known("", "persistentvolumeclaims", "persistentvolumeclaim", "pvc"), Known("", "resourcequotas", "quota"),
      Known("", "limitranges", "limits"), Known("", "replicationcontrollers", "rc"), Known("", "podtemplates"),
      Known("", "namespaces", "namespace", "ns", isNamespaced: false), Known("", "nodes", "node", "no", isNamespaced: false),
      Known("", "persistentvolumes", "persistentvolume", "pv", isNamespaced: false), Known("", "users", isNamespaced: false),
      Known("", "groups", isNamespaced: false), Known("batch", "cronjobs", "cronjob", "cj"), Known("batch", "jobs", "job"),
      Known("apps", "deployments", "deployment", "deploy"), Known("apps", "daemonsets", "daemonset", "ds"),
      Known("apps", "statefulsets", "statefulset", "sts"), Known("apps", "replicasets", "replicaset", "rs"),
      Known("networking.k8s.io", "networkpolicies", "networkpolicy", "netpol"), Known("networking.k8s.io", "ingresses", "ingress", "ing"),
      Known("rbac.authorization.k8s.io", "roles", "role"), Known("rbac.authorization.k8s.io", "rolebindings", "rolebinding"),
      Known("rbac.authorization.k8s.io", "clusterroles", "clusterrole", isNamespaced: false),
      Known("rbac.authorization.k8s.io", "clusterrolebindings", "clusterrolebinding", isNamespaced: false),
      Known("coordination.k8s.io", "leases", "lease"), Known("autoscaling", "horizontalpodautoscalers", "hpa"),
      Known("policy", "poddisruptionbudgets", "pdb"),
      Known("admissionregistration.k8s.io", "mutatingwebhookconfigurations", isNamespaced: false),
      Known("admissionregistration.k8s.io", "validatingwebhookconfigurations", isNamespaced: false),
      Known("apiextensions.k8s.io", "customresourcedefinitions", "crd", "crds", isNamespaced: false),
      Known("certificates.k8s.io", "certificatesigningrequests", "csr", isNamespaced: false),
      Known("storage.k8s.io", "storageclasses", "sc", isNamespaced: false),
    ]
  }

  /// The API groups that serve a resource of Kubernetes, called as rules have to call it; empty for others.
  package static func groups(of resource: String) -> [String] { known.filter { $0.names.first == resource }.map(\.apiGroup) }

  /// What Kubernetes' resources are called in rules.
  package static var knownNames: [String] { known.compactMap(\.names.first) }

  /// Whether an API group is one of Kubernetes' own of which all resources are known that rules mostly name.
  package static func isKnown(group: String) -> Bool { group == "extensions" || known.contains { $0.apiGroup == group } }

  /// How rules have to call a resource that kubectl takes by another name; nil where they may call it so, or none is known.
  package static func ruleName(of typed: String) -> String? {
    let small = typed.lowercased()
    return known.first { $0.names.contains(small) && !$0.names[0].elementsEqual(typed) }.map { $0.names[0] }
  }

  private static func isSubresource(_ part: String, of resource: String) -> Bool {
    switch (resource, part) {
    case ("pods", "exec"), ("pods", "attach"), ("pods", "log"), ("pods", "portforward"), ("pods", "proxy"), ("pods", "eviction"),
      ("pods", "ephemeralcontainers"), ("pods", "binding"), ("nodes", "proxy"), ("services", "proxy"), ("serviceaccounts", "token"),
      ("certificatesigningrequests", "approval"), ("namespaces", "finalize"):
      true
    case ("secrets", _), ("configmaps", _), ("users", _), ("groups", _): false
    case (_, "status"), (_, "scale"), (_, "finalizers"), (_, "*"): true
    default: false
    }
  }
}
