/// What kube-controller-manager does for one CronJob, as a value: told what happens and when, it says what the controllers do.
///
/// Follows `pkg/controller/cronjob` (`syncCronJob`, `mostRecentScheduleTime`, `cleanupFinishedJobs`) and `pkg/controller/ttlafterfinished` of Kubernetes 1.36.
/// All their comparisons come out the same in whole seconds, as every time that is due is one. Time must not run backwards.
package struct CronJobController: Sendable {
  /// A Job that exists.
  private struct Job: Sendable {
    var name: String
    var created: Instant
    var ttl: Int64?
    var finished: Instant?
    var result: JobResult?
  }

  package let name: String
  package private(set) var plan: CronJobPlan
  /// `status.lastScheduleTime`.
  package private(set) var lastScheduleTime: Instant?
  /// `status.active`: the names of the runs that have not ended.
  package private(set) var active: [String] = []
  /// Whether the server refuses to create Jobs, by a webhook or a quota.
  package private(set) var isRefusing = false

  private let created: Instant
  private var jobs: [Job] = []
  private var isRunning = true
  private var isDeleted = false
  /// When the controller looks at the CronJob next of its own accord.
  private var wakeUp: Instant?
  /// How often in a row creating a Job failed.
  private var refusals = 0
  private var firstRefusal = Instant.earliest
  private var outcomes: [ControllerOutcome] = []

  /// A CronJob that has just been created; the first tick is at that moment.
  package init(name: String, plan: CronJobPlan, created: Instant) {
    self.name = name
    self.plan = plan
    self.created = created
    wakeUp = created
  }

  /// The name of the Job for a time that is due.
  package func jobName(for time: Instant) -> String { "\(name)-\(time.secondsSince1970 / 60)" }

  /// When ``tick(at:)`` has to be called if nothing else happens before; nothing if all is quiet for ever.
  package var nextTick: Instant? {
    let expiries = jobs.lazy.compactMap { Self.expiry(of: $0) }
    guard isRunning, !isDeleted, let wakeUp else { return expiries.min() }
    return expiries.min().map { min($0, wakeUp) } ?? wakeUp
  }

  // What happens. Each of these says what the controllers do about it.

  /// Time has passed.
  package mutating func tick(at now: Instant) -> [ControllerOutcome] {
    expire(now)
    if isRunning, let wakeUp, wakeUp <= now {
      self.wakeUp = nil
      sync(now)
    }
    return take()
  }

  /// The CronJob was changed, suspended and resumed included. A change of the schedule starts nothing that was missed.
  package mutating func edit(_ plan: CronJobPlan, at now: Instant) -> [ControllerOutcome] {
    let isRescheduled = plan.schedule != self.plan.schedule
    self.plan = plan
    if isRescheduled, isRunning { requeue(now) } else { sync(now) }
    return take()
  }

  /// A Job of the CronJob ended.
  package mutating func finish(job: String, _ result: JobResult, at now: Instant) -> [ControllerOutcome] {
    guard let index = jobs.firstIndex(where: { $0.name == job && $0.result == nil }) else { return take() }
    jobs[index].finished = now
    jobs[index].result = result
    sync(now)
    expire(now)
    return take()
  }

  /// Someone created a Job that names the CronJob as its owner (`kubectl create job --from`).
  package mutating func addJob(named job: String, at now: Instant) -> [ControllerOutcome] {
    jobs.append(Job(name: job, created: now, ttl: plan.ttlSecondsAfterFinished))
    sync(now)
    return take()
  }

  /// Someone deleted a Job.
  package mutating func remove(job: String, at now: Instant) -> [ControllerOutcome] {
    guard let index = jobs.firstIndex(where: { $0.name == job }) else { return take() }
    jobs.remove(at: index)
    sync(now)
    return take()
  }

  /// Someone changed `status.lastScheduleTime`.
  package mutating func setLastScheduleTime(_ time: Instant?, at now: Instant) -> [ControllerOutcome] {
    lastScheduleTime = time
    sync(now)
    return take()
  }

  /// The server begins or ends to refuse Jobs. What was refused is tried again when its time has come, not at once.
  package mutating func refuseJobs(_ isRefusing: Bool) { self.isRefusing = isRefusing }

  /// The CronJob was deleted, and its Jobs with it.
  package mutating func delete() {
    isDeleted = true
    jobs = []
    active = []
  }

  /// The controller stops; Jobs run on, and what they leave is cleared away later.
  package mutating func stop() {
    isRunning = false
    wakeUp = nil
  }

  /// The controller starts, and looks at everything.
  package mutating func start(at now: Instant) -> [ControllerOutcome] {
    isRunning = true
    refusals = 0
    expire(now)
    sync(now)
    return take()
  }

  private mutating func take() -> [ControllerOutcome] {
    defer { outcomes.removeAll() }
    return outcomes
  }
}

