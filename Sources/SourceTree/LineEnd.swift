/// How a line ends.
package enum LineEnd: Hashable, Sendable {
  case lineFeed
  case carriageReturnLineFeed
  case carriageReturn
}

extension LineIndex {
  /// How a line (0 for the first) ends; nil for a last line without an end and for lines that do not exist.
  package func end(ofLine line: Int, in bytes: [UInt8]) -> LineEnd? {
    let index = Int(range(ofLine: line, in: bytes).end)
    guard index < bytes.count else { return nil }
    if bytes[index] == Ascii.lineFeed { return .lineFeed }
    return index + 1 < bytes.count && bytes[index + 1] == Ascii.lineFeed ? .carriageReturnLineFeed : .carriageReturn
  }

  /// Whether a line (0 for the first) holds nothing but spaces and tabs.
  package func isBlank(line: Int, in bytes: [UInt8]) -> Bool {
    bytes[range(ofLine: line, in: bytes).bounds].allSatisfy { $0 == Ascii.space || $0 == Ascii.tab }
  }
}
