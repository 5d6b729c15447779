import Testing

@testable import CronSchedule

@Suite("The controller") struct CronJobControllerTests {
  /// Monday, 23 November 2026, 10:00 UTC, and minutes and seconds after.
  private static func at(_ minutes: Int64, _ seconds: Int64 = 0) -> Instant {
    Instant(secondsSince1970: 1_795_428_000 + minutes * 60 + seconds) ?? .latest
  }

  private static func controller(_ expression: String, created: Instant? = nil, _ change: (inout CronJobPlan) -> Void = { _ in }) throws
    -> CronJobController
  {
    var plan = CronJobPlan(Schedule(try CronExpression(expression)))
    change(&plan)
    return CronJobController(name: "job", plan: plan, created: created ?? at(0, 5))
  }

  private static func job(_ minutes: Int64) -> JobIdentity { .scheduled(minute: 29_923_800 + minutes) }

  /// Ticks whenever the controller wants to, up to an instant.
  private static func run(_ controller: inout CronJobController, to end: Instant) -> [ControllerOutcome] {
    var outcomes: [ControllerOutcome] = []
    while let next = controller.nextTick, next <= end { controller.tick(at: next, into: &outcomes) }
    return outcomes
  }

  private static func created(_ minutes: Int64) -> ControllerOutcome { .created(job(minutes), scheduledTime: at(minutes)) }

  /// What a step of the controller does.
  private static func outcomes(_ step: (inout [ControllerOutcome]) -> Void) -> [ControllerOutcome] {
    var outcomes: [ControllerOutcome] = []
    step(&outcomes)
    return outcomes
  }

