/// Finds credentials by what they look like: prefixes and lengths of well-known tokens, private keys, passwords in URLs.
///
/// Works on UTF-8 bytes and allocates nothing until something is found. Ordinary text is passed over by three cheap questions: is there an `@`, is there a
/// `PRIVATE KEY`, is there a run of sixteen token characters? The last one looks at about every second byte, eight at a time.
///
/// The forms are the issuers' own, from their documentation. A body that is only filling (`xxxx…`) or calls itself an example is not reported,
/// except for AWS's, whose documentation has taught everyone to begin with `AKIAIOSFODNN7EXAMPLE`.
package struct CredentialShapes: Sendable {
  /// Looks for all shapes that are known.
  package init() {}

  /// The credentials in `text`, in their order; they do not overlap.
  package func matches(in text: String) -> [CredentialMatch] { matches(in: text.utf8.span) }

  /// The credentials in bytes that need not be text of one piece: a whole file, say.
  package func matches(in bytes: Span<UInt8>) -> [CredentialMatch] {
    guard bytes.count >= Self.shortestText else { return [] }
    var matches: [CredentialMatch] = []
    Self.appendURLPasswords(in: bytes, to: &matches)
    Self.appendPrivateKeys(in: bytes, to: &matches)
    Self.appendTokens(in: bytes, to: &matches)
    guard matches.count > 1 else { return matches }
    matches.sort { ($0.range.lowerBound, $1.range.upperBound) < ($1.range.lowerBound, $0.range.upperBound) }
    var end = 0
    matches.removeAll { match in
      if match.range.lowerBound < end { return true }
      end = match.range.upperBound
      return false
    }
    return matches
  }

  /// `a://:b@c`
  private static var shortestText: Int { 8 }
}

// Passwords in URLs.
extension CredentialShapes {
  private static func appendURLPasswords(in bytes: Span<UInt8>, to matches: inout [CredentialMatch]) {
    var start = 0
    /// Where the user information ends that the `@` may be a part of, and the last `@` in it.
    var run = (end: 0, last: 0, count: 0)
    while let at = bytes.offset(of: UInt8(ascii: "@"), from: start) {
      start = at + 1
      guard start < bytes.count, isHostStart(bytes[start]) else { continue }
      if at >= run.end {
        run = (start, at, 0)
        while run.end < bytes.count, isUserInformation(bytes[run.end]) {
          if bytes[run.end] == UInt8(ascii: "@"), run.end + 1 < bytes.count, isHostStart(bytes[run.end + 1]) { run.last = run.end }
          run.end += 1
        }
      }
      // For each, all of it is looked at.
      run.count += 1
      guard run.count <= mostAts || at == run.last else { continue }
      guard let password = password(in: bytes, before: at) else { continue }
      matches.append(CredentialMatch(kind: "password in a URL", range: password))
    }
  }

  /// The first of so many `@` without anything between them that ends a URL's authority, and the last.
  private static var mostAts: Int { 8 }

  /// The password of the user information that ends at `end`, if a scheme and a colon stand before it.
  private static func password(in bytes: Span<UInt8>, before end: Int) -> Range<Int>? {
    var index = end
    var colon: Int?
    while index > 0 {
      let byte = bytes[index - 1]
      if byte == UInt8(ascii: "/") {
        guard index >= 4, bytes[index - 2] == UInt8(ascii: "/"), bytes[index - 3] == UInt8(ascii: ":"), isAlphanumeric(bytes[index - 4]),
          let colon, colon + 1 < end, !isPlaceholder(bytes, colon + 1..<end)
        else { return nil }
        return colon + 1..<end
      }
      guard isUserInformation(byte) else { return nil }
      index -= 1
      if byte == UInt8(ascii: ":") { colon = index }
    }
    return nil
  }

  /// RFC 3986's user information without quotes, and with what templates and shells put in its place.
  private static func isUserInformation(_ byte: UInt8) -> Bool {
    switch byte {
    case 0...0x20, 0x7F: false
    case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"), UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "\\"): false
    default: true
    }
  }

