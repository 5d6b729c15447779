import ClusterState
internal import SourceTree

/// What a role allows where it is bound, worked out once for all who hold it.
package final class RoleContent: Sendable {
  /// What it allows, as far as that is known.
  package let rules: Rules
  /// What it lets its holder do, each once, in the order of the rules.
  package let capabilities: [HeldCapability]
  /// How grave it is to hold it.
  package let level: Capability.Level
  /// The rules that give a capability for objects of any name.
  private let rulesForAnyName: [Capability: Int]

  init(_ rules: Rules, _ capabilities: [HeldCapability]) {
    self.rules = rules
    self.capabilities = capabilities
    level = capabilities.map(\.level).max() ?? .none
    rulesForAnyName = Dictionary(capabilities.filter(\.names.isEmpty).map { ($0.capability, $0.rule) }) { first, _ in first }
  }

  /// The rule that gives a capability for objects of any name; nil where none does.
  package func rule(giving capability: Capability) -> HeldRole.Rule? { rulesForAnyName[capability].map { rules[$0] } }

  /// Whether it allows everything where it is bound.
  package var allowsEverything: Bool { rulesForAnyName[.doEverything] != nil }

  /// The gravest capability of a rule, by the rule's position; nil where it has none that matters.
  package func gravestCapability(ofRule position: Int) -> HeldCapability? {
    let start = capabilities.prefixCount { $0.rule < position }
    return capabilities[start...].prefix { $0.rule == position }.filter { $0.level > .none }.max { $0.level < $1.level }
  }

  /// The rules of a role, each written out when it is asked for: roles are bound more often than they are shown.
  package struct Rules: RandomAccessCollection, Sendable {
    let authorizer: Authorizer
    let range: Range<Int>

    /// That of the first rule.
    package var startIndex: Int { 0 }
    /// How many there are.
    package var endIndex: Int { range.count }

    /// The rule at a position of the role.
    package subscript(position: Int) -> HeldRole.Rule {
      let rule = range.lowerBound + position
      return HeldRole.Rule(text: authorizer.text(ofRule: rule), origin: authorizer.catalogue.origins[rule])
    }

    func positions(allowing request: AccessRequest) -> [Int] {
      let compiled = CompiledRequest(request, authorizer.symbols)
      return indices.filter { authorizer.catalogue.table.allows(compiled, rule: range.lowerBound + $0) }
    }
  }
}
