import SourceTree

/// What may be a credential in text that could not be parsed, so that no rule could look at it.
///
/// It rather hides too much: the rest of the line behind the first key whose name smells of credentials, user-info of URLs, and long runs of
/// Base64. In a document that holds a Secret it hides whatever is not a key.
enum CredentialGuess {
  private static let words = [
    "pass", "pwd", "secret", "token", "credential", "key", "auth", "cert", "dsn", "connection", "value", "data",
  ].map { Array($0.utf8) }
  private static let longestRun = 20

  static func ranges(in bytes: [UInt8], line: SourceRange) -> [SourceRange] {
    if isInSecret(bytes, line) { return [SourceRange(keyEnd(bytes, line), Int(line.end))] }
    var ranges: [SourceRange] = []
    // Lines can be megabytes long; the end of such a line is hidden as a whole.
    let limit = min(Int(line.end), Int(line.start) + 10_000)
    if limit < Int(line.end) { ranges.append(SourceRange(limit, Int(line.end))) }
    let text = bytes[Int(line.start)..<limit]
    var keyStart = text.startIndex
    for index in text.indices where text[index] == UInt8(ascii: ":") || text[index] == UInt8(ascii: "=") {
      if smells(text[keyStart..<index]) {
        ranges.append(SourceRange(text[(index + 1)...].firstIndex { $0 != UInt8(ascii: " ") } ?? limit, limit))
        break
      }
      keyStart = index + 1
    }
    var runStart = text.startIndex
    var hasLetter = false
    var hasDigit = false
    var userInfoStart: Int?
    for index in text.startIndex...text.endIndex {
      let byte = index < text.endIndex ? text[index] : UInt8(ascii: " ")
      let lower = byte | 0x20
      if lower >= UInt8(ascii: "a"), lower <= UInt8(ascii: "z") {
        hasLetter = true
      } else if byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
        hasDigit = true
      } else if ![UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="), UInt8(ascii: "_"), UInt8(ascii: "-")].contains(byte) {
        if hasLetter, hasDigit, index - runStart >= longestRun { ranges.append(SourceRange(runStart, index)) }
        runStart = index + 1
        hasLetter = false
        hasDigit = false
      }
      if byte == UInt8(ascii: "@"), let start = userInfoStart {
        ranges.append(SourceRange(start, index))
        userInfoStart = nil
      } else if byte == UInt8(ascii: "/"), index >= text.startIndex + 2, text[index - 1] == UInt8(ascii: "/"),
        text[index - 2] == UInt8(ascii: ":")
      {
        userInfoStart = index + 1
      } else if byte == UInt8(ascii: " ") {
        userInfoStart = nil
      }
    }
    return ranges
  }

  private static func smells(_ key: ArraySlice<UInt8>) -> Bool {
    let key = key.map { $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") ? $0 | 0x20 : $0 }
    return words.contains { word in key.indices.contains { key[$0...].starts(with: word) } }
  }
}

// Secrets.
extension CredentialGuess {
  /// Whether the document around the line, from one that starts with `---` to the next, holds `kind: Secret` in any quoting and spacing.
  private static func isInSecret(_ bytes: [UInt8], _ line: SourceRange) -> Bool {
    func isMarker(_ index: Int) -> Bool {
      (index == 0 || isBreak(bytes[index - 1])) && bytes[index...].starts(with: "---".utf8)
    }
    var start = min(Int(line.start), bytes.count)
    while start > 0, !(start < bytes.count && isMarker(start)) { start -= 1 }
    var index = start
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "S"), isSecretKind(bytes, index) { return true }
      index += 1
      if index < bytes.count, bytes[index] == UInt8(ascii: "-"), isMarker(index) { break }
    }
    return false
  }

  /// Whether `Secret` starts at `index`, as the value of a key `kind`.
  private static func isSecretKind(_ bytes: [UInt8], _ index: Int) -> Bool {
    guard bytes[index...].starts(with: "Secret".utf8) else { return false }
    var rest = bytes[..<index]
    func dropFiller() {
      while let last = rest.last, isQuoteOrBlank(last) || isBreak(last) { rest = rest.dropLast() }
    }
    dropFiller()
    guard rest.last == UInt8(ascii: ":") else { return false }
    rest = rest.dropLast()
    dropFiller()
    return rest.suffix(4).elementsEqual("kind".utf8)
  }

  /// Behind the colon of the key that the line starts with; without such a key, behind the indentation.
  private static func keyEnd(_ bytes: [UInt8], _ line: SourceRange) -> Int {
    let end = Int(line.end)
    var index = Int(line.start)
    while index < end, isQuoteOrBlank(bytes[index]) || "-?#,{[".utf8.contains(bytes[index]) { index += 1 }
    let indentationEnd = index
    while index < end, isWord(bytes[index]) { index += 1 }
    let wordEnd = index
    while index < end, isQuoteOrBlank(bytes[index]) { index += 1 }
    guard wordEnd > indentationEnd, index < end, bytes[index] == UInt8(ascii: ":") else { return indentationEnd }
    let isKey = index > wordEnd || index + 1 == end || isQuoteOrBlank(bytes[index + 1])
    return isKey ? index + 1 : indentationEnd
  }

  /// What a Secret's or an object's keys are made of.
  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
    case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "/"): true
    default: false
    }
  }

  private static func isQuoteOrBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
  }

  private static func isBreak(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }
}
