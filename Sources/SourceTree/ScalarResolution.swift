/// Resolves scalars as kubectl does.
///
/// kubectl reads YAML with sigs.k8s.io/yaml: goyaml.v2's `resolve` gives a scalar its value, `convertToJSONableObject` turns keys into strings, and
/// the JSON this makes is read back, where a number that is whole and fits in 64 bits is an integer.
enum ScalarResolution {
  /// - Parameter index: A scalar of `document`, as everywhere here.
  static func scalar(_ index: Int, of document: Document) -> Scalar {
    switch value(index, of: document) {
    case .null: .null
    case .bool(let bool): .bool(bool)
    case .int(let int): .int(int)
    case .unsigned(let unsigned): .float(Double(unsigned))
    case .float(let float): number(float)
    case .text: .string(document.text(ofScalar: index))
    case .mismatch: .tagMismatch
    }
  }

  static func isNull(_ index: Int, of document: Document) -> Bool {
    if case .null = value(index, of: document) { true } else { false }
  }

  static func keyText(_ index: Int, of document: Document) -> String? {
    switch value(index, of: document) {
    case .null, .unsigned, .mismatch: nil
    case .bool(let bool): bool ? "true" : "false"
    case .int(let int): String(int)
    case .float(let float): shortest(Float(float))
    case .text: document.text(ofScalar: index)
    }
  }

  /// A scalar as goyaml resolves it.
  private enum Value {
    case null
    case bool(Bool)
    case int(Int64)
    /// From 2⁶³ on.
    case unsigned(UInt64)
    case float(Double)
    /// The scalar's text; of `!!binary` what it holds.
    case text
    case mismatch
  }

  private static func value(_ index: Int, of document: Document) -> Value {
    let record = document.nodes[index]
    if record.flags.contains(.hasProperties), document.properties(of: index)?.tag != nil { return taggedValue(index, of: document) }
    // A plain scalar of several lines holds a blank, which no number or word does.
    guard record.style == .plain, !record.flags.contains(.needsDecoding) else { return .text }
    let bytes = document.source.bytes
    return plainValue(bytes.span.extracting(Int(record.start)..<Int(record.end)))
  }

  private static func taggedValue(_ index: Int, of document: Document) -> Value {
    let node = Node(document: document, index: index)
    let tag = node.tagName ?? ""
    guard tag.hasPrefix(Tag.corePrefix) else { return .text }
    let name = tag.dropFirst(Tag.corePrefix.count)
    let text = Array(ScalarText.decode(node).utf8)
    let value = plainValue(text.span)
    switch (name, value) {
    case ("bool", .bool), ("null", .null), ("int", .int), ("int", .unsigned), ("float", .float): return value
    case ("float", .int(let int)): return .float(Double(int))
    case ("bool", _), ("null", _), ("int", _), ("float", _): return .mismatch
    case ("timestamp", _): return Timestamp.isValid(text) ? .text : .mismatch
    case ("binary", _): return Base64.decode(text) == nil ? .mismatch : .text
    default: return .text
    }
  }

  /// What a plain scalar means; the first byte decides which forms are tried.
  private static func plainValue(_ text: Span<UInt8>) -> Value {
    guard !text.isEmpty else { return .null }
    switch text[0] {
    case Ascii.zero...Ascii.nine, Ascii.plus, Ascii.minus: return number(text)
    case Ascii.dot: return fraction(text)
    case Ascii.tilde: return text.count == 1 ? .null : .text
    case UInt8(ascii: "y"), UInt8(ascii: "Y"): return isWord(text, "y") || isWord(text, "yes") ? .bool(true) : .text
    case UInt8(ascii: "n"), UInt8(ascii: "N"):
      if isWord(text, "null") { return .null }
      return isWord(text, "n") || isWord(text, "no") ? .bool(false) : .text
    case UInt8(ascii: "t"), UInt8(ascii: "T"): return isWord(text, "true") ? .bool(true) : .text
    case UInt8(ascii: "f"), UInt8(ascii: "F"): return isWord(text, "false") ? .bool(false) : .text
    case UInt8(ascii: "o"), UInt8(ascii: "O"):
      if isWord(text, "on") { return .bool(true) }
      return isWord(text, "off") ? .bool(false) : .text
    default: return .text
    }
  }

  /// Whether the text is the word in lower case, with a capital letter, or in capitals.
  private static func isWord(_ text: Span<UInt8>, _ word: StaticString) -> Bool {
    guard text.count == word.utf8CodeUnitCount else { return false }
    let lowercase: UInt8 = 0x20
    let restCase = text.count > 1 ? text[1] & lowercase : lowercase
    // A small first letter allows no capital behind it.
    if text[0] & lowercase != 0, restCase == 0 { return false }
    for index in 0..<text.count {
      let byte = text[index]
      if unsafe byte | lowercase != word.utf8Start[index] { return false }
      if index > 0, byte & lowercase != restCase { return false }
    }
    return true
  }
}

