/// The bytes being read; any offset beyond them reads as zero, so looking ahead needs no checks at the call site.
@safe
struct ByteView {
  private let base: UnsafeBufferPointer<UInt8>
  let count: Int

  init(_ base: UnsafeBufferPointer<UInt8>) {
    unsafe self.base = base
    count = base.count
  }

  @inline(__always)
  subscript(offset: Int) -> UInt8 {
    UInt(bitPattern: offset) < UInt(bitPattern: count) ? unsafe base[offset] : 0
  }

  /// The first offset from `offset` on that holds no space.
  @inline(__always)
  func endOfSpaces(from offset: Int) -> Int {
    var index = offset
    while index &+ 8 <= count {
      let others = word(at: index) ^ (Self.ones &* UInt64(Ascii.space))
      if others != 0 { return index &+ others.trailingZeroBitCount / 8 }
      index &+= 8
    }
    while self[index] == Ascii.space { index &+= 1 }
    return index
  }

  /// The first offset from `offset` on whose byte may end or change a plain scalar in a block collection, or is near one.
  @inline(__always)
  func endOfPlainText(from offset: Int) -> Int {
    var index = offset
    while index &+ 8 <= count {
      let word = word(at: index)
      // The high bits of what stands before `-` in ASCII, of `:` and of `{`. The lowest one is right, as borrows run upwards from such bytes only.
      let low = (word &- Self.ones &* UInt64(Ascii.minus)) & ~word
      let colon = word ^ Self.ones &* UInt64(Ascii.colon)
      let brace = word ^ Self.ones &* UInt64(Ascii.openBrace)
      let candidates = (low | (colon &- Self.ones) & ~colon | (brace &- Self.ones) & ~brace) & (Self.ones &* 0x80)
      if candidates != 0 { return index &+ candidates.trailingZeroBitCount / 8 }
      index &+= 8
    }
    return index
  }

  private static var ones: UInt64 { 0x0101_0101_0101_0101 }

