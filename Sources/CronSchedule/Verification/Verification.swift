/// What happened to one time of a schedule, or why there is a Job that no time asked for.
package struct RunVerdict: Hashable, Sendable {
  /// What became of a time, or what is the matter with a Job.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    /// The Job is there, and was created in time.
    case onTime = "on-time"
    /// The Job was created later than the controller should have.
    case late
    /// The Job was created late because an earlier run held it (`Forbid`), or because the CronJob was resumed.
    case held
    /// Not started because a run was active (`Forbid`), and later ones came.
    case skipped
    /// Not started because the CronJob was suspended.
    case suspended
    /// Not started because a later time was due when the controller could have started it, or by its estimate.
    case lost
    /// A Job should be there, and is not.
    case missed
    /// A Job may have been there, and have been deleted since.
    case unknown
    /// A Job that the controller did not create.
    case manual
    /// A Job that the controller should not have created.
    case unexplained
  }

  /// What became of it.
  package var kind: Kind
  /// The time that was due; of a manual Job, when it was created.
  package var time: Instant
  /// The name of the Job, if there is one.
  package var job: String?
  /// Seconds from the time to the creation of the Job.
  package var delay: Int64 = 0
  /// The Job that was active, where that is the reason.
  package var cause: String?
}

/// What the controller should have done with a CronJob, against what is there.
package struct Verification: Sendable {
  /// Of times in the period, in order of time.
  package private(set) var verdicts: [RunVerdict] = []
  /// Pairs of runs that worked at once: the later one, and the one before it.
  package private(set) var overlaps: [(later: RecordedJob, earlier: RecordedJob)] = []

  /// So many seconds late is in time: the controller is busy, and clocks differ.
  private static let tolerance: Int64 = 10

  /// - Parameters:
  ///   - start: verdicts are given from here on.
  ///   - end: when the Jobs were looked at.
  package init(_ record: RecordedCronJob, from start: Instant, to end: Instant) {
    var replay = Replay(record, from: start, to: end)
    replay.run()
    var verdicts = replay.verdicts
    let explained = Set(verdicts.compactMap(\.job))
    for job in record.jobs where !explained.contains(job.name) {
      guard let time = job.scheduledTime else {
        verdicts.append(RunVerdict(kind: .manual, time: job.created, job: job.name))
        continue
      }
      let delay = job.created.secondsSince1970 - time.secondsSince1970
      verdicts.append(RunVerdict(kind: .unexplained, time: time, job: job.name, delay: delay))
    }
    self.verdicts = verdicts.filter { start <= $0.time && $0.time < end }.sorted { ($0.time, $0.job ?? "") < ($1.time, $1.job ?? "") }
    var active: [RecordedJob] = []
    for job in record.jobs {
      // Who ended before the latest one that works is of no interest, and is not looked at.
      while let end = active.last?.end, end <= job.created { active.removeLast() }
      if let earlier = active.last, start <= job.created, job.created < end { overlaps.append((job, earlier)) }
      active.append(job)
    }
  }

  /// Feeds a controller what happened, and compares what it does.
  private struct Replay {
    enum Input {
      case edit(CronJobPlan)
      case finish(RecordedJob, JobResult)
      case add(RecordedJob)
      case remove(RecordedJob)
      case delete
    }

    let record: RecordedCronJob
    let start: Instant
    let end: Instant
    var verdicts: [RunVerdict] = []
    private var controller: CronJobController
    private var outcomes: [ControllerOutcome] = []
    private var holders: [Instant: String] = [:]
    private let jobs: [String: RecordedJob]
    /// When the Jobs were created that ended so, in order.
    private let created: [JobResult: [Instant]]

    init(_ record: RecordedCronJob, from start: Instant, to end: Instant) {
      self.record = record
      self.start = start
      self.end = end
      // What was active when the period began has to be known.
      let first = record.jobs.first.map { min($0.scheduledTime ?? $0.created, start) } ?? start
      var begin = Instant(secondsSince1970: first.secondsSince1970 - 1) ?? first
      let plan = record.plans.last { $0.from <= max(record.created, begin) }?.plan ?? record.plans[0].plan
      // `@every` counts from the run before, of which nothing else may be known.
      if !record.isComplete, case .interval(let seconds) = plan.schedule.expression,
        let time = record.jobs.lazy.compactMap(\.scheduledTime).first
      {
        begin = Instant(secondsSince1970: time.secondsSince1970 - seconds) ?? begin
      }
      begin = max(record.created, begin)
      controller = CronJobController(name: record.jobPrefix, plan: plan, created: begin, tellsOfUnexpected: false)
      created = Dictionary(grouping: record.jobs.compactMap { job in job.result.map { (result: $0, created: job.created) } }, by: \.result)
        .mapValues { $0.map(\.created) }
      jobs = Dictionary(record.jobs.map { ($0.name, $0) }) { first, _ in first }
    }

    private var inputs: [(time: Instant, input: Input)] {
      var inputs: [(time: Instant, input: Input)] = []
      for (from, plan) in record.plans where from > record.created { inputs.append((from, .edit(plan))) }
      for job in record.jobs {
        if job.scheduledTime == nil { inputs.append((job.created, .add(job))) }
        if let finished = job.finished, let result = job.result { inputs.append((finished, .finish(job, result))) }
        if let deleted = job.deleted, !job.isDeletedByController { inputs.append((deleted, .remove(job))) }
      }
      if let deleted = record.deleted { inputs.append((deleted, .delete)) }
      return inputs.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }.map(\.element)
    }

    mutating func run() {
      for (time, input) in inputs {
        guard time <= end else { break }
        advance(to: time)
        switch input {
        case .edit(let plan): controller.edit(plan, at: time, into: &outcomes)
        case .finish(let job, let result): controller.finish(controller.job(named: job.name), result, at: time, into: &outcomes)
        case .add(let job): controller.addJob(named: job.name, at: time, into: &outcomes)
        case .remove(let job): controller.remove(controller.job(named: job.name), at: time, into: &outcomes)
        case .delete: controller.delete()
        }
        judge(time)
      }
      advance(to: end)
    }

    /// A tick and an end of the same second: times are whole seconds, and the controller looks a moment after what is due.
    private mutating func advance(to limit: Instant) {
      while let tick = controller.nextTick, tick < limit {
        controller.tick(at: tick, into: &outcomes)
        judge(tick)
      }
    }

    private mutating func judge(_ now: Instant) {
      // Removing a Job that is not there makes the controller look again, and more outcomes.
      while !outcomes.isEmpty {
        let batch = outcomes
        outcomes = []
        for outcome in batch { judge(outcome, now) }
      }
    }

    private mutating func judge(_ outcome: ControllerOutcome, _ now: Instant) {
      switch outcome {
      case .created(let identity, let time):
        let name = controller.name(of: identity)
        guard let job = jobs[name] else {
          verdicts.append(RunVerdict(kind: mayBeDeleted(time) ? .unknown : .missed, time: time))
          return controller.remove(identity, at: now, into: &outcomes)
        }
        let delay = job.created.secondsSince1970 - time.secondsSince1970
        var isHeld = now.secondsSince1970 - time.secondsSince1970 > Verification.tolerance
        var isLate = job.created.secondsSince1970 - now.secondsSince1970 > Verification.tolerance
        if isLate, !record.isComplete, controller.plan.concurrencyPolicy == .forbid, record.jobs.first == job {
          // The run before it may have been active, and be gone.
          isHeld = true
          isLate = false
        }
        verdicts.append(
          RunVerdict(kind: isLate ? .late : isHeld ? .held : .onTime, time: time, job: name, delay: delay, cause: holders[time]))
      case .held(let time): holders[time] = controller.latestActive.map { controller.name(of: $0) } ?? ""
      case .lost(let time):
        let plan = record.plans.last { $0.from <= time }?.plan ?? controller.plan
        // A schedule that came later did not ask for it.
        guard plan.schedule == controller.plan.schedule else { return }
        let holder = holders[time]
        verdicts.append(RunVerdict(kind: holder != nil ? .skipped : plan.isSuspended ? .suspended : .lost, time: time, cause: holder))
      default: break
      }
    }

    /// Whether the Job of a time may be gone in an orderly way, if all Jobs were looked at once at the end.
    private func mayBeDeleted(_ time: Instant) -> Bool {
      guard !record.isComplete else { return false }
      let plan = controller.plan
      if let ttl = plan.ttlSecondsAfterFinished, end.secondsSince1970 - time.secondsSince1970 > ttl { return true }
      if plan.concurrencyPolicy == .replace, record.jobs.last.map({ $0.created > time }) ?? false { return true }
      return isBeyond(plan.successfulJobsHistoryLimit, .complete, time) || isBeyond(plan.failedJobsHistoryLimit, .failed, time)
    }

    private func isBeyond(_ limit: Int?, _ result: JobResult, _ time: Instant) -> Bool {
      guard let limit else { return false }
      let times = created[result] ?? []
      return limit <= 0 || limit <= times.count && times[times.count - limit] > time
    }
  }
}
