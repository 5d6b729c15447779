extension AccessGraph {
  /// Searches for all goals at once: what a report about every service account needs.
  package func searches() -> AccessSearches {
    AccessSearches(
      clusterAdmin: PathSearch(self, to: .clusterAdmin), allSecrets: PathSearch(self, to: .allSecrets),
      namespaces: NamespaceSearch(self) { node in
        switch node {
        case .account(let index): authorizer.symbols.symbol(accounts.all[index].name.namespace)
        case .accounts(_, let namespace) where namespace != .empty: namespace
        case .secrets(let namespace), .everything(let namespace): namespace
        default: nil
        }
      },
      secrets: NamespaceSearch(self) { node in if case .secrets(let namespace) = node { namespace } else { nil } })
  }

  /// The shortest way of a service account to the gravest goal it can reach; nil where it reaches none.
  package func gravestPath(ofAccount account: Int, _ searches: AccessSearches) -> AccessPath? {
    if let path = path(ofAccount: account, to: .clusterAdmin, searches.clusterAdmin) { return path }
    if let path = path(ofAccount: account, to: .allSecrets, searches.allSecrets) { return path }
    let namespace = accounts.all[account].name.namespace
    let own = authorizer.symbols.symbol(namespace)
    if let other = searches.namespaces.edges(from: account, in: self, where: { $0 != own }) {
      return path(ofAccount: account, to: .namespace(authorizer.symbols.name(other.namespace)), other.edges)
    }
    return searches.secrets.edges(from: account, in: self) { $0 == own }.map {
      path(ofAccount: account, to: .ownSecrets(namespace: namespace), $0.edges)
    }
  }

  /// The shortest way of a service account to the goal of a search.
  package func path(ofAccount account: Int, to goal: AccessGoal, _ search: PathSearch) -> AccessPath? {
    guard search.hasWay(fromAccount: account) else { return nil }
    return path(ofAccount: account, to: goal, search.edges(from: account, in: self))
  }

  private func path(ofAccount account: Int, to goal: AccessGoal, _ edges: [Edge]) -> AccessPath {
    let start = accounts.all[account].name
    var steps: [AccessStep] = []
    var actor = AccessStep.Actor.account(start)
    var bound: Authorizer.SubjectBinding?
    for edge in edges {
      switch edge.reason {
      case .belongs:
        if case .account(let index) = nodes[edge.to], let last = steps.indices.last {
          steps[last].reach = .account(accounts.all[index].name)
          actor = .account(accounts.all[index].name)
        }
      case .bound(let found): bound = found
      case .uses(let capability, let rule):
        let (role, scope) = holding(nodes[edge.from], bound)
        guard let role else { continue }
        let index = authorizer.catalogue.roles[role].rules.lowerBound + rule
        steps.append(step(by: actor, capability, isCombined: false, scope, role: role, rule: index, bound, to: nodes[edge.to]))
        bound = nil
      case .combines(let capability, let grant):
        let scope = authorizer.bindings[grant.binding].namespace
        let binding = Authorizer.SubjectBinding(binding: grant.binding, subject: grant.subject)
        steps.append(
          step(by: actor, capability, isCombined: true, scope, role: grant.role, rule: grant.rule, binding, to: nodes[edge.to]))
        bound = nil
      case .holdsToken:
        steps.append(
          AccessStep(
            actor: actor, capability: nil, isCombined: false, namespace: nil, binding: nil, role: nil, subject: nil, rule: nil,
            bindingOrigin: nil,
            ruleOrigin: nil, reach: reach(of: nodes[edge.to])))
      }
      switch nodes[edge.to] {
      case .account(let index): actor = .account(accounts.all[index].name)
      case .user(let name): actor = .user(authorizer.symbols.name(name))
      case .boundRole(let role, _): actor = .holder(authorizer.reference(authorizer.catalogue.roles[role].name))
      default: break
      }
    }
    return AccessPath(start: start, goal: goal, steps: steps)
  }

  /// The role whose rules a node stands for, and where they hold.
  private func holding(_ node: Node, _ bound: Authorizer.SubjectBinding?) -> (role: Int?, scope: Symbol) {
    switch node {
    case .rules(_, let scope): (bound.flatMap { authorizer.bindings[$0.binding].role }, scope)
    case .boundRole(let role, let scope): (role, scope)
    default: (nil, .empty)
    }
  }

  private func step(
    by actor: AccessStep.Actor, _ capability: Capability, isCombined: Bool, _ scope: Symbol, role: Int, rule: Int,
    _ found: Authorizer.SubjectBinding?,
    to target: Node
  ) -> AccessStep {
    let binding = found.map { authorizer.bindings[$0.binding] }
    return AccessStep(
      actor: actor, capability: capability, isCombined: isCombined, namespace: scope == .empty ? nil : authorizer.symbols.name(scope),
      binding: binding.map { authorizer.reference($0) }, role: authorizer.reference(authorizer.catalogue.roles[role].name),
      subject: found.map { authorizer.reference(authorizer.subjects[$0.subject]) }, rule: authorizer.text(ofRule: rule),
      bindingOrigin: binding?.origin, ruleOrigin: authorizer.catalogue.origins[rule], reach: reach(of: target))
  }

  private func reach(of node: Node) -> AccessStep.Reach {
    func name(_ scope: Symbol) -> String? { scope == .empty ? nil : authorizer.symbols.name(scope) }
    return switch node {
    case .account(let index): .account(accounts.all[index].name)
    case .user(let symbol): .user(authorizer.symbols.name(symbol))
    case .accounts(_, let scope): .accounts(namespace: name(scope))
    case .secrets(let scope): .secrets(namespace: name(scope))
    case .everything(let scope): .everything(namespace: name(scope))
    case .boundRole(let role, let scope): .role(authorizer.reference(authorizer.catalogue.roles[role].name), namespace: name(scope))
    case .allSecrets: .secrets(namespace: nil)
    case .clusterAdmin, .group, .groups, .rules: .everything(namespace: nil)
    }
  }
}

/// The ways of all service accounts to every goal.
package struct AccessSearches: Sendable {
  /// To do everything in the cluster.
  package let clusterAdmin: PathSearch
  /// To every Secret of the cluster.
  package let allSecrets: PathSearch
  /// To any service account, or all Secrets, of a namespace.
  let namespaces: NamespaceSearch
  /// To all Secrets of a namespace.
  let secrets: NamespaceSearch
}
