/// A place in a source as people count it.
package struct Position: Hashable, Sendable {
  /// 1 for the first line. LF, CRLF and a lone CR end a line.
  package var line: Int
  /// 1 for the first column; counts Unicode scalars, as editors and SARIF's `unicodeCodePoints` do.
  package var column: Int

  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
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
    var starts: [UInt32] = [Encoding.startsWithByteOrderMark(bytes) ? 3 : 0]
    starts.reserveCapacity(bytes.count / 24)
    unsafe bytes.withUnsafeBytes { buffer in
      let ones: UInt64 = 0x0101_0101_0101_0101
      let count = buffer.count
      var index = 0
      while index < count {
        while index + 8 <= count {
          let word = unsafe buffer.loadUnaligned(fromByteOffset: index, as: UInt64.self)
          // Nonzero where a byte is a carriage return or less.
          if (word &- ones &* 0x0E) & ~word & (ones &* 0x80) != 0 { break }
          index += 8
        }
        let stop = min(index + 8, count)
        while index < stop {
          let byte = unsafe buffer[index]
          index += 1
          if byte == Ascii.lineFeed {
            starts.append(UInt32(truncatingIfNeeded: index))
          } else if byte == Ascii.carriageReturn {
            if index < count, unsafe buffer[index] == Ascii.lineFeed { index += 1 }
            starts.append(UInt32(truncatingIfNeeded: index))
          }
        }
      }
    }
    self.starts = starts
    let ends = starts.dropFirst() + [UInt32(truncatingIfNeeded: bytes.count)]
    scalars = zip(starts, ends).contains { $1 > $0 && $1 - $0 > Self.stride } ? Self.countScalars(bytes) : []
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
    var low = 0
    var high = starts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle } else { high = middle }
    }
    return low
  }

  /// Line and column of a byte offset of `bytes`, which must be the bytes the index was made from.
  package func position(of offset: UInt32, in bytes: [UInt8]) -> Position {
    let line = line(at: offset)
    let start = Int(starts[line])
    let column = 1 + scalars(in: start..<max(start, min(Int(offset), bytes.count)), of: bytes)
    return Position(line: line + 1, column: column)
  }

  /// The bytes of a line (0 for the first) without its line end; empty for lines that do not exist.
  package func range(ofLine line: Int, in bytes: [UInt8]) -> SourceRange {
    guard starts.indices.contains(line) else { return SourceRange(bytes.count, bytes.count) }
    let start = Int(starts[line])
    var end = line + 1 < starts.count ? Int(starts[line + 1]) : bytes.count
    while end > start, bytes[end - 1] == Ascii.lineFeed || bytes[end - 1] == Ascii.carriageReturn { end -= 1 }
    return SourceRange(start, end)
  }
}