// Numbers.
extension ScalarResolution {
  /// Text that starts with a sign or a digit. Underscores count for nothing, wherever they stand.
  private static func number(_ text: Span<UInt8>) -> Value {
    if let infinity = infinity(text, at: 1) { return infinity }
    for index in 0..<text.count where text[index] == Ascii.underscore {
      let digits = removingUnderscores(text)
      return number(withoutUnderscores: digits.span)
    }
    return number(withoutUnderscores: text)
  }

  private static func number(withoutUnderscores text: Span<UInt8>) -> Value {
    if let integer = integer(text) { return integer }
    if isDecimal(text) { return float(text) }
    // A sign behind the prefix is accepted here alone.
    if text.count > 3, text[0] == Ascii.zero, text[1] == UInt8(ascii: "b"), text[2] == Ascii.minus || text[2] == Ascii.plus {
      guard let magnitude = magnitude(text.extracting(3...), radix: 2) else { return .text }
      return signed(magnitude, isNegative: text[2] == Ascii.minus) ?? .text
    }
    return .text
  }

  /// An integer as Go's `strconv.ParseInt` and `ParseUint` read it with base 0: a leading zero means octal.
  private static func integer(_ text: Span<UInt8>) -> Value? {
    let hasSign = text[0] == Ascii.plus || text[0] == Ascii.minus
    let isNegative = text[0] == Ascii.minus
    let digits = text.extracting((hasSign ? 1 : 0)...)
    guard !digits.isEmpty, let magnitude = prefixedMagnitude(digits) else { return nil }
    if hasSign || magnitude <= UInt64(Int64.max) { return signed(magnitude, isNegative: isNegative) }
    return .unsigned(magnitude)
  }

  private static func prefixedMagnitude(_ digits: Span<UInt8>) -> UInt64? {
    guard digits[0] == Ascii.zero else { return magnitude(digits, radix: 10) }
    if digits.count == 1 { return 0 }
    switch digits[1] | 0x20 {
    case UInt8(ascii: "x"): return magnitude(digits.extracting(2...), radix: 16)
    case UInt8(ascii: "o"): return magnitude(digits.extracting(2...), radix: 8)
    case UInt8(ascii: "b"): return magnitude(digits.extracting(2...), radix: 2)
    default: return magnitude(digits.extracting(1...), radix: 8)
    }
  }

  private static func magnitude(_ digits: Span<UInt8>, radix: UInt64) -> UInt64? {
    guard !digits.isEmpty else { return nil }
    var value: UInt64 = 0
    for index in 0..<digits.count {
      guard let digit = ScalarText.hexadecimalDigit(digits[index]).map(UInt64.init), digit < radix else { return nil }
      let (product, overflows) = value.multipliedReportingOverflow(by: radix)
      let (sum, carries) = product.addingReportingOverflow(digit)
      if overflows || carries { return nil }
      value = sum
    }
    return value
  }

  private static func signed(_ magnitude: UInt64, isNegative: Bool) -> Value? {
    if !isNegative { return Int64(exactly: magnitude).map(Value.int) }
    return magnitude == Int64.min.magnitude ? .int(.min) : Int64(exactly: magnitude).map { .int(-$0) }
  }

  /// Text that starts with a dot: a fraction, an infinity or no number. Underscores may stand between digits.
  private static func fraction(_ text: Span<UInt8>) -> Value {
    var hasUnderscores = false
    for index in 0..<text.count where text[index] == Ascii.underscore {
      guard index + 1 < text.count, isDigit(text[index - 1]), isDigit(text[index + 1]) else { return .text }
      hasUnderscores = true
    }
    if hasUnderscores {
      let digits = removingUnderscores(text)
      return isDecimal(digits.span) ? float(digits.span) : .text
    }
    return isDecimal(text) ? float(text) : infinity(text, at: 0) ?? .text
  }

  /// `.inf` behind a sign or none, or `.nan`.
  private static func infinity(_ text: Span<UInt8>, at dot: Int) -> Value? {
    guard text.count == dot + 4, text[dot] == Ascii.dot, !isDigit(text[0]) else { return nil }
    let word = text.extracting((dot + 1)...)
    if isWord(word, "inf") { return .float(text[0] == Ascii.minus ? -.infinity : .infinity) }
    let isMixedCase = word[0] == UInt8(ascii: "N") && word[1] == UInt8(ascii: "a") && word[2] == UInt8(ascii: "N")
    let isNaN = isMixedCase || isWord(word, "nan") && word[0] & 0x20 == word[1] & 0x20
    return dot == 0 && isNaN ? .float(.nan) : nil
  }

