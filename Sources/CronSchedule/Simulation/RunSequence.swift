/// A run, as it was simulated or as it was.
package struct Run: Hashable, Sendable {
  /// How a run ends.
  package enum Ending: String, Hashable, Sendable {
    case finished
    /// The pods failed too often.
    case failed
    /// Ended by `activeDeadlineSeconds`.
    case deadline
    /// Deleted for the next run, under `Replace`.
    case replaced
    /// Works still, as far as is known.
    case open
  }

  /// The time of the schedule that it is for.
  package var scheduledTime: Instant
  /// When its Job is made.
  package var start: Instant
  /// Not before `start`; it may lie beyond what is simulated.
  package var end: Instant
  /// How it ends.
  package var ending: Ending

  /// A run; see the properties.
  package init(scheduledTime: Instant, start: Instant, end: Instant, ending: Ending) {
    self.scheduledTime = scheduledTime
    self.start = start
    self.end = end
    self.ending = ending
  }
}

/// A time of a schedule for which no run started.
package struct LostTime: Hashable, Sendable {
  /// When it was due.
  package var time: Instant
  /// Whether it was because a run was active (`Forbid`).
  package var isSkipped: Bool

  /// A due time without a run.
  package init(time: Instant, isSkipped: Bool) {
    self.time = time
    self.isSkipped = isSkipped
  }
}

/// The runs of one CronJob over time, in the order in which they start: what ``CronJobController`` says, without all that starts no run.
///
/// The controller takes an end before a start of the same second. Jobs that are kept play no part but that `@every` creates one a minute.
package struct RunSequence: Sequence, IteratorProtocol {
  /// Times that never started, because a run was active (`Forbid`).
  package private(set) var skipped = 0
  /// Times that never started for another reason: an outage, a deadline, the controller's estimate.
  package private(set) var missed = 0
  /// All of both, if they are to be kept.
  package private(set) var lostTimes: [LostTime] = []

  private let keepsLostTimes: Bool
  private let schedule: Schedule
  private let policy: CronJobPlan.ConcurrencyPolicy
  private let startingDeadline: Int64?
  private let activeDeadline: Int64
  private let duration: RunDuration
  private let end: Instant
  private let outages: [Range<Instant>]
  /// Whether a time is found in the second that is due: `@every` counts from the deadline, and then needs one that is no shorter.
  private let seesInTime: Bool
  private var upcoming: UpcomingTimes
  private var random: RandomNumbers
  private var isOver: Bool
  /// Not before this the controller looks again.
  private var earliest: Instant
  /// When the latest run ends that was started.
  private var activeEnd: Instant
  private var lastMinute = Int64.min
  /// Under `Replace`, the run whose end the next one may bring forward.
  private var pending: Run?

  /// - Parameters:
  ///   - index: the place of the CronJob among all, so that each has random numbers of its own.
  ///   - keepsLostTimes: whether ``lostTimes`` are of interest.
  package init(_ job: SimulatedCronJob, index: Int, in period: SimulatedPeriod, keepsLostTimes: Bool = false) {
    self.keepsLostTimes = keepsLostTimes
    schedule = job.plan.schedule
    policy = job.plan.concurrencyPolicy
    startingDeadline = job.plan.startingDeadlineSeconds
    activeDeadline = job.activeDeadlineSeconds ?? .max
    duration = job.duration
    if case .interval(let seconds) = schedule.expression {
      seesInTime = startingDeadline ?? .max >= seconds
    } else {
      seesInTime = startingDeadline ?? .max > 0
    }
    end = period.end
    outages = period.outages
    random = RandomNumbers(seed: period.seed &+ UInt64(index) &* 0xD1B5_4A32_D192_ED03)
    let base = Instant(secondsSince1970: period.start.secondsSince1970 - 1) ?? period.start
    upcoming = UpcomingTimes(schedule, after: schedule.origin(of: base, countedFrom: job.base))
    earliest = period.start
    activeEnd = .earliest
    isOver = job.plan.isSuspended || upcoming.second == nil
  }

  package mutating func next() -> Run? {
    while !isOver, let first = upcoming.first {
      var now = awake(Swift.max(first, earliest))
      if policy == .forbid, activeEnd > now { now = awake(activeEnd) }
      guard now < end else { break }
      guard let slot = due(first, now) else {
        guard let next = wakeUp(after: now) else { break }
        earliest = next
        continue
      }
      if let run = start(slot, now) { return run }
    }
    if !isOver {
      isOver = true
      countLost(before: end)
    }
    return pending.take()
  }

  /// The instant, or the end of the outage it lies in.
  private func awake(_ instant: Instant) -> Instant {
    for outage in outages where outage.contains(instant) { return outage.upperBound }
    return instant
  }

  /// What the controller starts when it looks.
  private func due(_ first: Instant, _ now: Instant) -> Instant? {
    // The usual: it looks in the second that is due, with the next to come.
    if now == first, seesInTime, let second = upcoming.second, now < second { return first }
    guard case .due(let time, _) = DueTime(schedule, upcoming, startingDeadlineSeconds: startingDeadline, now: now) else { return nil }
    return time
  }

  /// When it looks again if it started nothing.
  private func wakeUp(after now: Instant) -> Instant? {
    if case .due(let time, _) = DueTime(schedule, upcoming, startingDeadlineSeconds: nil, now: now) { return schedule.next(after: time) }
    return schedule.next(after: now)
  }

  /// Starts a run; nothing if there is none to tell of yet.
  private mutating func start(_ slot: Instant, _ now: Instant) -> Run? {
    let minute = slot.secondsSince1970 / 60
    if minute == lastMinute {
      // The Job has this name already: while it works nothing happens, then it counts as the run that is due.
      if activeEnd <= now { advance(to: slot) } else { earliest = wakeUp(after: now) ?? end }
      return nil
    }
    advance(to: slot)
    lastMinute = minute
    let length = duration.draw(&random)
    let run = Run(
      scheduledTime: slot, start: now, end: Instant(secondsSince1970: now.secondsSince1970 + Swift.min(length, activeDeadline)) ?? .latest,
      ending: length > activeDeadline ? .deadline : .finished)
    activeEnd = run.end
    guard policy == .replace else { return run }
    var previous = pending
    pending = run
    if let last = previous, last.end > now {
      previous?.end = now
      previous?.ending = .replaced
    }
    return previous
  }

  private mutating func advance(to slot: Instant) {
    if upcoming.first == slot {
      upcoming.advance()
    } else {
      countLost(before: slot)
      upcoming = UpcomingTimes(schedule, after: slot)
    }
  }

  private mutating func countLost(before end: Instant) {
    for time in schedule.firings(after: upcoming.base) {
      guard time < end else { return }
      let isSkipped = policy == .forbid && time < activeEnd
      if isSkipped { skipped += 1 } else { missed += 1 }
      if keepsLostTimes { lostTimes.append(LostTime(time: time, isSkipped: isSkipped)) }
    }
  }
}
