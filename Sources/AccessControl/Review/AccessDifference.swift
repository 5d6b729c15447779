package import ClusterState
import Manifests

/// What service accounts, users and groups may do and reach in one input and not in another: what the permissions mean counts, not how roles and bindings are called.
package struct AccessDifference: Sendable {
  /// A service account whose permissions or reach differ.
  package struct Account: Sendable {
    /// Which one it is.
    package let name: ServiceAccountName
    /// What it may do only now.
    package let gained: [Permission]
    /// What it may do no more.
    package let lost: [Permission]
    /// The gravest it could reach, and can.
    package let oldPath: AccessPath?
    /// The gravest it can reach now.
    package let newPath: AccessPath?

    /// Whether it reaches something graver than before.
    package var reachesMore: Bool { (newPath?.goal.rank ?? 0) > (oldPath?.goal.rank ?? 0) }

    /// Whether what it can reach is another goal, or none.
    package var hasOtherGoal: Bool { oldPath?.goal != newPath?.goal }
  }

  /// A user or a group whose permissions differ.
  package struct Holder: Sendable {
    /// As bindings name it.
    package let subject: SubjectReference
    /// What it may do only now.
    package let gained: [Permission]
    /// What it may do no more.
    package let lost: [Permission]
    /// The gravest that its permissions came to.
    package let oldGoal: AccessGoal?
    /// The gravest that they come to now.
    package let newGoal: AccessGoal?

    /// Whether that is graver than before.
    package var reachesMore: Bool { (newGoal?.rank ?? 0) > (oldGoal?.rank ?? 0) }
  }

  /// Verbs that are allowed on one resource or path, by one rule.
  package struct Permission: Hashable, Sendable {
    /// What is allowed.
    package let rule: RuleText
    /// nil: everywhere.
    package let namespace: String?
    /// The role that allows it.
    package let role: RoleReference
    /// Where that stands.
    package let origin: Origin

    package var description: String { "\(rule) \(namespace.map { "in namespace \($0)" } ?? "everywhere")" }
  }

  /// By namespace and name.
  package let accounts: [Account]
  /// Users and groups, by kind and name.
  package let holders: [Holder]

  /// One side: an authorizer's graph and what it was made of.
  package struct Side {
    let graph: AccessGraph
    let searches: AccessSearches

    /// Searches the graph once for all accounts.
    package init(_ graph: AccessGraph) {
      self.graph = graph
      searches = graph.searches()
    }

    func path(of name: ServiceAccountName) -> AccessPath? {
      graph.accounts.position(of: name).flatMap { graph.gravestPath(ofAccount: $0, searches) }
    }
  }

  /// Compares all accounts that either side knows.
  package init(old: Side, new: Side) {
    let names = Set(old.graph.accounts.all.map(\.name)).union(new.graph.accounts.all.map(\.name)).sorted()
    accounts = names.compactMap { name in
      let account = Account(
        name: name, gained: Self.permissions(of: name, in: new.graph, butNotIn: old.graph),
        lost: Self.permissions(of: name, in: old.graph, butNotIn: new.graph), oldPath: old.path(of: name), newPath: new.path(of: name))
      return account.gained.isEmpty && account.lost.isEmpty && !account.hasOtherGoal ? nil : account
    }
    holders = Set(old.graph.usersAndGroups).union(new.graph.usersAndGroups).sorted().compactMap { subject in
      let (before, now) = (old.graph.roles(heldBy: subject), new.graph.roles(heldBy: subject))
      let user = subject.kind == .group ? User(name: "", groups: [subject.name]) : User(name: subject.name, groups: [])
      let holder = Holder(
        subject: subject, gained: Self.permissions(of: user, by: now, in: new.graph, butNotIn: old.graph),
        lost: Self.permissions(of: user, by: before, in: old.graph, butNotIn: new.graph), oldGoal: AccessGoal(before),
        newGoal: AccessGoal(now))
      return holder.gained.isEmpty && holder.lost.isEmpty ? nil : holder
    }
  }

  private static func permissions(of name: ServiceAccountName, in graph: AccessGraph, butNotIn other: AccessGraph) -> [Permission] {
    permissions(of: User(serviceAccount: name), by: graph.roles(heldBy: name).all, in: graph, butNotIn: other)
  }

  private static func permissions(
    of user: User, by roles: [HeldRole], in graph: AccessGraph, butNotIn other: AccessGraph
  ) -> [Permission] {
    var found: [Permission] = []
    for role in roles {
      for rule in role.rules {
        for part in rule.text.parts {
          let verbs = part.verbs.filter { verb in
            let request = part.request(verb, by: user, in: role.binding.namespace ?? "")
            // A path in a Role is written, and allows nothing.
            return graph.authorizer.decision(on: request).isAllowed && !other.authorizer.decision(on: request).isAllowed
          }
          guard !verbs.isEmpty else { continue }
          let text = RuleText(
            verbs: verbs, apiGroups: part.apiGroups, resources: part.resources, resourceNames: part.resourceNames,
            nonResourceURLs: part.nonResourceURLs)
          found.append(Permission(rule: text, namespace: role.binding.namespace, role: role.role, origin: rule.origin))
        }
      }
    }
    var seen: Set<String> = []
    return found.filter { seen.insert($0.description).inserted }
  }
}

extension AccessGoal {
  /// How grave it is to reach.
  fileprivate var rank: Int {
    switch self {
    case .clusterAdmin: 4
    case .allSecrets: 3
    case .namespace: 2
    case .ownSecrets: 1
    }
  }

  /// The gravest that roles come to by themselves; nil where that is nothing of others.
  fileprivate init?(_ roles: [HeldRole]) {
    let goals = roles.flatMap { role in
      role.capabilities.filter { $0.names.isEmpty && $0.capability.level >= .high }.map { held -> AccessGoal in
        if let namespace = role.binding.namespace { return .namespace(namespace) }
        switch held.capability {
        // Among all users are those who may do everything.
        case .doEverything, .impersonateUsers, .changeAdmittedObjects: return .clusterAdmin
        default: return .allSecrets
        }
      }
    }
    guard let gravest = goals.max(by: { $0.rank < $1.rank }) else { return nil }
    self = gravest
  }
}

extension RuleText {
  /// The rule as one for each group, resource, name and path.
  fileprivate var parts: [RuleText] {
    let names = resourceNames.isEmpty ? [[]] : resourceNames.map { [$0] }
    let resources = apiGroups.flatMap { group in
      self.resources.flatMap { resource in
        names.map { RuleText(verbs: verbs, apiGroups: [group], resources: [resource], resourceNames: $0, nonResourceURLs: []) }
      }
    }
    return resources
      + nonResourceURLs.map { RuleText(verbs: verbs, apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: [$0]) }
  }

  /// What a part allows, as a request: a wildcard is allowed by the same wildcard only.
  fileprivate func request(_ verb: String, by user: User, in namespace: String) -> AccessRequest {
    guard let resource = resources.first else { return AccessRequest(user: user, verb: verb, nonResourceURL: nonResourceURLs.first ?? "/") }
    let parts = resource.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    return AccessRequest(
      user: user, verb: verb, apiGroup: apiGroups.first ?? "", resource: parts[0], subresource: parts.count > 1 ? parts[1] : "",
      name: resourceNames.first ?? "", namespace: namespace)
  }
}