  private static func isHostStart(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "["), UInt8(ascii: "$"), UInt8(ascii: "{"), UInt8(ascii: "<"), UInt8(ascii: "%"), UInt8(ascii: "_"),
      UInt8(ascii: "("):
      true
    default: isAlphanumeric(byte) || byte >= 0x80
    }
  }
}

// What only holds the place of a value.
extension CredentialShapes {
  /// Whether the text is filling, `<…>`, `TODO`, a variable, a template: nothing that opens anything.
  static func isPlaceholder(_ text: String) -> Bool {
    let bytes = text.utf8.span
    return isPlaceholder(bytes, 0..<bytes.count)
  }

  private static func isPlaceholder(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    guard let firstIndex = range.first, let lastIndex = range.last else { return true }
    switch (bytes[firstIndex], bytes[lastIndex]) {
    case (UInt8(ascii: "<"), UInt8(ascii: ">")), (UInt8(ascii: "["), UInt8(ascii: "]")), (UInt8(ascii: "{"), UInt8(ascii: "}")): return true
    case (UInt8(ascii: "%"), UInt8(ascii: "%")), (UInt8(ascii: "@"), UInt8(ascii: "@")), (UInt8(ascii: "_"), UInt8(ascii: "_")): return true
    case (UInt8(ascii: "$"), _) where range.count > 1 && isLetter(bytes[firstIndex + 1]): return true
    default: break
    }
    if isFilling(bytes, range) || containsTemplate(bytes, range) || isConstantName(bytes, range) { return true }
    for word in ["your", "replace", "insert", "todo", "fixme", "redacted", "placeholder"] {
      if hasPrefix(word, bytes, at: firstIndex, before: range.upperBound, ignoringCase: true) { return true }
    }
    for word in ["PASSWORD", "PASS", "PASSWD", "PWD", "SECRET", "TOKEN", "KEY", "VALUE"] where word.utf8.count == range.count {
      if hasPrefix(word, bytes, at: firstIndex, before: range.upperBound) { return true }
    }
    return false
  }

  /// `$(`, `${`, `{{`, `<%`, `#{` or `%(`.
  private static func containsTemplate(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    for index in range.dropLast() {
      switch (bytes[index], bytes[index + 1]) {
      case (UInt8(ascii: "$"), UInt8(ascii: "(")), (UInt8(ascii: "$"), UInt8(ascii: "{")), (UInt8(ascii: "{"), UInt8(ascii: "{")),
        (UInt8(ascii: "<"), UInt8(ascii: "%")), (UInt8(ascii: "#"), UInt8(ascii: "{")), (UInt8(ascii: "%"), UInt8(ascii: "(")):
        return true
      default: continue
      }
    }
    return false
  }

  /// Nothing but `x`, `*`, `.`, `-`, `_`, `#` and `?`.
  static func isFilling(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    range.allSatisfy { index in
      switch bytes[index] {
      case UInt8(ascii: "x"), UInt8(ascii: "X"), UInt8(ascii: "*"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"),
        UInt8(ascii: "#"),
        UInt8(ascii: "?"):
        true
      default: false
      }
    }
  }

  /// Capitals in two or more words, such as `MY_PASSWORD`: the name of a value.
  private static func isConstantName(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    var hasUnderscore = false
    for index in range {
      if bytes[index] == UInt8(ascii: "_") { hasUnderscore = true } else if !isUppercase(bytes[index]) { return false }
    }
    return hasUnderscore
  }

  /// Not asked of AWS's keys: those of its documentation stand where real ones will follow.
  static func isExample(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    contains("example", bytes, range, ignoringCase: true)
  }
}

// Private keys in PEM.
extension CredentialShapes {
  /// Looks for the `K` of `PRIVATE KEY`, which hardly any text holds, and from there back to the header.
  private static func appendPrivateKeys(in bytes: Span<UInt8>, to matches: inout [CredentialMatch]) {
    guard bytes.count >= shortestPrivateKey else { return }
    var next = 0
    while let letter = bytes.offset(of: UInt8(ascii: "K"), from: next) {
      next = letter + 1
      guard hasSuffix("PRIVATE ", bytes, before: letter) else { continue }
      var start = letter
      while start > 0, letter - start < longestKeyLabel + 6, isOfKeyLabel(bytes[start - 1]) { start -= 1 }
      while start > 0, bytes[start - 1] == UInt8(ascii: "-") { start -= 1 }
      guard let end = endOfPrivateKey(in: bytes, from: start) else { continue }
      matches.append(CredentialMatch(kind: "private key", range: start..<end))
      next = end
    }
  }

