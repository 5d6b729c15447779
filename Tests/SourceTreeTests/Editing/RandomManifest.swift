import Randomness

/// Makes documents as people write them, in every style at once, with comments and blank lines wherever they may stand.
struct RandomManifest {
  var random: SeededGenerator
  /// Whether there is nothing that changes are refused for.
  let isPlain: Bool
  private var text = ""
  private var anchors = 0

  init(seed: UInt64, isPlain: Bool) {
    random = SeededGenerator(seed: seed)
    self.isPlain = isPlain
  }

  /// The bytes of a stream of one or two documents.
  mutating func stream() -> [UInt8] {
    text = ""
    switch random.number(0, 9) {
    case 0: json(indentation: random.chance(50) ? "" : nil, step: random.pick(["  ", "\t", "    "]), depth: 0)
    case 1: text = "---\n" + flow(depth: 3) + "\n"
    default:
      for index in 0..<(random.chance(15) ? 2 : 1) {
        anchors = 0
        if index > 0 || random.chance(20) { text += random.pick(["---\n", "--- # start\n", "# head\n---\n"]) }
        let column = random.chance(15) ? random.number(1, 300) : 0
        if random.chance(80) { mapping(column, depth: 0) } else { sequence(column, depth: 0) }
        if random.chance(10) { text += random.pick(["...\n", "\n\n", "# end\n", "  # end\n"]) }
      }
    }
    if random.chance(25) { while text.hasSuffix("\n") { text.removeLast() } }
    var bytes = Array(text.utf8)
    switch random.number(0, 5) {
    case 0: bytes = bytes.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }
    case 1: bytes = bytes.map { $0 == 0x0A ? 0x0D : $0 }
    default: break
    }
    return (random.chance(10) ? [0xEF, 0xBB, 0xBF] : []) + bytes
  }

  private func blanks(_ count: Int) -> String { String(repeating: " ", count: count) }

  private mutating func end() { text += random.pick(["\n", "\n", "\n", "\n", " # note\n", "   # renovate: x\n", "  \n"]) }

  private mutating func between(_ column: Int) {
    while random.chance(15) {
      switch random.number(0, 4) {
      case 0: text += "\n"
      case 1: text += blanks(random.number(0, column + 6)) + "\n"
      case 2: text += blanks(column) + "# curfew:ignore x\n"
      default: text += blanks(random.number(0, column + 6)) + "# about 'something: else\n"
      }
    }
  }

  private mutating func properties(_ percent: Int) -> String {
    guard !isPlain, random.chance(percent) else { return "" }
    anchors += 1
    return random.pick(["&a\(anchors) ", "!!str ", "&a\(anchors) ", "!local "])
  }

  /// Entries at a column; the first one's indentation is written already where it stands behind a dash.
  private mutating func mapping(_ column: Int, depth: Int, isInline: Bool = false) {
    let names = ["name", "a", "b", "c", "securityContext", "x.y/z", "on", "1", "d e"]
    var keys: Set<String> = []
    let quoted = random.chance(10)
    for index in 0..<random.number(1, 5) {
      let key = random.pick(names)
      guard keys.insert(key).inserted else { continue }
      if index > 0 || !isInline {
        between(column)
        text += blanks(column)
      }
      if !isPlain, random.chance(4), anchors > 0, index > 0 {
        text += "<<: {m: 1, a: 2}\n\(blanks(column))"
      }
      if !isPlain, random.chance(4) {
        text += "? \(key)\n\(blanks(column)):"
      } else {
        text += (quoted ? "\"\(key)\"" : random.chance(5) ? "'\(key)'" : key) + random.pick([":", ":", ":", " :"])
      }
      value(column, depth: depth + 1, isItem: false)
    }
  }

  private mutating func sequence(_ column: Int, depth: Int, isInline: Bool = false) {
    let gap = random.pick([1, 1, 1, 2, 3])
    for index in 0..<random.number(1, 4) {
      if index > 0 || !isInline {
        between(column)
        text += blanks(column)
      }
      text += "-"
      if depth < 6, random.chance(35) {
        text += blanks(gap)
        mapping(column + 1 + gap, depth: depth + 1, isInline: true)
      } else if depth < 6, random.chance(10) {
        text += blanks(gap)
        sequence(column + 1 + gap, depth: depth + 1, isInline: true)
      } else {
        value(column, depth: depth + 1, isItem: true)
      }
    }
  }

  private mutating func value(_ column: Int, depth: Int, isItem: Bool) {
    switch random.number(0, depth > 6 ? 9 : 15) {
    case 0: end()
    case 1:
      text += random.pick([" ", "  "]) + properties(20) + flow(depth: 2)
      end()
    case 2: blockScalar(column)
    case 3 where !isPlain && anchors > 0:
      text += " *a\(random.number(1, anchors))"
      end()
    case 4:
      text += "\n" + blanks(column + 2) + scalar(inFlow: false, column)
      end()
    case ..<10:
      text += random.pick([" ", " ", "   "]) + properties(20) + scalar(inFlow: false, column)
      end()
    case 10, 11, 12:
      if !isPlain, random.chance(10) { text += " " + properties(90) }
      end()
      mapping(column + random.number(1, 4), depth: depth)
    default:
      if !isPlain, random.chance(10) { text += " " + properties(90) }
      end()
      sequence(column + (isItem ? random.number(1, 3) : random.number(0, 3)), depth: depth)
    }
  }

  private mutating func scalar(inFlow: Bool, _ column: Int) -> String {
    var plain = ["a", "two words", "12", "0400", "yes", "~", "null", "nginx", "1.5", "é日本✓", "$(X)", "-c"]
    if !inFlow { plain += ["nginx:1.2", "a, b", "[x]y".replacing("[x]", with: "x"), "one\n\(blanks(column + 2))two"] }
    let quoted = [
      #""double \n \x41 \u00e9 \" q""#, "'it''s'", "\"\"", "''", #""a: b # c""#, "'{x} [y]'", "\"one\\\n\(blanks(column + 2))two\"",
    ]
    return random.chance(35) ? random.pick(quoted) : random.pick(plain)
  }

  private mutating func flow(depth: Int) -> String {
    let count = random.number(0, 3)
    let isMapping = random.chance(60)
    let separator = random.pick([", ", ", ", ",", " , ", ",\n" + blanks(random.number(0, 9))])
    var items: [String] = []
    for index in 0..<count {
      let value = depth > 0 && random.chance(30) ? flow(depth: depth - 1) : random.chance(8) ? "{}" : scalar(inFlow: true, 300)
      let key = ["name", "f", "g", "h"][index]
      if isMapping {
        items.append(random.chance(5) ? key : (random.chance(25) ? "\"\(key)\":" + random.pick(["", " "]) : key + ": ") + value)
      } else {
        items.append(!isPlain && random.chance(8) ? "p: \(value)" : value)
      }
    }
    var body = items.joined(separator: separator)
    if count > 0, random.chance(15) { body += "," }
    if random.chance(10) { body += " # in\n" + blanks(random.number(0, 5)) }
    if random.chance(20) { body = "\n" + blanks(random.number(0, 6)) + body + "\n" + blanks(random.number(0, 4)) }
    return (isMapping ? "{" : "[") + body + (isMapping ? "}" : "]")
  }

  private mutating func blockScalar(_ column: Int) {
    text += " " + properties(15) + random.pick(["|", ">", "|-", ">-", "|+", "|"]) + (random.chance(15) ? " # header\n" : "\n")
    let width = column + random.number(1, 4)
    for line in 0..<random.number(1, 4) {
      if line > 0, random.chance(20) { text += "\n" }
      text +=
        blanks(width) + (line > 0 && random.chance(20) ? "  " : "") + random.pick(["set -e", "a: b", "# no comment", "- dash", "ende ✓"])
        + "\n"
    }
    while random.chance(20) { text += random.chance(50) ? "\n" : blanks(random.number(0, width + 2)) + "\n" }
  }

  private mutating func json(indentation: String?, step: String, depth: Int) {
    let inner = indentation.map { $0 + step }
    let count = depth > 3 ? 0 : random.number(0, 4)
    let isObject = depth == 0 || random.chance(60)
    text += isObject ? "{" : "["
    for index in 0..<count {
      if index > 0 { text += "," + (indentation == nil && random.chance(50) ? " " : "") }
      if let inner { text += "\n" + inner }
      if isObject { text += "\"\(["name", "a", "b", "c"][index])\":" + (indentation == nil ? "" : " ") }
      if random.chance(40) {
        json(indentation: inner, step: step, depth: depth + 1)
      } else {
        text += random.pick(["1", "\"x\"", "null", "true", "\"a\\nb\\u00e9\"", "-1.5e3", "\"\"", "{}", "[]"])
      }
    }
    if let indentation, count > 0 { text += "\n" + indentation }
    text += isObject ? "}" : "]"
    if depth == 0 { text += "\n" }
  }
}
