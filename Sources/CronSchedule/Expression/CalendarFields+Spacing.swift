extension CronExpression {
  /// The fewest seconds between two times that are due, on a clock that is never changed; nothing if there are no two.
  package var shortestGap: Int64? {
    switch self {
    case .calendar(let fields): fields.shortestGap.map { $0 * 60 }
    case .interval(let seconds): seconds
    }
  }
}

extension CalendarFields {
  /// The minutes of a day that match, in order.
  package var timesOfDay: [Int] {
    (0..<24).flatMap { hour in
      hours & (1 << UInt32(hour)) == 0 ? [] : (0..<60).filter { minutes & (1 << UInt64($0)) != 0 }.map { hour * 60 + $0 }
    }
  }

  /// Whether every day of the year matches.
  package var isEveryDay: Bool {
    let isEveryWeekday = daysOfWeek & 0x7F == 0x7F
    let isEveryDayOfMonth = daysOfMonth | 1 == .max
    return months & 0x1FFE == 0x1FFE && (needsBothDays ? isEveryWeekday && isEveryDayOfMonth : isEveryWeekday || isEveryDayOfMonth)
  }

  /// Whether two days in a row match.
  var hasNeighbouringDays: Bool { shortestDayGap == 1 }

  /// In minutes.
  fileprivate var shortestGap: Int64? {
    guard minutes != 0, hours != 0 else { return nil }
    let firstMinute = Int64(minutes.trailingZeroBitCount)
    let lastMinute = 63 - Int64(minutes.leadingZeroBitCount)
    var shortest = Self.shortestDistance(minutes) ?? .max
    if let hours = Self.shortestDistance(UInt64(hours)) { shortest = min(shortest, hours * 60 - lastMinute + firstMinute) }
    if shortest == 1 { return 1 }
    if let days = shortestDayGap {
      let firstTime = Int64(hours.trailingZeroBitCount) * 60 + firstMinute
      let lastTime = (31 - Int64(hours.leadingZeroBitCount)) * 60 + lastMinute
      return min(shortest, days * 1440 - lastTime + firstTime)
    }
    return shortest < .max && canMatch ? shortest : nil
  }

  /// The fewest bits from one that is set to the next.
  private static func shortestDistance(_ bits: UInt64) -> Int64? {
    var rest = bits & (bits &- 1)
    guard rest != 0 else { return nil }
    var previous = Int64(bits.trailingZeroBitCount)
    var shortest = Int64.max
    while rest != 0 {
      let bit = Int64(rest.trailingZeroBitCount)
      shortest = min(shortest, bit - previous)
      previous = bit
      rest &= rest &- 1
    }
    return shortest
  }

  /// The fewest days between two that match, of those that are common: over six years, two leap days among them.
  private var shortestDayGap: Int64? {
    if isEveryDay { return 1 }
    var shortest: Int64?
    var previous: Int64?
    var first = CivilDate(year: 2024, month: 1, day: 1)
    var dayNumber = first.dayNumber
    for _ in 0..<72 {
      var days = months & (1 << UInt32(truncatingIfNeeded: first.month)) == 0 ? 0 : matchingDays(of: first, dayNumber: dayNumber)
      while days != 0 {
        let day = dayNumber + Int64(days.trailingZeroBitCount) - 1
        if let previous {
          let gap = day - previous
          if gap == 1 { return 1 }
          shortest = shortest.map { min($0, gap) } ?? gap
        }
        previous = day
        days &= days &- 1
      }
      dayNumber += CivilDate.dayCount(year: first.year, month: first.month)
      first = first.monthLater
    }
    return shortest
  }
}
