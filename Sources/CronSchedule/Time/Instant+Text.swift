extension Instant: CustomStringConvertible {
  /// RFC 3339 in UTC: `2026-11-23T05:40:00Z`.
  package var description: String { ClockTime(self, offset: 0).date + "T" + ClockTime(self, offset: 0).timeOfDay + "Z" }

  /// Reads RFC 3339 (`2026-11-23T05:40:00.5+01:00`; fractions are cut off), or a day alone, which stands for its beginning in UTC.
  package init?(_ text: String) {
    let bytes = Array(text.utf8)
    func number(_ range: Range<Int>) -> Int64? {
      guard range.upperBound <= bytes.count, bytes[range].allSatisfy(\.isDigit) else { return nil }
      return bytes[range].reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
    }
    func has(_ character: Unicode.Scalar, at index: Int) -> Bool { index < bytes.count && bytes[index] == UInt8(ascii: character) }
    guard let year = number(0..<4), has("-", at: 4), let month = number(5..<7), has("-", at: 7), let day = number(8..<10),
      (1...9999).contains(year), (1...12).contains(month), (1...CivilDate.dayCount(year: year, month: month)).contains(day)
    else { return nil }
    var seconds = CivilDate(year: year, month: month, day: day).dayNumber * 86_400
    if bytes.count > 10 {
      guard has("T", at: 10) || has("t", at: 10) || has(" ", at: 10), let hour = number(11..<13), has(":", at: 13),
        let minute = number(14..<16), has(":", at: 16), let second = number(17..<19), hour < 24, minute < 60, second <= 60
      else { return nil }
      seconds += hour * 3600 + minute * 60 + min(second, 59)
      var index = 19
      if has(".", at: index) {
        index += 1
        guard index < bytes.count, bytes[index].isDigit else { return nil }
        while index < bytes.count, bytes[index].isDigit { index += 1 }
      }
      if has("Z", at: index) || has("z", at: index) {
        guard index + 1 == bytes.count else { return nil }
      } else {
        guard has("+", at: index) || has("-", at: index), let hours = number(index + 1..<index + 3), has(":", at: index + 3),
          let minutes = number(index + 4..<index + 6), index + 6 == bytes.count, hours < 24, minutes < 60
        else { return nil }
        seconds -= (has("-", at: index) ? -1 : 1) * (hours * 3600 + minutes * 60)
      }
    }
    self.init(secondsSince1970: seconds)
  }
}

/// An instant as the clock of a place shows it.
package struct ClockTime: Hashable, Sendable {
  private let seconds: Int64
  private let offset: Int64

  /// An instant on the clocks of a zone.
  package init(_ instant: Instant, in timeZone: TimeZone) { self.init(instant, offset: Int64(timeZone.offset(at: instant))) }

  /// - Parameter offset: seconds east of UTC.
  package init(_ instant: Instant, offset: Int64) {
    seconds = instant.secondsSince1970 + offset
    self.offset = offset
  }

  /// `2026-11-23`.
  package var date: String {
    let date = CivilDate(day: seconds.flooredQuotient(86_400))
    return "\(Self.padded(date.year, 4))-\(Self.padded(date.month, 2))-\(Self.padded(date.day, 2))"
  }

  /// `05:40:00`.
  package var timeOfDay: String { "\(hourAndMinute):\(Self.padded(seconds.flooredRemainder(60), 2))" }

  /// `05:40`.
  package var hourAndMinute: String {
    let minute = seconds.flooredRemainder(86_400) / 60
    return "\(Self.padded(minute / 60, 2)):\(Self.padded(minute % 60, 2))"
  }

  /// `Mon`.
  package var weekday: String {
    ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][Int(CivilDate.weekday(of: seconds.flooredQuotient(86_400)))]
  }

  /// `+05:45`, and `Z` for UTC.
  package var zoneOffset: String {
    if offset == 0 { return "Z" }
    let minutes = Int64(offset.magnitude) / 60
    return "\(offset < 0 ? "-" : "+")\(Self.padded(minutes / 60, 2)):\(Self.padded(minutes % 60, 2))"
  }

  /// RFC 3339: `2026-11-23T11:25:00+05:45`.
  package var rfc3339: String { "\(date)T\(timeOfDay)\(zoneOffset)" }

  private static func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(width - digits.count, 0)) + digits
  }
}
