internal import AccessControl
internal import Findings

extension RoleReference: StableHashable {
  func combine(into hash: inout StableHash) { hash.combine(isClusterRole, namespace, name) }
}

extension BindingReference: StableHashable {
  func combine(into hash: inout StableHash) { hash.combine(namespace, name) }
}

/// The lists may be in any order.
extension RuleText: StableHashable {
  func combine(into hash: inout StableHash) {
    for list in [verbs, apiGroups, resources, resourceNames, nonResourceURLs] { hash.combine(unordered: list) }
  }
}

extension AccessGoal: StableHashable {
  func combine(into hash: inout StableHash) {
    switch self {
    case .clusterAdmin: hash.combine("clusterAdmin")
    case .allSecrets: hash.combine("allSecrets")
    case .namespace(let name): hash.combine("namespace", name)
    case .ownSecrets(let namespace): hash.combine("ownSecrets", namespace)
    }
  }
}
