/// Puts an ``AccessGraph`` together.
struct AccessGraphBuilder {
  typealias Node = AccessGraph.Node
  typealias Reason = AccessGraph.Reason

  private(set) var nodes: [Node] = []
  private(set) var positions: [Node: Int] = [:]
  private(set) var edges: [AccessGraph.Edge] = []
  let authorizer: Authorizer
  private let accounts: KnownServiceAccounts
  private let capabilities: CapabilityTable
  /// The capabilities of each list of rules, as bits.
  let masks: [UInt64]
  /// The service accounts whose tokens the Secrets of a namespace hold, by the Secret's name; under ``Symbol/empty`` those of all namespaces.
  private var accountsOfSecret: [Symbol: [Symbol: [Int]]] = [:]
  /// The service accounts of a namespace by their names; under ``Symbol/empty`` those of all namespaces.
  private var accountsOfName: [Symbol: [Symbol: [Int]]] = [:]
  /// Users that something leads to, and of whom nothing is known yet.
  private var users: [Symbol] = []
  /// What is held through a group.
  private var grantsOfGroup: [String: Grants] = [:]
  /// Of lists of rules that someone holds.
  private var firstEntries: [Int: FirstEntries] = [:]

  /// A list of rules that someone holds in a namespace, or everywhere.
  struct Held {
    let scope: Symbol
    let ruleSet: Int
    let role: Int
    let by: Authorizer.SubjectBinding
  }

  /// All that a user or a group holds, and all its capabilities as bits.
  struct Grants {
    var all: [Held] = []
    var mask: UInt64 = 0
    /// Where roles are held that take their rules from others, whatever these allow.
    var scopesOfAggregated: Set<Symbol> = []
  }

  init(_ authorizer: Authorizer, _ accounts: KnownServiceAccounts, _ capabilities: CapabilityTable) {
    self.authorizer = authorizer
    self.accounts = accounts
    self.capabilities = capabilities
    masks = authorizer.catalogue.ruleSets.indices.map { ruleSet in
      capabilities[ruleSet].reduce(0) { $0 | $1.capability.bit }
    }
  }

  mutating func build(tokens: TokenSecrets) {
    for index in accounts.all.indices { _ = position(.account(index)) }
    for (index, account) in accounts.all.enumerated() {
      let name = authorizer.symbols.symbol(account.name.name)
      for scope in [.empty, authorizer.symbols.symbol(account.name.namespace)] where scope != .unknown && name != .unknown {
        accountsOfName[scope, default: [:]][name, default: []].append(index)
      }
    }
    connectPlaces(tokens)
    for index in accounts.all.indices {
      connect(account: index)
      // Without recursion, as users may impersonate each other in a row.
      while let user = users.popLast() { connect(user: user) }
    }
  }

  private mutating func position(_ node: Node) -> Int {
    if let position = positions[node] { return position }
    positions[node] = nodes.count
    nodes.append(node)
    return nodes.count - 1
  }

  mutating func connect(_ from: Node, _ to: Node, _ reason: Reason) {
    edges.append(AccessGraph.Edge(from: position(from), to: position(to), reason: reason))
  }

  /// What belongs to what: the cluster holds its namespaces, and they their Secrets and service accounts.
  private mutating func connectPlaces(_ tokens: TokenSecrets) {
    connect(.clusterAdmin, .allSecrets, .belongs)
    for accounts in AccessGraph.AccountSet.allCases { connect(.clusterAdmin, .accounts(accounts, .empty), .belongs) }
    for (namespace, members) in accounts.positionsOfNamespace.sorted(by: { $0.key < $1.key }) {
      let scope = authorizer.symbols.symbol(namespace)
      guard scope != .unknown else { continue }
      connect(.allSecrets, .secrets(scope), .belongs)
      for set in AccessGraph.AccountSet.allCases { connect(.accounts(set, .empty), .accounts(set, scope), .belongs) }
      connect(.everything(scope), .accounts(.all, scope), .belongs)
      connect(.everything(scope), .secrets(scope), .belongs)
      for member in members {
        let account = accounts.all[member]
        connect(.accounts(.all, scope), .account(member), .belongs)
        if account.isOfInput { connect(.accounts(.ofInput, scope), .account(member), .belongs) }
        if !account.workloads.isEmpty { connect(.accounts(.ofPods, scope), .account(member), .belongs) }
      }
    }
    for (namespace, tokens) in tokens.accounts.sorted(by: { $0.key < $1.key }) {
      let scope = authorizer.symbols.symbol(namespace)
      for token in tokens {
        guard let account = accounts.position(of: token.account) else { continue }
        connect(.secrets(scope), .account(account), .holdsToken)
        let name = authorizer.symbols.symbol(token.secret)
        for scope in [.empty, scope] where scope != .unknown && name != .unknown {
          accountsOfSecret[scope, default: [:]][name, default: []].append(account)
        }
      }
    }
  }

  /// By namespace and name of the binding, as bindings are ordered, so that of ways that are as long the same one is found in any order of files.
  private func held(by key: Authorizer.SubjectKey) -> [Held] {
    authorizer.bindings(of: key).sorted { $0.binding < $1.binding }.compactMap { found in
      let binding = authorizer.bindings[found.binding]
      guard let role = binding.role else { return nil }
      return Held(scope: binding.namespace, ruleSet: authorizer.catalogue.roles[role].ruleSet, role: role, by: found)
    }
  }

