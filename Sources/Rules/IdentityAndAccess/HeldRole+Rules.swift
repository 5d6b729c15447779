import AccessControl
import Findings

extension HeldRole {
  /// Whether it allows everything in the cluster.
  var isClusterAdmin: Bool { binding.namespace == nil && content.allowsEverything }
}

extension WorkloadAccess.Subject {
  /// How grave what the service account can do and reach is.
  var level: AccessControl.Capability.Level {
    switch path?.goal {
    case .clusterAdmin, .allSecrets: .critical
    case .namespace, .ownSecrets: max(roles.level, .high)
    case nil: roles.level
    }
  }

  /// The first of what is found among its own roles and those of each group, in the order of the roles.
  func first<Found>(_ find: (RoleReview) -> Found?, by role: (Found) -> HeldRole) -> Found? {
    ([ownReview] + groupReviews).compactMap(find).min { role($0).precedes(role($1)) }
  }
}

extension RuleText {
  /// Whether it allows every verb, resource or API group, of objects that are not named.
  var hasWildcard: Bool {
    resourceNames.isEmpty && (verbs.contains("*") || resources.contains("*") || apiGroups.contains("*")) && !resources.isEmpty
  }

  /// What is written so that no request is called so.
  private var misspelling: String? {
    if let verb = verbs.first(where: { $0 != $0.lowercased() }) { return "verbs are in small letters: \"\(verb.lowercased())\"" }
    for group in apiGroups {
      if group == "core" || group == "v1" { return "the core group is called \"\", not \"\(group)\"" }
      if let slash = group.firstIndex(of: "/") { return "an API group has no version: \"\(group[..<slash])\", not \"\(group)\"" }
    }
    for resource in resources {
      let name = resource.prefix { $0 != "/" }
      if let known = ResourceName.ruleName(of: String(name)), apiGroups.contains(where: { ResourceName.isKnown(group: $0) }) {
        return "rules call them \"\(known)\", not \"\(name)\""
      }
      let groups = ResourceName.groups(of: String(name))
      if !groups.isEmpty, !apiGroups.isEmpty, apiGroups.allSatisfy({ ResourceName.isKnown(group: $0) && !groups.contains($0) }) {
        return "\"\(name)\" are of the API group \"\(groups[0])\""
      }
    }
    return nil
  }

  /// Why it matches no request, or fewer than it seems to; nil where all of it does.
  func flaw(inNamespace isNamespaced: Bool) -> RuleFlaw? {
    if let resource = resources.first(where: { $0 != "*" && $0.hasSuffix("/*") }) {
      return RuleFlaw(severity: nil, reason: "\"\(resource)\" is no wildcard; only a resource can be one, as in \"*/exec\"")
    }
    if let reason = misspelling { return RuleFlaw(severity: nil, reason: reason) }
    if isNamespaced {
      if !nonResourceURLs.isEmpty { return RuleFlaw(severity: nil, reason: "paths are granted by ClusterRoleBindings only") }
      if let resource = resources.first(where: { $0 != "namespaces" && !ResourceName($0).isNamespaced }) {
        return RuleFlaw(severity: nil, reason: "\"\(resource)\" are objects of the cluster, which are granted by ClusterRoleBindings only")
      }
    }
    guard !resourceNames.isEmpty else { return nil }
    let unnamed = verbs.filter { $0 == "create" || $0 == "deletecollection" }
    if let verb = unnamed.first, !resources.contains(where: { $0.utf8.contains(UInt8(ascii: "/")) }) {
      return RuleFlaw(severity: nil, reason: "a request to \(verb) carries no name, so resourceNames rules it out")
    }
    if let verb = verbs.first(where: { $0 == "list" || $0 == "watch" }) {
      return RuleFlaw(severity: .info, reason: "\(verb) with resourceNames works with a field selector on the name only")
    }
    return nil
  }
}
