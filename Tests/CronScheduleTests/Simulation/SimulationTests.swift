import Randomness
import Testing

@testable import CronSchedule

@Suite("The simulation") struct SimulationTests {
  private static func job(
    _ expression: String, zone: String = "UTC", duration: RunDuration = .fixed(30), _ change: (inout CronJobPlan) -> Void = { _ in }
  )
    throws -> SimulatedCronJob
  {
    var plan = CronJobPlan(Schedule(try CronExpression(expression), in: try CronSchedule.TimeZone(named: zone)))
    change(&plan)
    return SimulatedCronJob(name: "job", plan: plan, duration: duration)
  }

  private static func at(_ text: String) throws -> Instant { try #require(Instant(text)) }

  private static func period(_ start: String, _ end: String, outages: [(String, String)] = []) throws -> SimulatedPeriod {
    SimulatedPeriod(from: try at(start), to: try at(end), outages: try outages.map { try at($0.0)..<at($0.1) })
  }

  private static func outcome(_ job: SimulatedCronJob, _ period: SimulatedPeriod) -> Simulation.Outcome {
    Simulation([job], 0..<1, in: period).outcomes[0]
  }

  @Test func countsRuns() throws {
    let day = try Self.period("2026-11-23", "2026-11-24")
    let outcome = Self.outcome(try Self.job("*/10 * * * *"), day)
    #expect(outcome == .init(runs: 144, mostAtOnce: 1, busySeconds: 144 * 30))
    #expect(Self.outcome(try Self.job("0 0 30 2 *"), day) == .init())
    #expect(Self.outcome(try Self.job("* * * * *") { $0.isSuspended = true }, day) == .init())
    #expect(Self.outcome(try Self.job("*/10 * * * *") { $0.startingDeadlineSeconds = 0 }, day) == .init(missed: 144))
  }

  @Test func seesRunsThatOverlap() throws {
    let hour = try Self.period("2026-11-23T10:00:00Z", "2026-11-23T11:00:00Z")
    let allow = Self.outcome(try Self.job("*/10 * * * *", duration: .fixed(25 * 60)), hour)
    #expect(allow.runs == 6 && allow.overlaps == 5 && allow.mostAtOnce == 3)
    #expect(allow.busySeconds == (25 + 25 + 25 + 25 + 20 + 10) * 60)
    let forbid = Self.outcome(try Self.job("*/10 * * * *", duration: .fixed(25 * 60)) { $0.concurrencyPolicy = .forbid }, hour)
    // 10:00, 10:25 for 10:20, 10:50 for the time of that minute.
    #expect(forbid == .init(runs: 3, mostAtOnce: 1, late: 1, longestDelay: 300, skipped: 3, busySeconds: 3600))
    let replace = Self.outcome(try Self.job("*/10 * * * *", duration: .fixed(25 * 60)) { $0.concurrencyPolicy = .replace }, hour)
    #expect(replace == .init(runs: 6, mostAtOnce: 1, replaced: 5, busySeconds: 3600))
    var ended = try Self.job("*/10 * * * *", duration: .fixed(25 * 60))
    ended.activeDeadlineSeconds = 300
    #expect(Self.outcome(ended, hour) == .init(runs: 6, mostAtOnce: 1, killedByDeadline: 6, busySeconds: 1800))
  }

  @Test func losesRunsInAnOutage() throws {
    let day = try Self.period("2026-11-23T10:00:00Z", "2026-11-23T12:00:00Z", outages: [("2026-11-23T10:25:00Z", "2026-11-23T11:05:00Z")])
    let outcome = Self.outcome(try Self.job("*/10 * * * *"), day)
    #expect(outcome == .init(runs: 9, mostAtOnce: 1, late: 1, longestDelay: 300, missed: 3, busySeconds: 270))
    let strict = Self.outcome(try Self.job("*/10 * * * *") { $0.startingDeadlineSeconds = 60 }, day)
    #expect(strict == .init(runs: 8, mostAtOnce: 1, missed: 4, busySeconds: 240))
  }

  @Test func drawsTheSameTimesForTheSameSeed() throws {
    let day = try Self.period("2026-11-23", "2026-11-24")
    let job = try Self.job("*/10 * * * *", duration: try #require(RunDuration("12m±3m")))
    let runs = Array(RunSequence(job, index: 3, in: day))
    #expect(runs == Array(RunSequence(job, index: 3, in: day)))
    #expect(runs != Array(RunSequence(job, index: 4, in: day)))
    let lengths = runs.map { Double($0.end.secondsSince1970 - $0.start.secondsSince1970) }
    let mean = lengths.reduce(0, +) / Double(lengths.count)
    let deviation = (lengths.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(lengths.count)).squareRoot()
    #expect(abs(mean - 720) < 40 && abs(deviation - 180) < 40)
    let seen = Set(
      RunSequence(try Self.job("*/10 * * * *", duration: .seen([60, 120])), index: 0, in: day).map {
        $0.end.secondsSince1970 - $0.start.secondsSince1970
      })
    #expect(seen == [60, 120])
  }

  @Test(arguments: ["12m", "90s", "1h30m±10m", "12m+-3m", "0s"]) func readsDurations(_ text: String) { #expect(RunDuration(text) != nil) }

  @Test(arguments: ["", "12", "-5m", "12m±", "12m±3m±1m", "12m+-", "999999999h"]) func refusesDurations(_ text: String) {
    #expect(RunDuration(text) == nil)
  }

  /// Two ways to the same runs: the sequence, and the controller told of every end.
  @Test func doesWhatTheControllerDoes() throws {
    var random = SeededGenerator(seed: 11)
    let zones = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"]
    var count = 0
    for round in 0..<120 {
      let every = ["@every 45s", "@every 90s", "@every 7m", "*/5 * * * *", "* * * * *", "30 10,11,12 * * *", "*/15 9-17 * * 1-5"]
      let expression = random.chance(50) ? random.pick(every) : random.expression()
      let job = try Self.job(expression, zone: random.pick(zones), duration: .seen([20, 55, 90, 400, 4000])) {
        $0.concurrencyPolicy = random.pick([.allow, .forbid, .replace])
        if random.chance(40) { $0.startingDeadlineSeconds = Int64(random.pick([10, 100, 1000, 100_000])) }
        $0.successfulJobsHistoryLimit = nil
        $0.failedJobsHistoryLimit = nil
      }
      let start = Int64(1_774_600_000 + random.number(0, 86_400))
      let days: Int64 = expression.hasPrefix("*") || expression.hasPrefix("@") ? 1 : 10
      var outages: [Range<Instant>] = []
      for _ in 0..<random.number(0, 3) {
        let down = start + Int64(random.number(1, Int(days) * 86_400))
        outages.append(
          try #require(Instant(secondsSince1970: down))..<#require(Instant(secondsSince1970: down + Int64(random.number(100, 40_000)))))
      }
      let period = SimulatedPeriod(
        from: try #require(Instant(secondsSince1970: start)), to: try #require(Instant(secondsSince1970: start + days * 86_400)),
        outages: outages)
      let runs = Array(RunSequence(job, index: round, in: period))
      let controlled = try Self.controlled(job, index: round, period)
      let difference =
        zip(runs, controlled).first { $0 != $1 }.map { "\($0) instead of \($1)" } ?? "\(runs.count) instead of \(controlled.count)"
      #expect(controlled == runs, "\(expression) \(job.plan) \(outages): \(difference)")
      count += runs.count
    }
    #expect(count > 4000)
  }

  private static func controlled(_ job: SimulatedCronJob, index: Int, _ period: SimulatedPeriod) throws -> [Run] {
    var random = RandomNumbers(seed: period.seed &+ UInt64(index) &* 0xD1B5_4A32_D192_ED03)
    var controller = CronJobController(
      name: "job", plan: job.plan, created: try #require(Instant(secondsSince1970: period.start.secondsSince1970 - 1)))
    var runs: [Run] = []
    var active: [(identity: JobIdentity, run: Int)] = []
    var outcomes: [ControllerOutcome] = []
    var outages = period.outages[...]
    var isDown = false
    func take(_ now: Instant) {
      for outcome in outcomes {
        switch outcome {
        case .created(let identity, let time):
          let end = Instant(secondsSince1970: now.secondsSince1970 + job.duration.draw(&random)) ?? .latest
          active.append((identity, runs.count))
          runs.append(Run(scheduledTime: time, start: now, end: end, ending: .finished))
        case .deleted(let identity, .replacement):
          for (other, index) in active where other == identity {
            runs[index].end = now
            runs[index].ending = .replaced
          }
          active.removeAll { $0.identity == identity }
        default: break
        }
      }
      outcomes = []
    }
    while true {
      let finish = active.map { runs[$0.run].end }.min()
      let turn = outages.first.map { isDown ? $0.upperBound : $0.lowerBound }
      guard let now = [finish, turn, controller.nextTick].compactMap({ $0 }).min(), now < period.end else { return runs }
      if now == turn, !isDown {
        controller.stop()
        isDown = true
      } else if now == finish {
        for (identity, index) in active where runs[index].end == now { controller.finish(identity, .complete, at: now, into: &outcomes) }
        active.removeAll { runs[$0.run].end == now }
        take(now)
      } else if now == turn {
        isDown = false
        outages.removeFirst()
        controller.start(at: now, into: &outcomes)
        take(now)
      } else {
        controller.tick(at: now, into: &outcomes)
        take(now)
      }
    }
  }

  @Test func addsUpWhatTheClusterBears() throws {
    let period = try Self.period("2026-11-23", "2026-11-24")
    var jobs: [SimulatedCronJob] = []
    for minute in [0, 0, 0, 5, 30] {
      var job = try Self.job("\(minute) 4 * * *", duration: .fixed(600))
      job.cpu = 250
      job.memory = 1000
      jobs.append(job)
    }
    var simulation = Simulation(jobs, [0, 2, 4], in: period)
    simulation.add(Simulation(jobs, [1, 3], in: period))
    let whole = Simulation(jobs, jobs.indices, in: period)
    for measure in ClusterLoad.Measure.allCases {
      #expect(simulation.load.peaks(of: measure, parts: 24) == whole.load.peaks(of: measure, parts: 24))
    }
    #expect(simulation.outcomes == whole.outcomes)
    let runs = whole.load.peaks(of: .runs, parts: 24)
    #expect(runs[3].value == 0 && runs[5].value == 0)
    #expect(runs[4] == .init(value: 4, time: try Self.at("2026-11-23T04:05:00Z")))
    #expect(whole.load.peaks(of: .cpu, parts: 1) == [.init(value: 1000, time: try Self.at("2026-11-23T04:05:00Z"))])
    #expect(whole.load.peaks(of: .memory, parts: 1)[0].value == 4000)
    #expect(whole.load.fullestMinutes(2).map(\.count) == [3, 1])
    #expect(whole.load.fullestMinutes(2)[0].minute == (try Self.at("2026-11-23T04:00:00Z")))
  }

  @Test func findsWhoMeets() throws {
    let period = try Self.period("2026-11-23", "2026-11-24")
    var backup = try Self.job("0 4 * * *", duration: .fixed(1200))
    backup.objects = [SharedObject(.persistentVolumeClaim, "db/data"), SharedObject(.secret, "db/password")]
    var vacuum = try Self.job("10 */2 * * *", duration: .fixed(60))
    vacuum.objects = [SharedObject(.persistentVolumeClaim, "db/data")]
    var report = try Self.job("0 12 * * *")
    report.objects = [SharedObject(.secret, "db/password")]
    let (pairs, crowded) = period.encounters(of: [backup, vacuum, report])
    #expect(
      pairs == [
        Encounter(
          object: SharedObject(.persistentVolumeClaim, "db/data"), first: 0, second: 1, count: 1, time: try Self.at("2026-11-23T04:10:00Z"))
      ])
    #expect(crowded.isEmpty)
    let crowd = period.encounters(of: Array(repeating: vacuum, count: 33))
    #expect(crowd.pairs.isEmpty && crowd.crowded.map(\.count) == [33])
  }
}

@Suite("Spreading") struct SpreadTests {
  private static func job(_ expression: String) throws -> SimulatedCronJob {
    SimulatedCronJob(name: expression, plan: CronJobPlan(Schedule(try CronExpression(expression))), duration: .fixed(300))
  }

  private static func week() throws -> SimulatedPeriod {
    SimulatedPeriod(from: try #require(Instant("2026-11-23")), to: try #require(Instant("2026-11-30")))
  }

  @Test func flattensAHerd() throws {
    let period = try Self.week()
    let jobs =
      try (0..<10).map { _ in try Self.job("0 0 * * *") } + [Self.job("*/15 * * * *"), Self.job("@every 10m"), Self.job("30 4 * * 1")]
    let spread = Spread(jobs, in: period, within: 59)
    let before = Simulation(jobs, jobs.indices, in: period).load.peaks(of: .runs, parts: 1)[0].value
    let after = Simulation(spread.jobs, spread.jobs.indices, in: period).load.peaks(of: .runs, parts: 1)[0].value
    #expect(before == 11 + 1 && after <= 3)
    for proposal in spread.proposals {
      guard case .calendar(let fields) = jobs[proposal.index].plan.schedule.expression,
        case .calendar(let moved) = proposal.schedule.expression
      else {
        Issue.record("only fields can be moved")
        continue
      }
      var same = moved
      same.minutes = fields.minutes
      #expect(same == fields && moved.minutes.nonzeroBitCount == fields.minutes.nonzeroBitCount && moved.minutes != fields.minutes)
      #expect(proposal.schedule.expression.shortestGap == jobs[proposal.index].plan.schedule.expression.shortestGap)
    }
    // Whoever runs alone stays.
    #expect(!spread.proposals.contains { $0.index == 12 })
    #expect(Spread(jobs, in: period, within: 3).proposals.allSatisfy { $0.shift.magnitude <= 3 })
  }

  static let rewritten: [(String, UInt64, String)] = [
    ("0 0 * * *", 1 << 17, "17 0 * * *"), ("@daily", 1 << 17, "17 0 * * *"), ("@hourly", 1 << 5, "5 * * * *"), ("@weekly", 2, "1 0 * * 0"),
    ("@monthly", 2, "1 0 1 * *"), ("@yearly", 2, "1 0 1 1 *"),
    ("*/15\t* *  * MON-FRI", 1 << 3 | 1 << 18 | 1 << 33 | 1 << 48, "3-59/15 * * * MON-FRI"),
    ("0,5 1 * * *", 1 << 2 | 1 << 7, "2,7 1 * * *"), ("0-2 1 * * *", 0b1110, "1-3 1 * * *"),
  ]

  @Test(arguments: rewritten) func rewritesMinutesOnly(_ text: String, _ minutes: UInt64, _ expected: String) throws {
    guard case .calendar(var fields) = try CronExpression(text) else { return }
    fields.minutes = minutes
    let rewritten = CronExpression.calendar(fields).rewritingMinutes(of: text)
    #expect(rewritten == expected)
    #expect(try CronExpression(rewritten) == .calendar(fields))
  }
}
