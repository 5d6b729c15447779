import Manifests
import SourceTree

/// The rules of all roles in two flat arrays: every list of names as a range of symbols.
struct RuleTable: Sendable {
  /// One entry of a role's `rules`, compiled.
  struct Rule: Sendable {
    /// Where its verbs begin among the symbols; each list ends where the next one begins.
    fileprivate let start: UInt32
    fileprivate let verbsEnd: UInt32
    fileprivate let groupsEnd: UInt32
    fileprivate let resourcesEnd: UInt32
    fileprivate let namesEnd: UInt32
    fileprivate let urlsEnd: UInt32
  }

  private(set) var rules: [Rule] = []
  private var names: [Symbol] = []

  /// Takes in a rule.
  mutating func append(_ lists: RuleNames) {
    func end() -> UInt32 { UInt32(truncatingIfNeeded: names.count) }
    let start = end()
    names += lists.verbs
    let verbsEnd = end()
    names += lists.apiGroups
    let groupsEnd = end()
    names += lists.resources
    let resourcesEnd = end()
    names += lists.resourceNames
    let namesEnd = end()
    names += lists.nonResourceURLs
    rules.append(
      Rule(
        start: start, verbsEnd: verbsEnd, groupsEnd: groupsEnd, resourcesEnd: resourcesEnd, namesEnd: namesEnd, urlsEnd: end()))
  }

  /// The lists of a rule.
  func lists(of rule: Int) -> RuleNames {
    let rule = rules[rule]
    return RuleNames(
      verbs: Array(symbols(rule.start, rule.verbsEnd)), apiGroups: Array(symbols(rule.verbsEnd, rule.groupsEnd)),
      resources: Array(symbols(rule.groupsEnd, rule.resourcesEnd)), resourceNames: Array(symbols(rule.resourcesEnd, rule.namesEnd)),
      nonResourceURLs: Array(symbols(rule.namesEnd, rule.urlsEnd)))
  }

  private func symbols(_ start: UInt32, _ end: UInt32) -> ArraySlice<Symbol> { names[Int(start)..<Int(end)] }

  /// Whether a rule allows a request (`plugin/pkg/auth/authorizer/rbac/rbac.go`, `RuleAllows`).
  func allows(_ request: CompiledRequest, rule index: Int) -> Bool {
    let rule = rules[index]
    guard contains(request.verb, orAll: true, rule.start, rule.verbsEnd) else { return false }
    switch request.target {
    case .resource(let target):
      return contains(target.group, orAll: true, rule.verbsEnd, rule.groupsEnd) && holdsResource(target, rule)
        && (rule.namesEnd == rule.resourcesEnd || contains(target.name, orAll: false, rule.resourcesEnd, rule.namesEnd))
    case .path(let path, let symbol, let table):
      return symbols(rule.namesEnd, rule.urlsEnd).contains { $0 == .all || $0 == symbol || Self.isPrefix(table.name($0), of: path) }
    }
  }

  /// The names that a rule limits a permission to, none where it gives it for any; nil where it does not give it.
  func names(for verb: Symbol, group: Symbol, resource: Symbol, anySubresource: Symbol, rule index: Int) -> [Symbol]? {
    let rule = rules[index]
    guard contains(group, orAll: true, rule.verbsEnd, rule.groupsEnd), contains(verb, orAll: true, rule.start, rule.verbsEnd),
      symbols(rule.groupsEnd, rule.resourcesEnd).contains(where: { $0 == .all || $0 == resource || $0 == anySubresource })
    else { return nil }
    return Array(symbols(rule.resourcesEnd, rule.namesEnd))
  }

  private func contains(_ symbol: Symbol, orAll: Bool, _ start: UInt32, _ end: UInt32) -> Bool {
    symbols(start, end).contains { $0 == symbol || (orAll && $0 == .all) }
  }

  private func holdsResource(_ target: CompiledRequest.Resource, _ rule: Rule) -> Bool {
    symbols(rule.groupsEnd, rule.resourcesEnd).contains { $0 == .all || $0 == target.combined || $0 == target.anySubresource }
  }

  /// Whether `pattern` ends in `*` and `path` begins with what stands before (`NonResourceURLMatches`).
  static func isPrefix(_ pattern: String, of path: String) -> Bool {
    guard pattern.utf8.last == UInt8(ascii: "*") else { return false }
    var prefix = pattern.utf8[...]
    while prefix.last == UInt8(ascii: "*") { prefix.removeLast() }
    return path.utf8.starts(with: prefix)
  }
}

/// The lists of one rule, as symbols.
struct RuleNames: Hashable, Sendable {
  var verbs: [Symbol]
  var apiGroups: [Symbol]
  var resources: [Symbol]
  var resourceNames: [Symbol]
  var nonResourceURLs: [Symbol]
}

extension RuleNames {
  /// Reads a rule. What cannot be read of it is left out.
  init(_ rule: PolicyRule, _ symbols: inout SymbolTable) {
    func read(_ list: List<Field<String>>) -> [Symbol] {
      list.items.compactMap { $0.value.map { symbols.intern($0) } }
    }
    self.init(
      verbs: read(rule.verbs), apiGroups: read(rule.apiGroups), resources: read(rule.resources),
      resourceNames: read(rule.resourceNames), nonResourceURLs: read(rule.nonResourceURLs))
  }

  /// Orders rules by what is written, whenever its names were read.
  func precedes(_ other: RuleNames, _ symbols: SymbolTable) -> Bool {
    func lists(_ rule: RuleNames) -> [[String]] {
      [rule.apiGroups, rule.resources, rule.verbs, rule.resourceNames, rule.nonResourceURLs].map { $0.map { symbols.name($0) } }
    }
    for (own, others) in zip(lists(self), lists(other)) where own != others { return own.lexicographicallyPrecedes(others) }
    return false
  }
}

extension PolicyRule {
  /// Whether something of the rule is written that cannot be read, so that it may allow more than is known.
  var isPartlyUnreadable: Bool {
    [verbs, apiGroups, resources, resourceNames, nonResourceURLs].contains { list in
      if case .unreadable = list.presence { return true }
      return list.items.contains { if case .unreadable = $0 { true } else { false } }
    }
  }
}

/// A request with its names looked up once, for as many rules as there are.
struct CompiledRequest {
  struct Resource {
    let group: Symbol
    let combined: Symbol
    /// `*/subresource`, or ``Symbol/unknown`` for a resource itself.
    let anySubresource: Symbol
    let name: Symbol
  }

  enum Target {
    case resource(Resource)
    case path(String, Symbol, SymbolTable)
  }

  let verb: Symbol
  let target: Target

  init(_ request: AccessRequest, _ symbols: SymbolTable) {
    verb = symbols.symbol(request.verb)
    if !request.nonResourceURL.isEmpty {
      target = .path(request.nonResourceURL, symbols.symbol(request.nonResourceURL), symbols)
    } else {
      target = .resource(
        Resource(
          group: symbols.symbol(request.apiGroup), combined: symbols.symbol(request.combinedResource),
          anySubresource: request.subresource.isEmpty ? .unknown : symbols.symbol("*/\(request.subresource)"),
          name: symbols.symbol(request.name)))
    }
  }
}
