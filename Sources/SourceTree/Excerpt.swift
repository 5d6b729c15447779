/// One line of a source and the carets that point into it, fit to be shown to anyone.
///
/// Control and direction characters are escaped, so that a file cannot steer the terminal; a long line is cut around the carets.
package struct Excerpt: Hashable, Sendable {
  /// Where the range starts.
  package let position: Position
  /// The line, or the part of it around the range.
  package let line: String
  /// Blanks and carets: what stands under `line` to mark the range, as far as it lies on this line.
  package let carets: String
}

/// Makes excerpts of one source; in documents that hold a Secret it shows keys and no values.
package struct ExcerptWriter: Sendable {
  /// What stands for a hidden value.
  package static let hiddenValue = "•••"

  private let bytes: [UInt8]
  private let lines: LineIndex
  /// Documents that hold a Secret, in order.
  private let secretDocuments: [SourceRange]

  /// Reads the bytes twice: for the lines and for Secrets. They need not be well-formed.
  package init(_ bytes: [UInt8]) {
    self.bytes = bytes
    lines = LineIndex(bytes)
    secretDocuments = Self.findSecretDocuments(bytes)
  }

  package func excerpt(of range: SourceRange) -> Excerpt {
    let range = range.clamped(to: bytes.count)
    let line = lines.range(ofLine: lines.line(at: range.start), in: bytes)
    let hidesValues = secretDocuments.contains { $0.contains(SourceRange(line.start, line.start)) }
    let shownEnd = hidesValues ? keyEnd(in: line.bounds) : Int(line.end)
    let isHiding = shownEnd < Int(line.end)

    // A byte has at most one scalar, so these bounds hold the window whatever the text.
    let start = min(max(Int(range.start), Int(line.start)), shownEnd)
    let end = min(max(Int(range.end), start), shownEnd)
    let windowStart = scalarStart(max(Int(line.start), start - Self.contextBefore * 4), from: start, limit: Self.contextBefore)
    let windowEnd = min(shownEnd, start + Self.contextBehind * 4)

    var shown = windowStart > Int(line.start) ? "…" : ""
    var carets = windowStart > Int(line.start) ? " " : ""
    let before = Self.display(bytes[windowStart..<start], limit: .max)
    let marked = Self.display(bytes[start..<end], limit: Self.contextBehind)
    let behind = Self.display(bytes[end..<max(end, windowEnd)], limit: max(Self.contextBehind - marked.text.unicodeScalars.count, 0))
    shown += before.text + marked.text + behind.text
    carets += String(repeating: " ", count: before.text.unicodeScalars.count)
    carets += String(repeating: "^", count: max(marked.text.unicodeScalars.count, 1))
    if isHiding {
      if shownEnd > Int(line.start), bytes[shownEnd - 1] == Ascii.colon { shown += " " }
      shown += Self.hiddenValue
    } else if marked.isCut || behind.isCut || windowEnd < shownEnd {
      shown += "…"
    }
    return Excerpt(position: lines.position(of: range.start, in: bytes), line: shown, carets: carets)
  }

  /// How many scalars of a line are shown before and behind the start of a range.
  private static let contextBefore = 60
  private static let contextBehind = 100

  /// The byte at or behind `lower` where the last `limit` scalars before `end` start.
  private func scalarStart(_ lower: Int, from end: Int, limit: Int) -> Int {
    var index = end
    var count = 0
    while index > lower, count < limit {
      index -= 1
      while index > lower, bytes[index] & 0xC0 == 0x80 { index -= 1 }
      count += 1
    }
    return index
  }

  /// The text with everything escaped that does not simply show; at most about `limit` scalars of it.
  private static func display(_ bytes: ArraySlice<UInt8>, limit: Int) -> (text: String, isCut: Bool) {
    var text = ""
    var count = 0
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      if count >= limit { return (text, true) }
      if isPlain(scalar) {
        text.unicodeScalars.append(scalar)
        count += 1
      } else {
        let escape = scalar == "\t" ? "\\t" : "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
        text += escape
        count += escape.unicodeScalars.count
      }
    }
    return (text, false)
  }

  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse, .surrogate: false
    default: true
    }
  }

  /// The text with control and direction characters escaped.
  package static func escaped(_ text: String) -> String {
    display(Array(text.utf8)[...], limit: .max).text
  }
}

// Secrets.
extension ExcerptWriter {
  /// Behind the colon of the key that the line starts with; without such a key, behind the indentation.
  private func keyEnd(in line: Range<Int>) -> Int {
    var index = line.lowerBound
    while index < line.upperBound, Self.mayPrecedeKey(bytes[index]) { index += 1 }
    let indentationEnd = index
    while index < line.upperBound, Self.mayBeInKey(bytes[index]) { index += 1 }
    while index < line.upperBound, Self.isQuoteOrBlank(bytes[index]) { index += 1 }
    guard index > indentationEnd, index < line.upperBound, bytes[index] == Ascii.colon else { return indentationEnd }
    let isKey = index + 1 == line.upperBound || Self.isQuoteOrBlank(bytes[index + 1]) || Self.isQuoteOrBlank(bytes[index - 1])
    return isKey ? index + 1 : indentationEnd
  }

  /// Indentation and the indicators in front of a key.
  private static func mayPrecedeKey(_ byte: UInt8) -> Bool {
    switch byte {
    case Ascii.minus, Ascii.question, Ascii.hash, Ascii.comma, Ascii.openBrace, Ascii.openBracket: true
    default: isQuoteOrBlank(byte)
    }
  }

  private static func mayBeInKey(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), Ascii.zero...Ascii.nine: true
    case Ascii.minus, Ascii.underscore, Ascii.dot, Ascii.slash: true
    default: false
    }
  }

  private static func isQuoteOrBlank(_ byte: UInt8) -> Bool {
    byte == Ascii.space || byte == Ascii.tab || byte == Ascii.doubleQuote || byte == Ascii.singleQuote
  }

  /// Documents (from one line that starts with `---` to the next) with `kind: Secret` in any quoting and spacing.
  private static func findSecretDocuments(_ bytes: [UInt8]) -> [SourceRange] {
    var documents: [SourceRange] = []
    var start = 0
    var holdsSecret = false
    for index in bytes.indices {
      if bytes[index] == UInt8(ascii: "S") {
        if !holdsSecret { holdsSecret = isSecretKind(bytes, index) }
      } else if bytes[index] == Ascii.minus, index > 0, isBreak(bytes[index - 1]), bytes[index...].starts(with: "---".utf8) {
        if holdsSecret { documents.append(SourceRange(start, index)) }
        start = index
        holdsSecret = false
      }
    }
    if holdsSecret { documents.append(SourceRange(start, bytes.count + 1)) }
    return documents
  }

  /// Whether `Secret` starts at `index`, as the value of a key `kind`.
  private static func isSecretKind(_ bytes: [UInt8], _ index: Int) -> Bool {
    guard bytes[index...].starts(with: "Secret".utf8) else { return false }
    var rest = bytes[..<index]
    func dropFiller() {
      while let last = rest.last, isQuoteOrBlank(last) || isBreak(last) { rest = rest.dropLast() }
    }
    dropFiller()
    guard rest.popLast() == Ascii.colon else { return false }
    dropFiller()
    return rest.suffix(4).elementsEqual("kind".utf8)
  }

  private static func isBreak(_ byte: UInt8) -> Bool { byte == Ascii.lineFeed || byte == Ascii.carriageReturn }
}
