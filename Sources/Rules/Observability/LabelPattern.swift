/// A regular expression of a label matcher, as far as it is of the common kind: literals, classes, groups, alternatives and simple repetition.
///
/// Prometheus anchors these expressions at both ends (RE2 syntax, <https://github.com/google/re2/wiki/Syntax>). Matching follows all possible ways through
/// the pattern at once, byte by byte, so it takes no longer than pattern times text.
struct LabelPattern: Sendable {
  private indirect enum Node: Sendable {
    case byte(ByteSet)
    case sequence([Node])
    case either([Node])
    case repeated(Node, isRequired: Bool, isUnbounded: Bool)
  }

  /// A step of the pattern; numbers are positions in ``steps``.
  private enum Step: Sendable {
    case byte(ByteSet)
    /// Either way may be gone.
    case either(Int, Int)
    case go(Int)
    case end
  }

  private var steps: [Step] = []
  /// The texts that match, where the pattern is nothing but a few of them.
  let literals: [String]?

  /// Nobody writes more in earnest, and each name that is asked about is followed through all of them.
  private static var mostSteps: Int { 2_000 }

  /// Nil where the pattern uses what is not known here (flags, counted repetition, classes by name), or is very long.
  init?(_ pattern: String) {
    var reader = Reader(bytes: Array(pattern.utf8))
    guard let root = reader.alternatives(depth: 0), reader.isAtEnd else { return nil }
    literals = Self.literals(root)
    append(root)
    steps.append(.end)
    if literals == nil, steps.count > Self.mostSteps { return nil }
  }

  /// Whether the whole text matches.
  func matches(_ text: String) -> Bool {
    if let literals { return literals.contains(text) }
    var positions = Positions(count: steps.count)
    var next = Positions(count: steps.count)
    follow(0, &positions)
    for byte in text.utf8 {
      for position in positions.list {
        if case .byte(let set) = steps[position], set.contains(byte) { follow(position + 1, &next) }
      }
      swap(&positions, &next)
      next.clear()
      if positions.list.isEmpty { return false }
    }
    return positions.list.contains { if case .end = steps[$0] { true } else { false } }
  }

  /// Adds a step to those that come next, and whatever is reached from it without a byte.
  private func follow(_ step: Int, _ positions: inout Positions) {
    var open = [step]
    while let position = open.popLast() {
      guard positions.insert(position) else { continue }
      switch steps[position] {
      case .either(let first, let second): open += [second, first]
      case .go(let target): open.append(target)
      case .byte, .end: break
      }
    }
  }

  private mutating func append(_ node: Node) {
    switch node {
    case .byte(let set): steps.append(.byte(set))
    case .sequence(let nodes): for node in nodes { append(node) }
    case .either(let nodes):
      var exits: [Int] = []
      for (index, node) in nodes.enumerated() {
        let isLast = index == nodes.count - 1
        let choice = steps.count
        if !isLast { steps.append(.go(0)) }
        append(node)
        if !isLast {
          exits.append(steps.count)
          steps.append(.go(0))
          steps[choice] = .either(choice + 1, steps.count)
        }
      }
      for exit in exits { steps[exit] = .go(steps.count) }
    case .repeated(let node, let isRequired, let isUnbounded):
      let start = steps.count
      if !isRequired { steps.append(.go(0)) }
      append(node)
      if isUnbounded { steps.append(isRequired ? .either(start, steps.count + 1) : .go(start)) }
      if !isRequired { steps[start] = .either(start + 1, steps.count) }
    }
  }

  private static func literals(_ node: Node) -> [String]? {
    let alternatives = if case .either(let nodes) = node { nodes } else { [node] }
    var texts: [String] = []
    for alternative in alternatives {
      guard case .sequence(let nodes) = alternative else { return nil }
      var bytes: [UInt8] = []
      for node in nodes {
        guard case .byte(let set) = node, let byte = set.only else { return nil }
        bytes.append(byte)
      }
      texts.append(String(decoding: bytes, as: UTF8.self))
    }
    return texts
  }

  /// Positions in the pattern, each once.
  private struct Positions {
    private(set) var list: [Int] = []
    private var isIn: [Bool]

