/// What kube-controller-manager does for one CronJob, as a value: told what happens and when, it says what the controllers do.
///
/// Follows `pkg/controller/cronjob` (`syncCronJob`, `mostRecentScheduleTime`, `cleanupFinishedJobs`) and `pkg/controller/ttlafterfinished` of Kubernetes 1.36.
/// All their comparisons come out the same in whole seconds, as every time that is due is one. Time must not run backwards.
package struct CronJobController: Sendable {
  /// The CronJob's name.
  package let name: String
  /// What it goes by now.
  package private(set) var plan: CronJobPlan
  /// `status.lastScheduleTime`.
  package private(set) var lastScheduleTime: Instant?

  private let created: Instant
  private var jobs = ControlledJobs()
  /// The names of Jobs that the controller did not create, each with its place: -1 less that is the Job's key.
  private var otherNames: [String] = []
  private var otherPlaces: [String: Int] = [:]
  /// Whether to tell of Jobs that it does not expect: of each whenever it looks.
  private let tellsOfUnexpected: Bool
  /// Runs in `status.active` whose Job someone deleted.
  private var missing: [JobIdentity] = []
  private var upcoming: UpcomingTimes
  private var isRunning = true
  private var isDeleted = false
  private var isRefusing = false
  /// When the controller looks at the CronJob next of its own accord.
  private var wakeUp: Instant?
  /// How often in a row creating a Job failed, and since when.
  private var refusals = 0
  private var firstRefusal = Instant.earliest

  /// A CronJob that has just been created; the first tick is at that moment.
  ///
  /// - Parameter tellsOfUnexpected: Whether to tell of ``ControllerOutcome/unexpected(_:)``.
  package init(name: String, plan: CronJobPlan, created: Instant, tellsOfUnexpected: Bool = true) {
    self.tellsOfUnexpected = tellsOfUnexpected
    self.name = name
    self.plan = plan
    self.created = created
    upcoming = UpcomingTimes(plan.schedule, after: created)
    wakeUp = created
  }

  /// `status.active`: the runs that have not ended.
  package var active: [JobIdentity] { jobs.activeKeys.map { identity($0) } }

  /// The latest of these.
  package var latestActive: JobIdentity? { jobs.latestActiveKey.map { identity($0) } }

  /// The name of a Job.
  package func name(of job: JobIdentity) -> String {
    switch job {
    case .scheduled(let minute): "\(name)-\(minute)"
    case .named(let name): name
    }
  }

  /// The Job that has a name.
  package func job(named jobName: String) -> JobIdentity {
    guard jobName.hasPrefix("\(name)-"), let minute = Int64(jobName.dropFirst(name.count + 1)) else { return .named(jobName) }
    return .scheduled(minute: minute)
  }

  private func identity(_ key: Int64) -> JobIdentity {
    key >= 0 ? .scheduled(minute: key) : .named(otherNames[Int(-1 - key)])
  }

  /// The key of a Job; nothing if no such Job was ever there.
  private func key(of job: JobIdentity) -> Int64? {
    switch job {
    case .scheduled(let minute): minute
    case .named(let name): otherPlaces[name].map { -1 - Int64($0) }
    }
  }

  /// When ``tick(at:into:)`` has to be called if nothing else happens before; nothing if all is quiet for ever.
  package var nextTick: Instant? {
    guard isRunning else { return nil }
    guard let wakeUp, !isDeleted else { return jobs.nextExpiry }
    return jobs.nextExpiry.map { min($0, wakeUp) } ?? wakeUp
  }

  // What happens. Each of these appends what the controllers do about it.

  /// Time has passed.
  package mutating func tick(at now: Instant, into outcomes: inout [ControllerOutcome]) {
    expire(now, &outcomes)
    guard isRunning, let wakeUp, wakeUp <= now else { return }
    self.wakeUp = nil
    sync(now, &outcomes)
  }

  /// The CronJob was changed, suspended and resumed included. A change of the schedule starts nothing that was missed.
  package mutating func edit(_ plan: CronJobPlan, at now: Instant, into outcomes: inout [ControllerOutcome]) {
    let isRescheduled = plan.schedule != self.plan.schedule
    self.plan = plan
    guard isRescheduled else { return sync(now, &outcomes) }
    upcoming = UpcomingTimes(plan.schedule, after: lastScheduleTime ?? created)
    if isRunning { requeue(now) }
  }

  /// A Job of the CronJob ended.
  package mutating func finish(_ job: JobIdentity, _ result: JobResult, at now: Instant, into outcomes: inout [ControllerOutcome]) {
    guard let key = key(of: job), jobs.finish(key: key, result, at: now) else { return }
    sync(now, &outcomes)
    expire(now, &outcomes)
  }

  /// Someone created a Job that names the CronJob as its owner (`kubectl create job --from`).
  package mutating func addJob(named jobName: String, at now: Instant, into outcomes: inout [ControllerOutcome]) {
    let identity = job(named: jobName)
    if key(of: identity) == nil {
      otherPlaces[jobName] = otherNames.count
      otherNames.append(jobName)
    }
    guard let key = key(of: identity) else { return }
    jobs.append(key: key, isActive: false, ttl: plan.ttlSecondsAfterFinished)
    sync(now, &outcomes)
  }

  /// Someone deleted a Job.
  package mutating func remove(_ job: JobIdentity, at now: Instant, into outcomes: inout [ControllerOutcome]) {
    guard let key = key(of: job), let place = jobs.place(ofKey: key) else { return }
    if jobs[place]?.isActive == true { missing.append(job) }
    jobs.remove(place)
    sync(now, &outcomes)
  }

  /// Someone changed `status.lastScheduleTime`.
  package mutating func setLastScheduleTime(_ time: Instant?, at now: Instant, into outcomes: inout [ControllerOutcome]) {
    lastScheduleTime = time
    upcoming = UpcomingTimes(plan.schedule, after: time ?? created)
    sync(now, &outcomes)
  }

  /// The server begins or ends to refuse Jobs, by a webhook or a quota. What was refused is tried again when its time has come, not at once.
  package mutating func refuseJobs(_ isRefusing: Bool) { self.isRefusing = isRefusing }

  /// The CronJob was deleted, and its Jobs with it.
  package mutating func delete() {
    isDeleted = true
    jobs.removeAll()
  }

  /// The controllers stop; Jobs run on, and what they leave is cleared away later.
  package mutating func stop() {
    isRunning = false
    wakeUp = nil
  }

  /// The controllers start, and look at everything.
  package mutating func start(at now: Instant, into outcomes: inout [ControllerOutcome]) {
    isRunning = true
    refusals = 0
    expire(now, &outcomes)
    sync(now, &outcomes)
  }
}

