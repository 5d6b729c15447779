/// Puts an ``AccessGraph`` together.
struct AccessGraphBuilder {
  typealias Node = AccessGraph.Node
  typealias Reason = AccessGraph.Reason

  private(set) var nodes: [Node] = []
  private(set) var positions: [Node: Int] = [:]
  private(set) var edges: [AccessGraph.Edge] = []
  private let authorizer: Authorizer
  private let accounts: KnownServiceAccounts
  private let capabilities: CapabilityTable
  /// The capabilities of each list of rules, as bits.
  private let masks: [UInt64]
  private var tokensOfSecret: [String: [(secret: String, account: ServiceAccountName)]] = [:]
  private var accountsOfName: [String: [Int]] = [:]
  /// Users that something leads to, and of whom nothing is known yet.
  private var users: [Symbol] = []
  /// What is held through a group.
  private var grantsOfGroup: [String: [Held]] = [:]

  /// A list of rules that someone holds in a namespace, or everywhere.
  private struct Held {
    let scope: Symbol
    let ruleSet: Int
    let role: Int
    let by: Authorizer.SubjectBinding
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
    tokensOfSecret = tokens.accounts
    for index in accounts.all.indices { _ = position(.account(index)) }
    for (index, account) in accounts.all.enumerated() { accountsOfName[account.name.name, default: []].append(index) }
    connectPlaces()
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

  private mutating func connect(_ from: Node, _ to: Node, _ reason: Reason) {
    edges.append(AccessGraph.Edge(from: position(from), to: position(to), reason: reason))
  }

