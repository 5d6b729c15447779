package import SourceTree

/// `# curfew:ignore RULE[, RULE] [until=2027-01-31] REASON`, word by word.
package struct SuppressionComment: Sendable, Hashable {
  /// A word, and where it stands.
  package struct Word: Sendable, Hashable {
    /// As written.
    package var text: String
    /// Where it stands.
    package var range: SourceRange
  }

  /// What rules are called, as written.
  package var rules: [Word] = []
  /// What stands behind `until=`.
  package var expiry: Word?
  /// What stands behind the rest.
  package var reason = ""
  /// From the `#` to the end of the line.
  package var range: SourceRange

  /// What makes a comment one.
  package static let marker = "curfew:ignore"

  /// Reads the comment that starts at an offset; nil where it is another one.
  ///
  /// - Parameters:
  ///   - start: Of the `#`.
  ///   - end: Of the line, without its line end.
  package init?(in bytes: [UInt8], from start: Int, to end: Int) {
    var offset = start + 1
    Self.skipBlanks(bytes, &offset, end)
    let markerEnd = offset + Self.marker.utf8.count
    guard start < end, markerEnd <= end, bytes[offset..<markerEnd].elementsEqual(Self.marker.utf8) else { return nil }
    // Another word that begins so is none of ours.
    guard markerEnd == end || Self.isBlank(bytes[markerEnd]) else { return nil }
    range = SourceRange(start, end)
    offset = markerEnd
    var expectsRule = true
    while expectsRule, let word = Self.word(bytes, &offset, end) {
      expectsRule = false
      var partStart = word.lowerBound
      for index in word where bytes[index] == UInt8(ascii: ",") {
        append(bytes, partStart..<index)
        partStart = index + 1
        expectsRule = true
      }
      if partStart < word.upperBound {
        append(bytes, partStart..<word.upperBound)
        expectsRule = false
      }
      if !expectsRule {
        // `a , b` and `a ,b` go on.
        var next = offset
        Self.skipBlanks(bytes, &next, end)
        expectsRule = next < end && bytes[next] == UInt8(ascii: ",")
      }
    }
    let reasonStart = offset
    if let word = Self.word(bytes, &offset, end), bytes[word].starts(with: "until=".utf8) {
      let value = word.lowerBound + 6..<word.upperBound
      expiry = Word(text: String(decoding: bytes[value], as: UTF8.self), range: SourceRange(value.lowerBound, value.upperBound))
    } else {
      offset = reasonStart
    }
    Self.skipBlanks(bytes, &offset, end)
    var last = end
    while last > offset, Self.isBlank(bytes[last - 1]) { last -= 1 }
    reason = String(decoding: bytes[offset..<max(offset, last)], as: UTF8.self)
  }

  private mutating func append(_ bytes: [UInt8], _ range: Range<Int>) {
    if range.isEmpty { return }
    rules.append(Word(text: String(decoding: bytes[range], as: UTF8.self), range: SourceRange(range.lowerBound, range.upperBound)))
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

  private static func skipBlanks(_ bytes: [UInt8], _ offset: inout Int, _ end: Int) {
    while offset < end, isBlank(bytes[offset]) { offset += 1 }
  }

  /// The next word, which is left behind; nil at the end of the line.
  private static func word(_ bytes: [UInt8], _ offset: inout Int, _ end: Int) -> Range<Int>? {
    skipBlanks(bytes, &offset, end)
    let start = offset
    while offset < end, !isBlank(bytes[offset]) { offset += 1 }
    return start < offset ? start..<offset : nil
  }
}
