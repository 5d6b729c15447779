/// The permissions of which someone may put something together, by namespace: found without going through all that is held again.
struct HeldPieces {
  /// A permission that someone holds in a namespace.
  struct Piece {
    let grant: AccessGrant
    /// Names of objects; empty: any.
    let names: [Symbol]
  }

  /// A piece with its position among all that is held.
  private typealias Placed = (position: Int, piece: Piece)

  /// The first for any name, and the first for some.
  private struct Pair {
    var forAnyName: Placed?
    var forSomeNames: Placed?
  }

  private var pairs: [Symbol: [Capability: Pair]] = [.empty: [:]]
  private var roleNames: Set<Symbol> = []
  private var scopesOfAggregated: Set<Symbol> = []
  /// By the rules that allow to escalate and to write.
  private var changes: [[Int]: Bool] = [:]

  /// Where something is held, and the whole cluster.
  var scopes: some Sequence<Symbol> { pairs.keys }

  /// Whether a role that takes its rules from others is held there.
  func isAggregated(in scope: Symbol) -> Bool { scopesOfAggregated.contains(scope) }

  /// Takes in where roles are held that take their rules from others.
  mutating func add(scopesOfAggregated scopes: Set<Symbol>) {
    scopesOfAggregated.formUnion(scopes)
    for scope in scopes where pairs[scope] == nil { pairs[scope] = [:] }
  }

  /// Takes in that a role is held in a namespace.
  mutating func add(roleNamed name: Symbol, in scope: Symbol) {
    roleNames.insert(name)
    if pairs[scope] == nil { pairs[scope] = [:] }
  }

  /// Takes in a piece, in the order of what is held.
  mutating func add(_ piece: Piece, _ capability: Capability, in scope: Symbol, at position: Int) {
    var pair = pairs[scope]?[capability] ?? Pair()
    if piece.names.isEmpty {
      guard pair.forAnyName == nil else { return }
      pair.forAnyName = (position, piece)
    } else {
      guard pair.forSomeNames == nil else { return }
      pair.forSomeNames = (position, piece)
    }
    pairs[scope, default: [:]][capability] = pair
  }

  /// The piece in a namespace, from a binding there or from one of the whole cluster: the first for any name, or else the first for some.
  subscript(capability: Capability, scope: Symbol) -> Piece? {
    let (everywhere, here) = (pairs[.empty]?[capability], pairs[scope]?[capability])
    return first(everywhere?.forAnyName, here?.forAnyName) ?? first(everywhere?.forSomeNames, here?.forSomeNames)
  }

  private func first(_ one: Placed?, _ other: Placed?) -> Piece? {
    guard let one, let other else { return (one ?? other)?.piece }
    return one.position <= other.position ? one.piece : other.piece
  }

  /// Whether two permissions together let their holder change a role for its own good: only one that it holds itself is of use.
  mutating func canChange(_ escalate: Piece, _ write: Piece) -> Bool {
    guard !escalate.names.isEmpty || !write.names.isEmpty else { return true }
    // A role that is bound in many namespaces is looked through once.
    let rules = [escalate.grant.rule, write.grant.rule]
    if let known = changes[rules] { return known }
    let (some, others) = escalate.names.isEmpty ? (write.names, []) : (escalate.names, Set(write.names))
    let canChange = some.contains { roleNames.contains($0) && (others.isEmpty || others.contains($0)) }
    changes[rules] = canChange
    return canChange
  }
}