  /// Eight bytes, all within the view.
  @inline(__always)
  private func word(at offset: Int) -> UInt64 {
    unsafe UInt64(littleEndian: UnsafeRawBufferPointer(base).loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  func isByteOrderMark(at offset: Int) -> Bool { self[offset] == 0xEF && self[offset + 1] == 0xBB && self[offset + 2] == 0xBF }

  /// Whether `---` or `...` stands at `offset`, which must be a line's start.
  func isDocumentMarker(at offset: Int) -> Bool {
    let first = self[offset]
    guard first == Ascii.minus || first == Ascii.dot, self[offset + 1] == first, self[offset + 2] == first else { return false }
    return isBlankOrEnd(self[offset + 3])
  }

  /// Whether `indicator` stands at `offset` as such, that is, followed by a blank or a line's end.
  @inline(__always)
  func isIndicator(_ indicator: UInt8, at offset: Int) -> Bool {
    self[offset] == indicator && isBlankOrEnd(self[offset + 1])
  }

  /// Whether a `:` that ends an implicit key follows on the line.
  @inline(__always)
  func isKeyEnd(at offset: Int) -> Bool {
    var index = offset
    while isBlank(self[index]) { index += 1 }
    return isIndicator(Ascii.colon, at: index)
  }

  /// Whether a plain scalar may start at `offset`.
  func canStartPlain(at offset: Int, inFlow: Bool) -> Bool {
    let byte = self[offset]
    switch byte {
    case Ascii.minus, Ascii.question, Ascii.colon:
      let next = self[offset + 1]
      return !isBlankOrEnd(next) && !(inFlow && isFlowIndicator(next))
    case Ascii.comma, Ascii.openBracket, Ascii.closeBracket, Ascii.openBrace, Ascii.closeBrace, Ascii.hash, Ascii.ampersand, Ascii.asterisk,
      Ascii.exclamation, Ascii.pipe, Ascii.greater, Ascii.singleQuote, Ascii.doubleQuote, Ascii.percent, Ascii.at, Ascii.backtick, 0:
      return false
    default:
      return true
    }
  }

  /// Where a plain scalar goes on after the line that has just ended; nil where it does not.
  ///
  /// - Parameters:
  ///   - offset: Behind the line's last text.
  ///   - lineStart: Where that line starts.
  ///   - checksIndentation: Whether the next line must be deeper than `indent`.
  func plainContinuation(
    after offset: Int, lineStart: Int, indent: Int, inFlow: Bool, checksIndentation: Bool
  ) -> (offset: Int, start: Int)? {
    guard indent != .max else { return nil }
    var index = offset
    var start = lineStart
    while true {
      let byte = self[index]
      if isBreak(byte) {
        index += byte == Ascii.lineFeed ? 1 : breakLength(at: index)
        start = index
      } else if byte == Ascii.space {
        index = endOfSpaces(from: index)
      } else if byte == Ascii.tab {
        index += 1
      } else {
        break
      }
    }
    guard index < count, self[index] != Ascii.hash else { return nil }
    if index == start, isDocumentMarker(at: start) { return nil }
    if checksIndentation {
      guard endOfSpaces(from: start) - start > indent else { return nil }
    }
    if inFlow {
      let byte = self[index]
      if isFlowIndicator(byte) { return nil }
      if byte == Ascii.colon, isBlankOrEnd(self[index + 1]) || isFlowIndicator(self[index + 1]) { return nil }
    }
    return (index, start)
  }

  /// Length of the line break at `offset`. Not where lines are passed by the thousand: there a line feed is known at sight.
  @inline(never)
  func breakLength(at offset: Int) -> Int { SourceTree.breakLength(self[offset], self[offset + 1], self[offset + 2]) }

  /// Behind the line break at `offset`.
  func lineStart(afterBreakAt offset: Int) -> Int {
    offset + breakLength(at: offset)
  }
}

// What single bytes mean. Free functions, so that asking does not copy or borrow the parser.

@inline(__always) func isBlank(_ byte: UInt8) -> Bool { byte == Ascii.space || byte == Ascii.tab }
@inline(__always) func isBreak(_ byte: UInt8) -> Bool { byte == Ascii.lineFeed || byte == Ascii.carriageReturn }

/// Length of the line break that begins with these bytes: LF, CR, CRLF, or CRCRLF.
///
/// kubectl ends lines at LF and CRLF before it reads YAML in them, where a CR that is left at a line's end makes but a CRLF with its LF.
@inline(__always)
func breakLength(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Int {
  guard first == Ascii.carriageReturn else { return 1 }
  if second == Ascii.lineFeed { return 2 }
  return second == Ascii.carriageReturn && third == Ascii.lineFeed ? 3 : 1
}

/// Length of the line break at `index`, of which nothing from `end` on is part.
func breakLength(_ bytes: [UInt8], at index: Int, before end: Int) -> Int {
  func byte(_ index: Int) -> UInt8 { index < min(end, bytes.count) ? bytes[index] : 0 }
  return breakLength(byte(index), byte(index + 1), byte(index + 2))
}

/// Blank, line break or the end of the input: what must follow `-`, `?` and `:` for them to be indicators.
@inline(__always)
func isBlankOrEnd(_ byte: UInt8) -> Bool {
  byte <= Ascii.space && (byte == Ascii.space || byte == Ascii.lineFeed || byte == Ascii.carriageReturn || byte == Ascii.tab || byte == 0)
}

/// What nearly all scalars start with, and nothing else does: letters, digits, slashes and quotes.
@inline(__always)
func isScalarStart(_ byte: UInt8) -> Bool {
  (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- Ascii.zero < 10 || byte == UInt8(ascii: "/") || byte == Ascii.doubleQuote
    || byte == Ascii.singleQuote
}

/// A letter or digit of ASCII, `-` or `_`.
@inline(__always)
func isWordByte(_ byte: UInt8) -> Bool {
  (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- Ascii.zero < 10 || byte == Ascii.minus || byte == Ascii.underscore
}

@inline(__always)
func isFlowIndicator(_ byte: UInt8) -> Bool {
  byte == Ascii.comma || byte == Ascii.openBracket || byte == Ascii.closeBracket || byte == Ascii.openBrace || byte == Ascii.closeBrace
}