    init(count: Int) { isIn = Array(repeating: false, count: count) }

    mutating func insert(_ position: Int) -> Bool {
      if isIn[position] { return false }
      isIn[position] = true
      list.append(position)
      return true
    }

    mutating func clear() {
      for position in list { isIn[position] = false }
      list.removeAll(keepingCapacity: true)
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
      case UInt8(ascii: "."): return .byte(ByteSet([UInt8(ascii: "\n")]).inverted)
      case UInt8(ascii: "\\"): return escape().map { .byte($0) }
      case UInt8(ascii: "["): return characterClass().map { .byte($0) }
      case UInt8(ascii: "("):
        if take("?"), !take(":") { return nil }
        guard let node = alternatives(depth: depth + 1), take(")") else { return nil }
        return node
      case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"), UInt8(ascii: "{"), UInt8(ascii: "^"), UInt8(ascii: "$"): return nil
      default: return .byte(ByteSet([byte]))
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

    private static let digits = ByteSet(UInt8(ascii: "0")...UInt8(ascii: "9"))
    private static let word = digits.union(
      ByteSet(UInt8(ascii: "a")...UInt8(ascii: "z")), ByteSet(UInt8(ascii: "A")...UInt8(ascii: "Z")), ByteSet([UInt8(ascii: "_")]))

    private mutating func escape() -> ByteSet? {
      guard let byte = next else { return nil }
      index += 1
      switch byte {
      case UInt8(ascii: "d"): return Self.digits
      case UInt8(ascii: "w"): return Self.word
      case _ where Self.word.contains(byte): return nil
      default: return ByteSet([byte])
      }
    }

    private mutating func characterClass() -> ByteSet? {
      let isNegated = take("^")
      var set = ByteSet([])
      var isFirst = true
      while let byte = next, isFirst || byte != UInt8(ascii: "]") {
        index += 1
        isFirst = false
        if byte == UInt8(ascii: "[") { return nil }
        if byte == UInt8(ascii: "\\") {
          guard let escaped = escape() else { return nil }
          set = set.union(escaped)
        } else if next == UInt8(ascii: "-"), index + 1 < bytes.count, bytes[index + 1] != UInt8(ascii: "]") {
          let last = bytes[index + 1]
          guard byte <= last else { return nil }
          set = set.union(ByteSet(byte...last))
          index += 2
        } else {
          set = set.union(ByteSet([byte]))
        }
      }
      guard take("]") else { return nil }
      return isNegated ? set.inverted : set
    }
  }
}

/// A set of bytes.
private struct ByteSet: Sendable {
  private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

  init(_ bytes: some Sequence<UInt8>) {
    for byte in bytes {
      let bit = UInt64(1) << UInt64(byte & 63)
      switch byte >> 6 {
      case 0: words.0 |= bit
      case 1: words.1 |= bit
      case 2: words.2 |= bit
      default: words.3 |= bit
      }
    }
  }

  private init(_ words: (UInt64, UInt64, UInt64, UInt64)) { self.words = words }

  func contains(_ byte: UInt8) -> Bool {
    let word =
      switch byte >> 6 {
      case 0: words.0
      case 1: words.1
      case 2: words.2
      default: words.3
      }
    return word >> UInt64(byte & 63) & 1 == 1
  }

  func union(_ others: ByteSet...) -> ByteSet {
    others.reduce(self) {
      ByteSet(
        ($0.words.0 | $1.words.0, $0.words.1 | $1.words.1, $0.words.2 | $1.words.2, $0.words.3 | $1.words.3))
    }
  }

  var inverted: ByteSet { ByteSet((~words.0, ~words.1, ~words.2, ~words.3)) }

  /// The one byte of the set, where it has no other.
  var only: UInt8? {
    let all = [words.0, words.1, words.2, words.3]
    guard all.reduce(0, { $0 + $1.nonzeroBitCount }) == 1, let word = all.firstIndex(where: { $0 != 0 }) else { return nil }
    return UInt8(truncatingIfNeeded: word * 64 + all[word].trailingZeroBitCount)
  }
}
