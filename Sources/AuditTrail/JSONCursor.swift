/// Walks over the text of one JSON value. What is of no interest is skipped without being taken apart; what is broken ends the walk.
///
/// Valid only as long as the bytes are: it is made, asked and dropped inside of one closure.
@safe
struct JSONCursor {
  private let base: UnsafePointer<UInt8>
  private let count: Int
  private(set) var offset = 0
  /// Whether something was met that is no JSON.
  private(set) var isBroken = false

  init?(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let base = bytes.baseAddress else { return nil }
    unsafe self.base = unsafe base
    count = bytes.count
  }

  /// Beyond the end there are zeros.
  @inline(__always)
  private subscript(index: Int) -> UInt8 { index < count ? unsafe base[index] : 0 }

  @inline(__always)
  private mutating func skipBlanks() {
    while true {
      let byte = self[offset]
      guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
      offset += 1
    }
  }

  /// Whether nothing but blanks is left.
  mutating func isAtEnd() -> Bool {
    skipBlanks()
    return offset >= count
  }

  /// Goes into an object or array that starts here.
  mutating func enter(_ bracket: UInt8) -> Bool {
    skipBlanks()
    guard self[offset] == bracket else { return false }
    offset += 1
    return true
  }

  /// The next key of the object, without its quotes, the cursor being before its value; nil at the object's end.
  @inline(__always)
  mutating func nextKey() -> Range<Int>? {
    skipBlanks()
    if self[offset] == UInt8(ascii: ",") {
      offset += 1
      skipBlanks()
    }
    if self[offset] == UInt8(ascii: "}") {
      offset += 1
      return nil
    }
    guard let key = string() else { return nil }
    skipBlanks()
    guard self[offset] == UInt8(ascii: ":") else {
      isBroken = true
      return nil
    }
    offset += 1
    return key
  }

  /// Whether another element of the array follows, the cursor being before it.
  mutating func nextElement() -> Bool {
    skipBlanks()
    if self[offset] == UInt8(ascii: ",") {
      offset += 1
      skipBlanks()
    }
    guard offset < count else {
      isBroken = true
      return false
    }
    guard self[offset] != UInt8(ascii: "]") else {
      offset += 1
      return false
    }
    return true
  }

  /// The string that starts here, without its quotes and with its escapes; anything else breaks the walk.
  @inline(__always)
  mutating func string() -> Range<Int>? {
    skipBlanks()
    guard self[offset] == UInt8(ascii: "\"") else {
      isBroken = true
      return nil
    }
    let start = offset + 1
    skipString()
    return isBroken ? nil : start..<offset - 1
  }

  /// The string that starts here, or nil for any other value, which is skipped.
  @inline(__always)
  mutating func stringIfAny() -> Range<Int>? {
    skipBlanks()
    if self[offset] == UInt8(ascii: "\"") { return string() }
    skipValue()
    return nil
  }

  /// Goes behind the value that starts here, and says where it is.
  mutating func extent() -> Range<Int> {
    skipBlanks()
    let start = offset
    skipValue()
    return start..<max(start, offset)
  }

  /// The strings of an array.
  func texts(inArray range: Range<Int>) -> [String] {
    var cursor = self
    cursor.offset = range.lowerBound
    guard cursor.enter(UInt8(ascii: "[")) else { return [] }
    var texts: [String] = []
    while cursor.nextElement(), !cursor.isBroken {
      if let string = cursor.stringIfAny() { texts.append(text(string)) }
    }
    return texts
  }

  /// The whole number that starts here; nil for any other value, which is skipped.
  mutating func integer() -> Int? {
    skipBlanks()
    var value = 0
    var index = offset
    while index - offset < 9, self[index] &- 0x30 < 10 {
      value = value * 10 + Int(self[index] &- 0x30)
      index += 1
    }
    let isNumber = index > offset
    skipValue()
    return isNumber && offset == index ? value : nil
  }

  /// Goes behind the value that starts here.
  mutating func skipValue() {
    skipBlanks()
    switch self[offset] {
    case UInt8(ascii: "\""): skipString()
    case UInt8(ascii: "{"), UInt8(ascii: "["): skipContainer()
    default:
      let start = offset
      while offset < count, !Self.endsScalar(self[offset]) { offset += 1 }
      if offset == start { isBroken = true }
    }
  }

  private static func endsScalar(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") || byte <= 0x20
  }

