import Manifests

/// Finds credentials in any text: a value, an argument, a script, a configuration file.
///
/// Shapes come first; then what is assigned to a name that says credential (`password=…`, `"api_key": "…"`, `token => …`), authorization headers, `.netrc`
/// and `.pgpass` lines, and all of these wrapped in Base64.
package struct CredentialText: Sendable {
  private let shapes = CredentialShapes()

  /// Looks for everything that a text shows.
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
    if span[0] == UInt8(ascii: "B"), let range = Self.schemeAndToken(text) {
      matches.append(CredentialMatch(kind: "authorization header", range: range))
    }
    // Most texts hold nothing of what follows, so that no copy of them is made.
    lazy var bytes = Array(text.utf8)
    let colon = span.offset(of: UInt8(ascii: ":"), from: 0)
    if colon != nil || span.offset(of: UInt8(ascii: "="), from: 0) != nil, CredentialVariable.mayBeSensitive(span) {
      Self.appendAssignments(in: bytes, to: &matches)
    }
    if let colon, Self.mayHoldPasswordFileLine(span, from: colon) { Self.appendPasswordFileLines(in: bytes, to: &matches) }
    if span.offset(of: UInt8(ascii: " "), from: 0) != nil, Self.mayHoldMachineLine(span) {
      Self.appendMachineLines(in: bytes, to: &matches)
    }
    if !isWrapped, Self.mayHoldWrapping(span) { appendWrapped(in: bytes, to: &matches) }
    return matches.count > 1 ? Self.apart(matches) : matches
  }

  /// The text as reports may quote it: without its credentials, and without what looks like one.
  static func masking(_ text: String, isProse: Bool = false) -> String {
    CredentialHints.masking(text, besides: CredentialText().matches(in: text).map(\.range), isProse: isProse)
  }

  /// Sorted and without overlaps; of those that begin together the first found is kept, which is the most specific. Suspects give way to all others.
  static func apart(_ matches: [CredentialMatch]) -> [CredentialMatch] {
    guard matches.count > 1 else { return matches }
    let sorted = matches.enumerated().sorted {
      ($0.element.range.lowerBound, $0.element.isSuspect ? 1 : 0, $0.offset) < (
        $1.element.range.lowerBound, $1.element.isSuspect ? 1 : 0, $1.offset
      )
    }
    var kept: [CredentialMatch] = []
    for (_, match) in sorted {
      while let last = kept.last, last.isSuspect, !match.isSuspect, last.range.upperBound > match.range.lowerBound { kept.removeLast() }
      if kept.last.map({ $0.range.upperBound <= match.range.lowerBound }) ?? true { kept.append(match) }
    }
    return kept
  }
}
