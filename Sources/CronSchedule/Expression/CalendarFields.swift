/// What the five fields of a cron expression ask of the wall clock: a bit for every number that matches.
package struct CalendarFields: Hashable, Sendable {
  /// Bits 0 to 59.
  package var minutes: UInt64
  /// Bits 0 to 23.
  package var hours: UInt32
  /// Bits 1 to 31.
  package var daysOfMonth: UInt32
  /// Bits 1 to 12.
  package var months: UInt32
  /// Bits 0 to 6; Sunday is 0.
  package var daysOfWeek: UInt32
  /// The day of month has a bare `*` or `?` (with no step, or a step of 1) among its items.
  package var dayOfMonthIsStar: Bool
  /// The day of week has a bare `*` or `?` (with no step, or a step of 1) among its items.
  package var dayOfWeekIsStar: Bool

  /// A day has to match both fields if one of them is a star, and either of them if none is.
  package var needsBothDays: Bool { dayOfMonthIsStar || dayOfWeekIsStar }

  /// The days of a month that match, as bits 1 to `dayCount`.
  ///
  /// - Parameter firstWeekday: the day of week of the first, 0 for Sunday.
  func days(firstWeekday: Int, dayCount: Int) -> UInt32 {
    // Six weeks in a row, and the first of the month at bit 1.
    let weeks = UInt64(daysOfWeek) &* 0b1_0000001_0000001_0000001_0000001_0000001
    let weekdays = UInt32(truncatingIfNeeded: (weeks >> UInt64(firstWeekday)) << 1)
    let days = needsBothDays ? daysOfMonth & weekdays : daysOfMonth | weekdays
    return days & (UInt32.max << 1) & (UInt32.max >> UInt32(31 - dayCount))
  }

  /// The days of a date's month that match, as bits 1 to 31.
  ///
  /// - Parameter dayNumber: the same date in days since 1970.
  func matchingDays(of date: CivilDate, dayNumber: Int64) -> UInt32 {
    days(
      firstWeekday: Int(truncatingIfNeeded: CivilDate.weekday(of: dayNumber - date.day + 1)),
      dayCount: Int(truncatingIfNeeded: CivilDate.dayCount(year: date.year, month: date.month)))
  }

  /// Whether the calendar has a time that matches, in any year; `0 0 30 2 *` has none, and an empty list in a field neither.
  package var canMatch: Bool {
    guard minutes != 0, hours != 0 else { return false }
    // Each month has the days up to the 28th, and each of them falls on every day of the week in some year.
    if months & 0x1FFE != 0, daysOfMonth & 0x1FFF_FFFE != 0, daysOfWeek & 0x7F != 0 { return true }
    let lengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return (1...12).contains { month in
      months & (1 << UInt32(month)) != 0 && (0...6).contains { days(firstWeekday: $0, dayCount: lengths[month - 1]) != 0 }
    }
  }
}
