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
        if CredentialShapes.isBase64(byte) {
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
