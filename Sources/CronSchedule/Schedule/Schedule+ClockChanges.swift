/// What a change of the clocks does to a schedule.
package struct ClockChangeEffect: Hashable, Sendable {
  /// What becomes of a run.
  package enum Kind: String, Hashable, Sendable {
    /// It does not come that day, as the clocks pass over its time.
    case skipped
    /// It does not come that day although the clocks show its time: the controller's search steps over it.
    case omitted
    /// It comes twice.
    case twice
    /// It comes at another time of that day.
    case moved
  }

  /// What becomes of the run that day.
  package var kind: Kind
  /// When the clocks are changed.
  package var change: Instant
  /// Seconds east of UTC before the change and after it.
  package var offsetBefore: Int64
  /// See ``offsetBefore``.
  package var offsetAfter: Int64
  /// The minutes of the day that are struck, where it comes more than once a day.
  package var minutes: [Int] = []
}

extension Schedule {
  /// Whether no yearly change of the clocks has to do with times in these hours, as far as the name of the zone tells.
  ///
  /// Clocks are changed between nine at night and five in the morning. Where it is by half an hour, the whole day is out of step for the controller.
  package static func isCalm(hours: UInt32, inZoneNamed zone: String) -> Bool {
    hours & ~0x1F_FFE0 == 0 && zone != "Australia/Lord_Howe" && zone != "Australia/LHI"
  }

  /// What the changes of the clocks from one instant on and before another do; nothing to a schedule that comes in every hour, as it goes on evenly.
  package func clockChangeEffects(from start: Instant, to end: Instant) -> [ClockChangeEffect] {
    guard case .calendar(let fields) = expression, fields.hours.nonzeroBitCount < 24 else { return [] }
    guard fields.comesOnceADay else {
      return timeZone.transitions(from: start.secondsSince1970, to: end.secondsSince1970).compactMap { effect(onTimesOf: fields, at: $0) }
    }
    var effects: [ClockChangeEffect] = []
    for transition in timeZone.transitions(from: start.secondsSince1970, to: end.secondsSince1970) {
      let before = timeZone.span(at: transition.instant - 1).offset
      guard let change = Instant(secondsSince1970: transition.instant),
        let kind = effect(of: fields, at: transition, before)
      else { continue }
      effects.append(ClockChangeEffect(kind: kind, change: change, offsetBefore: before, offsetAfter: transition.offset))
    }
    return effects
  }

  /// What the clocks pass over, or show twice, of several times a day.
  private func effect(onTimesOf fields: CalendarFields, at transition: TimeZone.Transition) -> ClockChangeEffect? {
    let before = timeZone.span(at: transition.instant - 1).offset
    // As the clock shows it, in minutes.
    let from = (transition.instant + min(before, transition.offset)).flooredQuotient(60)
    let to = (transition.instant + max(before, transition.offset)).flooredQuotient(60)
    guard let change = Instant(secondsSince1970: transition.instant), to - from <= 1440 else { return nil }
    var minutes: [Int] = []
    for minute in from..<to {
      let (day, time) = (minute.flooredQuotient(1440), minute.flooredRemainder(1440))
      guard fields.hours & (1 << UInt32(time / 60)) != 0, fields.minutes & (1 << UInt64(time % 60)) != 0 else { continue }
      let date = CivilDate(day: day)
      guard fields.months & (1 << UInt32(truncatingIfNeeded: date.month)) != 0,
        fields.matchingDays(of: date, dayNumber: day) & (1 << UInt32(truncatingIfNeeded: date.day)) != 0
      else { continue }
      minutes.append(Int(time))
    }
    if minutes.isEmpty { return nil }
    return ClockChangeEffect(
      kind: transition.offset > before ? .skipped : .twice, change: change, offsetBefore: before, offsetAfter: transition.offset,
      minutes: minutes)
  }

