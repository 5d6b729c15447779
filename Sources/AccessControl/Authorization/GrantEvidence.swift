package import ClusterState
import Manifests

/// A grant as people read it: which binding gives which role to whom, and by which rule.
package struct GrantEvidence: Hashable, Sendable {
  /// What grants the role.
  package let binding: BindingReference
  /// What is granted.
  package let role: RoleReference
  /// Whom the binding names.
  package let subject: SubjectReference
  /// What of the role allows it.
  package let rule: RuleText
  /// The binding's `kind` key; ``DefaultRoles/isDefault(_:)`` tells what Kubernetes makes itself.
  package let bindingOrigin: Origin
  /// The rule's first key.
  package let ruleOrigin: Origin

  /// What the API server says of an allowed request (`plugin/pkg/auth/authorizer/rbac/rbac.go`).
  package var reason: String {
    let name = binding.namespace.map { "\(binding.name)/\($0)" } ?? binding.name
    let subjectName = subject.namespace.map { "\(subject.name)/\($0)" } ?? subject.name
    return "RBAC: allowed by \(binding.kind) \"\(name)\" of \(role.kind) \"\(role.name)\" to \(subject.kind.rawValue) \"\(subjectName)\""
  }
}

/// The lists of one rule as written.
package struct RuleText: Hashable, Sendable, CustomStringConvertible {
  /// `*` is any.
  package let verbs: [String]
  /// Empty is the core group, `*` any.
  package let apiGroups: [String]
  /// With their subresources; `*` is any.
  package let resources: [String]
  /// None: objects of any name.
  package let resourceNames: [String]
  /// Paths that are no resources.
  package let nonResourceURLs: [String]

  /// `get,list secrets "db"`, `patch cronjobs.batch/status` or `get /healthz`: resources as kubectl spells them, names in quotes.
  package var description: String {
    var words = [verbs.joined(separator: ",")]
    if !resources.isEmpty {
      if apiGroups.count == 1, let group = apiGroups.first, !group.isEmpty {
        words.append(resources.map { Self.resource($0, of: group) }.joined(separator: ","))
      } else {
        words.append(resources.joined(separator: ","))
        if apiGroups.contains(where: { !$0.isEmpty }) {
          words.append("of \(apiGroups.map { $0.isEmpty ? "core" : $0 }.joined(separator: ","))")
        }
      }
    }
    if !resourceNames.isEmpty { words.append(resourceNames.map { "\"\($0)\"" }.joined(separator: ",")) }
    if !nonResourceURLs.isEmpty { words.append(nonResourceURLs.joined(separator: ",")) }
    return words.joined(separator: " ")
  }

  private static func resource(_ resource: String, of group: String) -> String {
    guard let slash = resource.firstIndex(of: "/") else { return "\(resource).\(group)" }
    return "\(resource[..<slash]).\(group)\(resource[slash...])"
  }
}

extension Authorizer {
  /// What is behind a grant of this authorizer.
  package func evidence(_ grant: AccessGrant) -> GrantEvidence {
    let binding = bindings[grant.binding]
    return GrantEvidence(
      binding: reference(binding), role: reference(catalogue.roles[grant.role].name), subject: reference(subjects[grant.subject]),
      rule: text(ofRule: grant.rule), bindingOrigin: binding.origin, ruleOrigin: catalogue.origins[grant.rule])
  }

  /// The lists of a rule of the table.
  func text(ofRule rule: Int) -> RuleText {
    let lists = catalogue.table.lists(of: rule)
    func names(_ list: [Symbol]) -> [String] { list.map { symbols.name($0) } }
    return RuleText(
      verbs: names(lists.verbs), apiGroups: names(lists.apiGroups), resources: names(lists.resources),
      resourceNames: names(lists.resourceNames), nonResourceURLs: names(lists.nonResourceURLs))
  }

  /// What the API server gives as the reason of a decision; empty where it gives none.
  package func reason(of decision: AccessDecision) -> String {
    switch decision {
    case .allowed(let grant): return grant.map { evidence($0).reason } ?? ""
    case .notEvaluated(let reason): return reason.reason
    case .denied(let missing):
      var messages: [String] = []
      for role in missing {
        let message = "\(role.kind.lowercased()).rbac.authorization.k8s.io \"\(role.name)\" not found"
        if !messages.contains(message) { messages.append(message) }
      }
      if messages.count > 1 { return "RBAC: [\(messages.joined(separator: ", "))]" }
      return messages.first.map { "RBAC: \($0)" } ?? ""
    }
  }
}
