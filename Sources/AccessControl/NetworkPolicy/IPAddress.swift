/// An address of the Internet Protocol, version 4 or 6.
package struct IPAddress: Hashable, Sendable {
  /// Whether it is one of IPv6, rather than of IPv4.
  package let isVersion6: Bool
  /// The address as a number; of version 4 the lower 32 bits of `low`.
  let high: UInt64
  let low: UInt64

  /// `192.0.2.1`, `2001:db8::1`; numbers of version 4 may have leading zeros and are decimal all the same, as in the API (`k8s.io/utils/net`,
  /// ParseIPSloppy). Version 4 within version 6 (`::ffff:192.0.2.1`) is version 4.
  package init?(_ text: some StringProtocol) {
    if text.utf8.contains(UInt8(ascii: ":")) {
      guard let groups = Self.groups(of: text.utf8) else { return nil }
      let high = groups[..<4].reduce(0 as UInt64) { $0 << 16 | UInt64($1) }
      let low = groups[4...].reduce(0 as UInt64) { $0 << 16 | UInt64($1) }
      let isMapped = high == 0 && low >> 32 == 0xFFFF
      isVersion6 = !isMapped
      self.high = high
      self.low = isMapped ? low & 0xFFFF_FFFF : low
    } else {
      guard let number = Self.version4(text.utf8) else { return nil }
      isVersion6 = false
      high = 0
      low = UInt64(number)
    }
  }

  private static func version4(_ text: some Collection<UInt8>) -> UInt32? {
    let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var number: UInt32 = 0
    for part in parts {
      guard let value = self.number(part, radix: 10, longest: 16), value <= 255 else { return nil }
      number = number << 8 | value
    }
    return number
  }

  /// The eight groups of version 6; `::` stands for as many zeros as are missing.
  private static func groups(of text: some Collection<UInt8>) -> [UInt16]? {
    var groups: [UInt16] = []
    var gap: Int?
    var rest = text[...]
    if rest.first == UInt8(ascii: ":") {
      rest = rest.dropFirst()
      guard rest.first == UInt8(ascii: ":") else { return nil }
    }
    while !rest.isEmpty {
      if rest.first == UInt8(ascii: ":") {
        guard gap == nil else { return nil }
        gap = groups.count
        rest = rest.dropFirst()
        continue
      }
      let part = rest.prefix { $0 != UInt8(ascii: ":") }
      let isLast = part.endIndex == rest.endIndex
      if isLast, part.contains(UInt8(ascii: ".")) {
        guard let number = version4(part) else { return nil }
        groups += [UInt16(truncatingIfNeeded: number >> 16), UInt16(truncatingIfNeeded: number)]
      } else {
        guard let group = number(part, radix: 16, longest: 4) else { return nil }
        groups.append(UInt16(truncatingIfNeeded: group))
      }
      guard groups.count <= 8 else { return nil }
      rest = rest[part.endIndex...]
      if isLast { break }
      rest = rest.dropFirst()
      // A colon at the end must be the second of two.
      if rest.isEmpty { return nil }
    }
    guard let gap else { return groups.count == 8 ? groups : nil }
    guard groups.count < 8 else { return nil }
    groups.insert(contentsOf: Array(repeating: 0, count: 8 - groups.count), at: gap)
    return groups
  }

  private static func number(_ digits: some Collection<UInt8>, radix: UInt32, longest: Int) -> UInt32? {
    guard !digits.isEmpty, digits.count <= longest else { return nil }
    var number: UInt32 = 0
    for digit in digits {
      let value: UInt32
      switch digit {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = UInt32(digit - UInt8(ascii: "0"))
      case UInt8(ascii: "a")...UInt8(ascii: "f"): value = UInt32(digit - UInt8(ascii: "a")) + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): value = UInt32(digit - UInt8(ascii: "A")) + 10
      default: return nil
      }
      guard value < radix, number <= 0xFFFF else { return nil }
      number = number * radix + value
    }
    return number
  }
}

/// A range of addresses, such as `192.0.2.0/24`.
package struct AddressBlock: Hashable, Sendable {
  /// Any of the range.
  package let address: IPAddress
  /// How many bits all of them share.
  package let prefixLength: Int

  /// Bits behind the prefix may be set and do not count.
  package init?(_ text: String) {
    guard let slash = text.utf8.lastIndex(of: UInt8(ascii: "/")), let address = IPAddress(text[..<slash]) else { return nil }
    let digits = text[text.utf8.index(after: slash)...]
    guard digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), digits.utf8.count <= 3,
      let length = Int(digits), length <= (address.isVersion6 ? 128 : 32)
    else { return nil }
    self.address = address
    prefixLength = length
  }

  /// Whether the address is in the range.
  package func contains(_ other: IPAddress) -> Bool {
    guard other.isVersion6 == address.isVersion6 else { return false }
    let (high, low) = address.isVersion6 ? Self.masks(prefixLength) : (0, Self.masks(prefixLength + 96).low)
    return (address.high ^ other.high) & high == 0 && (address.low ^ other.low) & low == 0
  }

  private static func masks(_ length: Int) -> (high: UInt64, low: UInt64) {
    (length == 0 ? 0 : ~0 << UInt64(64 - min(length, 64)), length <= 64 ? 0 : ~0 << UInt64(128 - length))
  }
}
