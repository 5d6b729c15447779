import Randomness

/// Makes well-formed YAML that uses every construct, and then damages it.
struct RandomYAML {
  private var generator: SeededGenerator
  private var anchors: [String] = []
  private var text = ""

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  /// One to three documents.
  mutating func stream() -> String {
    text = ""
    for index in 0..<Int.random(in: 1...3, using: &generator) {
      anchors = []
      if index > 0 || chance(3) { text += chance(4) ? "---" + comment() : "---\n" }
      blockNode(indent: 0, depth: 0)
      if chance(6) { text += "...\n" }
    }
    if chance(5) { while text.hasSuffix("\n") { text.removeLast() } }
    return text
  }

  /// The text with a few bytes deleted, repeated, exchanged or put in.
  mutating func mutation(of bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...3, using: &generator) {
      guard !bytes.isEmpty else { break }
      let index = Int.random(in: 0..<bytes.count, using: &generator)
      switch Int.random(in: 0..<5, using: &generator) {
      case 0: bytes.remove(at: index)
      case 1: bytes[index] = pick(Self.marks)
      case 2: bytes.insert(pick(Self.marks), at: index)
      case 3: bytes.insert(contentsOf: bytes[index..<min(index + 8, bytes.count)], at: index)
      default: bytes.removeSubrange(index..<min(index + 5, bytes.count))
      }
    }
    return bytes
  }

  private static let marks = Array("  \n\n-:?,[]{}#&*!|>'\"%\\a1.~<=+\r".utf8)

  private mutating func chance(_ n: Int) -> Bool { Int.random(in: 0..<n, using: &generator) == 0 }
  private mutating func pick<T>(_ values: [T]) -> T { values[Int.random(in: 0..<values.count, using: &generator)] }
  private func blanks(_ count: Int) -> String { String(repeating: " ", count: count) }

  private mutating func comment() -> String {
    switch Int.random(in: 0..<6, using: &generator) {
    case 0: " # note: [not] {a} \"value\"\n"
    case 1: "  \n"
    case 2: "\n\n"
    default: "\n"
    }
  }

  private mutating func properties() -> String {
    var result = ""
    if chance(8) {
      let name = "a\(anchors.count)"
      anchors.append(name)
      result += "&\(name) "
    }
    if chance(10) { result += pick(["!!str ", "!local ", "!<tag:example.com,2000:x> ", "! ", "!!map "]) }
    return result
  }

  /// Writes a node that starts behind an indicator or at a document's start; ends with a line break.
  private mutating func blockNode(indent: Int, depth: Int) {
    switch Int.random(in: 0..<(depth > 3 ? 5 : 9), using: &generator) {
    case 0: text += " " + properties() + flow(depth: 2) + comment()
    case 1: blockScalar(indent: indent)
    case 2, 3, 4: text += " " + scalar(inFlow: false) + comment()
    case 5, 6:
      text += " " + properties().trimmedEnd + comment()
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        if chance(8) { text += blanks(indent) + "# between\n" }
        text += blanks(indent) + "-"
        blockNode(indent: indent + 2, depth: depth + 1)
      }
    default:
      text += " " + properties().trimmedEnd + comment()
      for index in 0..<Int.random(in: 1...4, using: &generator) {
        text += blanks(indent)
        if chance(9) {
          text += "? " + key(index) + "\n" + blanks(indent) + ":"
        } else {
          text += key(index) + ":"
        }
        blockNode(indent: indent + 2, depth: depth + 1)
      }
    }
  }

  private mutating func key(_ index: Int) -> String {
    switch Int.random(in: 0..<8, using: &generator) {
    case 0: "\"k\(index) \\t\""
    case 1: "'k\(index) ''q'' '"
    case 2: "k\(index) with blanks"
    case 3: "&a\(registerAnchor()) k\(index)"
    default: "k\(index)"
    }
  }

  private mutating func registerAnchor() -> Int {
    anchors.append("a\(anchors.count)")
    return anchors.count - 1
  }

  private mutating func scalar(inFlow: Bool) -> String {
    if !anchors.isEmpty, chance(6) { return "*\(pick(anchors)) ".trimmedEnd }
    var plain = ["a", "word", "two words", "12", "0400", "yes", "~", "a:b", "x#y", "-z", "http://example.com/x?y=z", "1.5", "é ü 日本"]
    if !inFlow { plain += ["?q", ":c"] }
    let quoted = [#""double \n \x41 \u00e9 \" quoted""#, "'it''s'", "\"\"", "''", #""a: b # c""#, "'{x} [y]'"]
    return properties() + (chance(3) ? pick(quoted) : pick(plain))
  }

  private mutating func flow(depth: Int) -> String {
    let count = Int.random(in: 0...3, using: &generator)
    let isMapping = chance(2)
    var items: [String] = []
    for index in 0..<count {
      let value = depth > 0 && chance(3) ? flow(depth: depth - 1) : scalar(inFlow: true)
      items.append(isMapping ? (chance(4) ? "\"f\(index)\":" : "f\(index): ") + value : value)
    }
    let body = items.joined(separator: pick([", ", ",", " , "]))
    return isMapping ? "{\(pick(["", " "]))\(body)}" : "[\(body)\(count > 0 && chance(5) ? "," : "")]"
  }

  private mutating func blockScalar(indent: Int) {
    text += " " + properties() + pick(["|", ">", "|-", ">-", "|+", ">+"]) + (chance(5) ? " # header\n" : "\n")
    let width = indent + 1 + Int.random(in: 0...2, using: &generator)
    for line in 0..<Int.random(in: 1...4, using: &generator) {
      if line > 0, chance(4) { text += "\n" }
      text += blanks(width) + (line > 0 && chance(4) ? "  " : "") + pick(["text", "a: b", "# no comment", "- dash", "end  "]) + "\n"
    }
    if chance(4) { text += "\n" }
  }
}

extension String {
  fileprivate var trimmedEnd: String {
    var text = self
    while text.hasSuffix(" ") { text.removeLast() }
    return text
  }
}
