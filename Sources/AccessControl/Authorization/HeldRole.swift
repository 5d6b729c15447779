package import ClusterState
import Manifests
internal import SourceTree

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
  /// What it allows, as far as that is known.
  package let rules: [Rule]
  /// Whether that is all.
  package let standing: Standing
  /// What it lets its holder do, each once, in the order of the rules.
  package let capabilities: [HeldCapability]

  /// The gravest capability of a rule, by the rule's position; nil where it has none that matters.
  package func gravestCapability(ofRule position: Int) -> HeldCapability? {
    let start = capabilities.prefixCount { $0.rule < position }
    return capabilities[start...].prefix { $0.rule == position }.filter { $0.level > .none }.max { $0.level < $1.level }
  }

  /// How grave it is to hold it.
  package var level: Capability.Level { capabilities.map(\.level).max() ?? .none }
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
  /// The roles that a service account holds, directly or through groups: those of the cluster first, then by namespace and name of the binding.
  ///
  /// - Parameter includesDefaults: Whether to include what Kubernetes itself grants to every service account.
  package func roles(heldBy account: ServiceAccountName, includesDefaults: Bool = false) -> [HeldRole] {
    let keys =
      [Authorizer.SubjectKey(kind: .user, name: authorizer.symbols.symbol(account.userName))]
      + account.groups.map { Authorizer.SubjectKey(kind: .group, name: authorizer.symbols.symbol($0)) }
    var found: [HeldRole] = []
    for key in keys where key.name != .unknown {
      for held in authorizer.bindings(of: key) {
        let binding = authorizer.bindings[held.binding]
        if !includesDefaults, key.kind == .group, isMadeByKubernetes(binding) { continue }
        found.append(role(binding, held.subject))
      }
    }
    return found.sorted {
      ($0.binding.namespace ?? "", $0.binding.name, $0.subject, $0.role) < (
        $1.binding.namespace ?? "", $1.binding.name, $1.subject, $1.role
      )
    }
  }

  private func role(_ binding: Authorizer.Binding, _ subject: Int) -> HeldRole {
    let catalogue = authorizer.catalogue
    let rules = binding.role.map { catalogue.roles[$0].rules } ?? 0..<0
    let entries = binding.role.map { capabilities[catalogue.roles[$0].ruleSet] } ?? []
    return HeldRole(
      binding: authorizer.reference(binding), bindingOrigin: binding.origin, subject: authorizer.reference(authorizer.subjects[subject]),
      role: authorizer.reference(binding.roleName),
      rules: rules.map { HeldRole.Rule(text: authorizer.text(ofRule: $0), origin: catalogue.origins[$0]) }, standing: standing(of: binding),
      capabilities: entries.filter { !($0.capability.isClusterScoped && !binding.isClusterWide) }.map { entry in
        HeldCapability(
          capability: entry.capability, names: entry.names.map { authorizer.symbols.name($0) }, rule: entry.rule,
          isClusterWide: binding.isClusterWide)
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
