/// Finds credentials in any text: a value, an argument, a script, a configuration file.
///
/// Shapes come first; then what is assigned to a name that says credential (`password=…`, `"api_key": "…"`, `token => …`), authorization headers, `.netrc`
/// and `.pgpass` lines, and all of these wrapped in Base64.
package struct CredentialText: Sendable {
  private let shapes = CredentialShapes()

  package init() {}

  /// The credentials in the text, in their order; they do not overlap.
  ///
  /// - Parameters:
  ///   - mayHaveShape: Whether to look for shapes; not needed in a part of a text that has been looked through.
  ///   - isWrapped: Whether the text comes out of Base64, so that no more wrapping is looked for.
  package func matches(in text: String, mayHaveShape: Bool = true, isWrapped: Bool = false) -> [CredentialMatch] {
    let span = text.utf8.span
    guard span.count >= 8 else { return [] }
    var matches = mayHaveShape ? shapes.matches(in: span) : []
    if let range = Self.schemeAndToken(text) { matches.append(CredentialMatch(kind: "authorization header", range: range)) }
    let hints = Hints(span)
    guard hints.hasAny else { return Self.apart(matches) }
    let bytes = Array(text.utf8)
    if hints.hasOperator, hints.hasName { Self.appendAssignments(in: bytes, to: &matches) }
    if hints.colons >= 4 { Self.appendPasswordFileLines(in: bytes, to: &matches) }
    if hints.hasName { Self.appendMachineLines(in: bytes, to: &matches) }
    if hints.longestRun >= Self.shortestWrapping, !isWrapped { appendWrapped(in: bytes, to: &matches) }
    return Self.apart(matches)
  }

  /// What one pass over the bytes says about what is worth looking for; most texts end here.
  private struct Hints {
    private(set) var hasOperator = false
    private(set) var colons = 0
    private(set) var longestRun = 0
    /// Three letters of a word that says credential.
    private(set) var hasName = false

    init(_ bytes: Span<UInt8>) {
      var run = 0
      for index in bytes.indices {
        let byte = bytes[index]
        if CredentialText.isBase64(byte) {
          run += 1
          continue
        }
        longestRun = max(longestRun, run)
        run = 0
        if byte == UInt8(ascii: ":") { colons += 1 }
        hasOperator = hasOperator || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "=")
      }
      longestRun = max(longestRun, run)
      hasName = (hasOperator || longestRun < bytes.count) && CredentialVariable.mayBeSensitive(bytes)
    }

    var hasAny: Bool { hasName || colons >= 4 || longestRun >= CredentialText.shortestWrapping }
  }

  /// Sorted and without overlaps; of those that begin together the first found is kept, which is the most specific.
  static func apart(_ matches: [CredentialMatch]) -> [CredentialMatch] {
    guard matches.count > 1 else { return matches }
    let sorted = matches.enumerated().sorted { ($0.element.range.lowerBound, $0.offset) < ($1.element.range.lowerBound, $1.offset) }
    var kept: [CredentialMatch] = []
    for (_, match) in sorted where kept.last.map({ $0.range.upperBound <= match.range.lowerBound }) ?? true { kept.append(match) }
    return kept
  }
}

