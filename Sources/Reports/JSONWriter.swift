/// Appends JSON to a byte array, with the commas where they belong.
///
/// Beyond what RFC 8259 asks, DEL, the C1 controls, U+2028, U+2029 and the bidirectional controls are written as escapes, so that a report
/// can be shown in a terminal or put into a script as it is. `<` and `>` are left alone: whoever puts JSON into HTML has to escape it there.
struct JSONWriter {
  private(set) var bytes: [UInt8] = []
  private var needsComma = false

  /// Writes through ``write`` into an array that is there already.
  ///
  /// - Parameter isFirst: Whether no value or member stands before that needs a comma behind it.
  static func append(to bytes: inout [UInt8], isFirst: Bool = true, _ write: (inout JSONWriter) -> Void) {
    var writer = JSONWriter()
    writer.needsComma = !isFirst
    swap(&writer.bytes, &bytes)
    write(&writer)
    swap(&writer.bytes, &bytes)
  }

  /// What ``write`` writes.
  static func bytes(_ write: (inout JSONWriter) -> Void) -> [UInt8] {
    var writer = JSONWriter()
    writer.bytes.reserveCapacity(512)
    write(&writer)
    return writer.bytes
  }

  mutating func beginObject() { open(UInt8(ascii: "{")) }
  mutating func endObject() { close(UInt8(ascii: "}")) }
  mutating func beginArray() { open(UInt8(ascii: "[")) }
  mutating func endArray() { close(UInt8(ascii: "]")) }

  /// Goes on in a new line, behind a comma where one is due.
  mutating func line() {
    piece(atMost: 1) { $0.byte(UInt8(ascii: "\n")) }
    needsComma = false
  }

  /// Goes on in a new line without a comma: before the end of a collection.
  mutating func lastLine() {
    needsComma = false
    bytes.append(UInt8(ascii: "\n"))
  }

  /// Ends an array whose elements each began with ``line()``.
  mutating func endLines() {
    if needsComma { lastLine() }
    endArray()
  }

  /// A member with an array whose elements each have a line.
  mutating func lines(_ name: StaticString, _ indices: Range<Int>, _ write: (Int, inout JSONWriter) -> Void) {
    key(name)
    beginArray()
    for index in indices {
      line()
      write(index, &self)
    }
    endLines()
  }

  /// A member's name; must not need escapes.
  mutating func key(_ name: StaticString) {
    piece(atMost: name.utf8CodeUnitCount + 3) { $0.key(name) }
    needsComma = false
  }

  /// Members or values, with the commas between them: at most so many bytes, in one go.
  @inline(__always)
  mutating func piece(atMost count: Int, _ write: (inout Piece) -> Void) {
    let comma = needsComma
    bytes.append(addingCapacity: count + 1) { output in
      unsafe output.withUnsafeMutableBufferPointer { buffer, initialized in
        guard let start = buffer.baseAddress else { return }
        unsafe start.initialize(to: UInt8(ascii: ","))
        let first = unsafe comma ? start + 1 : start
        var piece = unsafe Piece(end: first, limit: first + count)
        write(&piece)
        initialized = unsafe piece.end - start
      }
    }
    needsComma = true
  }

  /// Room for what ``JSONWriter/piece(atMost:_:)`` was promised; who writes more ends the program.
  @safe struct Piece {
    fileprivate private(set) var end: UnsafeMutablePointer<UInt8>
    private let limit: UnsafeMutablePointer<UInt8>

    fileprivate init(end: UnsafeMutablePointer<UInt8>, limit: UnsafeMutablePointer<UInt8>) {
      unsafe (self.end, self.limit) = (end, limit)
    }

    /// The next bytes, to be written.
    @inline(__always)
    private mutating func take(_ length: Int) -> UnsafeMutablePointer<UInt8> {
      let start = unsafe end
      precondition(unsafe length <= limit - start, "more JSON than was promised")
      unsafe end = start + length
      return unsafe start
    }

    @inline(__always)
    fileprivate mutating func byte(_ byte: UInt8) { unsafe take(1).initialize(to: byte) }

    /// Punctuation, and members' names with it.
    @inline(__always)
    mutating func literal(_ text: StaticString) {
      let length = text.utf8CodeUnitCount
      unsafe take(length).initialize(from: text.utf8Start, count: length)
    }

