/// Appends JSON to a byte array, with the commas where they belong.
///
/// Beyond what RFC 8259 asks, DEL, the C1 controls, U+2028, U+2029 and the bidirectional controls are written as escapes, so that a report
/// can be shown in a terminal or put into a script as it is. `<` and `>` are left alone: whoever puts JSON into HTML has to escape it there.
struct JSONWriter {
  private(set) var bytes: [UInt8] = []
  private var needsComma = false

  /// Writes through ``write`` into an array that is there already.
  static func append(to bytes: inout [UInt8], _ write: (inout JSONWriter) -> Void) {
    var writer = JSONWriter()
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

  /// Makes room for so many bytes more.
  mutating func reserveCapacity(_ count: Int) { bytes.reserveCapacity(bytes.count + count) }

  mutating func beginObject() { open(UInt8(ascii: "{")) }
  mutating func endObject() { close(UInt8(ascii: "}")) }
  mutating func beginArray() { open(UInt8(ascii: "[")) }
  mutating func endArray() { close(UInt8(ascii: "]")) }

  /// Goes on in a new line, behind a comma where one is due.
  mutating func line() {
    separate()
    bytes.append(UInt8(ascii: "\n"))
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

  /// A member's name; must not need escapes.
  mutating func key(_ name: StaticString) {
    let count = name.utf8CodeUnitCount
    let comma = needsComma
    needsComma = false
    bytes.append(addingCapacity: count &+ 4) { output in
      if comma { output.append(UInt8(ascii: ",")) }
      output.append(UInt8(ascii: "\""))
      for offset in 0..<count { unsafe output.append(name.utf8Start[offset]) }
      output.append(UInt8(ascii: "\""))
      output.append(UInt8(ascii: ":"))
    }
  }

  private mutating func append(_ text: StaticString) {
    unsafe bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  private mutating func append(_ text: Span<UInt8>) {
    unsafe text.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
  }

  /// A member's name that is not known beforehand.
  mutating func key(escaping name: String) {
    string(name)
    needsComma = false
    bytes.append(UInt8(ascii: ":"))
  }

  mutating func string(_ text: String) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    var text = text
    text.withUTF8 { unsafe Self.escape($0, into: &bytes) }
    bytes.append(UInt8(ascii: "\""))
    needsComma = true
  }

  mutating func integer(_ number: Int) {
    separate()
    if number < 0 { bytes.append(UInt8(ascii: "-")) }
    var digits = InlineArray<20, UInt8>(repeating: 0)
    var first = digits.count
    var rest = number.magnitude
    repeat {
      first -= 1
      digits[first] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    } while rest > 0
    append(digits.span.extracting(first..<digits.count))
    needsComma = true
  }

  mutating func bool(_ value: Bool) {
    separate()
    bytes.append(contentsOf: value ? "true".utf8 : "false".utf8)
    needsComma = true
  }

  /// Sixteen hexadecimal digits, as a string.
  mutating func hexadecimal(_ number: UInt64) {
    separate()
    var text = InlineArray<18, UInt8>(repeating: UInt8(ascii: "\""))
    for digit in 0..<16 { text[1 + digit] = Self.hexadecimalDigit(UInt8(truncatingIfNeeded: number >> UInt64(60 - 4 * digit))) }
    append(text.span)
    needsComma = true
  }

  /// Values or members that were encoded before, commas between them included.
  mutating func encoded(_ value: [UInt8]) {
    guard !value.isEmpty else { return }
    separate()
    bytes.append(contentsOf: value)
    needsComma = true
  }

  /// Members or punctuation that need no comma in front.
  mutating func literal(_ text: StaticString) {
    append(text)
    needsComma = false
  }

  mutating func member(_ name: StaticString, _ text: String) {
    key(name)
    string(text)
  }

  mutating func member(_ name: StaticString, _ number: Int) {
    key(name)
    integer(number)
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

  private static func hexadecimalDigit(_ value: UInt8) -> UInt8 {
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
        let plain = unsafe Self.plainCount(UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)))
        index += plain
        if plain < 8 { break }
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

  /// How many of eight bytes, from the first on, are ASCII that needs no escape.
  @inline(__always)
  private static func plainCount(_ word: UInt64) -> Int {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let quotes = word ^ (ones &* 0x22)
    let backslashes = word ^ (ones &* 0x5C)
    // Each term has a byte's high bit set where that byte is below 0x20, above 0x7E, a quote or a backslash. Borrows and carries only run
    // upwards from a byte that has it set already, so the lowest one is right.
    let special = (word &- ones &* 0x20) | (word &+ ones) | word | (quotes &- ones) | (backslashes &- ones)
    return (special & (ones &* 0x80)).trailingZeroBitCount / 8
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
