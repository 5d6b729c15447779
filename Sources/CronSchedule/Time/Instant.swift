/// A second on the time line, of the years 1 to 9999.
package struct Instant: Hashable, Comparable, Sendable {
  /// Seconds since 1970-01-01T00:00:00Z, without leap seconds.
  package let secondsSince1970: Int64

  /// The beginning of the year 1.
  package static let earliest = Instant(unchecked: -62_135_596_800)
  /// The last second of the year 9999.
  package static let latest = Instant(unchecked: 253_402_300_799)

  /// Nothing if the second is outside of the years 1 to 9999.
  package init?(secondsSince1970: Int64) {
    guard (Self.earliest.secondsSince1970...Self.latest.secondsSince1970).contains(secondsSince1970) else { return nil }
    self.secondsSince1970 = secondsSince1970
  }

  private init(unchecked seconds: Int64) { secondsSince1970 = seconds }

  package static func < (left: Instant, right: Instant) -> Bool { left.secondsSince1970 < right.secondsSince1970 }
}