  /// What someone holds that leads anywhere.
  private func grants(of key: Authorizer.SubjectKey) -> Grants {
    var grants = Grants()
    guard key.name != .unknown else { return grants }
    for held in held(by: key) {
      if authorizer.catalogue.roles[held.role].isAggregated { grants.scopesOfAggregated.insert(held.scope) }
      guard masks[held.ruleSet] != 0 else { continue }
      grants.all.append(held)
      grants.mask |= masks[held.ruleSet]
    }
    return grants
  }

  private mutating func grants(ofGroup group: String) -> Grants {
    if let known = grantsOfGroup[group] { return known }
    let symbol = authorizer.symbols.symbol(group)
    let found = grants(of: Authorizer.SubjectKey(kind: .group, name: symbol))
    grantsOfGroup[group] = found
    for grant in found.all { connect(.group(symbol), grant) }
    return found
  }

  private mutating func connect(account index: Int) {
    let name = accounts.all[index].name
    let node = Node.account(index)
    let own = grants(of: Authorizer.SubjectKey(kind: .user, name: authorizer.symbols.symbol(name.userName)))
    for grant in own.all { connect(node, grant) }
    var groups: [Symbol] = []
    var shared: [Grants] = []
    for group in name.groups {
      let grants = grants(ofGroup: group)
      guard !grants.all.isEmpty else { continue }
      groups.append(authorizer.symbols.symbol(group))
      shared.append(grants)
      connect(node, .group(authorizer.symbols.symbol(group)), .belongs)
    }
    guard own.all.isEmpty, own.scopesOfAggregated.isEmpty else { return combine([own] + shared, of: node) }
    // Who holds nothing of its own puts together what all in the same groups do.
    guard shared.contains(where: { $0.mask & Self.combined != 0 }) else { return }
    let isNew = positions[.groups(groups)] == nil
    connect(node, .groups(groups), .belongs)
    if isNew { combine(shared, of: .groups(groups)) }
  }

  private mutating func connect(user name: Symbol) {
    let grants = grants(of: Authorizer.SubjectKey(kind: .user, name: name))
    for grant in grants.all { connect(.user(name), grant) }
    combine([grants], of: .user(name))
  }

  private mutating func connect(_ holder: Node, _ grant: Held) {
    let rules = Node.rules(ruleSet: grant.ruleSet, scope: grant.scope)
    let isNew = positions[rules] == nil
    connect(holder, rules, .bound(grant.by))
    if isNew { connect(rules, ruleSet: grant.ruleSet, scope: grant.scope) }
  }

  /// What a list of rules leads to by itself: to each place once, by the first rule that does.
  mutating func connect(_ node: Node, ruleSet: Int, scope: Symbol) {
    typealias Mention = FirstEntries.Mention
    let entries = capabilities[ruleSet]
    let first = first(ofRuleSet: ruleSet)
    var found: [(mention: Mention, target: Node)] = []
    for index in scope == .empty ? first.others + first.users : first.others {
      for (position, target) in targets(of: entries[index], scope).enumerated() {
        found.append((Mention(entry: index, position: position), target))
      }
    }
    for (_, mention, accounts) in first.accounts.common(with: accountsOfName[scope] ?? [:]) {
      found += accounts.map { (mention, .account($0)) }
    }
    // By whose token it is, whatever the order in which a rule names the Secrets.
    for (_, mention, accounts) in first.secrets.common(with: accountsOfSecret[scope] ?? [:]) {
      found += accounts.map { (Mention(entry: mention.entry, position: $0), .account($0)) }
    }
    found.sort { ($0.mention, positionIfAccount($0.target)) < ($1.mention, positionIfAccount($1.target)) }
    var known: Set<Node> = []
    for (mention, target) in found where known.insert(target).inserted {
      let isNew = positions[target] == nil
      let entry = entries[mention.entry]
      connect(node, target, .uses(entry.capability, rule: entry.rule))
      if isNew, case .user(let name) = target { users.append(name) }
    }
  }

  mutating func first(ofRuleSet ruleSet: Int) -> FirstEntries {
    if let known = firstEntries[ruleSet] { return known }
    let first = FirstEntries(capabilities[ruleSet])
    firstEntries[ruleSet] = first
    return first
  }

  private func positionIfAccount(_ node: Node) -> Int { if case .account(let position) = node { position } else { 0 } }

  /// What an entry leads to that names neither service accounts nor Secrets.
  private func targets(of entry: CapabilityTable.Entry, _ scope: Symbol) -> [Node] {
    let isEverywhere = scope == .empty
    switch entry.capability {
    case .doEverything: return [isEverywhere ? .clusterAdmin : .everything(scope)]
    case .changeAdmittedObjects: return isEverywhere ? [.clusterAdmin] : []
    case .useKubeletAPI: return isEverywhere ? [.accounts(.all, .empty)] : []
    case .runPods, .changeWorkloads: return [.accounts(.ofInput, scope), secrets(in: scope)]
    case .executeInPods: return [.accounts(.ofPods, scope)]
    case .requestTokens, .impersonateServiceAccounts: return [.accounts(.all, scope)]
    case .impersonateUsers:
      guard isEverywhere else { return [] }
      // Among all users is the one of the controller manager, which may request any token.
      return entry.names.isEmpty ? [.accounts(.all, .empty)] : entry.names.map { .user($0) }
    case .readSecrets: return [secrets(in: scope)]
    default: return []
    }
  }

  private func secrets(in scope: Symbol) -> Node { scope == .empty ? .allSecrets : .secrets(scope) }
}

extension Capability {
  var bit: UInt64 { 1 &<< UInt64(rawValue) }

  static func mask(_ capabilities: Capability...) -> UInt64 { capabilities.reduce(0) { $0 | $1.bit } }
}
