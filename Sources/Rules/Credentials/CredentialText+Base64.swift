// Texts within Base64.
extension CredentialText {
  static var shortestWrapping: Int { 32 }

  /// Whether so many characters of Base64 follow each other. Looks first at the last one that a run would need.
  static func mayHoldWrapping(_ bytes: Span<UInt8>) -> Bool {
    var start = 0
    while start + shortestWrapping <= bytes.count {
      var index = start + shortestWrapping
      while index > start, CredentialShapes.isBase64(bytes[index - 1]) { index -= 1 }
      if index == start { return true }
      start = index
    }
    return false
  }

  func appendWrapped(in bytes: [UInt8], to matches: inout [CredentialMatch]) {
    var start = 0
    while start < bytes.count {
      var end = start
      while end < bytes.count, CredentialShapes.isBase64(bytes[end]) { end += 1 }
      if end - start >= Self.shortestWrapping {
        while end < bytes.count, bytes[end] == UInt8(ascii: "=") { end += 1 }
        if let text = Self.unwrapped(bytes[start..<end]),
          let match = self.matches(in: text, isWrapped: true).first(where: { !$0.isSuspect })
        {
          matches.append(CredentialMatch(kind: "\(match.kind) in Base64", range: start..<end))
        }
      }
      start = end + 1
    }
  }

  /// What the text stands for, if that is text again.
  private static func unwrapped(_ text: ArraySlice<UInt8>) -> String? {
    var result: [UInt8] = []
    result.reserveCapacity(text.count / 4 * 3)
    var bits: UInt32 = 0
    var count = 0
    for byte in text {
      guard let digit = base64Digit(byte) else { break }
      bits = bits << 6 | UInt32(digit)
      count += 1
      guard count % 4 != 1 else { continue }
      let decoded = UInt8(truncatingIfNeeded: bits >> (6 - UInt32((count - 1) % 4) * 2))
      guard decoded >= 0x20 && decoded != 0x7F || decoded == 0x0A || decoded == 0x0D || decoded == 0x09 else { return nil }
      result.append(decoded)
    }
    guard result.count >= 8 else { return nil }
    return String(validating: result, as: UTF8.self)
  }

  /// Base64 of `NAME:PASSWORD`, as container registries want it.
  static func isUserAndPassword(_ text: [UInt8]) -> Bool {
    guard text.count >= 8, let plain = unwrapped(text[...]), let colon = plain.utf8.firstIndex(of: UInt8(ascii: ":")) else { return false }
    return colon > plain.utf8.startIndex && plain.utf8.index(after: colon) < plain.utf8.endIndex
  }

  private static func base64Digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A")
    case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0") + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
