/// Where each byte of a scalar's text comes from.
///
/// Quotes, escapes, folds and a block scalar's indentation make a text differ from what is written; a place in the text (in a script, say) becomes a place
/// in the source here. One run stands for all bytes that follow each other in both, so a block scalar has about two runs a line.
package struct TextMap: Sendable {
  private struct Run {
    /// Offset of the run's first byte in the text.
    var text: UInt32
    /// The bytes it comes from. A verbatim run has as many as the text.
    var source: SourceRange
    var isVerbatim: Bool
  }

  private var runs: [Run]
  private let count: Int

  /// Maps the text of a scalar.
  ///
  /// - Parameters:
  ///   - text: What the scalar reads as.
  ///   - range: The scalar as written: with its quotes or its block header, without anchor and tag (``Node/range``).
  /// - Returns: nil where `text` is not what stands there: the range is that of an alias, say.
  package init?(of text: String, writtenAt range: SourceRange, in source: Source) {
    let bytes = source.bytes
    guard range.bounds.upperBound <= bytes.count, let first = bytes[range.bounds].first else { return nil }
    let style: Node.Style =
      switch first {
      case Ascii.singleQuote: .singleQuoted
      case Ascii.doubleQuote: .doubleQuoted
      case Ascii.pipe: .literal
      case Ascii.greater: .folded
      default: .plain
      }
    if style == .singleQuoted || style == .doubleQuoted, range.bounds.count < 2 { return nil }
    if let content = Self.verbatimContent(of: text, writtenAt: range, in: source), !content.isEmpty {
      runs = [Run(text: 0, source: SourceRange(content.lowerBound, content.upperBound), isVerbatim: true)]
      count = content.count
      return
    }
    let isBlock = style == .literal || style == .folded
    let indentation = isBlock ? Self.indentation(of: text, writtenAt: range, in: bytes) : 0
    let content: MappedContent = ScalarText.content(of: bytes, range, style: style, indentation: indentation)
    guard content.bytes.elementsEqual(text.utf8) else { return nil }
    runs = content.runs.map { Run(text: UInt32(clamping: $0.text), source: $0.source, isVerbatim: $0.isVerbatim) }
    count = content.bytes.count
  }

  /// Whether every line of the text stands in the source as it is: nothing is escaped, folded or meant by an alias.
  package static func isVerbatim(_ text: String, writtenAt range: SourceRange, in source: Source) -> Bool {
    if range.bounds.upperBound <= source.bytes.count, source.bytes[range.bounds].first == Ascii.pipe { return true }
    return verbatimContent(of: text, writtenAt: range, in: source) != nil
  }

  /// The bytes of a plain or quoted scalar without the quotes, where they are those of its text; otherwise nil.
  private static func verbatimContent(of text: String, writtenAt range: SourceRange, in source: Source) -> Range<Int>? {
    let bytes = source.bytes
    guard range.bounds.upperBound <= bytes.count, let first = bytes[range.bounds].first else { return nil }
    let content: Range<Int>
    switch first {
    case Ascii.pipe, Ascii.greater, Ascii.asterisk: return nil
    case Ascii.singleQuote, Ascii.doubleQuote:
      guard range.bounds.count >= 2 else { return nil }
      content = range.bounds.dropFirst().dropLast()
    default: content = range.bounds
    }
    let span = text.utf8.span
    let written = bytes.span.extracting(content)
    guard span.count == written.count else { return nil }
    // Without a branch, so that many bytes are compared at once.
    var difference: UInt8 = 0
    for index in span.indices { difference |= span[index] ^ written[index] }
    return difference == 0 ? content : nil
  }

  /// What a part of the text is made of: from the first byte of the first to the last byte of the last of its bytes. For an empty part, the empty range
  /// before the byte at its offset.
  ///
  /// - Parameter part: UTF-8 offsets; those beyond the text are taken for its end.
  package func range(of part: Range<Int>) -> SourceRange {
    guard count > 0 else { return SourceRange(0, 0) }
    let lower = min(max(part.lowerBound, 0), count)
    guard lower < part.upperBound, lower < count else {
      let place = lower < count ? source(ofByteAt: lower).start : source(ofByteAt: count - 1).end
      return SourceRange(place, place)
    }
    return SourceRange(source(ofByteAt: lower).start, source(ofByteAt: min(part.upperBound, count) - 1).end)
  }

  /// What a part of the text is made of, where the part begins and ends with what it is made of: not within an escape or one of several line breaks
  /// that fold. For an empty part, the place before the byte at its offset.
  ///
  /// - Returns: nil where that cannot be told, and for parts beyond the text.
  func exactRange(of part: Range<Int>) -> SourceRange? {
    guard part.lowerBound >= 0, part.upperBound <= count, isExact(part.lowerBound), isExact(part.upperBound), count > 0 else { return nil }
    return range(of: part)
  }

  /// Whether the bytes before and behind an offset are made of different bytes.
  private func isExact(_ offset: Int) -> Bool {
    offset <= 0 || offset >= count || source(ofByteAt: offset - 1).end <= source(ofByteAt: offset).start
  }

  private func source(ofByteAt offset: Int) -> SourceRange {
    var low = 0
    var high = runs.count
    while low < high {
      let middle = (low + high) / 2
      if Int(runs[middle].text) <= offset { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return SourceRange(0, 0) }
    let run = runs[low - 1]
    guard run.isVerbatim else { return run.source }
    let start = Int(run.source.start) + offset - Int(run.text)
    return SourceRange(start, start + 1)
  }

  /// How deep a block scalar's content is indented: what its first line with content has before it that the text has not.
  private static func indentation(of text: String, writtenAt range: SourceRange, in bytes: [UInt8]) -> Int {
    let header = bytes[range.bounds].prefix { !isBreak($0) }
    return blanksOfFirstLine(bytes[header.endIndex..<range.bounds.upperBound]) - blanksOfFirstLine(text.utf8)
  }

  /// How many spaces the first line starts with that has anything but spaces.
  private static func blanksOfFirstLine(_ text: some Sequence<UInt8>) -> Int {
    var spaces = 0
    for byte in text {
      if byte == Ascii.space { spaces += 1 } else if isBreak(byte) { spaces = 0 } else { return spaces }
    }
    return 0
  }
}

/// A scalar's text with where it comes from.
struct MappedContent: ScalarContent {
  private(set) var bytes: [UInt8] = []
  private(set) var runs: [(text: Int, source: SourceRange, isVerbatim: Bool)] = []

  init(capacity: Int) { bytes.reserveCapacity(capacity) }

  var count: Int { bytes.count }
  var last: UInt8? { bytes.last }

  mutating func append(_ byte: UInt8, at offset: Int) {
    extend(verbatim: offset..<offset + 1)
    bytes.append(byte)
  }

  mutating func append(_ bytes: ArraySlice<UInt8>) {
    if !bytes.isEmpty { extend(verbatim: bytes.startIndex..<bytes.endIndex) }
    self.bytes.append(contentsOf: bytes)
  }

  mutating func append(_ byte: UInt8, madeOf source: Range<Int>) {
    runs.append((bytes.count, SourceRange(source.lowerBound, source.upperBound), false))
    bytes.append(byte)
  }

  mutating func removeLast() {
    bytes.removeLast()
    if let run = runs.last, run.text == bytes.count {
      runs.removeLast()
    } else if let run = runs.last, run.isVerbatim {
      runs[runs.count - 1].source.end -= 1
    }
  }

  private mutating func extend(verbatim source: Range<Int>) {
    if let run = runs.last, run.isVerbatim, Int(run.source.end) == source.lowerBound {
      runs[runs.count - 1].source.end = UInt32(clamping: source.upperBound)
    } else {
      runs.append((bytes.count, SourceRange(source.lowerBound, source.upperBound), true))
    }
  }
}
