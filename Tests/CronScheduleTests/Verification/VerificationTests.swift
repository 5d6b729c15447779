import Testing

@testable import CronSchedule

@Suite("The verification") struct VerificationTests {
  /// Monday, 23 November 2026, 10:00 UTC, and minutes and seconds after.
  private static func at(_ minutes: Int64, _ seconds: Int64 = 0) -> Instant {
    Instant(secondsSince1970: 1_795_428_000 + minutes * 60 + seconds) ?? .latest
  }

  private static func job(_ minutes: Int64, created: Instant? = nil, lasts: Int64? = 30, _ result: JobResult = .complete) -> RecordedJob {
    var job = RecordedJob(name: "job-\(29_923_800 + minutes)", created: created ?? at(minutes, 1))
    job.scheduledTime = at(minutes)
    job.finished = lasts.flatMap { Instant(secondsSince1970: job.created.secondsSince1970 + $0) }
    job.result = job.finished == nil ? nil : result
    return job
  }

  private static func verdicts(
    _ jobs: [RecordedJob], of expression: String = "*/10 * * * *", isComplete: Bool = true, to end: Instant = at(60),
    _ change: (inout RecordedCronJob) -> Void = { _ in }, plan changePlan: (inout CronJobPlan) -> Void = { _ in }
  ) throws -> [String] {
    try verification(jobs, of: expression, isComplete: isComplete, to: end, change, plan: changePlan).verdicts.map {
      let words = [$0.kind.rawValue, $0.reason?.rawValue, $0.cause.map { "behind \($0.suffix(2))" }].compactMap(\.self)
      return "\(($0.time.secondsSince1970 - at(0).secondsSince1970) / 60) \(words.joined(separator: " "))"
    }
  }

  private static func verification(
    _ jobs: [RecordedJob], of expression: String, isComplete: Bool, to end: Instant, _ change: (inout RecordedCronJob) -> Void,
    plan changePlan: (inout CronJobPlan) -> Void
  ) throws -> Verification {
    var plan = CronJobPlan(Schedule(try CronExpression(expression)))
    changePlan(&plan)
    var record = RecordedCronJob(name: "job", jobPrefix: "job", created: at(0, 5), plan: plan, jobs: jobs, isComplete: isComplete)
    change(&record)
    return Verification(record, from: at(0), to: end)
  }

  @Test func findsAllInOrder() throws {
    #expect(try Self.verdicts([10, 20, 30, 40, 50].map { Self.job($0) }) == [10, 20, 30, 40, 50].map { "\($0) on-time" })
  }

  @Test func findsWhatIsMissingOrLate() throws {
    let jobs = [Self.job(10), Self.job(30, created: Self.at(34)), Self.job(40), Self.job(50)]
    #expect(try Self.verdicts(jobs) == ["10 on-time", "20 missed", "30 late", "40 on-time", "50 on-time"])
  }

