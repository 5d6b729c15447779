// What is assigned to a name: `password=…`, `"api_key": "…"`.
extension CredentialText {
  /// Values that begin within another one (`a=b=c`), which may be as long as the text: so many are looked at.
  private struct NestedValues {
    private var end = 0
    private var count = 0

    /// Whether to look at what begins at an offset.
    mutating func enter(at offset: Int) -> Bool {
      count = offset < end ? count + 1 : 0
      return count <= 8
    }

    mutating func extend(to offset: Int) { end = max(end, offset) }
  }

  static func appendAssignments(in bytes: [UInt8], to matches: inout [CredentialMatch]) {
    var index = 0
    var (values, authorizations) = (NestedValues(), NestedValues())
    while index < bytes.count {
      defer { index += 1 }
      let byte = bytes[index]
      guard byte == UInt8(ascii: "=") || byte == UInt8(ascii: ":"), let name = name(in: bytes, before: index) else { continue }
      var start = index + 1
      var isDefault = false
      if name.isParameter {
        // `${NAME:-value}`
        guard byte == UInt8(ascii: ":"), start < bytes.count, bytes[start] == UInt8(ascii: "-") || bytes[start] == UInt8(ascii: "=") else {
          continue
        }
        start += 1
        isDefault = true
      } else if start < bytes.count {
        switch (byte, bytes[start]) {
        case (UInt8(ascii: "="), UInt8(ascii: ">")), (UInt8(ascii: ":"), UInt8(ascii: "=")): start += 1
        case (UInt8(ascii: "="), UInt8(ascii: "=")), (UInt8(ascii: "="), UInt8(ascii: "~")), (UInt8(ascii: ":"), UInt8(ascii: ":")):
          index += 1
          continue
        default: break
        }
      }
      let text = String(decoding: bytes[name.range], as: UTF8.self)
      if isAuthorization(text) {
        guard authorizations.enter(at: index) else { continue }
        let (range, end) = authorization(in: bytes, from: start)
        authorizations.extend(to: end)
        if let range { matches.append(CredentialMatch(kind: "authorization header", range: range)) }
        continue
      }
      guard values.enter(at: index),
        let value = value(in: bytes, from: start, operator: byte, isDefault: isDefault, behind: name, &values)
      else { continue }
      let valueText = String(decoding: bytes[value.range], as: UTF8.self)
      if text == "auth", value.isQuoted, isUserAndPassword(Array(bytes[value.range])) {
        matches.append(CredentialMatch(kind: "registry login", range: value.range))
      } else if !value.isQuoted, isCode(valueText) {
        continue
      } else if CredentialVariable.isCredential(name: text, valueInText: valueText) {
        matches.append(CredentialMatch(kind: "value whose name says credential", range: value.range))
      } else if valueText.utf8.count >= 4, CredentialVariable.isSensitive(text),
        !CredentialVariable.isIdentifierName(text), CredentialVariable.mayBeValue(valueText)
      {
        matches.append(CredentialMatch(kind: "", range: value.range, isSuspect: true))
      }
    }
  }

  private struct Name {
    var range: Range<Int>
    /// It stands behind `${`.
    var isParameter: Bool
    /// Nothing but indentation, a list's hyphen, `export` or quotes stand before it on its line.
    var startsLine: Bool
  }