  /// `-----BEGIN PRIVATE KEY-----`, a break and what follows.
  private static var shortestPrivateKey: Int { 29 }

  /// What stands between `BEGIN ` and the hyphens.
  private static var longestKeyLabel: Int { 40 }

  private static func isOfKeyLabel(_ byte: UInt8) -> Bool { isUppercase(byte) || isDigit(byte) || byte == UInt8(ascii: " ") }

  /// The end of a key with its body; a mere mention of the header, as in a `grep`, is none.
  private static func endOfPrivateKey(in bytes: Span<UInt8>, from start: Int) -> Int? {
    guard hasPrefix("-----BEGIN ", bytes, at: start, before: bytes.count) else { return nil }
    let label = start + 11
    var index = label
    while index < bytes.count, index < label + longestKeyLabel, isOfKeyLabel(bytes[index]) { index += 1 }
    guard contains("PRIVATE KEY", bytes, label..<index), hasPrefix("-----", bytes, at: index, before: bytes.count) else { return nil }
    index += 5
    let headerEnd = index
    while index < bytes.count, passBlankOrBreak(bytes, &index) {}
    guard index > headerEnd, index < bytes.count, isAlphanumeric(bytes[index]) else { return nil }
    while let hyphen = bytes.offset(of: UInt8(ascii: "-"), from: index) {
      if hasPrefix("-----END ", bytes, at: hyphen, before: bytes.count) {
        return bytes.offset(of: UInt8(ascii: "\n"), from: hyphen) ?? bytes.count
      }
      index = hyphen + 1
    }
    return bytes.count
  }

  /// Passes a blank, a line break, or one written as `\n` or `\r`.
  private static func passBlankOrBreak(_ bytes: Span<UInt8>, _ index: inout Int) -> Bool {
    switch bytes[index] {
    case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): index += 1
    case UInt8(ascii: "\\")
    where index + 1 < bytes.count && (bytes[index + 1] == UInt8(ascii: "n") || bytes[index + 1] == UInt8(ascii: "r")):
      index += 2
    default: return false
    }
    return true
  }
}

// Bytes.
extension CredentialShapes {
  static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
  static func isUppercase(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "A") < 26 }
  static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- UInt8(ascii: "a") < 26 }
  static func isAlphanumeric(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) }
  static func isBase64(_ byte: UInt8) -> Bool { isAlphanumeric(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "/") }

  /// Letters, the commonest, are asked about first.
  @inline(__always)
  static func isTokenByte(_ byte: UInt8) -> Bool {
    isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
  }

  /// - Parameter text: In small letters, where case is ignored.
  static func hasPrefix(_ text: String, _ bytes: Span<UInt8>, at start: Int, before end: Int, ignoringCase: Bool = false) -> Bool {
    var index = start
    for byte in text.utf8 {
      guard index < end, bytes[index] == byte || ignoringCase && isUppercase(bytes[index]) && bytes[index] | 0x20 == byte else {
        return false
      }
      index += 1
    }
    return true
  }

  static func hasSuffix(_ text: String, _ bytes: Span<UInt8>, before end: Int) -> Bool {
    let start = end - text.utf8.count
    return start >= 0 && hasPrefix(text, bytes, at: start, before: end)
  }

  static func isEqual(_ bytes: Span<UInt8>, to text: String) -> Bool {
    bytes.count == text.utf8.count && hasPrefix(text, bytes, at: 0, before: bytes.count)
  }

  /// - Parameter text: In small letters, where case is ignored.
  static func contains(_ text: String, _ bytes: Span<UInt8>, _ range: Range<Int>, ignoringCase: Bool = false) -> Bool {
    range.contains { hasPrefix(text, bytes, at: $0, before: range.upperBound, ignoringCase: ignoringCase) }
  }
}
