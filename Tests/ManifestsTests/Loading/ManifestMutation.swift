import Randomness

/// Writes a manifest of one workload otherwise: in ways that mean the same to kubectl, in others that look alike and do not, and damaged.
struct ManifestMutation {
  private var generator: SeededGenerator

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  mutating func apply(to text: String) -> [UInt8] {
    var text = text
    for _ in 0..<generator.number(1, 2) {
      switch generator.number(0, 9) {
      case 0...3: text = respell(text)
      case 4: text = endLines(text)
      case 5: text = bringInKind(text)
      case 6: text = generator.pick(Self.heads) + text
      default: text = damage(text)
      }
    }
    return Array(text.utf8)
  }

  private static let heads = [
    "---\n", "--- # c\n", "---#c\n", "%YAML 1.1\n---\n", "\u{FEFF}", "\u{FEFF}---\n", "# c\n---\n", "...\n", "a: b\n...\n", "a: b\n---\n",
    "a: b\n---\u{A0}\n", "---\t\n", "---\r", "a: b\r---\r", "\n\n", "\t\n", "\u{85}", "\u{A0}\n", "text\n---\n", "# \u{2028}", "# c\u{85}",
    "#\r",
    "!!map\n", "&a\n", "! ", "!local\n", "'x'\n---\n", "a: |\n ---\n---\n", "a: \"\n---\n\"\n---\n", "{\"a\": 1}\n---\n", "{}\n", "----\n",
    "\u{FEFF}\u{FEFF}",
  ]
  private static let pieces = [
    " ", "  ", "\n", "-", ":", "?", ",", "[", "]", "{", "}", "#", "&", "*", "!", "|", ">", "'", "\"", "%", "\\", "a", "1", ".", "~", "<",
    "\r", "\t",
    "\r\n", "\r\r\n", "\u{85}", "\u{2028}", "\u{FEFF}", "\u{A0}", "---", "---\n", "...\n", "\n---\n", " #", ": ", "- ", "{}", "!!str ",
    "&a ", "*a",
    "<<: ", "? ", "\n: ", "|-\n", ">-\n", "\\\n", "! ",
  ]
  private static let lineEnds = ["\r\n", "\r", "\r\r\n", "\n\n", "\r\r\r\n", "\n\r", "\r\n\r\n"]