    /// A member's name with its colon.
    @inline(__always)
    fileprivate mutating func key(_ name: StaticString) {
      let length = name.utf8CodeUnitCount
      let start = unsafe take(length + 3)
      unsafe quote(UnsafeBufferPointer(start: name.utf8Start, count: length), at: start)
      unsafe (start + length + 2).initialize(to: UInt8(ascii: ":"))
    }

    /// Text that needs no escapes.
    @inline(__always)
    fileprivate mutating func quoted(_ text: UnsafeBufferPointer<UInt8>) {
      unsafe quote(text, at: take(text.count + 2))
    }

    @inline(__always)
    private func quote(_ text: UnsafeBufferPointer<UInt8>, at start: UnsafeMutablePointer<UInt8>) {
      unsafe start.initialize(to: UInt8(ascii: "\""))
      if let first = text.baseAddress { unsafe (start + 1).initialize(from: first, count: text.count) }
      unsafe (start + text.count + 1).initialize(to: UInt8(ascii: "\""))
    }

    /// Takes at most 20 bytes.
    mutating func integer(_ number: Int) {
      if number < 0 { byte(UInt8(ascii: "-")) }
      var rest = number.magnitude
      var count = 1
      var bound: UInt = 10
      while count < 20, rest >= bound {
        count += 1
        bound &*= 10
      }
      let digits = unsafe take(count)
      for index in (0..<count).reversed() {
        unsafe (digits + index).initialize(to: UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
        rest /= 10
      }
    }

    /// Takes 16 bytes.
    fileprivate mutating func hexadecimal(_ number: UInt64) {
      let digits = unsafe take(16)
      for index in 0..<16 {
        unsafe (digits + index).initialize(to: JSONWriter.hexadecimalDigit(UInt8(truncatingIfNeeded: number >> UInt64(60 - 4 * index))))
      }
    }
  }

  /// A member's name that is not known beforehand.
  mutating func key(escaping name: String) {
    string(name)
    needsComma = false
    bytes.append(UInt8(ascii: ":"))
  }

  mutating func string(_ text: String) {
    var text = text
    text.withUTF8 { unsafe string($0) }
  }

  private mutating func string(_ text: UnsafeBufferPointer<UInt8>) {
    if unsafe Self.isPlain(text) { return piece(atMost: text.count + 2) { unsafe $0.quoted(text) } }
    separate()
    bytes.append(UInt8(ascii: "\""))
    unsafe Self.escape(text, into: &bytes)
    bytes.append(UInt8(ascii: "\""))
    needsComma = true
  }

  mutating func integer(_ number: Int) { piece(atMost: 20) { $0.integer(number) } }

  mutating func bool(_ value: Bool) {
    separate()
    bytes.append(contentsOf: value ? "true".utf8 : "false".utf8)
    needsComma = true
  }

  /// Sixteen hexadecimal digits, as a string.
  mutating func hexadecimal(_ number: UInt64) {
    piece(atMost: 18) { piece in
      piece.byte(UInt8(ascii: "\""))
      piece.hexadecimal(number)
      piece.byte(UInt8(ascii: "\""))
    }
  }

  /// Values or members that were encoded before, commas between them included.
  mutating func encoded(_ value: [UInt8]) {
    guard !value.isEmpty else { return }
    separate()
    bytes.append(contentsOf: value)
    needsComma = true
  }

  mutating func member(_ name: StaticString, _ text: String) {
    var text = text
    text.withUTF8 { text in
      if unsafe Self.isPlain(text) {
        return piece(atMost: name.utf8CodeUnitCount + text.count + 5) { piece in
          piece.key(name)
          unsafe piece.quoted(text)
        }
      }
      key(name)
      unsafe string(text)
    }
  }

  mutating func member(_ name: StaticString, _ number: Int) {
    piece(atMost: name.utf8CodeUnitCount + 23) { piece in
      piece.key(name)
      piece.integer(number)
    }
  }

  mutating func member(_ name: StaticString, _ value: Bool) {
    key(name)
    bool(value)
  }

  mutating func member(_ name: StaticString, _ texts: [String]) {
    key(name)
    beginArray()
    for text in texts { string(text) }
    endArray()
  }

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = false
  }

