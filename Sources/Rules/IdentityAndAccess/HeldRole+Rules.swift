import AccessControl
import Findings

extension HeldRole {
  /// Whether it allows everything in the cluster.
  var isClusterAdmin: Bool { capabilities.contains { $0.capability == .doEverything && $0.isClusterWide } }
}

extension WorkloadAccess.Subject {
  /// How grave what the service account can do and reach is.
  var level: AccessControl.Capability.Level {
    let held = roles.map(\.level).max() ?? .none
    return switch path?.goal {
    case .clusterAdmin, .allSecrets: .critical
    case .namespace, .ownSecrets: max(held, .high)
    case nil: held
    }
  }
}

extension RuleText {
  /// Whether it allows every verb, resource or API group, of objects that are not named.
  var hasWildcard: Bool {
    resourceNames.isEmpty && (verbs.contains("*") || resources.contains("*") || apiGroups.contains("*")) && !resources.isEmpty
  }

  /// Why it matches no request, or fewer than it seems to; nil where all of it does.
  func flaw(inNamespace isNamespaced: Bool) -> (severity: Severity?, reason: String)? {
    if let resource = resources.first(where: { $0 != "*" && $0.hasSuffix("/*") }) {
      return (nil, "\"\(resource)\" is no wildcard; only a resource can be one, as in \"*/exec\"")
    }
    if isNamespaced {
      if !nonResourceURLs.isEmpty { return (nil, "paths are granted by ClusterRoleBindings only") }
      if let resource = resources.first(where: { $0 != "namespaces" && !ResourceName($0).isNamespaced }) {
        return (nil, "\"\(resource)\" are objects of the cluster, which are granted by ClusterRoleBindings only")
      }
    }
    guard !resourceNames.isEmpty else { return nil }
    let unnamed = verbs.filter { $0 == "create" || $0 == "deletecollection" }
    if let verb = unnamed.first, !resources.contains(where: { $0.utf8.contains(UInt8(ascii: "/")) }) {
      return (nil, "a request to \(verb) carries no name, so resourceNames rules it out")
    }
    if let verb = verbs.first(where: { $0 == "list" || $0 == "watch" }) {
      return (.info, "\(verb) with resourceNames works with a field selector on the name only")
    }
    return nil
  }
}