  /// - Parameter before: the offset until then.
  private func effect(of fields: CalendarFields, at change: TimeZone.Transition, _ before: Int64) -> ClockChangeEffect.Kind? {
    let time = Int64(fields.hours.trailingZeroBitCount) * 60 + Int64(fields.minutes.trailingZeroBitCount)
    if leavesAlone(secondOfDay: time * 60, change, before) { return nil }
    // Counted as the clock shows it, in seconds and in days.
    let gap = change.instant + before
    let day = (gap - 1).flooredQuotient(86_400)
    var isDue = InlineArray<3, Bool>(repeating: false)
    for index in 0..<3 {
      let number = day + Int64(index) - 1
      let date = CivilDate(day: number)
      isDue[index] =
        fields.months & (1 << UInt32(truncatingIfNeeded: date.month)) != 0
        && fields.matchingDays(of: date, dayNumber: number) & (1 << UInt32(truncatingIfNeeded: date.day)) != 0
    }
    guard isDue[0] || isDue[1] || isDue[2], let start = Instant(secondsSince1970: (day - 2) * 86_400 - before) else { return nil }
    var counts = InlineArray<3, Int>(repeating: 0)
    var isMoved = false
    for firing in firings(after: start) {
      let local = firing.secondsSince1970 + timeZone.span(at: firing.secondsSince1970).offset
      let index = local.flooredQuotient(86_400) - day + 1
      if index > 2 { break }
      guard index >= 0 else { continue }
      counts[Int(index)] += 1
      if local.flooredRemainder(86_400) / 60 != time { isMoved = true }
    }
    for index in 0..<3 {
      let due = (day + Int64(index) - 1) * 86_400 + time * 60
      if isDue[index], counts[index] == 0 { return gap <= due && due < change.instant + change.offset ? .skipped : .omitted }
      if counts[index] > 1 { return .twice }
    }
    return isMoved ? .moved : nil
  }
}

extension Schedule {
  /// Whether a change has nothing to do with a time of day: it is by whole hours, away from midnight and from other changes, and the clocks neither pass
  /// over the time nor show it twice. The controller's search goes by hours that day, and meets every other time as on any day.
  private func leavesAlone(secondOfDay: Int64, _ change: TimeZone.Transition, _ before: Int64) -> Bool {
    let from = change.instant + min(before, change.offset)
    let to = change.instant + max(before, change.offset)
    let day = from.flooredQuotient(86_400) * 86_400
    let calm = TimeZone.Span.unrest * 2
    let isOfWholeHours = from.flooredRemainder(3600) == 0 && to.flooredRemainder(3600) == 0 && from - day >= 3600 && to - day <= 82_800
    guard isOfWholeHours, !(from..<to).contains(day + secondOfDay) else { return false }
    let isAlone = timeZone.span(at: change.instant - 1).start <= change.instant - calm
    return isAlone && timeZone.span(at: change.instant).end >= change.instant + calm
  }
}

extension CalendarFields {
  /// Whether it has one time of day.
  package var comesOnceADay: Bool { hours.nonzeroBitCount == 1 && minutes.nonzeroBitCount == 1 }
}

extension TimeZone {
  /// Whether the clocks are changed every year by a rule, as far as is known.
  package var hasYearlyChanges: Bool { rule != nil }

  /// Whether the yearly rule names days of the week, so that each change falls on the same one every year.
  package var changesOnWeekdays: Bool {
    guard let daylight = rule?.daylight, case .weekday = daylight.start.day, case .weekday = daylight.end.day else { return false }
    return true
  }

  /// Seconds east of UTC when no summer time holds, as far as is known for the years to come.
  package var standardOffset: Int { rule.map { Int($0.standardOffset) } ?? offset(at: .latest) }

  /// The day of a change that the yearly rule makes, in English: `the last Sunday of March`.
  ///
  /// - Parameter offset: the offset that follows it.
  package func dayOfYearlyChange(to offset: Int64) -> String? {
    guard let rule, let daylight = rule.daylight else { return nil }
    if offset == daylight.offset { return daylight.start.inWords }
    return offset == rule.standardOffset ? daylight.end.inWords : nil
  }
}

extension PosixTimeZone.YearlyChange {
  fileprivate var inWords: String {
    let day =
      switch self.day {
      case .dayWithoutLeap(let number), .day(let number): "day \(number) of the year"
      case .weekday(let month, let week, let weekday):
        "the \(["first", "second", "third", "fourth", "last"][Int(min(max(week, 1), 5)) - 1]) "
          + "\(CalendarFields.dayName(Int(weekday))) of \(CalendarFields.monthName(Int(month)))"
      }
    return switch time.flooredQuotient(86_400) {
    case 0: day
    case -1: "the day before \(day)"
    case 1: "the day after \(day)"
    case let days: "\(days.magnitude) days \(days < 0 ? "before" : "after") \(day)"
    }
  }
}
