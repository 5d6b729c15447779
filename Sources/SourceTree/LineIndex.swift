/// A place in a source as people count it.
package struct Position: Hashable, Sendable {
  // Inputs are below 2 GiB, and positions are kept in great numbers.
  private var shortLine: UInt32
  private var shortColumn: UInt32

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

/// Where each line of a source starts; turns byte offsets into lines and columns.
///
/// Building it costs one pass over the bytes, and a second one where a line is long; a look-up is a binary search plus a pass over part of the line.
package struct LineIndex: Sendable {
  private let starts: [UInt32]
  /// How many scalars start before each multiple of ``stride``; only kept where a line is longer than that, as JSON without line breaks is.
  private let scalars: [UInt32]

  private static var stride: Int { 4_096 }

  package init(_ source: Source) {
    self.init(source.bytes)
  }

  package init(_ bytes: [UInt8]) {
    var starts: [UInt32] = []
    starts.reserveCapacity(bytes.count / 24 + 1)
    starts.append(Encoding.startsWithByteOrderMark(bytes) ? 3 : 0)
    var longest = 0
    var start = 0
    unsafe bytes.withUnsafeBytes { buffer in
      let count = buffer.count
      var index = 0
      while index < count {
        index = unsafe Self.offsetOfBreak(in: buffer, from: index)
        if index == count { break }
        index += unsafe buffer[index] == Ascii.carriageReturn && index + 1 < count && buffer[index + 1] == Ascii.lineFeed ? 2 : 1
        starts.append(UInt32(truncatingIfNeeded: index))
        longest = max(longest, index - start)
        start = index
      }
    }
    self.starts = starts
    scalars = max(longest, bytes.count - start) > Self.stride ? Self.countScalars(bytes) : []
  }

  /// The next line feed or carriage return, or the end; looks at eight bytes at a time.
  @inline(__always)
  private static func offsetOfBreak(in buffer: UnsafeRawBufferPointer, from start: Int) -> Int {
    let ones: UInt64 = 0x0101_0101_0101_0101
    var index = start
    while index + 8 <= buffer.count {
      let word = unsafe UInt64(littleEndian: buffer.loadUnaligned(fromByteOffset: index, as: UInt64.self))
      // The high bits of the bytes below 0x0E. The lowest one is right, as borrows run upwards from such bytes only.
      let candidates = (word &- ones &* 0x0E) & ~word & (ones &* 0x80)
      if candidates == 0 {
        index += 8
        continue
      }
      index += candidates.trailingZeroBitCount / 8
      let byte = unsafe buffer[index]
      if byte == Ascii.lineFeed || byte == Ascii.carriageReturn { return index }
      index += 1
    }
    while index < buffer.count, unsafe buffer[index] != Ascii.lineFeed && buffer[index] != Ascii.carriageReturn { index += 1 }
    return index
  }

  private static func countScalars(_ bytes: [UInt8]) -> [UInt32] {
    var counts: [UInt32] = []
    var count: UInt32 = 0
    for index in bytes.indices {
      if index % stride == 0 { counts.append(count) }
      if bytes[index] & 0xC0 != 0x80 { count += 1 }
    }
    counts.append(count)
    return counts
  }

  /// How many scalars start in a range of bytes.
  private func scalars(in range: Range<Int>, of bytes: [UInt8]) -> Int {
    if range.count > Self.stride, !scalars.isEmpty {
      let first = (range.lowerBound + Self.stride - 1) / Self.stride
      let last = range.upperBound / Self.stride
      return scalars(in: range.lowerBound..<first * Self.stride, of: bytes) + Int(scalars[last] - scalars[first])
        + scalars(in: last * Self.stride..<range.upperBound, of: bytes)
    }
    var count = 0
    for index in range where bytes[index] & 0xC0 != 0x80 { count += 1 }
    return count
  }

  /// Number of lines; a final line break does not open another line unless something follows it.
  package var count: Int { starts.count }

  /// The line (0 for the first) that holds `offset`.
  package func line(at offset: UInt32) -> Int {
    max(starts.prefixCount { $0 <= offset } - 1, 0)
  }

  /// Line and column of a byte offset of `bytes`, which must be the bytes the index was made from.
  package func position(of offset: UInt32, in bytes: [UInt8]) -> Position {
    let line = line(at: offset)
    let start = Int(starts[line])
    let column = 1 + scalars(in: start..<max(start, min(Int(offset), bytes.count)), of: bytes)
    return Position(line: line + 1, column: column)
  }

  /// Lines and columns of both ends of a range; see ``position(of:in:)``.
  package func positions(of range: SourceRange, in bytes: [UInt8]) -> (start: Position, end: Position) {
    let start = position(of: range.start, in: bytes)
    // Most ranges end in the line they start in.
    guard range.start <= range.end, range.end <= bytes.count, start.line == starts.count || range.end < starts[start.line] else {
      return (start, position(of: range.end, in: bytes))
    }
    return (start, Position(line: start.line, column: start.column + scalars(in: range.bounds, of: bytes)))
  }

  /// The first byte of a line (0 for the first); 0 for lines that do not exist.
  package func start(ofLine line: Int) -> UInt32 { starts.indices.contains(line) ? starts[line] : 0 }

  /// The bytes of a line (0 for the first) without its line end; empty for lines that do not exist.
  package func range(ofLine line: Int, in bytes: [UInt8]) -> SourceRange {
    guard starts.indices.contains(line) else { return SourceRange(bytes.count, bytes.count) }
    let start = Int(starts[line])
    var end = line + 1 < starts.count ? Int(starts[line + 1]) : bytes.count
    while end > start, bytes[end - 1] == Ascii.lineFeed || bytes[end - 1] == Ascii.carriageReturn { end -= 1 }
    return SourceRange(start, end)
  }
}