  /// What belongs to what: the cluster holds its namespaces, and they their Secrets and service accounts.
  private mutating func connectPlaces() {
    connect(.clusterAdmin, .allSecrets, .belongs)
    connect(.clusterAdmin, .anyAccountAnywhere, .belongs)
    for (namespace, members) in accounts.positionsOfNamespace.sorted(by: { $0.key < $1.key }) {
      let scope = authorizer.symbols.symbol(namespace)
      guard scope != .unknown else { continue }
      connect(.anyAccountAnywhere, .anyAccount(scope), .belongs)
      connect(.allSecrets, .secrets(scope), .belongs)
      connect(.everything(scope), .anyAccount(scope), .belongs)
      connect(.everything(scope), .secrets(scope), .belongs)
      for member in members { connect(.anyAccount(scope), .account(member), .belongs) }
    }
    for (namespace, tokens) in tokensOfSecret.sorted(by: { $0.key < $1.key }) {
      for token in tokens {
        guard let account = accounts.position(of: token.account) else { continue }
        connect(.secrets(authorizer.symbols.symbol(namespace)), .account(account), .holdsToken)
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

  private mutating func grants(ofGroup group: String) -> [Held] {
    if let known = grantsOfGroup[group] { return known }
    let symbol = authorizer.symbols.symbol(group)
    let found = symbol == .unknown ? [] : held(by: Authorizer.SubjectKey(kind: .group, name: symbol)).filter { masks[$0.ruleSet] != 0 }
    grantsOfGroup[group] = found
    for grant in found { connect(.group(symbol), grant) }
    return found
  }

  private mutating func connect(account index: Int) {
    let name = accounts.all[index].name
    let node = Node.account(index)
    let user = authorizer.symbols.symbol(name.userName)
    var all: [Held] = []
    if user != .unknown {
      all = held(by: Authorizer.SubjectKey(kind: .user, name: user)).filter { masks[$0.ruleSet] != 0 }
      for grant in all { connect(node, grant) }
    }
    for group in name.groups {
      let grants = grants(ofGroup: group)
      guard !grants.isEmpty else { continue }
      connect(node, .group(authorizer.symbols.symbol(group)), .belongs)
      all += grants
    }
    combine(all, of: node)
  }

  private mutating func connect(user name: Symbol) {
    let all = held(by: Authorizer.SubjectKey(kind: .user, name: name)).filter { masks[$0.ruleSet] != 0 }
    for grant in all { connect(.user(name), grant) }
    combine(all, of: .user(name))
  }

  private mutating func connect(_ holder: Node, _ grant: Held) {
    let rules = Node.rules(ruleSet: grant.ruleSet, scope: grant.scope)
    let isNew = positions[rules] == nil
    connect(holder, rules, .bound(grant.by))
    if isNew { connect(rules, ruleSet: grant.ruleSet, scope: grant.scope) }
  }

  /// What a list of rules leads to by itself.
  private mutating func connect(_ node: Node, ruleSet: Int, scope: Symbol) {
    for entry in capabilities[ruleSet] {
      for target in targets(of: entry, scope) {
        let isNew = positions[target] == nil
        connect(node, target, .uses(entry.capability, rule: entry.rule))
        if isNew, case .user(let name) = target { users.append(name) }
      }
    }
  }

  private func targets(of entry: CapabilityTable.Entry, _ scope: Symbol) -> [Node] {
    let isEverywhere = scope == .empty
    switch entry.capability {
    case .doEverything: return [isEverywhere ? .clusterAdmin : .everything(scope)]
    case .changeAdmittedObjects: return isEverywhere ? [.clusterAdmin] : []
    case .useKubeletAPI: return isEverywhere ? [.anyAccountAnywhere] : []
    case .runPods, .changeWorkloads: return [anyAccount(in: scope), secrets(in: scope)]
    case .executeInPods: return [anyAccount(in: scope)]
    case .requestTokens, .impersonateServiceAccounts:
      return entry.names.isEmpty ? [anyAccount(in: scope)] : named(entry.names, in: scope)
    case .impersonateUsers:
      guard isEverywhere else { return [] }
      // Among all users is the one of the controller manager, which may request any token.
      return entry.names.isEmpty ? [.anyAccountAnywhere] : entry.names.map { .user($0) }
    case .readSecrets:
      if entry.names.isEmpty { return [secrets(in: scope)] }
      let names = Set(entry.names.map { authorizer.symbols.name($0) })
      let tokens = isEverywhere ? tokensOfSecret.values.flatMap { $0 } : tokensOfSecret[authorizer.symbols.name(scope)] ?? []
      return tokens.filter { names.contains($0.secret) }.compactMap { accounts.position(of: $0.account) }.sorted().map { .account($0) }
    default: return []
    }
  }

  private func anyAccount(in scope: Symbol) -> Node { scope == .empty ? .anyAccountAnywhere : .anyAccount(scope) }
  private func secrets(in scope: Symbol) -> Node { scope == .empty ? .allSecrets : .secrets(scope) }

  /// The service accounts of some names.
  private func named(_ names: [Symbol], in scope: Symbol) -> [Node] {
    names.flatMap { name -> [Node] in
      let name = authorizer.symbols.name(name)
      if scope == .empty { return (accountsOfName[name] ?? []).map { .account($0) } }
      let account = ServiceAccountName(namespace: authorizer.symbols.name(scope), name: name)
      return accounts.position(of: account).map { [.account($0)] } ?? []
    }
  }
}

extension Capability {
  var bit: UInt64 { 1 &<< UInt64(rawValue) }

  fileprivate static func mask(_ capabilities: Capability...) -> UInt64 { capabilities.reduce(0) { $0 | $1.bit } }
}

/// What takes several permissions, which may come from different bindings.
extension AccessGraphBuilder {
  /// A permission that someone holds in a namespace.
  private struct Piece {
    let grant: AccessGrant
    let names: [Symbol]
  }

  private mutating func combine(_ held: [Held], of node: Node) {
    let mask = held.reduce(0) { $0 | masks[$1.ruleSet] }
    guard Self.combinations.contains(where: { mask & $0.all == $0.all && ($0.any == 0 || mask & $0.any != 0) }) else { return }
    let scopes = Set(held.map(\.scope)).union([.empty]).sorted { authorizer.symbols.name($0) < authorizer.symbols.name($1) }
    for scope in scopes {
      combineBindings(held, scope, of: node)
      combineRoles(held, scope, of: node)
      if let create = piece(.createSecrets, held, scope), piece(.readSecrets, held, scope, anyName: true) != nil {
        connect(node, anyAccount(in: scope), .combines(.createSecrets, create.grant))
      }
    }
    // A volume of a node's files, which Pod Security does not look at; a pod template may ask for it without a permission for claims.
    if let volumes = piece(.createVolumes, held, .empty),
      held.contains(where: { masks[$0.ruleSet] & Capability.mask(.runPods, .changeWorkloads) != 0 })
    {
      connect(node, .anyAccountAnywhere, .combines(.createVolumes, volumes.grant))
    }
    if piece(.createCertificateRequests, held, .empty) != nil, piece(.approveCertificateRequests, held, .empty) != nil,
      let signers = piece(.approveForSigners, held, .empty), signers.names.isEmpty || signers.names.contains(where: isClientSigner)
    {
      connect(node, .clusterAdmin, .combines(.approveForSigners, signers.grant))
    }
    if let groups = piece(.impersonateGroups, held, .empty),
      groups.names.isEmpty || groups.names.contains(authorizer.symbols.symbol("system:masters")),
      held.contains(where: { masks[$0.ruleSet] & Capability.mask(.impersonateUsers, .impersonateServiceAccounts) != 0 })
    {
      connect(node, .clusterAdmin, .combines(.impersonateGroups, groups.grant))
    }
  }

  private static let combinations: [(all: UInt64, any: UInt64)] = [
    (Capability.mask(.writeRoleBindings), Capability.mask(.bindRoles, .bindClusterRoles)),
    (Capability.mask(.writeClusterRoleBindings, .bindClusterRoles), 0), (Capability.mask(.writeRoles, .escalateRoles), 0),
    (Capability.mask(.writeClusterRoles, .escalateClusterRoles), 0), (Capability.mask(.createSecrets, .readSecrets), 0),
    (Capability.mask(.createCertificateRequests, .approveCertificateRequests, .approveForSigners), 0),
    (Capability.mask(.impersonateGroups), Capability.mask(.impersonateUsers, .impersonateServiceAccounts)),
    (Capability.mask(.createVolumes), Capability.mask(.runPods, .changeWorkloads)),
  ]

  private func isClientSigner(_ name: Symbol) -> Bool {
    let name = authorizer.symbols.name(name)
    return name == "kubernetes.io/kube-apiserver-client" || name == "kubernetes.io/*"
  }

  /// A permission in a namespace: from a binding there, or from one of the whole cluster; rather one for any name.
  private func piece(_ capability: Capability, _ held: [Held], _ scope: Symbol, anyName: Bool = false) -> Piece? {
    var found: Piece?
    for grant in held where grant.scope == .empty || grant.scope == scope {
      guard masks[grant.ruleSet] & capability.bit != 0, !(capability.isClusterScoped && grant.scope != .empty) else { continue }
      for entry in capabilities[grant.ruleSet] where entry.capability == capability && (!anyName || entry.names.isEmpty) {
        let rule = authorizer.catalogue.roles[grant.role].rules.lowerBound + entry.rule
        let piece = Piece(
          grant: AccessGrant(binding: grant.by.binding, subject: grant.by.subject, role: grant.role, rule: rule), names: entry.names)
        if entry.names.isEmpty { return piece }
        if found == nil { found = piece }
      }
    }
    return found
  }

  private mutating func combineBindings(_ held: [Held], _ scope: Symbol, of node: Node) {
    if piece(.writeRoleBindings, held, scope) != nil {
      if let bind = piece(.bindClusterRoles, held, scope) {
        if bind.names.isEmpty {
          let targets: [Node] = scope == .empty ? [.anyAccountAnywhere, .allSecrets] : [.everything(scope)]
          for target in targets { connect(node, target, .combines(.bindClusterRoles, bind.grant)) }
        } else {
          bindRoles(bind, scope, isClusterRole: true, of: node)
        }
      }
      if scope != .empty, let bind = piece(.bindRoles, held, scope) { bindRoles(bind, scope, isClusterRole: false, of: node) }
    }
    if scope == .empty, piece(.writeClusterRoleBindings, held, .empty) != nil, let bind = piece(.bindClusterRoles, held, .empty) {
      if bind.names.isEmpty {
        connect(node, .clusterAdmin, .combines(.bindClusterRoles, bind.grant))
      } else {
        bindRoles(bind, .empty, isClusterRole: true, of: node)
      }
    }
  }

  /// Leads to the roles that may be bound by name, or to all Roles of the namespace.
  private mutating func bindRoles(_ bind: Piece, _ scope: Symbol, isClusterRole: Bool, of node: Node) {
    let catalogue = authorizer.catalogue
    let all = bind.names.isEmpty ? catalogue.rolesOfNamespace(scope).map { catalogue.roles[$0].name.name } : bind.names
    let names = all.sorted { authorizer.symbols.name($0) < authorizer.symbols.name($1) }
    for name in names {
      let roleName = RoleName(namespace: isClusterRole ? .empty : scope, isClusterRole: isClusterRole, name: name)
      guard let role = catalogue.position(of: roleName) else { continue }
      let bound = Node.boundRole(role, scope: scope)
      let isNew = positions[bound] == nil
      connect(node, bound, .combines(isClusterRole ? .bindClusterRoles : .bindRoles, bind.grant))
      if isNew { connect(bound, ruleSet: catalogue.roles[role].ruleSet, scope: scope) }
    }
  }

  private mutating func combineRoles(_ held: [Held], _ scope: Symbol, of node: Node) {
    func canChange(_ escalate: Piece, _ write: Piece) -> Bool {
      guard !escalate.names.isEmpty || !write.names.isEmpty else { return true }
      // Only a role that it holds itself is of use.
      let names = held.map { authorizer.catalogue.roles[$0.role].name.name }
      return names.contains { (escalate.names.isEmpty || escalate.names.contains($0)) && (write.names.isEmpty || write.names.contains($0)) }
    }
    if let escalate = piece(.escalateRoles, held, scope), let write = piece(.writeRoles, held, scope), canChange(escalate, write) {
      let targets: [Node] = scope == .empty ? [.anyAccountAnywhere, .allSecrets] : [.everything(scope)]
      for target in targets { connect(node, target, .combines(.escalateRoles, escalate.grant)) }
    }
    if scope == .empty, let escalate = piece(.escalateClusterRoles, held, .empty), let write = piece(.writeClusterRoles, held, .empty),
      canChange(escalate, write)
    {
      connect(node, .clusterAdmin, .combines(.escalateClusterRoles, escalate.grant))
    }
  }
}
