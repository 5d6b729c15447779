/// Tells random text from words, where a name alone does not decide.
enum CredentialEntropy {
  /// Whether the text may have been made by a generator: sixteen or more characters of at least two kinds, hardly repeating, and neither a UUID, a digest nor
  /// words.
  static func isRandom(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard bytes.count >= 16, bytes.count <= 1_024 else { return false }
    var counts = [Int](repeating: 0, count: 128)
    var hasDigit = false
    var hasLowercase = false
    var hasUppercase = false
    var changes = 0
    var previous = 0
    for byte in bytes {
      guard byte > 0x20, byte < 0x7F else { return false }
      counts[Int(byte)] += 1
      let kind: Int
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        hasDigit = true
        kind = 1
      case UInt8(ascii: "a")...UInt8(ascii: "z"):
        hasLowercase = true
        kind = 2
      case UInt8(ascii: "A")...UInt8(ascii: "Z"):
        hasUppercase = true
        kind = 3
      case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "<"), UInt8(ascii: ">"),
        UInt8(ascii: "\""),
        UInt8(ascii: ";"), UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"):
        return false
      default: kind = 4
      }
      if kind != previous { changes += 1 }
      previous = kind
    }
    guard hasDigit && (hasLowercase || hasUppercase) || hasLowercase && hasUppercase, !isUUID(bytes) else { return false }
    // Words and numbers change kind seldom: `eu-west-1-registry` does it seven times in eighteen characters, but only at separators.
    let separators = bytes.count {
      $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: ":")
    }
    // Generators use digits; without any, only capitals in unusual places tell.
    let leastChanges = hasDigit ? bytes.count / 5 : bytes.count * 2 / 5
    guard changes - 2 * separators >= leastChanges, separators <= bytes.count / 6 else { return false }
    return bitsPerCharacter(counts, of: bytes.count) >= 3
  }

  /// Shannon's entropy of the characters' frequencies.
  private static func bitsPerCharacter(_ counts: [Int], of total: Int) -> Double {
    var weighted = 0.0
    for count in counts where count > 0 { weighted += Double(count) * log2(Double(count)) }
    return log2(Double(total)) - weighted / Double(total)
  }

  /// Good to two decimals, which is enough for a threshold: the standard library has no logarithm.
  private static func log2(_ value: Double) -> Double {
    let mantissa = value.significand - 1
    return Double(value.exponent) + mantissa * (1.3465 - 0.3465 * mantissa)
  }

  /// Whether the text is nothing but as many hexadecimal digits as a digest has.
  static func isDigest(_ text: String) -> Bool {
    let count = text.utf8.count
    return (count == 32 || count == 40 || count == 64 || count == 128)
      && text.utf8.allSatisfy { $0 &- UInt8(ascii: "0") < 10 || ($0 | 0x20) &- UInt8(ascii: "a") < 6 }
  }

  static func isUUID(_ bytes: [UInt8]) -> Bool {
    guard bytes.count == 36 else { return false }
    return bytes.enumerated().allSatisfy { index, byte in
      switch index {
      case 8, 13, 18, 23: byte == UInt8(ascii: "-")
      default:
        byte &- UInt8(ascii: "0") < 10 || (byte | 0x20) &- UInt8(ascii: "a") < 6
      }
    }
  }
}
