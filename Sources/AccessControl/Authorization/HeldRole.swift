package import ClusterState
import Manifests

/// A role that a service account holds by a binding.
package struct HeldRole: Sendable {
  /// A rule of the role, and where it stands.
  package struct Rule: Sendable {
    /// What it allows.
    package let text: RuleText
    /// Where it stands.
    package let origin: Origin
  }

  /// Whether all is known that the role grants.
  package enum Standing: Sendable {
    case known
    /// There is no such role, so that nothing is granted.
    case missing
    /// The input does not have the role, or not all of it.
    case unknown
  }

  /// The binding that gives it.
  package let binding: BindingReference
  /// Where that stands.
  package let bindingOrigin: Origin
  /// Whom the binding names: the service account itself, or a group that it is in.
  package let subject: SubjectReference
  /// Which role it is.
  package let role: RoleReference
  /// Whether all is known that it allows.
  package let standing: Standing
  /// What it allows, which all who hold it share.
  package let content: RoleContent

  /// What it allows, as far as that is known.
  package var rules: RoleContent.Rules { content.rules }
  /// What it lets its holder do, each once, in the order of the rules.
  package var capabilities: [HeldCapability] { content.capabilities }
  /// How grave it is to hold it.
  package var level: Capability.Level { content.level }

  /// The positions of the rules that allow any of some requests.
  package func rules(allowingAnyOf requests: [AccessRequest]) -> Set<Int> {
    var allowing: Set<Int> = []
    for request in requests where binding.namespace == nil || binding.namespace == request.namespace {
      allowing.formUnion(content.rules.positions(allowing: request))
    }
    return allowing
  }
}

/// A capability that a role gives.
package struct HeldCapability: Sendable {
  /// What its holder can do.
  package let capability: Capability
  /// Names of the objects it is limited to; empty: any.
  package let names: [String]
  /// The rule's position in the role.
  package let rule: Int
  /// Whether it holds everywhere, rather than in one namespace.
  package let isClusterWide: Bool

  /// How grave it is. In one namespace nothing is critical by itself, and for objects that are named it is less; a Secret that is named is what a
  /// workload should have.
  package var level: Capability.Level {
    let level = isClusterWide ? capability.level : min(capability.level, .high)
    guard !names.isEmpty else { return level }
    if capability == .readSecrets { return .none }
    return Capability.Level(rawValue: max(level.rawValue, 1) - 1) ?? .none
  }
}

extension AccessGraph {
  func role(_ binding: Authorizer.Binding, _ subject: Int, _ content: RoleContent) -> HeldRole {
    HeldRole(
      binding: authorizer.reference(binding), bindingOrigin: binding.origin, subject: authorizer.reference(authorizer.subjects[subject]),
      role: authorizer.reference(binding.roleName), standing: standing(of: binding), content: content)
  }

  /// What a role allows; nothing where the input does not have it.
  func content(ofRole role: Int?, isClusterWide: Bool, isInKubeSystem: Bool) -> RoleContent {
    let catalogue = authorizer.catalogue
    let entries = role.map { capabilities[catalogue.roles[$0].ruleSet] } ?? []
    return RoleContent(
      RoleContent.Rules(authorizer: authorizer, range: role.map { catalogue.roles[$0].rules } ?? 0..<0),
      entries.filter { entry in
        // Logins of the cluster are in a ConfigMap of this namespace.
        isClusterWide || !entry.capability.isClusterScoped && (isInKubeSystem || entry.capability != .changeClusterLogins)
      }.map { entry in
        HeldCapability(
          capability: entry.capability, names: entry.names.map { authorizer.symbols.name($0) }, rule: entry.rule,
          isClusterWide: isClusterWide)
      })
  }

  private func standing(of binding: Authorizer.Binding) -> HeldRole.Standing {
    guard let role = binding.role else {
      return authorizer.isKnownToBeMissing(authorizer.reference(binding.roleName)) ? .missing : .unknown
    }
    return authorizer.catalogue.roles[role].gap == nil ? .known : .unknown
  }

  /// Whether a binding is one of those that every cluster has.
  func isMadeByKubernetes(_ binding: Authorizer.Binding) -> Bool {
    DefaultRoles.isDefault(binding.origin)
      || DefaultRoles.isName(ofClusterRoleBinding: authorizer.symbols.name(binding.name)) && binding.isClusterWide
  }
}