  private static func name(in bytes: [UInt8], before end: Int) -> Name? {
    var end = end
    var blanks = 0
    while end > 0, bytes[end - 1] == UInt8(ascii: " "), blanks < 12 {
      end -= 1
      blanks += 1
    }
    var quotes = 0
    while end > 0, quotes < 3,
      bytes[end - 1] == UInt8(ascii: "\"") || bytes[end - 1] == UInt8(ascii: "'") || bytes[end - 1] == UInt8(ascii: "]")
        || bytes[end - 1] == UInt8(ascii: "\\")
    {
      end -= 1
      quotes += 1
    }
    var start = end
    while start > 0, end - start < 80, isNameByte(bytes[start - 1]) { start -= 1 }
    guard end - start >= 2, end - start < 80 else { return nil }
    // Words such as `==` and `!=` compare.
    if blanks > 0, quotes == 0, end - start < 3 { return nil }
    var before = start
    var isParameter = false
    if before > 0 {
      switch bytes[before - 1] {
      case UInt8(ascii: "$"): return nil
      case UInt8(ascii: "{"):
        if before > 1, bytes[before - 2] == UInt8(ascii: "$") { isParameter = true }
      default: break
      }
    }
    while start < end, bytes[start] == UInt8(ascii: "-") || bytes[start] == UInt8(ascii: ".") { start += 1 }
    if end - start > 1, bytes[start] == UInt8(ascii: "D"), before > 0, start > 0, bytes[start - 1] == UInt8(ascii: "-") { start += 1 }
    while before > 0 {
      switch bytes[before - 1] {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "-"): before -= 1
      default:
        return Name(
          range: start..<end, isParameter: isParameter,
          startsLine: bytes[before - 1] == UInt8(ascii: "\n") || bytes[before - 1] == UInt8(ascii: "\r"))
      }
    }
    return Name(range: start..<end, isParameter: isParameter, startsLine: true)
  }

  private static func value(
    in bytes: [UInt8], from start: Int, operator sign: UInt8, isDefault: Bool, behind name: Name, _ values: inout NestedValues
  ) -> (range: Range<Int>, isQuoted: Bool)? {
    var start = start
    let afterOperator = start
    while start < bytes.count, bytes[start] == UInt8(ascii: " ") || bytes[start] == UInt8(ascii: "\t") { start += 1 }
    guard start < bytes.count else { return nil }
    // An escaped quote, as in JSON within JSON.
    if bytes[start] == UInt8(ascii: "\\"), start + 1 < bytes.count,
      bytes[start + 1] == UInt8(ascii: "\"") || bytes[start + 1] == UInt8(ascii: "'")
    {
      start += 1
    }
    let quote = bytes[start]
    if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
      start += 1
      var end = start
      while end < bytes.count, bytes[end] != quote, bytes[end] != UInt8(ascii: "\n") { end += 1 }
      guard end < bytes.count, bytes[end] == quote else { return nil }
      if end > start, bytes[end - 1] == UInt8(ascii: "\\") { end -= 1 }
      return end > start && !expands(bytes[start..<end], quote) ? (start..<end, true) : nil
    }
    var end = start
    scan: while end < bytes.count {
      switch bytes[end] {
      case 0...0x20, UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: ";"),
        UInt8(ascii: "|"),
        UInt8(ascii: "&"), UInt8(ascii: ","), UInt8(ascii: ")"), UInt8(ascii: "\\"):
        break scan
      case UInt8(ascii: "}") where isDefault: break scan
      default: end += 1
      }
    }
    values.extend(to: end)
    guard end > start, !expands(bytes[start..<end], 0) else { return nil }
    let next = end < bytes.count ? bytes[end] : UInt8(ascii: "\n")
    // Followed by these, it is a variable of a program; quotes in the middle of a word make it an expression, but those around `"Name: value"` a header.
    let isHeader = name.range.lowerBound > 0 && bytes[name.range.lowerBound - 1] == next
    if next == UInt8(ascii: ")") || next == UInt8(ascii: ",") || next == UInt8(ascii: "\"") && sign == UInt8(ascii: ":") && !isHeader
      || next == UInt8(ascii: "`")
    {
      return nil
    }
    let endsLine = next == UInt8(ascii: "\n") || next == UInt8(ascii: "\r")
    let hasBlanks = start > afterOperator
    if sign == UInt8(ascii: ":"), !isDefault {
      guard hasBlanks, name.startsLine && endsLine || CredentialEntropy.isRandom(String(decoding: bytes[start..<end], as: UTF8.self)) else {
        return nil
      }
    } else if hasBlanks, !(name.startsLine && endsLine) {
      return nil
    }
    return (start..<end, false)
  }

  /// Whether a shell or a template puts something else in.
  static func expands(_ value: ArraySlice<UInt8>, _ quote: UInt8) -> Bool {
    if quote == UInt8(ascii: "'") { return false }
    for index in value.indices.dropLast() where value[index] == UInt8(ascii: "$") {
      let next = value[index + 1]
      if isNameByte(next) || next == UInt8(ascii: "{") || next == UInt8(ascii: "(") { return true }
    }
    return value.contains(UInt8(ascii: "`"))
  }

  /// A call, an index, or members of something: the value of a program's variable.
  private static func isCode(_ text: String) -> Bool {
    if text.utf8.contains(where: {
      $0 == UInt8(ascii: "(") || $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "*")
    }) {
      return true
    }
    guard text.utf8.contains(UInt8(ascii: ".")) else { return false }
    return text.utf8.allSatisfy { ($0 | 0x20) &- UInt8(ascii: "a") < 26 || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".") }
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10 || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
      || byte == UInt8(ascii: ".")
  }
}
