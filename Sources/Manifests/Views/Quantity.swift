/// An amount of a resource (`k8s.io/apimachinery/pkg/api/resource`, Quantity): `500m`, `1.5Gi`, `1e3`.
package struct Quantity: Comparable, Hashable, Sendable {
  /// In billionths, the finest step there is; rounded up as the API server does.
  package let nanos: Int128

  package init(nanos: Int128) { self.nanos = nanos }

  /// - Parameter text: As written; nil where it is no quantity, or beyond what the API server keeps.
  package init?(_ text: String) {
    var bytes = Array(text.utf8)[...]
    var isNegative = false
    if let sign = bytes.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      isNegative = sign == UInt8(ascii: "-")
      bytes = bytes.dropFirst()
    }
    var mantissa: Int128 = 0
    var decimals = 0
    var digits = 0
    var hasPoint = false
    while let byte = bytes.first {
      if byte == UInt8(ascii: "."), !hasPoint {
        hasPoint = true
      } else if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
        digits += 1
        if digits > 30 { return nil }
        mantissa = mantissa * 10 + Int128(byte - UInt8(ascii: "0"))
        if hasPoint { decimals += 1 }
      } else {
        break
      }
      bytes = bytes.dropFirst()
    }
    guard digits > 0, let scale = Self.scale(of: String(decoding: bytes, as: UTF8.self)) else { return nil }
    guard let value = Self.scaled(mantissa, by: scale, decimals: decimals) else { return nil }
    nanos = isNegative ? -value : value
  }

  private enum Scale {
    case decimal(Int)
    case binary(Int)
  }

  private static func scale(of suffix: String) -> Scale? {
    switch suffix {
    case "n": return .decimal(-9)
    case "u": return .decimal(-6)
    case "m": return .decimal(-3)
    case "": return .decimal(0)
    case "k": return .decimal(3)
    case "M": return .decimal(6)
    case "G": return .decimal(9)
    case "T": return .decimal(12)
    case "P": return .decimal(15)
    case "E": return .decimal(18)
    case "Ki": return .binary(10)
    case "Mi": return .binary(20)
    case "Gi": return .binary(30)
    case "Ti": return .binary(40)
    case "Pi": return .binary(50)
    case "Ei": return .binary(60)
    default:
      guard suffix.first == "e" || suffix.first == "E", let exponent = Int(suffix.dropFirst()), abs(exponent) <= 30 else { return nil }
      return .decimal(exponent)
    }
  }

  private static func scaled(_ mantissa: Int128, by scale: Scale, decimals: Int) -> Int128? {
    var value = mantissa
    var exponent = 9 - decimals
    switch scale {
    case .decimal(let power): exponent += power
    case .binary(let bits):
      let (product, overflow) = value.multipliedReportingOverflow(by: Int128(1) << Int128(bits))
      if overflow { return nil }
      value = product
    }
    while exponent > 0 {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      if overflow { return nil }
      value = product
      exponent -= 1
    }
    var isRounded = false
    while exponent < 0 {
      isRounded = isRounded || value % 10 != 0
      value /= 10
      exponent += 1
    }
    return isRounded ? value + 1 : value
  }

  package static func < (left: Quantity, right: Quantity) -> Bool { left.nanos < right.nanos }

  /// The sum; the largest there is where it would be larger.
  package static func + (left: Quantity, right: Quantity) -> Quantity {
    let (sum, overflow) = left.nanos.addingReportingOverflow(right.nanos)
    return Quantity(nanos: overflow ? Int128.max : sum)
  }
}