  @Test func findsWhatWasHeld() throws {
    let jobs = [Self.job(10, lasts: 1500), Self.job(30, created: Self.at(35, 1)), Self.job(40), Self.job(50)]
    #expect(
      try Self.verdicts(jobs, plan: { $0.concurrencyPolicy = .forbid }) == [
        "10 on-time", "20 skipped behind 10", "30 held behind 10", "40 on-time", "50 on-time",
      ])
    #expect(
      Verification(
        RecordedCronJob(
          name: "job", jobPrefix: "job", created: Self.at(0), plan: CronJobPlan(Schedule(try CronExpression("*/10 * * * *"))), jobs: jobs,
          isComplete: true), from: Self.at(0), to: Self.at(60)
      ).overlaps.map(\.later.name) == [])
  }

  @Test func findsWhatNobodyAskedFor() throws {
    var manual = RecordedJob(name: "by-hand", created: Self.at(15))
    manual.finished = Self.at(16)
    manual.result = .complete
    let jobs = [10, 20, 30, 40, 50].map { Self.job($0) } + [Self.job(33), manual]
    let verdicts = try Self.verdicts(jobs)
    #expect(verdicts.filter { !$0.hasSuffix("on-time") } == ["15 manual", "33 unexplained"])
  }

  @Test func knowsWhatASuspensionKeeps() throws {
    let verdicts = try Self.verdicts([Self.job(10), Self.job(40, created: Self.at(45, 1)), Self.job(50)]) { record in
      var suspended = record.plans[0].plan
      suspended.isSuspended = true
      record.plans = [record.plans[0], (Self.at(12), suspended), (Self.at(45), record.plans[0].plan)]
    }
    #expect(verdicts == ["10 on-time", "20 suspended", "30 suspended", "40 held resumed", "50 on-time"])
  }

  @Test func asksNothingOfTheTimeBeforeASchedule() throws {
    let often = CronJobPlan(Schedule(try CronExpression("*/10 * * * *")))
    let verdicts = try Self.verdicts([Self.job(40), Self.job(50)], of: "0 0 1 1 *") { $0.plans.append((Self.at(33), often)) }
    #expect(verdicts == ["40 on-time", "50 on-time"])
  }

  @Test func sparesWhatADumpCannotTell() throws {
    // Three are kept, and the one that failed.
    let jobs = [Self.job(30), Self.job(40), Self.job(50)]
    #expect(try Self.verdicts(jobs, isComplete: false) == ["10 unknown", "20 unknown", "30 on-time", "40 on-time", "50 on-time"])
    let gap = [Self.job(20), Self.job(30), Self.job(50)]
    #expect(try Self.verdicts(gap, isComplete: false) == ["10 unknown", "20 on-time", "30 on-time", "40 missed not-created", "50 on-time"])
    #expect(
      try Self.verdicts(gap, isComplete: false, plan: { $0.failedJobsHistoryLimit = 0 }) == [
        "10 unknown", "20 on-time", "30 on-time", "40 unknown", "50 on-time",
      ])
    #expect(try Self.verdicts(gap, isComplete: false, plan: { $0.ttlSecondsAfterFinished = 60 }).contains("40 unknown"))
    #expect(try Self.verdicts(gap, isComplete: false, plan: { $0.concurrencyPolicy = .replace }).contains("40 unknown"))
  }

  private static func forbids(_ plan: inout CronJobPlan) { plan.concurrencyPolicy = .forbid }

  @Test func saysWhichRunEveryTimeWaitsFor() throws {
    let hung = [Self.job(10), Self.job(20, lasts: nil)]
    for isComplete in [true, false] {
      let verdicts = try Self.verdicts(hung, isComplete: isComplete, to: Self.at(55), plan: Self.forbids)
      #expect(verdicts == ["10 on-time", "20 on-time", "30 skipped behind 20", "40 skipped behind 20", "50 skipped behind 20"])
    }
    let verification = try Self.verification(
      hung, of: "*/10 * * * *", isComplete: false, to: Self.at(22), { _ in }, plan: Self.forbids)
    #expect(verification.holding?.name == hung[1].name)
    // A time of the last seconds may start yet.
    #expect(try Self.verdicts([Self.job(10)], isComplete: false, to: Self.at(20, 3)) == ["10 on-time"])
  }

  @Test func knowsDeadlinesThatLetNoneStart() throws {
    let all = [10, 20, 30, 40, 50].map { "\($0) lost deadline" }
    #expect(try Self.verdicts([], isComplete: false, plan: { $0.startingDeadlineSeconds = 0 }) == all)
    #expect(try Self.verdicts([], of: "@every 10m", isComplete: false, plan: { $0.startingDeadlineSeconds = 60 }) == all)
    #expect(try !Self.verdicts([], of: "@every 10m", isComplete: false, plan: { $0.startingDeadlineSeconds = 600 }).contains(all[0]))
  }

  @Test func findsTheFirstTimeEverLate() throws {
    let late = [Self.job(10, created: Self.at(14)), Self.job(20)]
    #expect(try Self.verdicts(late, isComplete: false, to: Self.at(25), plan: Self.forbids) == ["10 late", "20 on-time"])
    // Before the others there may have been one that held it.
    let held = [Self.job(30, created: Self.at(34)), Self.job(40), Self.job(50)]
    #expect(
      try Self.verdicts(held, isComplete: false, plan: Self.forbids) == [
        "10 unknown", "20 unknown", "30 held", "40 on-time", "50 on-time",
      ])
  }

  @Test func asksNothingOfAPlanThatIsNotKnown() throws {
    let jobs = [Self.job(5), Self.job(15, created: Self.at(19)), Self.job(40), Self.job(50)]
    let verdicts = try Self.verdicts(jobs, isComplete: false) { $0.changed = Self.at(33) }
    #expect(verdicts == ["5 on-time", "15 held former-plan", "40 on-time", "50 on-time"])
    let started = try Self.verdicts([Self.job(30, created: Self.at(36)), Self.job(40), Self.job(50)], isComplete: false) {
      $0.changed = Self.at(33)
    }
    #expect(started == ["30 held changed", "40 on-time", "50 on-time"])
  }

  @Test func knowsTheWakeUpOfAFormerSchedule() throws {
    let later = CronJobPlan(Schedule(try CronExpression("15 * * * *")))
    let verdicts = try Self.verdicts([Self.job(15, created: Self.at(50, 1)), Self.job(75)], of: "50 * * * *", to: Self.at(80)) {
      $0.plans.append((Self.at(20), later))
    }
    #expect(verdicts == ["15 held rescheduled", "75 on-time"])
  }

  @Test func knowsRunsThatTheControllerLostSightOf() throws {
    let verdicts = try Self.verdicts([Self.job(10, lasts: nil), Self.job(30)], isComplete: false, plan: Self.forbids)
    #expect(
      verdicts == [
        "10 on-time", "20 skipped behind 10", "30 unexplained forgotten behind 10", "40 skipped behind 10", "50 skipped behind 10",
      ])
  }

  @Test func tellsWhatWasNotCreatedFromWhatIsGone() throws {
    let jobs = [Self.job(10), Self.job(20)]
    #expect(
      try Self.verdicts(jobs, isComplete: false) { $0.lastScheduleTime = Self.at(40) } == [
        "10 on-time", "20 on-time", "30 missed", "40 missed gone", "50 missed not-created",
      ])
  }

  @Test func seesRunsAtOnce() throws {
    let record = RecordedCronJob(
      name: "job", jobPrefix: "job", created: Self.at(0), plan: CronJobPlan(Schedule(try CronExpression("*/10 * * * *"))),
      jobs: [Self.job(10, lasts: 700), Self.job(20), Self.job(30, lasts: nil), Self.job(40)], isComplete: true)
    let overlaps = Verification(record, from: Self.at(0), to: Self.at(60)).overlaps
    #expect(
      overlaps.map(\.later.name) == ["job-29923820", "job-29923840"] && overlaps.map(\.earlier.name) == ["job-29923810", "job-29923830"])
  }
}
