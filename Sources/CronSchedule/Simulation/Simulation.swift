/// What the controller will do with many CronJobs, and what that asks of the cluster.
package struct Simulation: Sendable {
  /// What becomes of one CronJob.
  package struct Outcome: Hashable, Sendable {
    /// Runs that start.
    package var runs = 0
    /// Runs that start while one before them works.
    package var overlaps = 0
    /// The most that work at once.
    package var mostAtOnce = 0
    /// Runs that start later than they are due.
    package var late = 0
    /// Seconds from when a run was due to its start, at most.
    package var longestDelay: Int64 = 0
    /// Times that never start because a run is active, under `Forbid`.
    package var skipped = 0
    /// Times that never start for another reason: an outage, a deadline, the controller's estimate.
    package var missed = 0
    /// Runs that `activeDeadlineSeconds` ends.
    package var killedByDeadline = 0
    /// Runs that the next one ends, under `Replace`.
    package var replaced = 0
    /// Seconds of all runs together, as far as they lie in the period.
    package var busySeconds: Int64 = 0
  }

  /// What is simulated.
  package let period: SimulatedPeriod
  /// In the order of the CronJobs.
  package private(set) var outcomes: [Outcome]
  /// What all runs together ask for.
  package private(set) var load: ClusterLoad

  /// Simulates some of the CronJobs.
  ///
  /// - Parameter indices: the places of those in `jobs`; the others keep an empty outcome. A part of the work, to be put together by ``add(_:)``.
  package init(_ jobs: [SimulatedCronJob], _ indices: some Sequence<Int>, in period: SimulatedPeriod) {
    self.period = period
    outcomes = Array(repeating: Outcome(), count: jobs.count)
    load = ClusterLoad(period)
    var progress = indices.map { Progress(jobs[$0], index: $0, in: period) }
    // All CronJobs go through a few hours before they go on, so that these hours of the load stay in the processor's cache.
    let block = max(4 * 3600, (period.end.secondsSince1970 - period.start.secondsSince1970) / 1000)
    var limit = period.start
    while limit < period.end {
      limit = Instant(secondsSince1970: limit.secondsSince1970 + block) ?? .latest
      for place in progress.indices { progress[place].advance(to: limit, &load) }
    }
    for progress in progress { outcomes[progress.index] = progress.result }
  }

  /// Puts two parts of the work together.
  package mutating func add(_ other: Simulation) {
    for index in outcomes.indices where other.outcomes[index] != Outcome() { outcomes[index] = other.outcomes[index] }
    load.add(other.load)
  }

  /// How far one CronJob has come.
  private struct Progress {
    let index: Int
    private let cpu: Int64
    private let memory: Int64
    private let end: Instant
    private var sequence: RunSequence
    private var next: Run?
    private var outcome = Outcome()
    private var latestEnd = Instant.earliest
    /// When the runs end that work beside the latest one.
    private var ends: [Instant] = []

    init(_ job: SimulatedCronJob, index: Int, in period: SimulatedPeriod) {
      self.index = index
      cpu = job.cpu
      memory = job.memory
      end = period.end
      sequence = RunSequence(job, index: index, in: period)
      next = sequence.next()
    }

    /// What became of the CronJob, when there is no run left.
    var result: Outcome {
      var outcome = outcome
      outcome.mostAtOnce = max(outcome.mostAtOnce, min(outcome.runs, 1))
      outcome.skipped = sequence.skipped
      outcome.missed = sequence.missed
      return outcome
    }

    mutating func advance(to limit: Instant, _ load: inout ClusterLoad) {
      while let run = next, run.start < limit {
        count(run)
        load.add(run, cpu: cpu, memory: memory)
        next = sequence.next()
      }
    }

    private mutating func count(_ run: Run) {
      outcome.runs += 1
      if run.start < latestEnd {
        outcome.overlaps += 1
        if ends.isEmpty { ends.append(latestEnd) }
        ends.removeAll { $0 <= run.start }
        ends.append(run.end)
        outcome.mostAtOnce = max(outcome.mostAtOnce, ends.count)
      } else if !ends.isEmpty {
        ends.removeAll(keepingCapacity: true)
      }
      latestEnd = max(latestEnd, run.end)
      if run.start > run.scheduledTime {
        outcome.late += 1
        outcome.longestDelay = max(outcome.longestDelay, run.start.secondsSince1970 - run.scheduledTime.secondsSince1970)
      }
      switch run.ending {
      case .finished, .failed, .open: break
      case .deadline: outcome.killedByDeadline += 1
      case .replaced: outcome.replaced += 1
      }
      outcome.busySeconds += min(run.end, end).secondsSince1970 - run.start.secondsSince1970
    }
  }
}