  /// Brackets are only counted: whether they match is nobody's business here.
  private mutating func skipContainer() {
    var depth = 0
    while offset < count {
      let byte = unsafe base[offset]
      if byte == UInt8(ascii: "\"") {
        skipString()
        continue
      }
      offset += 1
      // `{` and `[`, `}` and `]` differ in one bit.
      let folded = byte | 0x20
      if folded == UInt8(ascii: "{") {
        depth += 1
      } else if folded == UInt8(ascii: "}") {
        depth -= 1
        if depth == 0 { return }
      }
    }
    isBroken = true
  }

  /// Goes behind the string whose quote is here, eight bytes at a time.
  @inline(__always)
  private mutating func skipString() {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let highs: UInt64 = 0x8080_8080_8080_8080
    var index = offset + 1
    while true {
      while index + 8 <= count {
        let word = unsafe UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self)
        let quote = word ^ (ones &* 0x22)
        let escape = word ^ (ones &* 0x5C)
        let hits = ((quote &- ones) & ~quote | (escape &- ones) & ~escape) & highs
        if hits != 0 {
          index += hits.trailingZeroBitCount >> 3
          break
        }
        index += 8
      }
      guard index < count else {
        offset = count
        isBroken = true
        return
      }
      let byte = unsafe base[index]
      if byte == UInt8(ascii: "\"") {
        offset = index + 1
        return
      }
      index += byte == UInt8(ascii: "\\") ? 2 : 1
    }
  }

  /// Whether the bytes of a range are those of a text.
  @inline(__always)
  func holds(_ range: Range<Int>, _ text: StaticString) -> Bool {
    guard range.count == text.utf8CodeUnitCount else { return false }
    for index in 0..<range.count where unsafe base[range.lowerBound + index] != text.utf8Start[index] { return false }
    return true
  }

  /// Whether the bytes of a range are the same as others.
  func holds(_ range: Range<Int>, _ other: [UInt8]) -> Bool {
    guard range.count == other.count else { return false }
    for index in 0..<range.count where unsafe base[range.lowerBound + index] != other[index] { return false }
    return true
  }

  /// Whether the bytes of a range come before others.
  func orders(_ range: Range<Int>, before other: [UInt8]) -> Bool {
    for index in 0..<min(range.count, other.count) {
      let byte = unsafe base[range.lowerBound + index]
      if byte != other[index] { return byte < other[index] }
    }
    return range.count < other.count
  }

  /// Whether a string may be a time in RFC 3339: reports tell times, and nothing else that a client may write.
  func holdsTime(_ range: Range<Int>) -> Bool {
    range.count >= 20 && range.count <= 35
      && range.allSatisfy { index in
        switch unsafe base[index] {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: ":"), UInt8(ascii: "."), UInt8(ascii: "+"),
          UInt8(ascii: "T"), UInt8(ascii: "Z"):
          true
        default: false
        }
      }
  }

  func byte(at index: Int) -> UInt8 { self[index] }

  func bytes(_ range: Range<Int>) -> [UInt8] { range.map { unsafe base[$0] } }

  /// The text of a string, its escapes resolved; what is no UTF-8 is repaired.
  func text(_ range: Range<Int>) -> String {
    let bytes = bytes(range)
    return String(decoding: bytes.contains(UInt8(ascii: "\\")) ? Self.unescaped(bytes) : bytes, as: UTF8.self)
  }

  private static func unescaped(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var index = 0
    var high: UInt32?
    while index < bytes.count {
      guard bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.count else {
        result.append(bytes[index])
        index += 1
        continue
      }
      index += 2
      switch bytes[index - 1] {
      case UInt8(ascii: "n"): result.append(0x0A)
      case UInt8(ascii: "t"): result.append(0x09)
      case UInt8(ascii: "r"): result.append(0x0D)
      case UInt8(ascii: "b"): result.append(0x08)
      case UInt8(ascii: "f"): result.append(0x0C)
      case UInt8(ascii: "u"):
        let digits = bytes[index..<min(index + 4, bytes.count)]
        index += digits.count
        guard let unit = UInt32(String(decoding: digits, as: UTF8.self), radix: 16) else { continue }
        if unit >> 10 == 0x36 {
          high = unit
          continue
        }
        let pair = unit >> 10 == 0x37 ? high.map { 0x10000 + (($0 & 0x3FF) << 10 | unit & 0x3FF) } : nil
        let scalar = Unicode.Scalar(pair ?? unit) ?? "\u{FFFD}"
        result += Array(String(Character(scalar)).utf8)
        high = nil
      default: result.append(bytes[index - 1])
      }
    }
    return result
  }
}
