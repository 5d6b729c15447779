extension Schedule {
  /// The latest time before `instant` that is due.
  ///
  /// The controller never looks back. These are the times at which the clock shows what the expression asks for; where ``next(after:)`` may leave one out,
  /// it is found here all the same. `@every` goes back as far as it goes forward.
  ///
  /// - Returns: nothing if there is no such time in the five calendar years before, or none from the year 1 on.
  package func previous(before instant: Instant) -> Instant? {
    switch expression {
    case .calendar(let fields):
      var end = instant.secondsSince1970
      var span = timeZone.span(at: end - 1)
      let firstYear = CivilDate(day: (end - 1 + span.offset).flooredQuotient(86_400)).year - 5
      let first = max(CivilDate(year: firstYear, month: 1, day: 1).dayNumber * 86_400, Instant.earliest.secondsSince1970 - 86_400)
      while true {
        let start = max(span.start, first - span.offset)
        guard start < end else { return nil }
        let minute = fields.latestMinute(atOrBefore: (end - 1 + span.offset).flooredQuotient(60))
        if let time = minute.map({ $0 * 60 - span.offset }), time >= start { return Instant(secondsSince1970: time) }
        guard span.start > .min else { return nil }
        end = span.start
        span = timeZone.span(at: end - 1)
      }
    case .interval(let seconds):
      return Instant(secondsSince1970: instant.secondsSince1970 - seconds)
    }
  }
}

extension CalendarFields {
  /// The latest minute that matches, in minutes since 1970 on the same clock; nothing if there is none in the last six years.
  fileprivate func latestMinute(atOrBefore limit: Int64) -> Int64? {
    let today = limit.flooredQuotient(1440)
    var date = CivilDate(day: today)
    if hasMonth(date.month), matchingDays(of: date, dayNumber: today) & (1 << UInt32(truncatingIfNeeded: date.day)) != 0,
      let minute = latestMinuteOfDay(atOrBefore: limit - today * 1440)
    {
      return today * 1440 + minute
    }
    guard let minute = latestMinuteOfDay(atOrBefore: 1439) else { return nil }
    let firstYear = date.year - 6
    while date.year >= firstYear {
      let earlier =
        hasMonth(date.month) ? matchingDays(of: date, dayNumber: date.dayNumber) & ~(UInt32.max << UInt32(truncatingIfNeeded: date.day)) : 0
      if earlier != 0 {
        date.day = 31 - Int64(earlier.leadingZeroBitCount)
        return date.dayNumber * 1440 + minute
      }
      // All days of the month before are earlier than its 32nd.
      date = CivilDate(year: date.month == 1 ? date.year - 1 : date.year, month: date.month == 1 ? 12 : date.month - 1, day: 32)
    }
    return nil
  }

  private func latestMinuteOfDay(atOrBefore limit: Int64) -> Int64? {
    let hour = limit / 60
    if hours & (1 << UInt32(truncatingIfNeeded: hour)) != 0 {
      let earlier = minutes & (UInt64.max >> UInt64(truncatingIfNeeded: 63 - limit % 60))
      if earlier != 0 { return hour * 60 + 63 - Int64(earlier.leadingZeroBitCount) }
    }
    let earlierHours = hours & ~(UInt32.max << UInt32(truncatingIfNeeded: hour))
    guard earlierHours != 0, minutes != 0 else { return nil }
    return (31 - Int64(earlierHours.leadingZeroBitCount)) * 60 + 63 - Int64(minutes.leadingZeroBitCount)
  }

  private func hasMonth(_ month: Int64) -> Bool { months & (1 << UInt32(truncatingIfNeeded: month)) != 0 }
}
