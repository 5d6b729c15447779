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
