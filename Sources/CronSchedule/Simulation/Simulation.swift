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

  package let period: SimulatedPeriod
  /// In the order of the CronJobs.
  package private(set) var outcomes: [Outcome]
  package private(set) var load: ClusterLoad

  /// Simulates some of the CronJobs.
  ///
  /// - Parameter indices: the places of those in `jobs`; the others keep an empty outcome. A part of the work, to be put together by ``add(_:)``.
  package init(_ jobs: [SimulatedCronJob], _ indices: some Sequence<Int>, in period: SimulatedPeriod) {
    self.period = period
    outcomes = Array(repeating: Outcome(), count: jobs.count)
    load = ClusterLoad(period)
    for index in indices { outcomes[index] = Self.simulate(jobs[index], index, period, &load) }
  }

  /// Puts two parts of the work together.
  package mutating func add(_ other: Simulation) {
    for index in outcomes.indices where other.outcomes[index] != Outcome() { outcomes[index] = other.outcomes[index] }
    load.add(other.load)
  }

  private static func simulate(_ job: SimulatedCronJob, _ index: Int, _ period: SimulatedPeriod, _ load: inout ClusterLoad) -> Outcome {
    var outcome = Outcome()
    var sequence = RunSequence(job, index: index, in: period)
    let end = period.end
    let cpu = job.cpu
    let memory = job.memory
    // When the runs end that work beside the latest one.
    var ends: [Instant] = []
    var latestEnd = Instant.earliest
    while let run = sequence.next() {
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
      load.add(run, cpu: cpu, memory: memory)
    }
    outcome.mostAtOnce = max(outcome.mostAtOnce, min(outcome.runs, 1))
    outcome.skipped = sequence.skipped
    outcome.missed = sequence.missed
    return outcome
  }
}
