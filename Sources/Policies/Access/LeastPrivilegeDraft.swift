import ClusterState
package import AccessControl
import Manifests

/// The service account, roles and bindings that give a workload what it needs, and the proof that they do.
package struct LeastPrivilegeDraft: Sendable {
  /// A rule that the account holds in the input.
  package struct HeldRule: Sendable {
    /// What it allows.
    package let rule: RuleText
    /// The binding that gives it to the account.
    package let binding: BindingReference
    /// The role that it stands in.
    package let role: RoleReference
    /// Whom the binding names: a group where the account has it only as a member.
    package let subject: SubjectReference
    /// What the draft makes of it.
    package let fate: Fate

    /// What a draft makes of a rule.
    package enum Fate: Sendable {
      /// The draft gives all of it.
      case kept
      /// Some of it was used.
      case narrowed
      /// None of it was used.
      case unused
    }
  }

  /// The objects, without comments.
  package let manifests: String
  /// What was needed and Kubernetes grants everybody.
  package let grantedByDefault: Int
  /// How many different permissions the draft was shown to allow.
  package let proven: Int
  /// What the account holds now.
  package let held: [HeldRule]
  /// How many of the needed permissions the input's roles do not allow.
  package let notAllowedNow: Int
  /// Of how many it cannot be told, as the input does not have all roles.
  package let notEvaluatedNow: Int
  /// What is granted for any name although names were used, and why.
  package let widened: [String]

  /// - Parameters:
  ///   - account: Who gets the draft.
  ///   - current: Who has the permissions now.
  ///   - graph: Of the input.
  /// - Throws: ``DraftFailure`` where the authorizer denies something that the draft is meant to allow.
  package init(needs: AccessNeeds, for account: ServiceAccountName, current: ServiceAccountName, in graph: AccessGraph) throws(DraftFailure)
  {
    let builtIn = Authorizer(ClusterState(), kubernetesMinorVersion: graph.authorizer.kubernetesMinorVersion)
    let user = User(serviceAccount: account)
    let own = needs.filter { !builtIn.decision(on: $0.request(by: user)).isAllowed }
    let roles = own.roles
    let subject = SubjectReference(user)
    var documents = [RoleManifests.serviceAccount(account, mountsToken: !needs.isEmpty)]
    for role in roles {
      // Names of ClusterRoles are the cluster's.
      let name = role.namespace.isEmpty ? "\(account.namespace)-\(account.name)" : account.name
      documents += RoleManifests.role(named: name, namespace: role.namespace, rules: role.rules, subject: subject)
    }
    manifests = documents.yaml
    grantedByDefault = needs.all.count - own.all.count
    widened = roles.flatMap { role in
      role.widened.map { widened in
        let place = role.namespace.isEmpty ? "" : " in namespace \(role.namespace)"
        return switch widened.reason {
        case .generatedNames:
          "\(widened.permission)\(place) is for any name, as names like those it was used on are made anew for each object"
        case .manyNames: "\(widened.permission)\(place) is for any name, as it was used on more names than a rule should list"
        }
      }
    }

    let drafted = Authorizer(try ClusterState(drafted: manifests), kubernetesMinorVersion: graph.authorizer.kubernetesMinorVersion)
    let denied = needs.all.filter { !drafted.decision(on: $0.request(by: user)).isAllowed }
    if let first = denied.first {
      throw DraftFailure(
        description: "the draft was given up, as it does not allow \(first.rule) in namespace \"\(first.namespace)\"; please report this")
    }
    proven = needs.all.count
    held = Self.held(by: current, needs, graph) { rule, namespace in
      rule.permissions(in: namespace).allSatisfy { drafted.decision(on: $0.request(by: user)).isAllowed }
    }
    var (notAllowed, notEvaluated) = (0, 0)
    for need in needs.all {
      switch graph.authorizer.decision(on: need.request(by: User(serviceAccount: current))) {
      case .allowed: break
      case .denied: notAllowed += 1
      case .notEvaluated: notEvaluated += 1
      }
    }
    (notAllowedNow, notEvaluatedNow) = (notAllowed, notEvaluated)
  }

  /// The rules that an account holds, each with what becomes of it.
  ///
  /// - Parameter isDrafted: Whether the draft gives all that a rule gives in a namespace.
  private static func held(
    by account: ServiceAccountName, _ needs: AccessNeeds, _ graph: AccessGraph, isDrafted: (RuleText, _ namespace: String) -> Bool
  ) -> [HeldRule] {
    let requests = needs.all.map { $0.request(by: User(serviceAccount: account)) }
    return graph.roles(heldBy: account).all.flatMap { role in
      let used = role.rules(allowingAnyOf: requests)
      return role.rules.enumerated().map { position, rule in
        let isKept = isDrafted(rule.text, role.binding.namespace ?? "")
        let fate: HeldRule.Fate = isKept ? .kept : used.contains(position) ? .narrowed : .unused
        return HeldRule(rule: rule.text, binding: role.binding, role: role.role, subject: role.subject, fate: fate)
      }
    }
  }
}

extension RuleText {
  /// Every single permission that the rule gives in a namespace; `*` is one of its own.
  fileprivate func permissions(in namespace: String) -> [AccessNeed] {
    verbs.flatMap { verb in
      nonResourceURLs.map { AccessNeed(verb: verb, nonResourceURL: $0) }
        + apiGroups.flatMap { group in
          resources.flatMap { resource in
            (resourceNames.isEmpty ? [""] : resourceNames).map { name in
              let parts = resource.split(separator: "/", maxSplits: 1).map(String.init)
              return AccessNeed(
                verb: verb, apiGroup: group, resource: parts.first ?? "", subresource: parts.count > 1 ? parts[1] : "",
                namespace: namespace,
                name: name)
            }
          }
        }
    }
  }
}
