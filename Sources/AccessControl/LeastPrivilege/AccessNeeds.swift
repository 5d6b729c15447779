/// Permissions that one subject used or needs, gathered in memory that does not grow with how often they were used.
package struct AccessNeeds: Sendable {
  /// How often a permission was used on objects of each name.
  private struct Use {
    var names: [String: Int] = [:]
    /// Whether there were more names than are kept.
    var hasMore = false
    var count = 0
  }

  /// By the permission without its name.
  private var uses: [AccessNeed: Use] = [:]

  /// More different names are kept of no permission: it is for any name then.
  private static let mostNames = 64
  /// `resourceNames` with more are no rule that people keep right.
  private static let mostNamesInRule = 5

  /// No needs yet.
  package init() {}

  /// Takes in a permission that is used once.
  package mutating func add(_ need: AccessNeed) {
    var target = need
    target.name = ""
    let name = need.takesNames ? need.name : ""
    uses[target, default: Use()].count += 1
    if uses[target]?.names[name] == nil, uses[target]?.names.count ?? 0 >= Self.mostNames {
      uses[target]?.hasMore = true
    } else {
      uses[target]?.names[name, default: 0] += 1
    }
  }

  /// Whether nothing is needed.
  package var isEmpty: Bool { uses.isEmpty }

  /// How many requests were added.
  package var requestCount: Int { uses.values.reduce(0) { $0 + $1.count } }

  /// Each different permission, sorted; of those on very many objects only the first names.
  package var all: [AccessNeed] {
    uses.flatMap { target, use in
      use.names.keys.map { name in
        var need = target
        need.name = name
        return need
      }
    }.sorted()
  }

  /// Those that a condition holds for.
  package func filter(_ isIncluded: (AccessNeed) -> Bool) -> AccessNeeds {
    var result = AccessNeeds()
    for (target, use) in uses {
      for (name, count) in use.names {
        var need = target
        need.name = name
        guard isIncluded(need) else { continue }
        result.uses[target, default: Use()].names[name] = count
        result.uses[target]?.count += count
      }
      if use.hasMore, result.uses[target] != nil { result.uses[target]?.hasMore = true }
    }
    return result
  }

  /// The smallest roles that allow everything: one for each namespace, one for the cluster.
  package var roles: [MinimalRole] {
    var roles: [String: MinimalRole] = [:]
    var verbs: [RuleKey: [String]] = [:]
    for (target, use) in uses {
      let (names, widening) = names(of: target, use)
      if let widening {
        roles[target.namespace, default: MinimalRole(namespace: target.namespace)].widened.append(
          WidenedPermission(permission: "\(target.verb) \(target.combinedResource)", reason: widening))
      }
      verbs[RuleKey(target, names), default: []].append(target.verb)
    }
    // What is done with the same objects is one rule, and resources that the same is done with share it.
    var resources: [RuleKey: [String]] = [:]
    for (key, verbs) in verbs {
      var merged = key
      merged.verbs = verbs.sorted()
      merged.resource = ""
      resources[merged, default: []].append(key.resource)
    }
    for (key, names) in resources {
      let rule =
        key.isPath
        ? RuleText(verbs: key.verbs, apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: names.sorted())
        : RuleText(verbs: key.verbs, apiGroups: [key.apiGroup], resources: names.sorted(), resourceNames: key.names, nonResourceURLs: [])
      roles[key.namespace, default: MinimalRole(namespace: key.namespace)].rules.append(rule)
    }
    return roles.values.map(\.sorted).sorted { $0.namespace < $1.namespace }
  }

  private struct RuleKey: Hashable {
    var namespace: String
    var isPath: Bool
    var apiGroup: String
    /// A path, where it is for no resource.
    var resource: String
    var names: [String]
    var verbs: [String] = []

    init(_ target: AccessNeed, _ names: [String]) {
      namespace = target.namespace
      isPath = !target.nonResourceURL.isEmpty
      apiGroup = target.apiGroup
      resource = isPath ? target.nonResourceURL : target.combinedResource
      self.names = names
    }
  }

  /// The names to limit a permission to, none for any; and why it is for any although it was only used on objects that were named.
  private func names(of target: AccessNeed, _ use: Use) -> (names: [String], widening: WidenedPermission.Reason?) {
    guard target.takesNames, use.names[""] == nil else { return ([], nil) }
    if use.hasMore { return ([], .manyNames) }
    if target.isOverOthers { return (use.names.keys.sorted(), nil) }
    if use.names.keys.contains(where: { Self.isGenerated($0, target.resource) }) { return ([], .generatedNames) }
    return use.names.count <= Self.mostNamesInRule ? (use.names.keys.sorted(), nil) : ([], .manyNames)
  }

  /// Whether the next object is called otherwise, so that a name says nothing of it: runs, and what they leave.
  private static func isGenerated(_ name: String, _ resource: String) -> Bool {
    if resource == "events" { return true }
    // The minute of a run: 29391840.
    let parts = name.split(separator: "-")
    if parts.contains(where: { $0.utf8.count >= 8 && $0.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } }) { return true }
    // What `generateName` makes of a name (`k8s.io/apimachinery/pkg/util/rand`); a word without vowels looks the same.
    guard parts.count > 1, let last = parts.last?.utf8, last.count == 5, last.allSatisfy({ generatedBytes.contains($0) }) else {
      return false
    }
    return ["pods", "jobs", "replicasets"].contains(resource) || last.contains { $0 >= 0x30 && $0 <= 0x39 }
  }

  private static let generatedBytes = Set("bcdfghjklmnpqrstvwxz2456789".utf8)
}

/// A permission that is granted for any name although it was only used on objects that were named.
package struct WidenedPermission: Hashable, Sendable {
  /// Why the names are no use.
  package enum Reason: Sendable {
    /// The objects of the next run are called otherwise.
    case generatedNames
    /// No rule with so many names is kept right.
    case manyNames
  }

  /// Verb and resource.
  package let permission: String
  /// Why it is.
  package let reason: Reason
}

/// The rules of one Role, or of a ClusterRole.
package struct MinimalRole: Hashable, Sendable {
  /// Empty for a ClusterRole.
  package let namespace: String
  /// What it has to allow.
  package fileprivate(set) var rules: [RuleText] = []
  /// What is granted for any name although it was used on named objects.
  package fileprivate(set) var widened: [WidenedPermission] = []

  fileprivate init(namespace: String) { self.namespace = namespace }

  fileprivate var sorted: MinimalRole {
    var role = self
    role.rules.sort { $0.order.lexicographicallyPrecedes($1.order) }
    role.widened.sort { $0.permission < $1.permission }
    return role
  }
}

extension RuleText {
  fileprivate var order: [String] { nonResourceURLs + apiGroups + resources + ["\0"] + resourceNames + ["\0"] + verbs }
}
