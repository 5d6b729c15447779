/// Writes texts, numbers and words so that every reader of YAML takes them for what they are.
enum ScalarPrinter {
  /// How a text may be written.
  enum Quotes: Hashable { case plain, single, double }

  /// A scalar on one line; collections are none of its business and become null.
  ///
  /// - Parameters:
  ///   - quotes: How a text is written if that will do; `plain` falls back on `fallback`.
  ///   - inFlow: Whether flow indicators end it.
  static func scalar(_ value: TreeValue, _ quotes: Quotes, fallback: Quotes, inFlow: Bool) -> [UInt8] {
    switch value {
    case .bool(let bool): Array((bool ? "true" : "false").utf8)
    // Flow collections may be JSON, which has no other form.
    case .octal(let number) where !inFlow && number > 0: Array("0\(String(number, radix: 8))".utf8)
    case .number(let number), .octal(let number): Array(String(number).utf8)
    case .float(let float): number(float)
    case .text(let string): text(string, quotes, fallback: fallback, inFlow: inFlow)
    case .null, .list, .map: Array("null".utf8)
    }
  }

  /// With a fraction also before an exponent, as YAML 1.1 asks for one.
  private static func number(_ float: Double) -> [UInt8] {
    let text = Array(float.description.utf8)
    guard let exponent = text.firstIndex(of: UInt8(ascii: "e")), !text.contains(Ascii.dot) else { return text }
    return Array(text[..<exponent]) + ".0".utf8 + text[exponent...]
  }

  /// A text on one line.
  static func text(_ text: String, _ quotes: Quotes, fallback: Quotes, inFlow: Bool) -> [UInt8] {
    switch quotes {
    case .plain where isPlain(text, inFlow: inFlow): Array(text.utf8)
    case .plain: self.text(text, fallback == .plain ? .double : fallback, fallback: .double, inFlow: inFlow)
    case .single where text.unicodeScalars.allSatisfy(isPrintable): singleQuoted(text)
    case .single, .double: doubleQuoted(text)
    }
  }

  static func isTooLongKey(_ key: String) -> Bool { key.utf8.count > 1_000 && doubleQuoted(key).count > 1_024 }

  private static func singleQuoted(_ text: String) -> [UInt8] {
    var result = [Ascii.singleQuote]
    for byte in text.utf8 {
      if byte == Ascii.singleQuote { result.append(byte) }
      result.append(byte)
    }
    return result + [Ascii.singleQuote]
  }

  /// In double quotes, with the escapes of JSON, which are YAML's as well.
  static func doubleQuoted(_ text: String) -> [UInt8] { [Ascii.doubleQuote] + escaped(text) + [Ascii.doubleQuote] }

  /// What stands between double quotes.
  static func escaped(_ text: String) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.utf8.count + 2)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += [Ascii.backslash, UInt8(ascii: scalar)]
      case "\n": result += "\\n".utf8
      case "\r": result += "\\r".utf8
      case "\t": result += "\\t".utf8
      case _ where isPrintable(scalar): result += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
      default:
        let digits = String(scalar.value, radix: 16)
        result += "\\u".utf8 + [UInt8](repeating: Ascii.zero, count: max(4 - digits.utf8.count, 0)) + digits.utf8
      }
    }
    return result
  }

  /// Whether the character may stand in a scalar as it is, tabs and line breaks left out: printable to YAML, and no line break or mark to any version.
  static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x20..<0x7F, 0xA0..<0x2028, 0x202A..<0xD800, 0xE000..<0xFEFF, 0xFF00..<0xFFFE, 0x10000...: true
    default: false
    }
  }
}

// Plain texts.
extension ScalarPrinter {
  /// Whether a text needs no quotes to be read as text, by YAML 1.1 as by 1.2, in this and in other libraries.
  static func isPlain(_ text: String, inFlow: Bool) -> Bool {
    let bytes = Array(text.utf8)
    guard let first = bytes.first, let last = bytes.last, first < 0x80 ? startsPlain(bytes, first) : text.first?.isLetter == true,
      last != Ascii.space, last != Ascii.colon, text.unicodeScalars.allSatisfy(isPrintable), !isOtherType(bytes)
    else { return false }
    for index in bytes.indices {
      let next = index + 1 < bytes.count ? bytes[index + 1] : 0
      switch bytes[index] {
      case Ascii.colon: if inFlow || isBlank(next) { return false }
      case Ascii.space: if next == Ascii.hash { return false }
      case Ascii.comma, Ascii.openBracket, Ascii.closeBracket, Ascii.closeBrace, Ascii.question: if inFlow { return false }
      // Taken for a template's.
      case Ascii.openBrace:
        if inFlow || next == Ascii.openBrace || next == Ascii.percent || index > 0 && bytes[index - 1] == Ascii.dollar { return false }
      default: break
      }
    }
    return true
  }

  private static func startsPlain(_ bytes: [UInt8], _ first: UInt8) -> Bool {
    switch first {
    case Ascii.slash, Ascii.underscore, Ascii.dot, Ascii.dollar, UInt8(ascii: "("), Ascii.zero...Ascii.nine: true
    // Neither an item's dash nor a document's.
    case Ascii.minus: bytes.count > 1 && !isBlank(bytes[1]) && !bytes.starts(with: "---".utf8)
    default: (first | 0x20) &- UInt8(ascii: "a") < 26
    }
  }

  /// Whether any version of YAML may read the text as a number, a date, a time, a boolean or null.
  private static func isOtherType(_ bytes: [UInt8]) -> Bool {
    let lower = bytes.map { $0 &- UInt8(ascii: "A") < 26 ? $0 | 0x20 : $0 }
    if bytes.count <= 5, words.contains(String(decoding: lower, as: UTF8.self)) { return true }
    guard let first = bytes.first, first == Ascii.minus || first == Ascii.dot || (Ascii.zero...Ascii.nine).contains(first) else {
      return false
    }
    return bytes.contains { (Ascii.zero...Ascii.nine).contains($0) } && lower.allSatisfy(mayBeInNumber)
  }

  private static func mayBeInNumber(_ byte: UInt8) -> Bool {
    switch byte {
    case Ascii.zero...Ascii.nine, UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "x"), UInt8(ascii: "o"), UInt8(ascii: "t"),
      UInt8(ascii: "z"),
      Ascii.underscore, Ascii.dot, Ascii.comma, Ascii.colon, Ascii.plus, Ascii.minus, Ascii.space:
      true
    default: false
    }
  }

  private static let words: Set<String> = [
    "null", "true", "false", "yes", "no", "on", "off", "y", "n", ".inf", ".nan", "-.inf", ".", "..", "...",
  ]
}
