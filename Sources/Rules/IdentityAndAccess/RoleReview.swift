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
  /// The first rules that match no request; where there is none, the first of which not all is of use.
  private(set) var dead: [Flawed<Grant>] = []

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
      ContentReview.add(content.dead.map { Flawed(subject: Grant(role: role, rule: $0.subject), flaw: $0.flaw) }, to: &dead)
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
  private(set) var dead: [Flawed<HeldRole.Rule>] = []
  /// More are not told.
  private static var mostDead: Int { 20 }

  init(_ content: RoleContent, isNamespaced: Bool) {
    for rule in content.rules where !DefaultRoles.isDefault(rule.origin) {
      if wildcard == nil, rule.text.hasWildcard { wildcard = rule }
      if let flaw = rule.text.flaw(inNamespace: isNamespaced) { Self.add([Flawed(subject: rule, flaw: flaw)], to: &dead) }
    }
  }

  /// Adds flaws to those that were found before, of which one that is no more than a hint gives way.
  static func add<Subject>(_ flaws: [Flawed<Subject>], to all: inout [Flawed<Subject>]) {
    for flaw in flaws where all.count < mostDead {
      if all.isEmpty {
        all = [flaw]
      } else if flaw.flaw.severity != .info {
        if all[0].flaw.severity == .info { all = [] }
        all.append(flaw)
      }
    }
  }
}

/// What has a flaw, and which.
struct Flawed<Subject: Sendable>: Sendable {
  let subject: Subject
  let flaw: RuleFlaw
}

/// Why a rule matches no request, or fewer than it seems to.
struct RuleFlaw: Sendable {
  let severity: Severity?
  /// In words.
  let reason: String
}