extension CronJobController {
  /// One look of the controller at the CronJob.
  private mutating func sync(_ now: Instant, _ outcomes: inout [ControllerOutcome]) {
    guard isRunning, !isDeleted else { return }
    cleanUp(plan.successfulJobsHistoryLimit, .complete, &outcomes)
    cleanUp(plan.failedJobsHistoryLimit, .failed, &outcomes)
    for (key, result) in jobs.look(forUnexpected: tellsOfUnexpected) {
      outcomes.append(result.map { .sawCompleted(identity(key), $0) } ?? .unexpected(identity(key)))
    }
    if !missing.isEmpty {
      outcomes += missing.map { .missing($0) }
      missing = []
    }
    guard !plan.isSuspended else { return }

    switch DueTime(plan.schedule, upcoming, startingDeadlineSeconds: plan.startingDeadlineSeconds, now: now) {
    case .invalid: outcomes.append(.invalidSchedule)
    case .none: requeue(now)
    case .due(let time, let isMany):
      if isMany { outcomes.append(.manyMissed) }
      start(time, now, &outcomes)
    }
  }

  private mutating func start(_ time: Instant, _ now: Instant, _ outcomes: inout [ControllerOutcome]) {
    let key = time.secondsSince1970 / 60
    let identity = JobIdentity.scheduled(minute: key)
    let isActive = jobs.place(ofKey: key).flatMap { jobs[$0]?.isActive } ?? false
    if lastScheduleTime == time || isActive { return requeue(now) }
    if plan.concurrencyPolicy == .forbid, jobs.activeCount > 0 {
      outcomes.append(.held(scheduledTime: time))
      return requeue(now)
    }
    if plan.concurrencyPolicy == .replace {
      for key in jobs.removeActive() { outcomes.append(.deleted(self.identity(key), .replacement)) }
    }
    if let existing = jobs.place(ofKey: key), let job = jobs[existing] {
      outcomes.append(.adopted(identity, scheduledTime: time))
      // It may have ended long ago, and is then seen to be so.
      if let result = job.result { outcomes.append(.sawCompleted(identity, result)) } else { jobs.activate(existing) }
    } else if isRefusing {
      outcomes.append(.refused(scheduledTime: time))
      if refusals == 0 { firstRefusal = now }
      refusals += 1
      return wake(at: firstRefusal.secondsSince1970 + Self.backOff(after: refusals) / 1000)
    } else {
      jobs.append(key: key, isActive: true, ttl: plan.ttlSecondsAfterFinished)
      outcomes.append(.created(identity, scheduledTime: time))
    }
    if upcoming.first == time {
      upcoming.advance()
    } else {
      reportLost(before: time, &outcomes)
      upcoming = UpcomingTimes(plan.schedule, after: time)
    }
    lastScheduleTime = time
    refusals = 0
    requeue(now)
  }

