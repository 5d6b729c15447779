/// A regular expression of a label matcher, as far as it is of the common kind: literals, classes, groups, alternatives and simple repetition.
///
/// Prometheus anchors these expressions at both ends (RE2 syntax, <https://github.com/google/re2/wiki/Syntax>). Matching follows all possible positions at
/// once, so no pattern can take long.
struct LabelPattern: Sendable {
  private indirect enum Node: Sendable {
    case byte(Set<UInt8>)
    case sequence([Node])
    case either([Node])
    case repeated(Node, isRequired: Bool, isUnbounded: Bool)
  }

  private let root: Node

  /// Nil where the pattern uses what is not known here: flags, counted repetition, classes by name.
  init?(_ pattern: String) {
    var reader = Reader(bytes: Array(pattern.utf8))
    guard let root = reader.alternatives(depth: 0), reader.isAtEnd else { return nil }
    self.root = root
  }

  /// Whether the whole text matches.
  func matches(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return Self.ends(of: root, from: [0], in: bytes).contains(bytes.count)
  }

  private static func ends(of node: Node, from starts: Set<Int>, in text: [UInt8]) -> Set<Int> {
    switch node {
    case .byte(let set): return Set(starts.filter { $0 < text.count && set.contains(text[$0]) }.map { $0 + 1 })
    case .sequence(let nodes): return nodes.reduce(starts) { ends(of: $1, from: $0, in: text) }
    case .either(let nodes): return nodes.reduce(into: []) { $0.formUnion(ends(of: $1, from: starts, in: text)) }
    case .repeated(let node, let isRequired, let isUnbounded):
      var reached = isRequired ? [] : starts
      var next = starts
      repeat {
        next = ends(of: node, from: next, in: text).subtracting(reached)
        reached.formUnion(next)
      } while isUnbounded && !next.isEmpty
      return reached
    }
  }

  private struct Reader {
    let bytes: [UInt8]
    var index = 0

    var isAtEnd: Bool { index == bytes.count }
    private var next: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
      guard next == UInt8(ascii: character) else { return false }
      index += 1
      return true
    }

    mutating func alternatives(depth: Int) -> Node? {
      guard depth < 16 else { return nil }
      var nodes: [Node] = []
      repeat {
        guard let node = sequence(depth: depth) else { return nil }
        nodes.append(node)
      } while take("|")
      return nodes.count == 1 ? nodes.first : .either(nodes)
    }

    private mutating func sequence(depth: Int) -> Node? {
      var nodes: [Node] = []
      while let byte = next, byte != UInt8(ascii: "|"), byte != UInt8(ascii: ")") {
        index += 1
        // The pattern is anchored anyway.
        if byte == UInt8(ascii: "^"), nodes.isEmpty { continue }
        if byte == UInt8(ascii: "$"), next == nil { continue }
        guard let atom = atom(byte, depth: depth) else { return nil }
        nodes.append(repetition(of: atom))
        if next == UInt8(ascii: "{") { return nil }
      }
      return .sequence(nodes)
    }

    private mutating func atom(_ byte: UInt8, depth: Int) -> Node? {
      switch byte {
      case UInt8(ascii: "."): return .byte(Set(0...UInt8.max).subtracting([UInt8(ascii: "\n")]))
      case UInt8(ascii: "\\"): return escape().map { .byte($0) }
      case UInt8(ascii: "["): return characterClass().map { .byte($0) }
      case UInt8(ascii: "("):
        if take("?"), !take(":") { return nil }
        guard let node = alternatives(depth: depth + 1), take(")") else { return nil }
        return node
      case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"), UInt8(ascii: "{"), UInt8(ascii: "^"), UInt8(ascii: "$"): return nil
      default: return .byte([byte])
      }
    }

    private mutating func repetition(of node: Node) -> Node {
      let repeated: Node
      if take("*") {
        repeated = .repeated(node, isRequired: false, isUnbounded: true)
      } else if take("+") {
        repeated = .repeated(node, isRequired: true, isUnbounded: true)
      } else if take("?") {
        repeated = .repeated(node, isRequired: false, isUnbounded: false)
      } else {
        return node
      }
      // Whether it is greedy makes no difference to whether it matches.
      _ = take("?")
      return repeated
    }

    private static let digits = Set(UInt8(ascii: "0")...UInt8(ascii: "9"))
    private static let word = digits.union(UInt8(ascii: "a")...UInt8(ascii: "z")).union(UInt8(ascii: "A")...UInt8(ascii: "Z")).union([
      UInt8(ascii: "_")
    ])

    private mutating func escape() -> Set<UInt8>? {
      guard let byte = next else { return nil }
      index += 1
      switch byte {
      case UInt8(ascii: "d"): return Self.digits
      case UInt8(ascii: "w"): return Self.word
      case _ where Self.word.contains(byte): return nil
      default: return [byte]
      }
    }

    private mutating func characterClass() -> Set<UInt8>? {
      let isNegated = take("^")
      var set: Set<UInt8> = []
      var isFirst = true
      while let byte = next, isFirst || byte != UInt8(ascii: "]") {
        index += 1
        isFirst = false
        if byte == UInt8(ascii: "[") { return nil }
        if byte == UInt8(ascii: "\\") {
          guard let escaped = escape() else { return nil }
          set.formUnion(escaped)
        } else if next == UInt8(ascii: "-"), index + 1 < bytes.count, bytes[index + 1] != UInt8(ascii: "]") {
          let last = bytes[index + 1]
          guard byte <= last else { return nil }
          set.formUnion(byte...last)
          index += 2
        } else {
          set.insert(byte)
        }
      }
      guard take("]") else { return nil }
      return isNegated ? Set(0...UInt8.max).subtracting(set) : set
    }
  }
}
