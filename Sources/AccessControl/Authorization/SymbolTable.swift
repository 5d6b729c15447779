/// A name that occurs in RBAC objects, as a number: names are compared once, when they are read.
struct Symbol: Hashable, Comparable, Sendable {
  let index: UInt32

  static func < (left: Symbol, right: Symbol) -> Bool { left.index < right.index }

  /// The empty name: the core API group, a request without a name, the scope of a cluster.
  static let empty = Symbol(index: 0)
  /// `*`.
  static let all = Symbol(index: 1)
  /// A name that no table holds: nothing that was read can match it.
  static let unknown = Symbol(index: .max)
}

/// Every name of the RBAC objects of an input, once.
struct SymbolTable: Sendable {
  private var symbols: [String: Symbol] = ["": .empty, "*": .all]
  private var names: [String] = ["", "*"]

  /// The symbol of a name, which is taken in where it is new.
  mutating func intern(_ name: String) -> Symbol {
    if let symbol = symbols[name] { return symbol }
    let symbol = Symbol(index: UInt32(truncatingIfNeeded: names.count))
    symbols[name] = symbol
    names.append(name)
    return symbol
  }

  /// The symbol of a name; ``Symbol/unknown`` for one that was never read.
  func symbol(_ name: String) -> Symbol { symbols[name] ?? .unknown }

  /// The name behind a symbol of this table.
  func name(_ symbol: Symbol) -> String {
    names.indices.contains(Int(symbol.index)) ? names[Int(symbol.index)] : ""
  }
}
