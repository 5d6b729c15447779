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
    /// Not started because a run was active (`Forbid`): later ones came, or it is active still.
    case skipped
    /// Not started because the CronJob was suspended.
    case suspended
    /// Not started because a later time was due when the controller could have started it, by its estimate, or as its deadline lets none start.
    case lost
    /// A Job should be there, and is not.
    case missed
    /// A Job may have been there, and have been deleted since; or the plan of that time is not known.
    case unknown
    /// A Job that the controller did not create.
    case manual
    /// A Job that the controller should not have created.
    case unexplained
  }

  /// More about why, where the kind leaves it open.
  package enum Reason: String, Hashable, Sendable, CaseIterable {
    /// The schedule was changed, and the wake-up that the former one had left started it.
    case rescheduled
    /// The CronJob was suspended until then.
    case resumed
    /// The CronJob was changed or resumed in between.
    case changed
    /// `startingDeadlineSeconds` is so short that none ever starts.
    case deadline
    /// No Job was created: `status.lastScheduleTime` is older.
    case notCreated = "not-created"
    /// A Job was created, as `status.lastScheduleTime` says, and is gone.
    case gone
    /// The CronJob was changed since, and what held then is not known.
    case formerPlan = "former-plan"
    /// The controller lost sight of the run that was active.
    case forgotten
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
  /// More about why.
  package var reason: Reason?
}

