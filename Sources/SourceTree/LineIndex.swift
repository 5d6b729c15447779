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
/// Building it costs one pass over the bytes; a look-up is a binary search plus a pass over the line.
package struct LineIndex: Sendable {
  private let starts: [UInt32]

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
    var column = 1
    var index = Int(starts[line])
    let end = min(Int(offset), bytes.count)
    while index < end {
      if bytes[index] & 0xC0 != 0x80 { column += 1 }
      index += 1
    }
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
