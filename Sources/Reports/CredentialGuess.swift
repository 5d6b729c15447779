import SourceTree

/// What may be a credential in text that could not be parsed, so that no rule could look at it.
///
/// It rather hides too much: the rest of the line behind a key whose name smells of credentials, user-info of URLs, and long runs of
/// Base64.
enum CredentialGuess {
  private static let words = [
    "pass", "pwd", "secret", "token", "credential", "key", "auth", "cert", "dsn", "connection", "value", "data",
  ].map { Array($0.utf8) }
  private static let longestRun = 20

  static func ranges(in bytes: [UInt8], line: SourceRange) -> [SourceRange] {
    var ranges: [SourceRange] = []
    // Lines can be megabytes long; the end of such a line is hidden as a whole.
    let limit = min(Int(line.end), Int(line.start) + 10_000)
    if limit < Int(line.end) { ranges.append(SourceRange(limit, Int(line.end))) }
    let text = bytes[Int(line.start)..<limit]
    if let separator = text.firstIndex(where: { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "=") }), smells(text[..<separator]) {
      ranges.append(SourceRange(separator + 1, limit))
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