extension CronJobController {
  /// One look of the controller at the CronJob.
  private mutating func sync(_ now: Instant) {
    guard isRunning, !isDeleted else { return }
    cleanUp(plan.successfulJobsHistoryLimit, .complete)
    cleanUp(plan.failedJobsHistoryLimit, .failed)
    for job in jobs {
      let place = active.firstIndex(of: job.name)
      if let result = job.result {
        guard let place else { continue }
        active.remove(at: place)
        outcomes.append(.sawCompleted(job: job.name, result))
      } else if place == nil {
        outcomes.append(.unexpected(job: job.name))
      }
    }
    for name in active where !jobs.contains(where: { $0.name == name }) {
      active.removeAll { $0 == name }
      outcomes.append(.missing(job: name))
    }
    guard !plan.isSuspended else { return }

    switch dueTime(now, within: plan.startingDeadlineSeconds) {
    case .invalid:
      outcomes.append(.invalidSchedule)
    case .none:
      requeue(now)
    case .due(let time, let isMany):
      if isMany { outcomes.append(.manyMissed) }
      start(time, now)
    }
  }

  private mutating func start(_ time: Instant, _ now: Instant) {
    let name = jobName(for: time)
    if active.contains(name) || lastScheduleTime == time {
      requeue(now)
      return
    }
    if plan.concurrencyPolicy == .forbid, !active.isEmpty {
      outcomes.append(.held(scheduledTime: time))
      requeue(now)
      return
    }
    if plan.concurrencyPolicy == .replace {
      for job in active {
        jobs.removeAll { $0.name == job }
        outcomes.append(.deleted(job: job, .replacement))
      }
      active = []
    }
    let job = ScheduledJob(name: name, scheduledTime: time, created: now)
    if jobs.contains(where: { $0.name == name }) {
      outcomes.append(.adopted(job))
    } else if isRefusing {
      outcomes.append(.refused(scheduledTime: time))
      if refusals == 0 { firstRefusal = now }
      refusals += 1
      wake(at: firstRefusal.secondsSince1970 + Self.backOff(after: refusals) / 1000)
      return
    } else {
      jobs.append(Job(name: name, created: now, ttl: plan.ttlSecondsAfterFinished))
      outcomes.append(.created(job))
    }
    reportLost(before: time)
    active.append(name)
    lastScheduleTime = time
    refusals = 0
    requeue(now)
    // The Job that was adopted may have ended long ago.
    if jobs.contains(where: { $0.name == name && $0.result != nil }) {
      active.removeAll { $0 == name }
      if let result = jobs.first(where: { $0.name == name })?.result { outcomes.append(.sawCompleted(job: name, result)) }
    }
  }

  /// Milliseconds from the first of so many refusals to the next attempt: 5 after the first, then twice as long each time, up to 1,000 s.
  private static func backOff(after refusals: Int) -> Int64 {
    let doublings = Int64(min(refusals, 18))
    return 5 * ((1 << doublings) - 1) + 1_000_000 * (Int64(refusals) - doublings)
  }

