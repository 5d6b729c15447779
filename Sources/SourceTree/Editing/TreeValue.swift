/// A value as it is read, or is to be: what JSON has.
///
/// Two maps are equal whatever the order of their entries, which only says how they are written.
package indirect enum TreeValue: Sendable {
  case null
  case bool(Bool)
  /// A whole number that fits in 64 bits.
  case number(Int64)
  /// The same as ``number(_:)`` in every respect, but that YAML has it in octal where that is what people write: permissions.
  case octal(Int64)
  /// Any other number; a finite one, as JSON has no others.
  case float(Double)
  case text(String)
  case list([TreeValue])
  /// Entries in the order in which they are written; of equal keys the last counts.
  case map([KeyValue])

  /// What is under a key of a map; nil of anything else.
  package subscript(key: String) -> TreeValue? {
    guard case .map(let entries) = self else { return nil }
    return entries.last { $0.key == key }?.value
  }

  /// What a path leads to, if there is anything.
  package subscript(steps steps: some Sequence<PathStep>) -> TreeValue? {
    var value = self
    for step in steps {
      switch (step, value) {
      case (.key(let key), .map):
        guard let next = value[key] else { return nil }
        value = next
      case (.item(let index), .list(let items)):
        guard items.indices.contains(index) else { return nil }
        value = items[index]
      default: return nil
      }
    }
    return value
  }

  /// Whether it holds no other values.
  var isScalar: Bool {
    switch self {
    case .list, .map: false
    default: true
    }
  }

  /// Whether there is nothing in it: null, or a collection without items or entries.
  package var isEmpty: Bool {
    switch self {
    case .null: true
    case .list(let items): items.isEmpty
    case .map(let entries): entries.isEmpty
    default: false
    }
  }
}

/// One entry of a map.
package struct KeyValue: Hashable, Sendable {
  /// Its name.
  package var key: String
  /// What is under it.
  package var value: TreeValue

  /// A value under a name.
  package init(_ key: String, _ value: TreeValue) {
    self.key = key
    self.value = value
  }
}

extension TreeValue: Hashable {
  package static func == (left: TreeValue, right: TreeValue) -> Bool {
    switch (left, right) {
    case (.null, .null): return true
    case (.bool(let left), .bool(let right)): return left == right
    case (.number(let left), .number(let right)), (.octal(let left), .number(let right)), (.number(let left), .octal(let right)),
      (.octal(let left), .octal(let right)):
      return left == right
    case (.float(let left), .float(let right)): return left == right
    case (.text(let left), .text(let right)): return left == right
    case (.list(let left), .list(let right)): return left == right
    case (.map(let left), .map(let right)):
      if left == right { return true }
      return left.count == right.count && Self.byKey(left) == Self.byKey(right)
    default: return false
    }
  }

  package func hash(into hasher: inout Hasher) {
    switch self {
    case .null: hasher.combine(0)
    case .bool(let bool): hasher.combine(bool)
    case .number(let number), .octal(let number): hasher.combine(number)
    case .float(let float): hasher.combine(float)
    case .text(let text): hasher.combine(text)
    case .list(let items): hasher.combine(items)
    case .map(let entries): hasher.combine(Self.byKey(entries))
    }
  }

  static func byKey(_ entries: [KeyValue]) -> [String: TreeValue] {
    Dictionary(entries.map { ($0.key, $0.value) }) { $1 }
  }
}

extension TreeValue: ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  /// A text.
  package init(stringLiteral text: String) { self = .text(text) }
  /// A number.
  package init(integerLiteral number: Int64) { self = .number(number) }
  /// A truth value.
  package init(booleanLiteral bool: Bool) { self = .bool(bool) }
  /// A list.
  package init(arrayLiteral items: TreeValue...) { self = .list(items) }
  /// A map in the order of the literal.
  package init(dictionaryLiteral entries: (String, TreeValue)...) { self = .map(entries.map { KeyValue($0, $1) }) }
}
