/// What takes several permissions, which may come from different bindings.
extension AccessGraphBuilder {
  mutating func combine(_ grants: [Grants], of node: Node) {
    let mask = grants.reduce(0) { $0 | $1.mask }
    guard Self.combinations.contains(where: { mask & $0.all == $0.all && ($0.any == 0 || mask & $0.any != 0) }) else { return }
    var pieces = pieces(of: grants.flatMap(\.all))
    pieces.add(scopesOfAggregated: grants.reduce(into: []) { $0.formUnion($1.scopesOfAggregated) })
    for scope in pieces.scopes.sorted(by: { authorizer.symbols.name($0) < authorizer.symbols.name($1) }) {
      combineBindings(pieces, scope, of: node)
      combineRoles(&pieces, scope, of: node)
      if let create = pieces[.createSecrets, scope], let read = pieces[.readSecrets, scope], read.names.isEmpty {
        connect(node, .accounts(.all, scope), .combines(.createSecrets, create.grant))
      }
    }
    // A volume of a node's files, which Pod Security does not look at; a pod template may ask for it without a permission for claims.
    if let volumes = pieces[.createVolumes, .empty], mask & Capability.mask(.runPods, .changeWorkloads) != 0 {
      connect(node, .accounts(.all, .empty), .combines(.createVolumes, volumes.grant))
    }
    // Where no other node takes them, pods that are removed come to one that is in other hands.
    if pieces[.changeNodes, .empty] != nil, let removal = pieces[.removePods, .empty], removal.names.isEmpty {
      connect(node, .accounts(.ofPods, .empty), .combines(.removePods, removal.grant))
    }
    if pieces[.createCertificateRequests, .empty] != nil, pieces[.approveCertificateRequests, .empty] != nil,
      let signers = pieces[.approveForSigners, .empty], signers.names.isEmpty || signers.names.contains(where: isClientSigner)
    {
      connect(node, .clusterAdmin, .combines(.approveForSigners, signers.grant))
    }
    if let groups = pieces[.impersonateGroups, .empty],
      groups.names.isEmpty || groups.names.contains(authorizer.symbols.symbol("system:masters")),
      mask & Capability.mask(.impersonateUsers, .impersonateServiceAccounts) != 0
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
    (Capability.mask(.createVolumes), Capability.mask(.runPods, .changeWorkloads)), (Capability.mask(.changeNodes, .removePods), 0),
    (Capability.mask(.createClusterRoles, .escalateClusterRoles), 0),
  ]

  /// What may be one of several permissions.
  static let combined = combinations.reduce(0) { $0 | $1.all | $1.any }

  private func isClientSigner(_ name: Symbol) -> Bool {
    let name = authorizer.symbols.name(name)
    return name == "kubernetes.io/kube-apiserver-client" || name == "kubernetes.io/*"
  }

  private mutating func pieces(of held: [Held]) -> HeldPieces {
    var pieces = HeldPieces()
    for (position, held) in held.enumerated() {
      let role = authorizer.catalogue.roles[held.role]
      pieces.add(roleNamed: role.name.name, in: held.scope)
      for (capability, first) in first(ofRuleSet: held.ruleSet).ofCapability {
        guard !(capability.isClusterScoped && held.scope != .empty) else { continue }
        for entry in [first.forAnyName, first.forSomeNames].compactMap(\.self) {
          let grant = AccessGrant(
            binding: held.by.binding, subject: held.by.subject, role: held.role, rule: role.rules.lowerBound + entry.rule)
          pieces.add(HeldPieces.Piece(grant: grant, names: entry.names), capability, in: held.scope, at: position)
        }
      }
    }
    return pieces
  }

  private var catalogue: RoleCatalogue { authorizer.catalogue }

  private mutating func combineBindings(_ pieces: HeldPieces, _ scope: Symbol, of node: Node) {
    if pieces[.writeRoleBindings, scope] != nil {
      if let bind = pieces[.bindClusterRoles, scope] {
        if bind.names.isEmpty {
          let targets: [Node] = scope == .empty ? [.accounts(.all, .empty), .allSecrets] : [.everything(scope)]
          for target in targets { connect(node, target, .combines(.bindClusterRoles, bind.grant)) }
        } else {
          bindRoles(bind, scope, isClusterRole: true, of: node)
        }
      }
      if let bind = pieces[.bindRoles, scope] {
        // Held everywhere, it is held where each of the Roles is.
        for scope in scope == .empty ? catalogue.namespacesWithRoles : [scope] { bindRoles(bind, scope, isClusterRole: false, of: node) }
      }
    }
    if scope == .empty, pieces[.writeClusterRoleBindings, .empty] != nil, let bind = pieces[.bindClusterRoles, .empty] {
      if bind.names.isEmpty {
        connect(node, .clusterAdmin, .combines(.bindClusterRoles, bind.grant))
      } else {
        bindRoles(bind, .empty, isClusterRole: true, of: node)
      }
    }
  }

  /// Leads to the roles that may be bound by name, or to all Roles of the namespace.
  private mutating func bindRoles(_ bind: HeldPieces.Piece, _ scope: Symbol, isClusterRole: Bool, of node: Node) {
    let all = bind.names.isEmpty ? catalogue.rolesOfNamespace(scope).map { catalogue.roles[$0].name.name } : bind.names
    let useful = all.compactMap { name in
      catalogue.position(of: RoleName(namespace: isClusterRole ? .empty : scope, isClusterRole: isClusterRole, name: name))
    }.filter { masks[catalogue.roles[$0].ruleSet] != 0 }
    func name(_ role: Int) -> String { authorizer.symbols.name(catalogue.roles[role].name.name) }
    for role in useful.sorted(by: { name($0) < name($1) }) {
      let bound = Node.boundRole(role, scope: scope)
      let isNew = positions[bound] == nil
      connect(node, bound, .combines(isClusterRole ? .bindClusterRoles : .bindRoles, bind.grant))
      if isNew { connect(bound, ruleSet: catalogue.roles[role].ruleSet, scope: scope) }
    }
  }

  private mutating func combineRoles(_ pieces: inout HeldPieces, _ scope: Symbol, of node: Node) {
    if let escalate = pieces[.escalateRoles, scope], let write = pieces[.writeRoles, scope], pieces.canChange(escalate, write) {
      let targets: [Node] = scope == .empty ? [.accounts(.all, .empty), .allSecrets] : [.everything(scope)]
      for target in targets { connect(node, target, .combines(.escalateRoles, escalate.grant)) }
    }
    if scope == .empty, let escalate = pieces[.escalateClusterRoles, .empty], let write = pieces[.writeClusterRoles, .empty],
      pieces.canChange(escalate, write)
    {
      connect(node, .clusterAdmin, .combines(.escalateClusterRoles, escalate.grant))
    }
    // A new ClusterRole with the labels that an aggregated one selects becomes part of it.
    if let escalate = pieces[.escalateClusterRoles, .empty], escalate.names.isEmpty, let create = pieces[.createClusterRoles, .empty],
      create.names.isEmpty, pieces.isAggregated(in: scope)
    {
      connect(node, scope == .empty ? .clusterAdmin : .everything(scope), .combines(.createClusterRoles, create.grant))
    }
  }
}