  /// `[-+]? (\.[0-9]+ | [0-9]+ (\.[0-9]*)?) ([eE][-+]?[0-9]+)?`
  private static func isDecimal(_ text: Span<UInt8>) -> Bool {
    var index = text[0] == Ascii.plus || text[0] == Ascii.minus ? 1 : 0
    let whole = digitsEnd(text, from: index)
    var hasDigits = whole > index
    index = whole
    if index < text.count, text[index] == Ascii.dot {
      let end = digitsEnd(text, from: index + 1)
      hasDigits = hasDigits || end > index + 1
      index = end
    }
    guard hasDigits, index < text.count else { return hasDigits }
    guard text[index] | 0x20 == UInt8(ascii: "e") else { return false }
    index += 1
    if index < text.count, text[index] == Ascii.plus || text[index] == Ascii.minus { index += 1 }
    let end = digitsEnd(text, from: index)
    return end > index && end == text.count
  }

  private static func digitsEnd(_ text: Span<UInt8>, from start: Int) -> Int {
    var index = start
    while index < text.count, isDigit(text[index]) { index += 1 }
    return index
  }

  /// A decimal number; one beyond the largest finite value stays text.
  private static func float(_ text: Span<UInt8>) -> Value {
    guard let float = Double(string(text)), float.isFinite else { return .text }
    return .float(float)
  }

  /// A float behind its way through JSON.
  private static func number(_ float: Double) -> Scalar {
    guard float.isFinite else { return .notANumber }
    guard float.rounded(.towardZero) == float, float.magnitude < 1e19 else { return .float(float) }
    if let int = Int64(exactly: float), int.magnitude < 1 << 53 { return .int(int) }
    // JSON has the shortest digits that name the float, filled up with zeros, and these are what is read back.
    let (digits, point) = decimal(float.magnitude.description)
    var magnitude: UInt64 = 0
    for index in 0..<max(point, digits.count) {
      let digit = index < digits.count ? UInt64(digits[index] - Ascii.zero) : 0
      let (product, overflows) = magnitude.multipliedReportingOverflow(by: 10)
      let (sum, carries) = product.addingReportingOverflow(digit)
      if overflows || carries { return .float(float) }
      magnitude = sum
    }
    if case .int(let int) = signed(magnitude, isNegative: float < 0) { return .int(int) }
    return .float(float)
  }

  /// The float as Go's `strconv.FormatFloat(_, 'g', -1, 32)` writes it, infinities and NaN as YAML does.
  private static func shortest(_ float: Float) -> String {
    if float.isNaN { return ".nan" }
    let sign = float.sign == .minus ? "-" : ""
    if float.isInfinite { return sign + ".inf" }
    if float == 0 { return sign + "0" }
    let (digits, point) = decimal(float.magnitude.description)
    let text = String(decoding: digits, as: UTF8.self)
    if point < -3 || point > 6 {
      let exponent = point - 1
      let power = "e\(exponent < 0 ? "-" : "+")\(exponent.magnitude < 10 ? "0" : "")\(exponent.magnitude)"
      return sign + text.prefix(1) + (digits.count > 1 ? "." : "") + text.dropFirst() + power
    }
    if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + text }
    if point >= digits.count { return sign + text + String(repeating: "0", count: point - digits.count) }
    return sign + text.prefix(point) + "." + text.dropFirst(point)
  }

  /// The digits of a positive number's description without leading and trailing zeros, and where the decimal point stands in them.
  private static func decimal(_ description: String) -> (digits: [UInt8], point: Int) {
    var digits: [UInt8] = []
    var point: Int?
    var exponent = 0
    let bytes = Array(description.utf8)
    for (index, byte) in bytes.enumerated() {
      if isDigit(byte) {
        digits.append(byte)
      } else if byte == Ascii.dot {
        point = digits.count
      } else {
        exponent = Int(String(decoding: bytes[(index + 1)...], as: UTF8.self)) ?? 0
        break
      }
    }
    let leadingZeros = digits.prefix { $0 == Ascii.zero }.count
    let position = (point ?? digits.count) + exponent - leadingZeros
    digits.removeFirst(leadingZeros)
    while digits.last == Ascii.zero { digits.removeLast() }
    return (digits, position)
  }

  private static func removingUnderscores(_ text: Span<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    for index in 0..<text.count where text[index] != Ascii.underscore { result.append(text[index]) }
    return result
  }

  private static func string(_ text: Span<UInt8>) -> String {
    unsafe text.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { Ascii.zero <= byte && byte <= Ascii.nine }
}
