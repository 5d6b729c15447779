/// An expression together with the zone in whose clock time it is meant.
package struct Schedule: Hashable, Sendable {
  package var expression: CronExpression
  /// What `timeZone` names; without it, the zone of the controller's host.
  package var timeZone: TimeZone

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
      var search = FiringSearch(fields, timeZone, after: instant)
      return search.next()
    case .interval(let seconds):
      return Instant(secondsSince1970: instant.secondsSince1970 + seconds)
    }
  }

  /// The times that are due after an instant, one after the other.
  package func firings(after instant: Instant) -> Firings { Firings(schedule: self, after: instant) }
}

/// The times of a schedule, each found from the one before as the controller does it.
package struct Firings: Sequence, IteratorProtocol {
  private let schedule: Schedule
  private var last: Instant

  init(schedule: Schedule, after instant: Instant) {
    self.schedule = schedule
    last = instant
  }

  package mutating func next() -> Instant? {
    // Where the clocks are set back by hours, the search can end before it began.
    guard let next = schedule.next(after: last), next > last else { return nil }
    last = next
    return next
  }
}
