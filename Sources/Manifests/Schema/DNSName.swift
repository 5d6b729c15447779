/// Names as the API server wants them (`k8s.io/apimachinery/pkg/util/validation`).
enum DNSName {
  private static let longestLabel = 63
  private static let longestName = 253
  private static let longestPortName = 15

  /// Whether the bytes are small letters, digits and hyphens, without a hyphen at either end, and no more than 63.
  static func isLabel(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    range.count <= longestLabel && isPart(bytes, range)
  }

  /// Whether the bytes are such parts with dots between them; together no more than 253, whatever the length of each.
  static func isSubdomain(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.count <= longestName else { return false }
    var start = 0
    for index in bytes.indices where bytes[index] == UInt8(ascii: ".") {
      guard isPart(bytes, start..<index) else { return false }
      start = index + 1
    }
    return isPart(bytes, start..<bytes.count)
  }

  /// Whether the bytes name a port: as a label, of at most 15, with a letter, and without two hyphens in a row.
  static func isPortName(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.count <= longestPortName, isPart(bytes, 0..<bytes.count) else { return false }
    var hasLetter = false
    for index in bytes.indices {
      if isSmallLetter(bytes[index]) { hasLetter = true }
      if index > 0, bytes[index] == UInt8(ascii: "-"), bytes[index - 1] == UInt8(ascii: "-") { return false }
    }
    return hasLetter
  }

  private static func isPart(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    guard let first = range.first, let last = range.last, bytes[first] != UInt8(ascii: "-"), bytes[last] != UInt8(ascii: "-") else {
      return false
    }
    for index in range {
      let byte = bytes[index]
      guard isSmallLetter(byte) || byte == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return false }
    }
    return true
  }

  private static func isSmallLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }
}

/// What labels and annotations are called, and what labels hold.
enum QualifiedName {
  private static let longestName = 63

  /// Whether the bytes are a name behind an optional domain and a slash.
  static func isKey(_ bytes: Span<UInt8>) -> Bool {
    guard let slash = bytes.indices.first(where: { bytes[$0] == UInt8(ascii: "/") }) else { return isName(bytes, 0..<bytes.count) }
    return DNSName.isSubdomain(bytes.extracting(0..<slash)) && isName(bytes, slash + 1..<bytes.count)
  }

  /// Whether the bytes are letters, digits, `-`, `_` and `.`, with a letter or digit at both ends.
  static func isName(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    guard range.count <= longestName, let first = range.first, let last = range.last, isAlphanumeric(bytes[first]),
      isAlphanumeric(bytes[last])
    else { return false }
    for index in range {
      switch bytes[index] {
      case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."): break
      case let byte: if !isAlphanumeric(byte) { return false }
      }
    }
    return true
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
