package import CronSchedule
package import Findings
internal import Manifests

/// The CronJobs of manifests, dumps of a cluster and records of runs, with the Jobs that are there.
package struct ScheduleInput: Sendable {
  /// A CronJob, and what its runs need and touch.
  package struct CronJob: Sendable {
    /// nil where whoever applies it chooses.
    package var namespace: String?
    package var name: String
    /// What it is called where all are listed: with the path where two have the same name.
    package var title: String
    /// What reports call the input that has it.
    package var path: String
    /// What its controller does with it.
    package var plan: CronJobPlan
    /// The schedule as written.
    package var expression: String
    /// After how long its Job fails.
    package var activeDeadlineSeconds: Int64?
    /// What all pods of a run ask for, in thousandths of a CPU.
    package var cpu: Int64 = 0
    /// The same, in bytes.
    package var memory: Int64 = 0
    /// What its pods refer to by name.
    package var objects: [SharedObject] = []
    /// When it was created, in a cluster.
    package var created: Instant?
    /// When it ran last, in a cluster.
    package var lastScheduleTime: Instant?
    /// When who owns its schedule changed anything last, in a cluster that tells.
    package var scheduleChanged: Instant?
    /// When it was last suspended or resumed, or a policy of it changed, by someone who does not own its schedule.
    package var policyChanged: Instant?
    /// Its Jobs, as they were found.
    package var jobs: [RecordedJob] = []
    /// Where a record tells all of it.
    package var record: RecordedCronJob?

    /// From where `@every` counts: the last run, or when it was made; nil where neither is known.
    package var base: Instant? { lastScheduleTime ?? created }

    /// What is known of its runs; nil where it is no object of a cluster.
    package var observed: RecordedCronJob? {
      if let record { return record }
      guard let created else { return nil }
      var observed = RecordedCronJob(name: title, jobPrefix: name, created: created, plan: plan, jobs: jobs, isComplete: false)
      observed.lastScheduleTime = lastScheduleTime
      observed.changed = [policyChanged, isRescheduled ? scheduleChanged : nil].compactMap { $0 }.filter { $0 > created }.max()
      return observed
    }

    /// Whether the schedule may have been another one: it is not where the Jobs from before a change fit it.
    private var isRescheduled: Bool {
      guard let scheduleChanged, case .calendar = plan.schedule.expression else { return scheduleChanged != nil }
      let before = jobs.compactMap(\.scheduledTime).filter { $0 < scheduleChanged }
      return before.isEmpty
        || !before.allSatisfy { time in
          Instant(secondsSince1970: time.secondsSince1970 - 1).map { plan.schedule.next(after: $0) == time } ?? false
        }
    }

    /// Whether it is meant by a name, or by namespace and name.
    package func isNamed(_ text: String) -> Bool { text == name || text == title || namespace.map { text == "\($0)/\(name)" } ?? false }
  }

  /// In the order of the input.
  package private(set) var cronJobs: [CronJob] = []
  /// CronJobs whose schedule is not known or refused are not evaluated.
  package private(set) var problems: InputProblems

  /// What reading it has come to.
  package var exitStatus: ExitStatus { !problems.errors.isEmpty ? .unreadable : cronJobs.isEmpty ? .nothingToScan : .clean }

  /// - Parameters:
  ///   - zones: Where the time zones that CronJobs name come from, and the one of those that name none.
  ///   - skipsUnreadable: Whether it is no failure that something cannot be read.
  package init(_ input: Input, zones: TimeZones, skipsUnreadable: Bool = false) {
    problems = InputProblems(of: input, skipsUnreadable: skipsUnreadable)
    var jobs: [ScheduleFile.OwnedJob] = []
    let entries = input.entries
    let chunks = stride(from: 0, to: entries.count, by: 32).map { entries[$0..<min($0 + 32, entries.count)] }
    forEachInOrder(chunks, window: 8) { entries in
      entries.map { ScheduleFile($0, zones: zones, skipsUnreadable: skipsUnreadable) }
    } consume: { (files: [ScheduleFile]) in
      for file in files {
        cronJobs += file.cronJobs
        problems += file.problems
        jobs += file.jobs
      }
    }
    give(jobs)
    nameApart()
  }

  /// Gives each Job to the CronJob that it names as its owner.
  private mutating func give(_ jobs: [ScheduleFile.OwnedJob]) {
    guard !jobs.isEmpty else { return }
    let places = Dictionary(cronJobs.enumerated().map { ("\($1.namespace ?? "")/\($1.name)", $0) }) { first, _ in first }
    for job in jobs {
      if let place = places["\(job.namespace ?? "")/\(job.owner)"] { cronJobs[place].jobs.append(job.job) }
    }
  }

  /// Keeps the CronJobs of a name.
  package mutating func narrow(to name: String) { cronJobs.removeAll { !$0.isNamed(name) } }

  private mutating func nameApart() {
    let counts = Dictionary(cronJobs.map { ($0.title, 1) }, uniquingKeysWith: +)
    for index in cronJobs.indices where counts[cronJobs[index].title] ?? 1 > 1 { cronJobs[index].title += " (\(cronJobs[index].path))" }
  }
}