  private mutating func open(_ bracket: UInt8) {
    separate()
    bytes.append(bracket)
  }

  private mutating func close(_ bracket: UInt8) {
    bytes.append(bracket)
    needsComma = true
  }

  fileprivate static func hexadecimalDigit(_ value: UInt8) -> UInt8 {
    let value = value & 15
    return value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }

  /// Copies well-formed UTF-8 run by run, with escapes in between.
  private static func escape(_ text: UnsafeBufferPointer<UInt8>, into bytes: inout [UInt8]) {
    var copied = 0
    var index = 0
    func copy(upTo end: Int, into bytes: inout [UInt8]) {
      if end > copied { unsafe bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[copied..<end])) }
    }
    let raw = UnsafeRawBufferPointer(text)
    while index < text.count {
      while index + 8 <= text.count {
        let special = unsafe Self.specialBytes(UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)))
        index += special.trailingZeroBitCount / 8
        if special != 0 { break }
      }
      if index == text.count { break }
      let byte = unsafe text[index]
      if byte >= 0x20, byte < 0x7F, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
        index += 1
        continue
      }
      let scalar: UInt32
      let length: Int
      if byte < 0x80 {
        scalar = UInt32(byte)
        length = 1
      } else if byte == 0xC2, index + 1 < text.count, unsafe text[index + 1] < 0xA0 {
        scalar = unsafe UInt32(text[index + 1])
        length = 2
      } else if byte == 0xE2, index + 2 < text.count, unsafe isHazardous(text[index + 1], text[index + 2]) {
        scalar = unsafe 0x2000 | UInt32(text[index + 1] & 0x3F) << 6 | UInt32(text[index + 2] & 0x3F)
        length = 3
      } else {
        index += 1
        continue
      }
      copy(upTo: index, into: &bytes)
      appendEscape(scalar, to: &bytes)
      index += length
      copied = index
    }
    copy(upTo: text.count, into: &bytes)
  }

  /// Whether all is ASCII that needs no escape.
  private static func isPlain(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let raw = UnsafeRawBufferPointer(text)
    var index = 0
    while index + 8 <= text.count {
      if unsafe specialBytes(UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: index, as: UInt64.self))) != 0 { return false }
      index += 8
    }
    // Padded with what needs no escape.
    var rest: UInt64 = 0x2020_2020_2020_2020
    while index < text.count {
      rest = unsafe rest << 8 | UInt64(text[index])
      index += 1
    }
    return specialBytes(rest) == 0
  }

  /// Marks, by their high bits, the bytes of eight that are no ASCII or need an escape; all but the lowest mark may be wrong.
  @inline(__always)
  private static func specialBytes(_ word: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let quotes = word ^ (ones &* 0x22)
    let backslashes = word ^ (ones &* 0x5C)
    // Each term has a byte's high bit set where that byte is below 0x20, above 0x7E, a quote or a backslash. Borrows and carries only run
    // upwards from a byte that has it set already, so the lowest one is right.
    let special = (word &- ones &* 0x20) | (word &+ ones) | word | (quotes &- ones) | (backslashes &- ones)
    return special & (ones &* 0x80)
  }

  /// Whether E2 and these two bytes are U+2028...U+202E or U+2066...U+2069.
  private static func isHazardous(_ second: UInt8, _ third: UInt8) -> Bool {
    second == 0x80 ? third >= 0xA8 && third <= 0xAE : second == 0x81 && third >= 0xA6 && third <= 0xA9
  }

  private static func appendEscape(_ scalar: UInt32, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\\"))
    switch scalar {
    case 0x22, 0x5C: bytes.append(UInt8(scalar))
    case 0x08: bytes.append(UInt8(ascii: "b"))
    case 0x09: bytes.append(UInt8(ascii: "t"))
    case 0x0A: bytes.append(UInt8(ascii: "n"))
    case 0x0C: bytes.append(UInt8(ascii: "f"))
    case 0x0D: bytes.append(UInt8(ascii: "r"))
    default:
      bytes.append(UInt8(ascii: "u"))
      for shift in stride(from: 12, through: 0, by: -4) {
        bytes.append(hexadecimalDigit(UInt8(truncatingIfNeeded: scalar >> UInt32(shift))))
      }
    }
  }
}