// Assignments.
extension CredentialText {
  private static func appendAssignments(in bytes: [UInt8], to matches: inout [CredentialMatch]) {
    var index = 0
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
        if let range = authorization(in: bytes, from: start) { matches.append(CredentialMatch(kind: "authorization header", range: range)) }
        continue
      }
      guard let value = value(in: bytes, from: start, operator: byte, isDefault: isDefault, behind: name) else { continue }
      let valueText = String(decoding: bytes[value.range], as: UTF8.self)
      if text == "auth", value.isQuoted, isUserAndPassword(Array(bytes[value.range])) {
        matches.append(CredentialMatch(kind: "registry login", range: value.range))
      } else if !value.isQuoted, isCode(valueText) {
        continue
      } else if CredentialVariable.isCredential(name: text, valueInText: valueText) {
        matches.append(CredentialMatch(kind: "value whose name says credential", range: value.range))
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
    guard end - start >= 3, end - start < 80 else { return nil }
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
    in bytes: [UInt8], from start: Int, operator sign: UInt8, isDefault: Bool, behind name: Name
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
    guard end > start, !expands(bytes[start..<end], 0) else { return nil }
    let next = end < bytes.count ? bytes[end] : UInt8(ascii: "\n")
    // Followed by these, it is a variable of a program; quotes in the middle of a word make it an expression.
    if next == UInt8(ascii: ")") || next == UInt8(ascii: ",") || next == UInt8(ascii: "\"") && sign == UInt8(ascii: ":")
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
  private static func expands(_ value: ArraySlice<UInt8>, _ quote: UInt8) -> Bool {
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

// Headers and files of other formats.
extension CredentialText {
  private static func isAuthorization(_ name: String) -> Bool {
    let count = name.utf8.count
    return (count == 13 || count == 19) && name.lowercased().hasSuffix("authorization")
  }

  /// A whole text that is the value of such a header.
  private static func schemeAndToken(_ text: String) -> Range<Int>? {
    guard text.hasPrefix("Bearer ") || text.hasPrefix("Basic "), text.utf8.count >= 20 else { return nil }
    let bytes = Array(text.utf8)
    guard let range = authorization(in: bytes, from: 0), range.upperBound == bytes.count else { return nil }
    return range
  }

  /// What follows the scheme: `Bearer …`, `Basic …`, `token …`.
  private static func authorization(in bytes: [UInt8], from start: Int) -> Range<Int>? {
    var start = start
    for _ in 0..<2 {
      while start < bytes.count,
        bytes[start] == UInt8(ascii: " ") || bytes[start] == UInt8(ascii: "\"") || bytes[start] == UInt8(ascii: "'")
      { start += 1 }
      var end = start
      while end < bytes.count, bytes[end] > 0x20, bytes[end] != UInt8(ascii: "\""), bytes[end] != UInt8(ascii: "'") { end += 1 }
      let word = String(decoding: bytes[start..<end], as: UTF8.self)
      switch word.lowercased() {
      case "bearer", "basic", "token", "apikey", "api-key", "negotiate", "digest", "splunk": start = end
      default:
        guard end - start >= 8, !expands(bytes[start..<end], 0), CredentialVariable.mayBeValue(word),
          word.utf8.contains(where: { $0 &- UInt8(ascii: "0") < 10 || $0 &- UInt8(ascii: "A") < 26 })
        else { return nil }
        return start..<end
      }
    }
    return nil
  }

  /// `machine HOST login NAME password VALUE`
  private static func appendMachineLines(in bytes: [UInt8], to matches: inout [CredentialMatch]) {
    var start = 0
    while let machine = bytes.firstRange(of: "machine ", in: start..<bytes.count) {
      start = machine.upperBound
      let line = start..<min(start + 300, bytes.count)
      guard let login = bytes.firstRange(of: "login ", in: line),
        let password = bytes.firstRange(of: "password ", in: login.upperBound..<line.upperBound)
      else { continue }
      var end = password.upperBound
      while end < bytes.count, bytes[end] > 0x20, bytes[end] != UInt8(ascii: "\""), bytes[end] != UInt8(ascii: "'"),
        bytes[end] != UInt8(ascii: "\\")
      { end += 1 }
      let value = bytes[password.upperBound..<end]
      if !value.isEmpty, !expands(value, 0),
        CredentialVariable.mayBeValue(String(decoding: value, as: UTF8.self))
      {
        matches.append(CredentialMatch(kind: "password in .netrc form", range: password.upperBound..<end))
      }
      start = end
    }
  }

  /// `HOST:PORT:DATABASE:USER:PASSWORD`, alone on its line or between quotes.
  private static func appendPasswordFileLines(in bytes: [UInt8], to matches: inout [CredentialMatch]) {
    var start = 0
    var colons: [Int] = []
    func finish(at end: Int) {
      defer {
        start = end + 1
        colons.removeAll(keepingCapacity: true)
      }
      guard colons.count == 4, colons[0] > start, end > colons[3] + 1 else { return }
      let port = bytes[colons[0] + 1..<colons[1]]
      guard port.elementsEqual("*".utf8) || (3...5).contains(port.count) && port.allSatisfy({ $0 &- UInt8(ascii: "0") < 10 }),
        colons[2] > colons[1] + 1, colons[3] > colons[2] + 1, bytes[start] != UInt8(ascii: "-"), bytes[start] != UInt8(ascii: "/")
      else { return }
      let value = bytes[colons[3] + 1..<end]
      guard !expands(value, 0), CredentialVariable.mayBeValue(String(decoding: value, as: UTF8.self)), !value.contains(UInt8(ascii: "/"))
      else { return }
      matches.append(CredentialMatch(kind: "password in .pgpass form", range: colons[3] + 1..<end))
    }
    for index in bytes.indices {
      switch bytes[index] {
      case 0...0x20, UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: ","), UInt8(ascii: "="): finish(at: index)
      case UInt8(ascii: ":"): colons.append(index)
      default: break
      }
    }
    finish(at: bytes.count)
  }
}

// Base64.
extension CredentialText {
  private static var shortestWrapping: Int { 32 }

  private func appendWrapped(in bytes: [UInt8], to matches: inout [CredentialMatch]) {
    var start = 0
    while start < bytes.count {
      var end = start
      while end < bytes.count, Self.isBase64(bytes[end]) { end += 1 }
      if end - start >= Self.shortestWrapping {
        while end < bytes.count, bytes[end] == UInt8(ascii: "=") { end += 1 }
        if let text = Self.unwrapped(bytes[start..<end]), let match = self.matches(in: text, isWrapped: true).first {
          matches.append(CredentialMatch(kind: "\(match.kind) in Base64", range: start..<end))
        }
      }
      start = end + 1
    }
  }

  /// What the text stands for, if that is text again.
  private static func unwrapped(_ text: ArraySlice<UInt8>) -> String? {
    var result: [UInt8] = []
    result.reserveCapacity(text.count / 4 * 3)
    var bits: UInt32 = 0
    var count = 0
    for byte in text {
      guard let digit = base64Digit(byte) else { break }
      bits = bits << 6 | UInt32(digit)
      count += 1
      guard count % 4 != 1 else { continue }
      let decoded = UInt8(truncatingIfNeeded: bits >> (6 - UInt32((count - 1) % 4) * 2))
      guard decoded >= 0x20 && decoded != 0x7F || decoded == 0x0A || decoded == 0x0D || decoded == 0x09 else { return nil }
      result.append(decoded)
    }
    guard result.count >= 8 else { return nil }
    return String(validating: result, as: UTF8.self)
  }

  /// Base64 of `NAME:PASSWORD`, as container registries want it.
  private static func isUserAndPassword(_ text: [UInt8]) -> Bool {
    guard text.count >= 8, let plain = unwrapped(text[...]), let colon = plain.utf8.firstIndex(of: UInt8(ascii: ":")) else { return false }
    return colon > plain.utf8.startIndex && plain.utf8.index(after: colon) < plain.utf8.endIndex
  }

  private static func base64Digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A")
    case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0") + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }

  private static func isBase64(_ byte: UInt8) -> Bool { base64Digit(byte) != nil }
}

extension [UInt8] {
  /// Where the text first stands in a part of the bytes.
  fileprivate func firstRange(of text: StaticString, in part: Range<Int>) -> Range<Int>? {
    let length = text.utf8CodeUnitCount
    guard length > 0, part.lowerBound >= 0, part.upperBound <= count else { return nil }
    return text.withUTF8Buffer { pattern in
      var index = part.lowerBound
      while index + length <= part.upperBound {
        if unsafe self[index] == pattern[0], unsafe self[index..<index + length].elementsEqual(pattern) { return index..<index + length }
        index += 1
      }
      return nil
    }
  }
}
