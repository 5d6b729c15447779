/// A place in a source as people count it.
package struct Position: Hashable, Sendable {
  // Inputs are below 2 GiB, and positions are kept in great numbers.
  private var shortLine: UInt32
  private var shortColumn: UInt32

  /// A place by its line and column, both from 1.
  package init(line: Int, column: Int) {
    shortLine = UInt32(clamping: line)
    shortColumn = UInt32(clamping: column)
  }

  /// 1 for the first line. LF, CRLF and a lone CR end a line.
  package var line: Int {
    get { Int(shortLine) }
    set { shortLine = UInt32(clamping: newValue) }
  }
  /// 1 for the first column; counts Unicode scalars, as editors and SARIF's `unicodeCodePoints` do.
  package var column: Int {
    get { Int(shortColumn) }
    set { shortColumn = UInt32(clamping: newValue) }
  }
}

/// Turns byte offsets of a source into lines and columns.
///
/// Building it costs one pass over the bytes, which only counts; a look-up is a pass over part of a block, and for some a binary search.
package struct LineIndex: Sendable {
  private let bytes: [UInt8]
  private let hasCarriageReturns: Bool
  /// How many lines end before each block of bytes, and before the end.
  private var ends: [UInt32] = []
  /// How many scalars start before each block; empty where each byte is one.
  private var scalars: [UInt32] = []

  /// Pairs of vectors, and no more bytes than a byte can count.
  private static var blockSize: Int { 224 }

  /// Finds the lines of a source.
  package init(_ source: Source) {
    self.init(source.bytes, isASCII: source.isASCII, hasCarriageReturns: source.hasCarriageReturns)
  }

  /// Finds the lines of bytes, be they text or not.
  package init(_ bytes: [UInt8]) {
    self.init(bytes, isASCII: Encoding.isASCII(bytes.span), hasCarriageReturns: bytes.contains(Ascii.carriageReturn))
  }

  private init(_ bytes: [UInt8], isASCII: Bool, hasCarriageReturns: Bool) {
    self.bytes = bytes
    self.hasCarriageReturns = hasCarriageReturns
    ends.reserveCapacity(bytes.count / Self.blockSize + 2)
    var endCount: UInt32 = 0
    var scalarCount: UInt32 = 0
    for start in stride(from: 0, through: bytes.count, by: Self.blockSize) {
      let block = start..<min(start + Self.blockSize, bytes.count)
      ends.append(endCount)
      endCount += lineEnds(in: block)
      if isASCII { continue }
      scalars.append(scalarCount)
      scalarCount += scalarStarts(in: block)
    }
    ends.append(endCount)
  }

  /// How many lines end in at most a block of bytes.
  private func lineEnds(in range: Range<Int>) -> UInt32 {
    let lineFeeds = count(in: range) { $0 == Ascii.lineFeed }
    if !hasCarriageReturns { return lineFeeds }
    return range.reduce(lineFeeds) { $0 + (bytes[$1] == Ascii.carriageReturn && isLineEnd($1) ? 1 : 0) }
  }

  /// Whether the byte is a line feed, or a carriage return that none follows.
  private func isLineEnd(_ index: Int) -> Bool {
    bytes[index] == Ascii.lineFeed
      || bytes[index] == Ascii.carriageReturn && !(index + 1 < bytes.count && bytes[index + 1] == Ascii.lineFeed)
  }

  /// How many scalars start in at most a block of bytes.
  private func scalarStarts(in range: Range<Int>) -> UInt32 { count(in: range) { $0 & 0xC0 != 0x80 } }

  /// Counts in at most a block of bytes, without branches and checks, so that it becomes vector instructions.
  @inline(__always)
  private func count(in range: Range<Int>, where isCounted: (UInt8) -> Bool) -> UInt32 {
    let bytes = bytes.span.extracting(range)
    var count: UInt8 = 0
    var index = 0
    while index < bytes.count {
      // Within the span.
      count &+= unsafe isCounted(bytes[unchecked: index]) ? 1 : 0
      index &+= 1
    }
    return UInt32(count)
  }

  /// How many scalars start in a range of bytes.
  package func scalarCount(in range: SourceRange) -> Int { scalars(in: range.bounds.clamped(to: 0..<bytes.count)) }

  private func scalars(in range: Range<Int>) -> Int {
    if scalars.isEmpty { return range.count }
    let first = (range.lowerBound + Self.blockSize - 1) / Self.blockSize
    let last = range.upperBound / Self.blockSize
    // Within one block.
    guard first <= last else { return Int(scalarStarts(in: range)) }
    return Int(
      scalarStarts(in: range.lowerBound..<first * Self.blockSize) + scalars[last] - scalars[first]
        + scalarStarts(in: last * Self.blockSize..<range.upperBound))
  }

  /// Number of lines; a final line break does not open another line unless something follows it.
  package var count: Int { Int(ends.last ?? 0) + 1 }

  /// The line (0 for the first) that holds `offset`.
  package func line(at offset: UInt32) -> Int {
    let offset = min(Int(offset), bytes.count)
    let block = offset / Self.blockSize
    return Int(ends[block] + lineEnds(in: block * Self.blockSize..<offset))
  }

  /// Line and column of a byte offset.
  package func position(of offset: UInt32) -> Position {
    let line = line(at: offset)
    let offset = min(Int(offset), bytes.count)
    let block = offset / Self.blockSize
    var start = offset
    if line > ends[block] {
      // The line starts in the offset's own block.
      while start > 0, !isLineEnd(start - 1) { start -= 1 }
    } else {
      start = Int(self.start(ofLine: line))
    }
    return Position(line: line + 1, column: 1 + scalars(in: start..<max(start, offset)))
  }

  /// Lines and columns of both ends of a range.
  package func positions(of range: SourceRange) -> (start: Position, end: Position) {
    let start = position(of: range.start)
    // Most ranges are short and end in the line they start in.
    let bounds = range.bounds
    guard range.start <= range.end, bounds.upperBound <= bytes.count, bounds.count <= Self.blockSize,
      lineEnds(in: bounds) == 0
    else { return (start, position(of: range.end)) }
    return (start, Position(line: start.line, column: start.column + scalars(in: bounds)))
  }

  /// The first byte of a line (0 for the first); 0 for lines that do not exist.
  package func start(ofLine line: Int) -> UInt32 {
    guard line > 0 else { return line == 0 && Encoding.startsWithByteOrderMark(bytes) ? 3 : 0 }
    guard line < count else { return 0 }
    let block = ends.prefixCount { $0 < line } - 1
    var rest = line - Int(ends[block])
    var offset = block * Self.blockSize
    while rest > 0, offset < bytes.count {
      if isLineEnd(offset) { rest -= 1 }
      offset += 1
    }
    return UInt32(truncatingIfNeeded: offset)
  }

  /// The bytes of a line (0 for the first) without its line end; empty for lines that do not exist.
  package func range(ofLine line: Int) -> SourceRange {
    guard (0..<count).contains(line) else { return SourceRange(bytes.count, bytes.count) }
    let start = Int(start(ofLine: line))
    guard line + 1 < count else { return SourceRange(start, bytes.count) }
    // Lines can be megabytes long: their ends are looked up, not looked for.
    var end = Int(self.start(ofLine: line + 1)) - 1
    if end > start, bytes[end] == Ascii.lineFeed, bytes[end - 1] == Ascii.carriageReturn { end -= 1 }
    return SourceRange(start, max(start, end))
  }
}