  /// Writes a key and a scalar value otherwise; mostly those at the left margin.
  private mutating func respell(_ text: String) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let entries = lines.indices.filter { lines[$0].contains(":") && !lines[$0].contains("#") && !lines[$0].contains("{") }
    let outer = entries.filter { lines[$0].first?.isLetter == true }
    guard !outer.isEmpty else { return text }
    let index = generator.pick(generator.chance(60) ? outer : entries)
    let line = lines[index]
    let start = line.firstIndex { $0.isLetter } ?? line.startIndex
    guard let colon = line[start...].firstIndex(of: ":") else { return text }
    let indentation = String(repeating: " ", count: line[..<start].count)
    var key = String(line[start..<colon])
    var value = line[colon...].dropFirst().drop { $0 == " " }.description
    if generator.chance(50) { key = respell(key: key, indentation) }
    if !value.isEmpty, generator.chance(70), !value.contains("\"") { value = respell(value: value, indentation) }
    lines[index] = "\(line[..<start])\(key):\(value.isEmpty ? "" : " ")\(value)"
    return lines.joined(separator: "\n")
  }

  private mutating func respell(key: String, _ indentation: String) -> String {
    generator.pick([
      "!!binary \(Self.base64(key))", "\"\\x\(Self.hexadecimal(key))\(key.dropFirst())\"", "'\(key)'", "? \(key)\n\(indentation)",
      "? !!binary \(Self.base64(key))\n\(indentation)", "? |-\n\(indentation)  \(key)\n\(indentation)",
      "? >-\r\r\n\(indentation)  \(key)\n\(indentation)",
      "!!str \(key)", "&k \(key)", "\(key) ", "! \(key)", "!<tag:yaml.org,2002:binary> '\(Self.base64(key))'",
      "!<tag:yaml.org,2002:%62inary> \(Self.base64(key))",
    ])
  }

  private mutating func respell(value: String, _ indentation: String) -> String {
    let base64 = Self.base64(value)
    let lineEnd = generator.pick(["\n"] + Self.lineEnds)
    let deeper = indentation + "  "
    return generator.pick([
      "!!binary \(base64)", "!!binary \"\(base64)\"", "!!binary |\(lineEnd)\(deeper)\(base64)",
      "!!binary >-\(lineEnd)\(deeper)\(base64.prefix(4))\(lineEnd)\(deeper)\(base64.dropFirst(4))", "!<tag:yaml.org,2002:binary> \(base64)",
      "!!binary \"\(base64.prefix(4))\\\n\(base64.dropFirst(4))\"", "!!str \(value)", "! \(value)", "!local \(value)",
      "\"\\u00\(Self.hexadecimal(value))\(value.dropFirst())\"", "\"\\\(lineEnd)\(deeper)\(value)\"", "'\(value)'",
      "|-\(lineEnd)\(deeper)\(value)",
      ">-\(lineEnd)\(deeper)\(value)", "|-2 # c\(lineEnd)\(deeper)\(value)", "&x \(value)", "&x !!str \(value)",
      "\(lineEnd)\(deeper)\(value)",
      "\t\(value)\t", "\(value) # c", "\(value)\u{85}", "\(value)\u{A0}", "\u{FEFF}\(value)",
    ])
  }

  private mutating func endLines(_ text: String) -> String {
    let lineEnd = generator.pick(Self.lineEnds)
    let percent = generator.pick([25, 100])
    return text.map { $0 == "\n" && generator.chance(percent) ? lineEnd : String($0) }.joined()
  }

  /// Brings in the kind by a merge key or an alias.
  private mutating func bringInKind(_ text: String) -> String {
    guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("kind: ") }) else { return text }
    let kind = String(line.dropFirst(6))
    let rest = text.replacing("\(line)\n", with: "")
    let merge = generator.pick([
      "<<", "\"<<\"", "! '<<'", "!!str <<", "!!merge \"<<\"", "? <<\n", "!!binary PDw=", "!!merge |-\n  <<\n", "&a <<",
    ])
    return generator.pick([
      "\(merge): {kind: \(kind)}\n\(rest)", "\(merge): [{a: 1}, {kind: \(kind)}]\n\(rest)",
      "x: &m {kind: \(kind)}\n\(rest)\n\(merge): *m\n",
      "x: &k \(respell(value: kind, ""))\n\(text.replacing(line, with: "kind: *k"))", "x: &k kind\n\(rest)\n*k : \(kind)\n",
      "x: &k !!binary a2luZA==\n\(rest)\n? *k\n: \(kind)\n",
    ])
  }

  private mutating func damage(_ text: String) -> String {
    var scalars = Array(text.unicodeScalars)
    for _ in 0..<generator.number(1, 3) where scalars.count > 10 {
      let index = generator.number(0, generator.chance(30) ? min(scalars.count, 60) - 1 : scalars.count - 1)
      switch generator.number(0, 4) {
      case 0: scalars.remove(at: index)
      case 1: scalars.replaceSubrange(index...index, with: generator.pick(Self.pieces).unicodeScalars)
      case 2: scalars.insert(contentsOf: generator.pick(Self.pieces).unicodeScalars, at: index)
      case 3: scalars.insert(contentsOf: scalars[index..<min(index + 8, scalars.count)], at: index)
      default: scalars.removeSubrange(index..<min(index + 5, scalars.count))
      }
    }
    return String(String.UnicodeScalarView(scalars))
  }

  private static func hexadecimal(_ text: String) -> String { String(text.utf8.first ?? 0x61, radix: 16) }

  private static func base64(_ text: String) -> String {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    let bytes = Array(text.utf8)
    return stride(from: 0, to: bytes.count, by: 3).map { start in
      let group = bytes[start..<min(start + 3, bytes.count)]
      let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
      let written = (0...group.count).map { String(digits[bits >> (18 - 6 * $0) & 0x3F]) }.joined()
      return written + String(repeating: "=", count: 3 - group.count)
    }.joined()
  }
}
