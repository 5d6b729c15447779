/// What an input's bytes must be before anything is parsed: UTF-8 text without control characters.
enum Encoding {
  static func startsWithByteOrderMark(_ bytes: [UInt8]) -> Bool {
    bytes.count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF
  }

  /// One pass over the bytes, a block at a time while they are plain ASCII.
  ///
  /// - Returns: the offsets for ``Source/ambiguousCharacters``, whether all bytes are ASCII, and whether any is a carriage return or a tab.
  /// - Throws: ``SyntaxError`` at the first byte that is not well-formed UTF-8 (Unicode 15, table 3-7) or not in YAML's `c-printable`.
  static func validate(_ bytes: [UInt8]) throws(SyntaxError)
    -> (ambiguousCharacters: [UInt32], isASCII: Bool, hasCarriageReturns: Bool, hasTabs: Bool)
  {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { throw SyntaxError(.utf16, at: 0) }
    var ambiguous: [UInt32] = []
    var isASCII = true
    var hasCarriageReturns = false
    var hasTabs = false
    let failure: SyntaxError? = unsafe bytes.withUnsafeBytes { buffer in
      var index = 0
      let count = buffer.count
      while index < count {
        while index <= count - blockSize, let start = buffer.baseAddress {
          if unsafe !isPlain(start + index) { break }
          index &+= blockSize
        }
        let stop = min(index + blockSize, count)
        while index < stop {
          let byte = unsafe buffer[index]
          if byte < 0x80 {
            guard byte >= Ascii.space ? byte != 0x7F : byte == Ascii.lineFeed || byte == Ascii.carriageReturn || byte == Ascii.tab else {
              return SyntaxError(.controlCharacter, at: index)
            }
            if byte == Ascii.carriageReturn { hasCarriageReturns = true }
            if byte == Ascii.tab { hasTabs = true }
            index += 1
            continue
          }
          isASCII = false
          guard let (scalar, length) = unsafe decode(buffer, at: index) else { return SyntaxError(.invalidUTF8, at: index) }
          if scalar == 0x85 || scalar == 0x2028 || scalar == 0x2029 || scalar == 0xFEFF && index > 0 {
            ambiguous.append(UInt32(truncatingIfNeeded: index))
          } else if scalar < 0xA0 || scalar == 0xFFFE || scalar == 0xFFFF {
            return SyntaxError(.controlCharacter, at: index)
          }
          index += length
        }
      }
      return nil
    }
    if let failure { throw failure }
    return (ambiguous, isASCII, hasCarriageReturns, hasTabs)
  }

  /// Looks at eight bytes at a time.
  static func isASCII(_ text: Span<UInt8>) -> Bool {
    var bits: UInt64 = 0
    var index = 0
    while index + 8 <= text.count {
      bits |= unsafe text.bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
      index += 8
    }
    while index < text.count {
      bits |= UInt64(text[index])
      index += 1
    }
    return bits & 0x8080_8080_8080_8080 == 0
  }

  private static var blockSize: Int { 64 }

  /// Whether all bytes of a block are in 0x20...0x7E or line feeds. Without branches, so that it becomes vector instructions.
  @inline(__always)
  private static func isPlain(_ block: UnsafeRawPointer) -> Bool {
    var others: UInt8 = 0
    for offset in 0..<blockSize {
      let byte = unsafe block.load(fromByteOffset: offset, as: UInt8.self)
      others |= (byte &- Ascii.space < 0x7F - Ascii.space ? 0 : 1) & (byte == Ascii.lineFeed ? 0 : 1)
    }
    return others == 0
  }

  /// The scalar that starts at `index` and its length in bytes, or nil where the bytes are not well-formed.
  private static func decode(_ buffer: UnsafeRawBufferPointer, at index: Int) -> (scalar: UInt32, length: Int)? {
    func continuation(_ offset: Int) -> UInt32? {
      guard index + offset < buffer.count else { return nil }
      let byte = unsafe buffer[index + offset]
      return byte & 0xC0 == 0x80 ? UInt32(byte & 0x3F) : nil
    }
    let lead = unsafe UInt32(buffer[index])
    switch lead {
    case 0xC2...0xDF:
      guard let second = continuation(1) else { return nil }
      return ((lead & 0x1F) << 6 | second, 2)
    case 0xE0...0xEF:
      guard let second = continuation(1), let third = continuation(2) else { return nil }
      let scalar = (lead & 0x0F) << 12 | second << 6 | third
      return scalar >= 0x800 && !(0xD800...0xDFFF).contains(scalar) ? (scalar, 3) : nil
    case 0xF0...0xF4:
      guard let second = continuation(1), let third = continuation(2), let fourth = continuation(3) else { return nil }
      let scalar = (lead & 0x07) << 18 | second << 12 | third << 6 | fourth
      return (0x10000...0x10FFFF).contains(scalar) ? (scalar, 4) : nil
    default:
      return nil
    }
  }
}