  @Test func createsAndClearsAway() throws {
    var controller = try Self.controller("* * * * *") { $0.successfulJobsHistoryLimit = 1 }
    #expect(Self.run(&controller, to: Self.at(0, 59)) == [])
    #expect(controller.nextTick == Self.at(1))
    #expect(Self.run(&controller, to: Self.at(1)) == [Self.created(1)])
    #expect(controller.active == [Self.job(1)] && controller.lastScheduleTime == Self.at(1))
    #expect(
      Self.outcomes { controller.finish(Self.job(1), .complete, at: Self.at(1, 30), into: &$0) } == [.sawCompleted(Self.job(1), .complete)])
    #expect(controller.active == [])
    #expect(Self.run(&controller, to: Self.at(2)) == [Self.created(2)])
    #expect(
      Self.outcomes { controller.finish(Self.job(2), .complete, at: Self.at(2, 30), into: &$0) }
        == [.deleted(Self.job(1), .historyLimit), .sawCompleted(Self.job(2), .complete)])
    // A failed one has a limit of its own.
    _ = Self.run(&controller, to: Self.at(3))
    #expect(
      Self.outcomes { controller.finish(Self.job(3), .failed, at: Self.at(3, 30), into: &$0) } == [.sawCompleted(Self.job(3), .failed)])
    // What is not known, or has ended before, is left alone.
    #expect(Self.outcomes { controller.finish(Self.job(3), .failed, at: Self.at(3, 31), into: &$0) } == [])
    #expect(Self.outcomes { controller.remove(.named("other"), at: Self.at(3, 32), into: &$0) } == [])
  }

  @Test func expiresByTimeToLive() throws {
    var controller = try Self.controller("0 * * * *") { $0.ttlSecondsAfterFinished = 90 }
    _ = Self.run(&controller, to: Self.at(60))
    _ = Self.outcomes { controller.finish(Self.job(60), .failed, at: Self.at(61), into: &$0) }
    #expect(controller.nextTick == Self.at(62, 30))
    #expect(Self.run(&controller, to: Self.at(119)) == [.deleted(Self.job(60), .timeToLive)])
    var atOnce = try Self.controller("0 * * * *") { $0.ttlSecondsAfterFinished = 0 }
    _ = Self.run(&atOnce, to: Self.at(60))
    #expect(
      Self.outcomes { atOnce.finish(Self.job(60), .complete, at: Self.at(61), into: &$0) }
        == [.sawCompleted(Self.job(60), .complete), .deleted(Self.job(60), .timeToLive)])
  }

  @Test func holdsUnderForbid() throws {
    var controller = try Self.controller("* * * * *") { $0.concurrencyPolicy = .forbid }
    _ = Self.run(&controller, to: Self.at(1))
    let held = Self.run(&controller, to: Self.at(3, 30))
    #expect(held == [.held(scheduledTime: Self.at(2)), .held(scheduledTime: Self.at(3))])
    #expect(
      Self.outcomes { controller.finish(Self.job(1), .complete, at: Self.at(3, 40), into: &$0) }
        == [
          .sawCompleted(Self.job(1), .complete), Self.created(3), .lost(scheduledTime: Self.at(2)),
        ])
    #expect(Self.run(&controller, to: Self.at(4)) == [.held(scheduledTime: Self.at(4))])
  }

  @Test func dropsWhatIsTooLate() throws {
    var controller = try Self.controller("* * * * *") {
      $0.concurrencyPolicy = .forbid
      $0.startingDeadlineSeconds = 20
    }
    _ = Self.run(&controller, to: Self.at(2, 30))
    #expect(
      Self.outcomes { controller.finish(Self.job(1), .complete, at: Self.at(2, 30), into: &$0) } == [.sawCompleted(Self.job(1), .complete)])
    let outcomes = Self.run(&controller, to: Self.at(3))
    #expect(outcomes.contains(Self.created(3)) && outcomes.contains(.lost(scheduledTime: Self.at(2))))
    // With a deadline of 0 nothing ever starts.
    var never = try Self.controller("* * * * *") { $0.startingDeadlineSeconds = 0 }
    #expect(Self.run(&never, to: Self.at(10)) == [])
  }

  @Test func replaces() throws {
    var controller = try Self.controller("* * * * *") { $0.concurrencyPolicy = .replace }
    _ = Self.run(&controller, to: Self.at(1))
    #expect(Self.run(&controller, to: Self.at(2)) == [.deleted(Self.job(1), .replacement), Self.created(2)])
    #expect(controller.active == [Self.job(2)])
  }

  @Test func resumesWithTheLatest() throws {
    var controller = try Self.controller("*/10 * * * *")
    var plan = controller.plan
    plan.isSuspended = true
    _ = Self.outcomes { controller.edit(plan, at: Self.at(1), into: &$0) }
    #expect(Self.run(&controller, to: Self.at(45)) == [])
    plan.isSuspended = false
    let outcomes = Self.outcomes { controller.edit(plan, at: Self.at(45), into: &$0) }
    #expect(outcomes.contains(Self.created(40)))
    #expect(outcomes.filter { if case .lost = $0 { true } else { false } }.count == 3)
  }

  @Test func startsNothingMissedOnANewSchedule() throws {
    var controller = try Self.controller("0 0 1 1 *")
    var plan = controller.plan
    plan.schedule = Schedule(try CronExpression("* * * * *"))
    #expect(Self.outcomes { controller.edit(plan, at: Self.at(7, 33), into: &$0) } == [])
    let outcomes = Self.run(&controller, to: Self.at(8))
    #expect(outcomes.contains(Self.created(8)))
  }

  @Test func comesBackFromAnOutage() throws {
    var controller = try Self.controller("* * * * *")
    _ = Self.run(&controller, to: Self.at(1))
    controller.stop()
    #expect(controller.nextTick == nil)
    #expect(Self.outcomes { controller.finish(Self.job(1), .complete, at: Self.at(1, 30), into: &$0) } == [])
    let outcomes = Self.outcomes { controller.start(at: Self.at(200, 30), into: &$0) }
    #expect(outcomes.prefix(2) == [.sawCompleted(Self.job(1), .complete), .manyMissed])
    #expect(outcomes.contains(Self.created(200)))
    #expect(outcomes.filter { if case .lost = $0 { true } else { false } }.count == 198)
  }

  /// The example of upstream: the first gap is an hour, the next a day, and the estimate looks too late.
  @Test func losesRunsByItsEstimate() throws {
    var controller = try Self.controller("30 10,11,12 * * 1-5")
    _ = Self.run(&controller, to: Self.at(30))
    controller.stop()
    // Tuesday, 09:00: the runs of 11:30 and 12:30 were missed, and an hourly count ends long after both.
    #expect(Self.outcomes { controller.start(at: Self.at(23 * 60), into: &$0) } == [])
    let outcomes = Self.run(&controller, to: Self.at(24 * 60 + 30))
    #expect(outcomes.contains(Self.created(24 * 60 + 30)))
    #expect(outcomes.contains(.lost(scheduledTime: Self.at(90))) && outcomes.contains(.lost(scheduledTime: Self.at(150))))
  }

  @Test func rejectsWhatNeverComesTwice() throws {
    var never = try Self.controller("0 0 30 2 *")
    #expect(Self.run(&never, to: Self.at(10)) == [.invalidSchedule])
    #expect(never.nextTick == nil)
  }

  @Test func createsOneJobAMinute() throws {
    var controller = try Self.controller("@every 30s")
    let outcomes = Self.run(&controller, to: Self.at(2, 10))
    #expect(outcomes.filter { if case .created = $0 { true } else { false } }.count == 3)
    #expect(controller.active == [Self.job(0), Self.job(1), Self.job(2)])
  }

  /// Two times of one minute give one name: if the first run has ended, the second finds its Job there already, and none starts.
  @Test func adoptsAJobOfTheSameName() throws {
    var controller = try Self.controller("@every 20s", created: Self.at(0))
    #expect(Self.run(&controller, to: Self.at(0, 20)) == [.created(Self.job(0), scheduledTime: Self.at(0, 20))])
    _ = Self.outcomes { controller.finish(Self.job(0), .complete, at: Self.at(0, 30), into: &$0) }
    #expect(
      Self.run(&controller, to: Self.at(0, 40)) == [
        .adopted(Self.job(0), scheduledTime: Self.at(0, 40)), .sawCompleted(Self.job(0), .complete),
      ])
    #expect(Self.run(&controller, to: Self.at(1)) == [Self.created(1)])
  }

  @Test func namesJobs() throws {
    let controller = try Self.controller("* * * * *")
    for name in ["job-29923801", "job-x", "manual", "job-"] { #expect(controller.name(of: controller.job(named: name)) == name) }
    #expect(controller.job(named: "job-29923801") == Self.job(1))
  }

  @Test func triesAgainWhatWasRefused() throws {
    var controller = try Self.controller("*/10 * * * *")
    controller.refuseJobs(true)
    let refused = Self.run(&controller, to: Self.at(10, 59))
    // 5 ms, 10 ms, …: fourteen attempts take 41 s.
    #expect(refused == Array(repeating: .refused(scheduledTime: Self.at(10)), count: 14))
    controller.refuseJobs(false)
    #expect(Self.run(&controller, to: Self.at(12)) == [Self.created(10)])
  }

  @Test func seesJobsOfOthers() throws {
    var controller = try Self.controller("* * * * *") { $0.concurrencyPolicy = .forbid }
    #expect(Self.outcomes { controller.addJob(named: "manual", at: Self.at(0, 30), into: &$0) } == [.unexpected(.named("manual"))])
    // It does not count as active, and keeps no run from starting.
    #expect(Self.run(&controller, to: Self.at(1)).contains(Self.created(1)))
    #expect(Self.outcomes { controller.remove(Self.job(1), at: Self.at(1, 10), into: &$0) }.contains(.missing(Self.job(1))))
    #expect(controller.active == [])
    controller.delete()
    #expect(controller.nextTick == nil)
  }

  @Test func believesTheStatus() throws {
    var controller = try Self.controller("* * * * *")
    _ = Self.run(&controller, to: Self.at(1))
    #expect(Self.outcomes { controller.setLastScheduleTime(Self.at(600), at: Self.at(1, 30), into: &$0) } == [])
    #expect(Self.run(&controller, to: Self.at(599)) == [])
    #expect(controller.nextTick == Self.at(601))
  }
}
