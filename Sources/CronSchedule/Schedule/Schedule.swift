/// An expression together with the zone in whose clock time it is meant.
package struct Schedule: Hashable, Sendable {
  /// The fields that a due time matches.
  package var expression: CronExpression
  /// What `timeZone` names; without it, the zone of the controller's host.
  package var timeZone: TimeZone

  /// An expression, read on the clocks of a zone.
  package init(_ expression: CronExpression, in timeZone: TimeZone = .utc) {
    self.expression = expression
    self.timeZone = timeZone
  }

  /// The first time after `instant` that is due, as the controller finds it.
  ///
  /// Does what `SpecSchedule.Next` and `ConstantDelaySchedule.Next` of `github.com/robfig/cron` v3.0.1 do. A time that the clocks skip does not come, one
  /// that they show twice comes twice. Where they change by less than an hour or at midnight, times that do exist may be left out or moved, and what comes
  /// next then depends on where the search began.
  ///
  /// - Returns: nothing if there is no such time up to the end of the fifth year that follows, or none in the years to 9999. Also nothing where a day is left
  ///   out of the calendar (`Pacific/Apia`, 30 December 2011) and the controller's search would not end.
  package func next(after instant: Instant) -> Instant? {
    switch expression {
    case .calendar(let fields):
      return next(fields, after: instant, timeZone.span(at: instant.secondsSince1970))
    case .interval(let seconds):
      return Instant(secondsSince1970: instant.secondsSince1970 + seconds)
    }
  }

  /// - Parameter span: the span of the zone that `instant` is in.
  fileprivate func next(_ fields: CalendarFields, after instant: Instant, _ span: TimeZone.Span) -> Instant? {
    // Far from any change the search finds what the clock shows.
    let start = instant.secondsSince1970
    if span.isCalm(start), span.offset % 60 == 0 {
      let minute = (start + span.offset).flooredQuotient(60) + 1
      // The horizon counts from the second after `start`: to round up must not lead into the next year.
      if minute % 1440 != 0 || (start + 1) % 60 == 0, let match = fields.earliestMinute(atOrAfter: minute),
        span.isCalm(match * 60 - span.offset)
      {
        return Instant(secondsSince1970: match * 60 - span.offset)
      }
    }
    var search = FiringSearch(fields, timeZone, after: instant)
    return search.next()
  }

  /// From when on the times after an instant are counted: of an interval, the last before it that is due, if it is known from where they go on.
  ///
  /// - Parameter base: When the CronJob ran last, or was made.
  package func origin(of instant: Instant, countedFrom base: Instant?) -> Instant {
    guard case .interval(let seconds) = expression, let base else { return instant }
    if base >= instant { return base }
    let passed = instant.secondsSince1970 - base.secondsSince1970
    return Instant(secondsSince1970: instant.secondsSince1970 - passed % seconds) ?? instant
  }

  /// The times that are due after an instant, one after the other.
  package func firings(after instant: Instant) -> Firings { Firings(schedule: self, after: instant) }
}

/// The times of a schedule, each found from the one before as the controller does it.
package struct Firings: Sequence, IteratorProtocol {
  private let schedule: Schedule
  private var last: Instant
  /// The span that `last` is in.
  private var span: TimeZone.Span
  /// Whether `last` is itself a time of the schedule.
  private var isFiring = false

  init(schedule: Schedule, after instant: Instant) {
    self.schedule = schedule
    last = instant
    span = schedule.timeZone.span(at: instant.secondsSince1970)
  }

  package mutating func next() -> Instant? {
    guard case .calendar(let fields) = schedule.expression else {
      guard let next = schedule.next(after: last) else { return nil }
      last = next
      return next
    }
    if isFiring, let next = laterInHour(fields) {
      last = next
      return next
    }
    // Where the clocks are set back by hours, the search can end before it began.
    guard let next = schedule.next(fields, after: last, span), next > last else { return nil }
    last = next
    isFiring = true
    if next.secondsSince1970 >= span.end { span = schedule.timeZone.span(at: next.secondsSince1970) }
    return next
  }

  /// The next minute of the hour that `last` is in, if that hour has one and the clocks are not changed before.
  private func laterInHour(_ fields: CalendarFields) -> Instant? {
    let minute = (last.secondsSince1970 + span.offset).flooredQuotient(60).flooredRemainder(60)
    let later = fields.minutes & (UInt64.max << UInt64(truncatingIfNeeded: minute + 1))
    guard later != 0 else { return nil }
    let time = last.secondsSince1970 + (Int64(later.trailingZeroBitCount) - minute) * 60
    return time < span.end ? Instant(secondsSince1970: time) : nil
  }
}
