/// The times that match on a clock that is never changed, in minutes since 1970 as it shows them.
extension CalendarFields {
  /// The earliest minute that matches; nothing if there is none up to the end of the fifth year that follows.
  func earliestMinute(atOrAfter limit: Int64) -> Int64? {
    let today = limit.flooredQuotient(1440)
    var date = CivilDate(day: today)
    var days = hasMonth(date.month) ? matchingDays(of: date, dayNumber: today) : 0
    if days & (1 << UInt32(truncatingIfNeeded: date.day)) != 0, let minute = earliestMinuteOfDay(atOrAfter: limit - today * 1440) {
      return today * 1440 + minute
    }
    guard hours != 0, minutes != 0 else { return nil }
    let minute = Int64(hours.trailingZeroBitCount) * 60 + Int64(minutes.trailingZeroBitCount)
    days &= UInt32.max << UInt32(truncatingIfNeeded: date.day + 1)
    var firstDay = today - date.day + 1
    let lastYear = date.year + 5
    while days == 0 {
      firstDay += CivilDate.dayCount(year: date.year, month: date.month)
      date = CivilDate(year: date.month == 12 ? date.year + 1 : date.year, month: date.month == 12 ? 1 : date.month + 1, day: 1)
      if date.year > lastYear { return nil }
      if hasMonth(date.month) { days = matchingDays(of: date, dayNumber: firstDay) }
    }
    return (firstDay + Int64(days.trailingZeroBitCount) - 1) * 1440 + minute
  }

  /// The latest minute that matches; nothing if there is none from the beginning of the sixth year before.
  func latestMinute(atOrBefore limit: Int64) -> Int64? {
    let today = limit.flooredQuotient(1440)
    var date = CivilDate(day: today)
    var days = hasMonth(date.month) ? matchingDays(of: date, dayNumber: today) : 0
    if days & (1 << UInt32(truncatingIfNeeded: date.day)) != 0, let minute = latestMinuteOfDay(atOrBefore: limit - today * 1440) {
      return today * 1440 + minute
    }
    guard let minute = latestMinuteOfDay(atOrBefore: 1439) else { return nil }
    days &= ~(UInt32.max << UInt32(truncatingIfNeeded: date.day))
    var firstDay = today - date.day + 1
    let firstYear = date.year - 6
    while days == 0 {
      date = CivilDate(year: date.month == 1 ? date.year - 1 : date.year, month: date.month == 1 ? 12 : date.month - 1, day: 1)
      firstDay -= CivilDate.dayCount(year: date.year, month: date.month)
      if date.year < firstYear { return nil }
      if hasMonth(date.month) { days = matchingDays(of: date, dayNumber: firstDay) }
    }
    return (firstDay + 30 - Int64(days.leadingZeroBitCount)) * 1440 + minute
  }

  private func earliestMinuteOfDay(atOrAfter limit: Int64) -> Int64? {
    let hour = limit / 60
    if hours & (1 << UInt32(truncatingIfNeeded: hour)) != 0 {
      let later = minutes & (UInt64.max << UInt64(truncatingIfNeeded: limit - hour * 60))
      if later != 0 { return hour * 60 + Int64(later.trailingZeroBitCount) }
    }
    let laterHours = hours & (UInt32.max << UInt32(truncatingIfNeeded: hour + 1))
    guard laterHours != 0, minutes != 0 else { return nil }
    return Int64(laterHours.trailingZeroBitCount) * 60 + Int64(minutes.trailingZeroBitCount)
  }

  private func latestMinuteOfDay(atOrBefore limit: Int64) -> Int64? {
    let hour = limit / 60
    if hours & (1 << UInt32(truncatingIfNeeded: hour)) != 0 {
      let earlier = minutes & (UInt64.max >> UInt64(truncatingIfNeeded: 63 - (limit - hour * 60)))
      if earlier != 0 { return hour * 60 + 63 - Int64(earlier.leadingZeroBitCount) }
    }
    let earlierHours = hours & ~(UInt32.max << UInt32(truncatingIfNeeded: hour))
    guard earlierHours != 0, minutes != 0 else { return nil }
    return (31 - Int64(earlierHours.leadingZeroBitCount)) * 60 + 63 - Int64(minutes.leadingZeroBitCount)
  }

  private func hasMonth(_ month: Int64) -> Bool { months & (1 << UInt32(truncatingIfNeeded: month)) != 0 }
}
