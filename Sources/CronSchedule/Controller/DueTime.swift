/// Which of the times that are due the controller starts, as far as its estimate finds it (`mostRecentScheduleTime`).
enum DueTime {
  case none
  /// - Parameter isMany: whether more than a hundred were missed.
  case due(Instant, isMany: Bool)
  /// The schedule has no two times.
  case invalid

  /// - Parameter upcoming: the times after the last run.
  init(_ schedule: Schedule, _ upcoming: borrowing UpcomingTimes, startingDeadlineSeconds deadline: Int64?, now: Instant) {
    if let deadline {
      let (limit, overflows) = now.secondsSince1970.subtractingReportingOverflow(deadline)
      if !overflows, let limit = Instant(secondsSince1970: limit), limit > upcoming.base {
        let recent = UpcomingTimes(schedule, after: limit)
        self.init(schedule, recent.first, recent.second, now: now)
        return
      }
    }
    self.init(schedule, upcoming.first, upcoming.second, now: now)
  }

  /// - Parameters:
  ///   - first: the first time after the one from which on runs may be due.
  ///   - second: the first after that.
  private init(_ schedule: Schedule, _ first: Instant?, _ second: Instant?, now: Instant) {
    self = .invalid
    guard let first else { return }
    if now < first {
      self = .none
      return
    }
    guard let second else { return }
    if now < second {
      self = .due(first, isMany: false)
      return
    }
    // How many were missed is estimated by the first gap alone: where the later ones are wider, the latest may not be found.
    let gap = second.secondsSince1970 - first.secondsSince1970
    let count = (now.secondsSince1970 - first.secondsSince1970) / gap + 1
    guard let start = Instant(secondsSince1970: first.secondsSince1970 + (count - 2) * gap) else { return }
    self = .none
    for time in schedule.firings(after: start) {
      guard time <= now else { break }
      self = .due(time, isMany: count > 100)
    }
  }
}