  /// Milliseconds from the first of so many refusals to the next attempt: 5 after the first, then twice as long each time, up to 1,000 s.
  private static func backOff(after refusals: Int) -> Int64 {
    let doublings = Int64(min(refusals, 18))
    return 5 * ((1 << doublings) - 1) + 1_000_000 * (Int64(refusals) - doublings)
  }

  /// The times between the run before and this one.
  private func reportLost(before time: Instant, _ outcomes: inout [ControllerOutcome]) {
    for missed in plan.schedule.firings(after: lastScheduleTime ?? created) {
      guard missed < time else { return }
      outcomes.append(.lost(scheduledTime: missed))
    }
  }

  /// Deletes the oldest of the Jobs that ended so, beyond the limit. They were created in the order in which they are kept.
  private mutating func cleanUp(_ limit: Int?, _ result: JobResult, _ outcomes: inout [ControllerOutcome]) {
    guard let limit else { return }
    for key in jobs.removeSurplus(result, beyond: limit) { outcomes.append(.deleted(identity(key), .historyLimit)) }
  }

  /// What the controller for finished Jobs deletes.
  private mutating func expire(_ now: Instant, _ outcomes: inout [ControllerOutcome]) {
    guard isRunning else { return }
    for key in jobs.removeExpired(at: now) { outcomes.append(.deleted(identity(key), .timeToLive)) }
  }

  /// Comes back for the next time that will be due.
  private mutating func requeue(_ now: Instant) {
    let next: Instant?
    if let first = upcoming.first, now < first {
      next = first
    } else if case .due(let time, _) = DueTime(plan.schedule, upcoming, startingDeadlineSeconds: nil, now: now) {
      next = plan.schedule.next(after: time)
    } else {
      // The schedule is invalid, or the estimate does not see what was missed.
      next = plan.schedule.next(after: now)
    }
    if let next { wake(at: next.secondsSince1970) }
  }

  /// The sooner of two calls counts.
  private mutating func wake(at seconds: Int64) {
    guard let instant = Instant(secondsSince1970: seconds) else { return }
    wakeUp = wakeUp.map { min($0, instant) } ?? instant
  }
}
