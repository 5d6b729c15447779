/// Standard base64 with padding (RFC 4648, section 4), as Go's `base64.StdEncoding` reads it: line breaks count for nothing.
package enum Base64 {
  /// The bytes the text stands for, or nil where it is malformed.
  package static func decode(_ text: [UInt8]) -> [UInt8]? {
    let text = text.filter { $0 != Ascii.lineFeed && $0 != Ascii.carriageReturn }
    let digits = text.prefix { $0 != UInt8(ascii: "=") }
    guard text.count % 4 == 0, text.count - digits.count <= 2, text[digits.count...].allSatisfy({ $0 == UInt8(ascii: "=") }) else {
      return nil
    }
    var result: [UInt8] = []
    result.reserveCapacity(text.count / 4 * 3)
    var bits: UInt32 = 0
    for (index, byte) in digits.enumerated() {
      guard let digit = digit(byte) else { return nil }
      bits = bits << 6 | digit
      if index % 4 > 0 { result.append(UInt8(truncatingIfNeeded: bits >> (6 - UInt32(index % 4) * 2))) }
    }
    return result
  }

  private static func digit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte) - 0x41
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte) - 0x61 + 26
    case Ascii.zero...Ascii.nine: UInt32(byte) - 0x30 + 52
    case Ascii.plus: 62
    case Ascii.slash: 63
    default: nil
    }
  }
}
