/// What kube-controller-manager does for one CronJob, as a value: told what happens and when, it says what the controllers do.
///
/// Follows `pkg/controller/cronjob` (`syncCronJob`, `mostRecentScheduleTime`, `cleanupFinishedJobs`) and `pkg/controller/ttlafterfinished` of Kubernetes 1.36.
/// All their comparisons come out the same in whole seconds, as every time that is due is one. Time must not run backwards.
package struct CronJobController: Sendable {
  /// A Job that exists.
  private struct Job: Sendable {
    /// The minute of a scheduled Job; of another, -1 less its place among `otherNames`.
    var key: Int64
    var isActive: Bool
    var result: JobResult?
    /// When its time to live is over.
    var expiry: Instant?
    var ttl: Int64?
  }

  /// The CronJob's name.
  package let name: String
  /// What it goes by now.
  package private(set) var plan: CronJobPlan
  /// `status.lastScheduleTime`.
  package private(set) var lastScheduleTime: Instant?

  private let created: Instant
  private var jobs: [Job] = []
  /// The names of Jobs that the controller did not create.
  private var otherNames: [String] = []
  /// Runs in `status.active` whose Job someone deleted.
  private var missing: [JobIdentity] = []
  private var upcoming: UpcomingTimes
  private var isRunning = true
  private var isDeleted = false
  private var isRefusing = false
  /// When the controller looks at the CronJob next of its own accord.
  private var wakeUp: Instant?
  /// The soonest expiry of a Job.
  private var nextExpiry: Instant?
  /// How often in a row creating a Job failed, and since when.
  private var refusals = 0
  private var firstRefusal = Instant.earliest

  /// A CronJob that has just been created; the first tick is at that moment.
  package init(name: String, plan: CronJobPlan, created: Instant) {
    self.name = name
    self.plan = plan
    self.created = created
    upcoming = UpcomingTimes(plan.schedule, after: created)
    wakeUp = created
  }

  /// `status.active`: the runs that have not ended.
  package var active: [JobIdentity] { jobs.filter(\.isActive).map { identity($0.key) } }

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
    case .named(let name): otherNames.firstIndex(of: name).map { -1 - Int64($0) }
    }
  }

  /// When ``tick(at:into:)`` has to be called if nothing else happens before; nothing if all is quiet for ever.
  package var nextTick: Instant? {
    guard isRunning else { return nil }
    guard let wakeUp, !isDeleted else { return nextExpiry }
    return nextExpiry.map { min($0, wakeUp) } ?? wakeUp
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
    guard let key = key(of: job), let index = jobs.firstIndex(where: { $0.result == nil && $0.key == key }) else { return }
    jobs[index].result = result
    if let ttl = jobs[index].ttl, let expiry = Instant(secondsSince1970: now.secondsSince1970 + ttl) {
      jobs[index].expiry = expiry
      nextExpiry = nextExpiry.map { min($0, expiry) } ?? expiry
    }
    sync(now, &outcomes)
    expire(now, &outcomes)
  }

  /// Someone created a Job that names the CronJob as its owner (`kubectl create job --from`).
  package mutating func addJob(named jobName: String, at now: Instant, into outcomes: inout [ControllerOutcome]) {
    let identity = job(named: jobName)
    if key(of: identity) == nil { otherNames.append(jobName) }
    guard let key = key(of: identity) else { return }
    jobs.append(Job(key: key, isActive: false, ttl: plan.ttlSecondsAfterFinished))
    sync(now, &outcomes)
  }

  /// Someone deleted a Job.
  package mutating func remove(_ job: JobIdentity, at now: Instant, into outcomes: inout [ControllerOutcome]) {
    guard let key = key(of: job), let index = jobs.firstIndex(where: { $0.key == key }) else { return }
    if jobs[index].isActive { missing.append(job) }
    jobs.remove(at: index)
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
    jobs = []
    nextExpiry = nil
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
    for index in jobs.indices {
      if let result = jobs[index].result {
        guard jobs[index].isActive else { continue }
        jobs[index].isActive = false
        outcomes.append(.sawCompleted(identity(jobs[index].key), result))
      } else if !jobs[index].isActive {
        outcomes.append(.unexpected(identity(jobs[index].key)))
      }
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
    let existing = jobs.firstIndex { $0.key == key }
    if lastScheduleTime == time || existing.map({ jobs[$0].isActive }) ?? false { return requeue(now) }
    if plan.concurrencyPolicy == .forbid, jobs.contains(where: \.isActive) {
      outcomes.append(.held(scheduledTime: time))
      return requeue(now)
    }
    if plan.concurrencyPolicy == .replace {
      for job in jobs where job.isActive { outcomes.append(.deleted(self.identity(job.key), .replacement)) }
      jobs.removeAll(where: \.isActive)
    }
    if let existing = jobs.firstIndex(where: { $0.key == key }) {
      outcomes.append(.adopted(identity, scheduledTime: time))
      // It may have ended long ago, and is then seen to be so.
      if let result = jobs[existing].result { outcomes.append(.sawCompleted(identity, result)) } else { jobs[existing].isActive = true }
    } else if isRefusing {
      outcomes.append(.refused(scheduledTime: time))
      if refusals == 0 { firstRefusal = now }
      refusals += 1
      return wake(at: firstRefusal.secondsSince1970 + Self.backOff(after: refusals) / 1000)
    } else {
      jobs.append(Job(key: key, isActive: true, ttl: plan.ttlSecondsAfterFinished))
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
    var surplus = -limit
    for job in jobs where job.result == result { surplus += 1 }
    guard surplus > 0 else { return }
    var index = 0
    while surplus > 0, index < jobs.count {
      if jobs[index].result == result {
        outcomes.append(.deleted(identity(jobs[index].key), .historyLimit))
        jobs.remove(at: index)
        surplus -= 1
      } else {
        index += 1
      }
    }
  }

  /// What the controller for finished Jobs deletes.
  private mutating func expire(_ now: Instant, _ outcomes: inout [ControllerOutcome]) {
    guard isRunning, let nextExpiry, nextExpiry <= now else { return }
    for job in jobs {
      guard let expiry = job.expiry, expiry <= now else { continue }
      outcomes.append(.deleted(identity(job.key), .timeToLive))
    }
    jobs.removeAll { $0.expiry.map { $0 <= now } ?? false }
    self.nextExpiry = jobs.lazy.compactMap(\.expiry).min()
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