  /// The times between the run before and this one.
  private mutating func reportLost(before time: Instant) {
    for missed in plan.schedule.firings(after: lastScheduleTime ?? created) {
      guard missed < time else { return }
      outcomes.append(.lost(scheduledTime: missed))
    }
  }

  private mutating func cleanUp(_ limit: Int?, _ result: JobResult) {
    guard let limit else { return }
    let finished = jobs.filter { $0.result == result }
    guard finished.count > limit else { return }
    for job in finished.sorted(by: { ($0.created, $0.name) < ($1.created, $1.name) }).prefix(finished.count - limit) {
      jobs.removeAll { $0.name == job.name }
      active.removeAll { $0 == job.name }
      outcomes.append(.deleted(job: job.name, .historyLimit))
    }
  }

  private static func expiry(of job: Job) -> Instant? {
    guard let finished = job.finished, let ttl = job.ttl else { return nil }
    return Instant(secondsSince1970: finished.secondsSince1970 + ttl)
  }

  /// What the controller for finished Jobs deletes.
  private mutating func expire(_ now: Instant) {
    guard isRunning else { return }
    for job in jobs {
      guard let expiry = Self.expiry(of: job), expiry <= now else { continue }
      jobs.removeAll { $0.name == job.name }
      outcomes.append(.deleted(job: job.name, .timeToLive))
    }
  }

  private enum Due {
    case none
    case due(Instant, isMany: Bool)
    case invalid
  }

  /// The latest time that is due, as far as the estimate of the controller finds it.
  private func dueTime(_ now: Instant, within deadline: Int64?) -> Due {
    latest(now, after: earliest(now, within: deadline))
  }

  private func earliest(_ now: Instant, within deadline: Int64?) -> Instant {
    let earliest = lastScheduleTime ?? created
    guard let deadline else { return earliest }
    let (limit, overflows) = now.secondsSince1970.subtractingReportingOverflow(deadline)
    return max(earliest, overflows ? .earliest : Instant(secondsSince1970: limit) ?? .earliest)
  }

  private func latest(_ now: Instant, after earliest: Instant) -> Due {
    let schedule = plan.schedule
    guard let first = schedule.next(after: earliest) else { return .invalid }
    if now < first { return .none }
    guard let second = schedule.next(after: first) else { return .invalid }
    if now < second { return .due(first, isMany: false) }
    let gap = second.secondsSince1970 - first.secondsSince1970
    guard gap >= 1 else { return .invalid }
    // How many were missed is estimated by the first gap alone: where the later ones are wider, the latest may not be found.
    let count = (now.secondsSince1970 - first.secondsSince1970) / gap + 1
    guard let start = Instant(secondsSince1970: first.secondsSince1970 + (count - 2) * gap) else { return .invalid }
    var latest: Instant?
    for time in schedule.firings(after: start) {
      guard time <= now else { break }
      latest = time
    }
    return latest.map { .due($0, isMany: count > 100) } ?? .none
  }

  /// Comes back for the next time that will be due.
  private mutating func requeue(_ now: Instant) {
    let earliest = lastScheduleTime ?? created
    let base: Instant
    switch latest(now, after: earliest) {
    case .due(let time, _): base = time
    case .invalid: base = now
    case .none:
      // Nothing was missed, or the estimate does not see what was.
      base = plan.schedule.next(after: earliest).map { $0 > now } ?? false ? earliest : now
    }
    if let next = plan.schedule.next(after: base) { wake(at: next.secondsSince1970) }
  }

  /// The sooner of two calls counts.
  private mutating func wake(at seconds: Int64) {
    guard let instant = Instant(secondsSince1970: seconds) else { return }
    wakeUp = wakeUp.map { min($0, instant) } ?? instant
  }
}
