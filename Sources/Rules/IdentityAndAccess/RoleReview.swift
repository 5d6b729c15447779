import AccessControl
import Findings

/// What rules ask about the roles of one user or group, found out once for all who hold them.
struct RoleReview: Sendable {
  /// A rule that a role gives.
  struct Grant: Sendable {
    let role: HeldRole
    let rule: HeldRole.Rule
  }

  private(set) var clusterAdmin: HeldRole?
  private(set) var wildcard: Grant?
  /// The first that reads every Secret of the cluster, and the first ones of at most two namespaces.
  private(set) var secretReaders: [HeldRole] = []
  /// The first that is not known whole.
  private(set) var dangling: HeldRole?
  /// The gravest in another namespace than its holder's.
  private(set) var gravestElsewhere: HeldRole?
  /// The gravest that not everybody holds who is logged in, unless it matters.
  private(set) var gravestOfGroup: HeldRole?
  /// The first rule that matches no request, rather one of which nothing is of use.
  private(set) var dead: (flaw: RuleFlaw, grant: Grant)?

  /// - Parameter home: The namespace of a service account whose own they are; nil for a group's.
  init(_ list: RoleList, home: String?, _ contents: JudgingContext.Cache<ObjectIdentifier, ContentReview>) {
    dangling = list.roles.first { $0.standing != .known }
    if let home {
      gravestElsewhere = list.roles.filter { role in role.binding.namespace.map { $0 != home } ?? false }.max { $0.level < $1.level }
    } else {
      gravestOfGroup = list.roles.filter {
        $0.level >= .medium || $0.subject.name != ServiceAccountName.groupOfAuthenticated
      }.max { $0.level < $1.level }
    }
    for role in list.roles {
      let content = contents.value(for: ObjectIdentifier(role.content)) {
        ContentReview(role.content, isNamespaced: role.binding.namespace != nil)
      }
      if let (flaw, rule) = content.dead, dead == nil || (dead?.flaw.severity == .info && flaw.severity != .info) {
        dead = (flaw, Grant(role: role, rule: rule))
      }
      if role.isClusterAdmin {
        if clusterAdmin == nil { clusterAdmin = role }
        continue
      }
      if wildcard == nil { wildcard = content.wildcard.map { Grant(role: role, rule: $0) } }
      if role.content.rule(giving: .readSecrets) != nil, secretReaders.count < 3,
        !secretReaders.contains(where: { $0.binding.namespace == role.binding.namespace })
      {
        secretReaders.append(role)
      }
    }
  }
}

/// What rules ask about a role, whoever holds it.
struct ContentReview: Sendable {
  private(set) var wildcard: HeldRole.Rule?
  private(set) var dead: (flaw: RuleFlaw, rule: HeldRole.Rule)?

  init(_ content: RoleContent, isNamespaced: Bool) {
    for rule in content.rules where !DefaultRoles.isDefault(rule.origin) {
      if wildcard == nil, rule.text.hasWildcard { wildcard = rule }
      if dead == nil || dead?.flaw.severity == .info, let flaw = rule.text.flaw(inNamespace: isNamespaced) {
        if dead == nil || flaw.severity != .info { dead = (flaw, rule) }
      }
    }
  }
}

/// Why a rule matches no request, or fewer than it seems to.
struct RuleFlaw: Sendable {
  let severity: Severity?
  /// In words.
  let reason: String
}
