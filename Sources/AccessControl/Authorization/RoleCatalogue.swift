import ClusterState
import Manifests

/// A Role or ClusterRole by its name.
struct RoleName: Hashable, Sendable {
  /// ``Symbol/empty`` for a ClusterRole.
  let namespace: Symbol
  let isClusterRole: Bool
  let name: Symbol
}

/// The roles of an input, each compiled once.
struct RoleCatalogue: Sendable {
  struct Role: Sendable {
    let name: RoleName
    /// Its rules in the rule table.
    let rules: Range<Int>
    /// Which list of rules it has; roles with equal rules share it.
    let ruleSet: Int
    /// Why it may grant more than its rules say; nil where they are all there is.
    let gap: RoleGap?
    /// Whether it takes its rules from others by their labels.
    let isAggregated: Bool
    /// Its `kind` key; the first where several objects have the name.
    let origin: Origin
  }

  private(set) var roles: [Role] = []
  private(set) var table = RuleTable()
  /// Where each rule of the table stands.
  private(set) var origins: [Origin] = []
  /// The rules of each list that roles share, in the rule table.
  private(set) var ruleSets: [Range<Int>] = []
  private var positions: [RoleName: Int] = [:]
  private var roleIndicesOfNamespace: [Symbol: [Int]] = [:]

  /// - Parameter isComplete: Whether the ClusterRoles are all that the cluster has.
  init(_ objects: RoleObjects, isComplete: Bool, defaultNamespace: String, _ symbols: inout SymbolTable) {
    var ruleSetOfRules: [[RuleNames]: Int] = [:]
    for draft in objects.compiled(isComplete: isComplete, defaultNamespace: defaultNamespace, &symbols) {
      let start = table.rules.count
      for rule in draft.rules {
        table.append(rule.names)
        origins.append(rule.origin)
      }
      let rules = start..<table.rules.count
      let content = draft.rules.map(\.names)
      let ruleSet = ruleSetOfRules[content] ?? ruleSets.count
      if ruleSet == ruleSets.count {
        ruleSetOfRules[content] = ruleSet
        ruleSets.append(rules)
      }
      positions[draft.name] = roles.count
      if !draft.name.isClusterRole { roleIndicesOfNamespace[draft.name.namespace, default: []].append(roles.count) }
      roles.append(
        Role(name: draft.name, rules: rules, ruleSet: ruleSet, gap: draft.gap, isAggregated: draft.isAggregated, origin: draft.origin))
    }
  }

  /// The position of a role; nil where the input has none of the name.
  func position(of name: RoleName) -> Int? { positions[name] }

  /// The namespaces that have Roles, in the order in which these were met.
  var namespacesWithRoles: [Symbol] { roleIndicesOfNamespace.keys.sorted() }

  /// The positions of the Roles of a namespace.
  func rolesOfNamespace(_ namespace: Symbol) -> [Int] { roleIndicesOfNamespace[namespace] ?? [] }
}

/// Role objects before they are compiled: objects of one name are one role, and aggregated roles have no rules yet.
struct RoleObjects {
  struct Rule: Hashable {
    let names: RuleNames
    let origin: Origin

    static func == (left: Rule, right: Rule) -> Bool { left.names == right.names }
    func hash(into hasher: inout Hasher) { hasher.combine(names) }
  }

  struct Draft {
    let name: RoleName
    let origin: Origin
    var rules: [Rule]
    var gap: RoleGap?
    var isAggregated = false
  }

  private var located: [Located<Role>] = []

  mutating func add(_ roles: ObjectTable<Role>) { located += roles }

