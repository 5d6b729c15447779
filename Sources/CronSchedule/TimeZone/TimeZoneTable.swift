internal import Synchronization

/// The embedded zone database: every name, and the changes of the clocks from 2000 on. What came before is taken to be as in 2000.
///
/// Reads ``TimeZoneData`` by offset. Every number there is written in digits of six bits (``digit(_:)``), most significant first, so that the tables are
/// plain text:
/// - `names`: the names one behind the other, in the order of their bytes.
/// - `nameIndex`: per name, offset (3 digits) and length (1) of the name, index of its zone (2).
/// - `zones`: per zone, index of its first transition (3), number of transitions (2), minutes east of UTC in 2000, plus 2048 (2), offset (2) and length (1) of
///   its rule.
/// - `transitions`: minutes since 2000 (5), minutes east of UTC from then on, plus 2048 (2).
/// - `rules`: rules for what comes after the last transition, in the form of POSIX, one behind the other.
package enum TimeZoneTable {
  /// What is added to an offset in minutes, so that no number is negative.
  package static let offsetBias = 2048

  private static let nameWidth = 6
  private static let zoneWidth = 10
  private static let transitionWidth = 7

  /// The version of the zone database, such as `2025b`.
  package static var version: String { TimeZoneData.version.description }

  /// How many names there are; many zones have several.
  package static var nameCount: Int { TimeZoneData.nameIndex.utf8CodeUnitCount / nameWidth }

  /// A name, by its place in the order.
  package static func name(_ index: Int) -> String { String(decoding: nameBytes(index), as: UTF8.self) }

  static func zone(named name: String) -> TimeZone? {
    index(of: name).map { index in
      known.withLock { known in
        for known in known where known.index == index { return known.zone }
        let zone = zone(number(TimeZoneData.nameIndex, at: index * nameWidth + 4, digits: 2), name: name)
        known.append(KnownZone(index: index, zone: zone))
        return zone
      }
    }
  }

  /// A zone with the place of its name.
  private struct KnownZone {
    let index: Int
    let zone: TimeZone
  }

  /// The zones read so far: many schedules share few zones.
  private static let known = Mutex<[KnownZone]>([])

  /// The place of a name in the order.
  static func index(of name: String) -> Int? {
    let bytes = name.utf8Span.span
    var low = 0
    var high = nameCount
    while low < high {
      let middle = (low + high) / 2
      switch order(ofName: middle, bytes) {
      case 0: return middle
      case ..<0: low = middle + 1
      default: high = middle
      }
    }
    return nil
  }

  /// Less than 0 if a name of the table stands before other bytes, 0 if it is the same.
  private static func order(ofName index: Int, _ other: Span<UInt8>) -> Int {
    let start = number(TimeZoneData.nameIndex, at: index * nameWidth, digits: 3)
    let length = number(TimeZoneData.nameIndex, at: index * nameWidth + 3, digits: 1)
    for position in 0..<min(length, other.count) {
      let byte = unsafe TimeZoneData.names.utf8Start[start + position]
      if byte != other[position] { return Int(byte) - Int(other[position]) }
    }
    return length - other.count
  }

  private static func zone(_ index: Int, name: String) -> TimeZone {
    let place = index * zoneWidth
    let first = number(TimeZoneData.zones, at: place, digits: 3)
    let count = number(TimeZoneData.zones, at: place + 3, digits: 2)
    let transitions = (first..<first + count).map { transition in
      let place = transition * transitionWidth
      return TimeZone.Transition(
        instant: PosixTimeZone.epoch2000 + Int64(number(TimeZoneData.transitions, at: place, digits: 5)) * 60,
        offset: offset(TimeZoneData.transitions, at: place + 5))
    }
    let rule = number(TimeZoneData.zones, at: place + 7, digits: 2)
    let ruleLength = number(TimeZoneData.zones, at: place + 9, digits: 1)
    return TimeZone(
      name: name, initialOffset: offset(TimeZoneData.zones, at: place + 5), transitions: transitions,
      rule: PosixTimeZone(bytes(TimeZoneData.rules, rule..<rule + ruleLength)))
  }

  /// A name that differs in case only, or whose last part is what was written.
  static func suggestion(for name: String) -> String? {
    var match: Int?
    for index in 0..<nameCount {
      let bytes = nameBytes(index)
      if areEqualFolded(bytes, name.utf8) { return self.name(index) }
      if match == nil, let slash = bytes.lastIndex(of: UInt8(ascii: "/")), areEqualFolded(bytes[(slash + 1)...], name.utf8) {
        match = index
      }
    }
    return match.map(self.name)
  }

  /// Whether two texts differ in the case of ASCII letters at most.
  static func areEqualFolded(_ left: some Collection<UInt8>, _ right: some Collection<UInt8>) -> Bool {
    func folded(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
    return left.count == right.count && zip(left, right).allSatisfy { folded($0) == folded($1) }
  }

  private static func nameBytes(_ index: Int) -> [UInt8] {
    let start = number(TimeZoneData.nameIndex, at: index * nameWidth, digits: 3)
    return bytes(TimeZoneData.names, start..<start + number(TimeZoneData.nameIndex, at: index * nameWidth + 3, digits: 1))
  }

  private static func bytes(_ table: StaticString, _ range: Range<Int>) -> [UInt8] {
    range.map { unsafe table.utf8Start[$0] }
  }

  private static func offset(_ table: StaticString, at place: Int) -> Int64 {
    Int64(number(table, at: place, digits: 2) - offsetBias) * 60
  }

  @inline(__always)
  private static func number(_ table: StaticString, at place: Int, digits: Int) -> Int {
    var value = 0
    for index in place..<place + digits { value = unsafe value << 6 | digit(table.utf8Start[index]) }
    return value
  }

  /// The value of a digit; the digits are the 64 characters from `0` on.
  static func digit(_ character: UInt8) -> Int { Int(character &- 0x30) & 63 }

  /// The digit of a value from 0 to 63.
  package static func character(_ value: Int) -> UInt8 { 0x30 + UInt8(truncatingIfNeeded: value & 63) }
}