/// What the controller should have done with a CronJob, against what is there.
package struct Verification: Sendable {
  /// Of times in the period, in order of time.
  package private(set) var verdicts: [RunVerdict] = []
  /// Pairs of runs that worked at once: the later one, and the one before it.
  package private(set) var overlaps: [(later: RecordedJob, earlier: RecordedJob)] = []
  /// The run that was active at the end, where none starts until it ends.
  package private(set) var holding: RecordedJob?

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
    for job in record.jobs where !explained.contains(job.name) { verdicts.append(replay.verdict(onUnexplained: job)) }
    // A Job tells more of its time than that none was asked for.
    let started = Set(verdicts.filter { $0.job != nil }.map(\.time))
    verdicts.removeAll { $0.job == nil && started.contains($0.time) }
    holding = replay.holder(at: end)
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
    /// The latest change of the schedule, and the latest end of a suspension.
    private var rescheduled: Instant?
    private var resumed: Instant?
    /// Positions among the Jobs: of the one among them and those before that ended last.
    private let lastToEnd: [Int]
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
      var latest = 0
      lastToEnd = record.jobs.indices.map { index in
        if record.jobs[index].end ?? .latest >= record.jobs[latest].end ?? .latest { latest = index }
        return latest
      }
    }

    /// The run that the controller had to take for active, where it then starts none.
    func holder(at time: Instant) -> RecordedJob? {
      guard (record.plans.last { $0.from <= time } ?? record.plans[0]).plan.concurrencyPolicy == .forbid else { return nil }
      let count = record.jobs.partitioningIndex { $0.created > time }
      guard count > 0 else { return nil }
      let job = record.jobs[lastToEnd[count - 1]]
      return job.scheduledTime != nil && job.end ?? .latest > time ? job : nil
    }

    /// What is to be said of a Job that the replay did not come to.
    func verdict(onUnexplained job: RecordedJob) -> RunVerdict {
      guard let time = job.scheduledTime else { return RunVerdict(kind: .manual, time: job.created, job: job.name) }
      let delay = job.created.secondsSince1970 - time.secondsSince1970
      var verdict = RunVerdict(kind: .unexplained, time: time, job: job.name, delay: delay)
      if let changed = record.changed, time < changed {
        // What was due then is not known; a Job that came in time says that it was.
        let isInTime = delay <= Verification.tolerance
        verdict.kind = isInTime ? .onTime : .held
        if !isInTime { verdict.reason = job.created >= changed ? .changed : .formerPlan }
      } else if isDue(time), job.name == "\(record.jobPrefix)-\(time.secondsSince1970 / 60)",
        let before = Instant(secondsSince1970: job.created.secondsSince1970 - 1), let holder = holder(at: before), holder.name != job.name
      {
        verdict.cause = holder.name
        verdict.reason = .forgotten
      }
      return verdict
    }

    /// Whether the schedule of a time has it.
    private func isDue(_ time: Instant) -> Bool {
      guard let before = Instant(secondsSince1970: time.secondsSince1970 - 1) else { return false }
      return (record.plans.last { $0.from <= time } ?? record.plans[0]).plan.schedule.next(after: before) == time
    }

    /// Gives a verdict to each time that was due and that nothing became of.
    mutating func completeVerdicts() {
      let judged = Set(verdicts.map(\.time))
      for (index, (from, plan)) in record.plans.enumerated() {
        let begin = max(start, from, record.created, record.changed ?? record.created)
        let limit = min(end, index + 1 < record.plans.count ? record.plans[index + 1].from : end, record.deleted ?? end)
        guard begin < limit, let before = Instant(secondsSince1970: begin.secondsSince1970 - 1) else { continue }
        let isHopeless = plan.letsNoneStart
        if case .interval = plan.schedule.expression, !isHopeless { continue }
        // A time of the last seconds may be started any moment.
        let isOpen = limit == end
        for time in plan.schedule.firings(after: before) {
          guard time < limit else { break }
          if judged.contains(time) || time <= record.created { continue }
          var verdict = RunVerdict(kind: .unknown, time: time)
          if plan.isSuspended {
            verdict.kind = .suspended
          } else if isHopeless {
            (verdict.kind, verdict.reason) = (.lost, .deadline)
          } else if let holder = holders[time] ?? holder(at: time)?.name {
            (verdict.kind, verdict.cause) = (.skipped, holder)
          } else if isOpen, end.secondsSince1970 - time.secondsSince1970 <= Verification.tolerance {
            continue
          } else if !mayBeDeleted(time) {
            (verdict.kind, verdict.reason) = (.missed, reasonOfNoJob(time))
          }
          verdicts.append(verdict)
        }
      }
    }

    private func reasonOfNoJob(_ time: Instant) -> RunVerdict.Reason? {
      if record.isComplete { return nil }
      guard let last = record.lastScheduleTime, last >= time else { return .notCreated }
      return last == time ? .gone : nil
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
        case .edit(let plan):
          if plan.schedule != controller.plan.schedule { rescheduled = time }
          if controller.plan.isSuspended, !plan.isSuspended { resumed = time }
          controller.edit(plan, at: time, into: &outcomes)
        case .finish(let job, let result): controller.finish(controller.job(named: job.name), result, at: time, into: &outcomes)
        case .add(let job): controller.addJob(named: job.name, at: time, into: &outcomes)
        case .remove(let job): controller.remove(controller.job(named: job.name), at: time, into: &outcomes)
        case .delete: controller.delete()
        }
        judge(time)
      }
      advance(to: end)
      completeVerdicts()
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
          // Of what was due before a change the plan is not known.
          guard time >= record.changed ?? .earliest else { return controller.remove(identity, at: now, into: &outcomes) }
          var verdict = RunVerdict(kind: .unknown, time: time)
          if let holder = holder(at: time) {
            (verdict.kind, verdict.cause) = (.skipped, holder.name)
          } else if !mayBeDeleted(time) {
            (verdict.kind, verdict.reason) = (.missed, reasonOfNoJob(time))
          }
          if verdict.kind != .missed || end.secondsSince1970 - time.secondsSince1970 > Verification.tolerance { verdicts.append(verdict) }
          return controller.remove(identity, at: now, into: &outcomes)
        }
        let delay = job.created.secondsSince1970 - time.secondsSince1970
        var isHeld = now.secondsSince1970 - time.secondsSince1970 > Verification.tolerance
        var isLate = job.created.secondsSince1970 - now.secondsSince1970 > Verification.tolerance
        var reason: RunVerdict.Reason?
        if isHeld, holders[time] == nil {
          if let resumed, resumed >= time { reason = .resumed } else if let rescheduled, rescheduled >= time { reason = .rescheduled }
        }
        if isLate, let changed = record.changed, time < changed {
          (isHeld, isLate, reason) = (true, false, job.created >= changed ? .changed : .formerPlan)
        }
        if isLate, !record.isComplete, controller.plan.concurrencyPolicy == .forbid, record.jobs.first == job,
          verdicts.last?.kind == .unknown
        {
          // The run before it may have been active, and be gone.
          isHeld = true
          isLate = false
        }
        verdicts.append(
          RunVerdict(
            kind: isLate ? .late : isHeld ? .held : .onTime, time: time, job: name, delay: delay, cause: holders[time], reason: reason))
      case .held(let time): holders[time] = controller.latestActive.map { controller.name(of: $0) } ?? ""
      case .lost(let time):
        let plan = record.plans.last { $0.from <= time }?.plan ?? controller.plan
        // A schedule that came later did not ask for it.
        guard plan.schedule == controller.plan.schedule, time >= record.changed ?? .earliest else { return }
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

extension CronJobPlan {
  /// Whether the deadline is over before the controller finds a time that is due.
  fileprivate var letsNoneStart: Bool {
    guard let deadline = startingDeadlineSeconds else { return false }
    if case .interval(let seconds) = schedule.expression { return deadline < seconds }
    return deadline <= 0
  }
}

extension [RecordedJob] {
  /// The position of the first that a condition holds for; it holds for all that follow.
  fileprivate func partitioningIndex(where isBehind: (RecordedJob) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isBehind(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