  /// What every role grants, those of one name together; in an order that the order of files does not change.
  fileprivate func compiled(isComplete: Bool, defaultNamespace: String, _ symbols: inout SymbolTable) -> [Draft] {
    var drafts: [Draft] = []
    var positions: [RoleName: Int] = [:]
    var seen: [Set<RuleNames>] = []
    var joined: Set<Int> = []
    var aggregated: [(draft: Int, object: Role)] = []
    var labels: [(draft: Int, object: Role)] = []
    for role in located {
      guard let text = role.object.metadata.name.value else { continue }
      let isCluster = role.object.isClusterRole
      let namespace = isCluster ? Symbol.empty : symbols.intern(role.object.metadata.namespace.value ?? defaultNamespace)
      let name = RoleName(namespace: namespace, isClusterRole: isCluster, name: symbols.intern(text))
      let draft = positions[name] ?? drafts.count
      if draft == drafts.count {
        positions[name] = draft
        drafts.append(Draft(name: name, origin: role.origin, rules: []))
        seen.append([])
      } else {
        joined.insert(draft)
      }
      if isCluster {
        labels.append((draft, role.object))
        if role.object.clusterRoleSelectors.presence != .absent {
          drafts[draft].isAggregated = true
          aggregated.append((draft, role.object))
        }
      }
      if case .unreadable = role.object.rules.presence { drafts[draft].gap = .unreadable }
      for rule in role.object.rules.items {
        if rule.isPartlyUnreadable {
          drafts[draft].gap = .unreadable
          continue
        }
        let names = RuleNames(rule, &symbols)
        if seen[draft].insert(names).inserted {
          drafts[draft].rules.append(Rule(names: names, origin: Origin(file: role.origin.file, place: rule.place)))
        }
      }
    }
    // What several objects grant together has an order of its own.
    for draft in joined { drafts[draft].rules = drafts[draft].rules.sorted { $0.names.precedes($1.names, symbols) } }
    Aggregation(drafts, aggregated, labels, isComplete: isComplete).apply(to: &drafts)
    return drafts
  }
}

/// ClusterRoles that take their rules from others by label, to the end of every chain (view → edit → admin).
///
/// Follows `pkg/controller/clusterroleaggregation/clusterroleaggregation_controller.go`: selectors are ORed, the role itself is skipped, sources come in
/// the order of their names, and equal rules count once. What is written in the role itself stays only where nothing is selected, or where the object
/// comes from a cluster, which has aggregated it before.
private struct Aggregation {
  private struct Target {
    let draft: Int
    var sources: [Int]
    var own: [RoleObjects.Rule]
  }

  private var targets: [Target] = []
  private var unknown: [Int] = []

  init(
    _ drafts: [RoleObjects.Draft], _ aggregated: [(draft: Int, object: Role)], _ labels: [(draft: Int, object: Role)], isComplete: Bool
  ) {
    var order: [Int: Int] = [:]
    // In the order of names, as the controller goes (`pkg/controller/clusterroleaggregation`).
    func byName(_ left: (draft: Int, object: Role), _ right: (draft: Int, object: Role)) -> Bool {
      (left.object.metadata.name.value ?? "") < (right.object.metadata.name.value ?? "")
    }
    let sets = aggregated.isEmpty ? [] : labels.sorted(by: byName).map { (draft: $0.draft, labels: LabelSet($0.object.metadata.labels)) }
    for (draft, role) in aggregated.sorted(by: byName) {
      let selectors = role.clusterRoleSelectors.items.filter { $0.presence == .present }
      let sources = sets.filter { source in
        source.draft != draft && selectors.contains { $0.selects(source.labels) == .yes }
      }.map(\.draft)
      let isStored = role.metadata.uid.value != nil
      if sources.isEmpty, !isStored, !isComplete { unknown.append(draft) }
      let own = isStored || sources.isEmpty ? drafts[draft].rules : []
      if let target = order[draft] {
        targets[target].sources += sources
        if own.count > targets[target].own.count { targets[target].own = own }
      } else {
        order[draft] = targets.count
        targets.append(Target(draft: draft, sources: sources, own: own))
      }
    }
  }

  func apply(to drafts: inout [RoleObjects.Draft]) {
    for draft in unknown where drafts[draft].gap == nil { drafts[draft].gap = .aggregation }
    for target in targets { drafts[target.draft].rules = target.own }
    var hasChanged = true
    while hasChanged {
      hasChanged = false
      for target in targets {
        var rules = target.own
        var seen = Set(rules)
        for source in target.sources {
          for rule in drafts[source].rules where seen.insert(rule).inserted { rules.append(rule) }
          if let reason = drafts[source].gap, drafts[target.draft].gap == nil {
            drafts[target.draft].gap = reason
            hasChanged = true
          }
        }
        if rules.count != drafts[target.draft].rules.count {
          drafts[target.draft].rules = rules
          hasChanged = true
        }
      }
    }
  }
}
