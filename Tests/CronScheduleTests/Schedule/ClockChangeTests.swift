import Testing

@testable import CronSchedule

@Suite("Changes of the clocks") struct ClockChangeTests {
  private static func effects(_ expression: String, _ zone: String, years: Int = 1) throws -> [String] {
    let start = try #require(Instant("2027-01-01"))
    let end = try #require(Instant("\(2027 + years)-01-01"))
    let timeZone = try CronSchedule.TimeZone(named: zone)
    return try Schedule(CronExpression(expression), in: timeZone).clockChangeEffects(from: start, to: end).map {
      "\(ClockTime($0.change, in: timeZone).date) \($0.kind.rawValue)"
    }
  }

  static let known: [(String, String, [String])] = [
    ("30 2 * * *", "Europe/Berlin", ["2027-03-28 skipped", "2027-10-31 twice"]),
    ("0 3 * * *", "Europe/Berlin", []), ("59 1 * * *", "Europe/Berlin", []), ("30 2 * * 1", "Europe/Berlin", []),
    ("30 2 28 3 *", "Europe/Berlin", ["2027-03-28 skipped"]), ("30 2 1 * *", "Europe/Berlin", []),
    ("30 1 * * *", "America/New_York", ["2027-11-07 twice"]), ("15 2 * * 0", "America/New_York", ["2027-03-14 skipped"]),
    // 02:00 becomes 02:30, and 02:00 becomes 01:30.
    ("15 2 * * *", "Australia/Lord_Howe", ["2027-04-04 omitted", "2027-10-03 skipped"]),
    ("45 1 * * *", "Australia/Lord_Howe", ["2027-04-04 twice", "2027-10-03 twice"]),
    ("30 0 * * *", "Asia/Beirut", ["2027-03-28 skipped"]), ("30 2 * * *", "Etc/UTC", []),
    ("30 2,3 * * *", "Europe/Berlin", ["2027-03-28 skipped", "2027-10-31 twice"]), ("30 * * * *", "Europe/Berlin", []),
  ]

  @Test(arguments: known)
  func happen(_ expression: String, _ zone: String, _ expected: [String]) throws {
    #expect(try Self.effects(expression, zone) == expected)
  }

  static let yearly: [(String, Int64, String?)] = [
    ("Europe/Berlin", 7200, "the last Sunday of March"), ("Europe/Berlin", 3600, "the last Sunday of October"),
    ("America/New_York", -14_400, "the second Sunday of March"), ("America/Nuuk", -3600, "the day before the last Sunday of March"),
    ("Asia/Gaza", 10_800, "2 days after the fourth Thursday of March"), ("Asia/Tokyo", 32_400, nil), ("Europe/Berlin", 0, nil),
  ]

  @Test(arguments: yearly)
  func comeEveryYear(_ zone: String, _ offset: Int64, _ day: String?) throws {
    #expect(try CronSchedule.TimeZone(named: zone).dayOfYearlyChange(to: offset) == day)
  }

  @Test(
    "Of several times a day, those are told that the clocks pass over or show twice",
    arguments: [
      ("30 1,2,3 * * *", ["skipped 150", "twice 150"]), ("*/20 2-4 * * *", ["skipped 120 140 160", "twice 120 140 160"]),
      ("0 2,14 * * 1-5", []), ("0 4,5 * * *", []), ("*/30 * * * *", []), ("0 2,3 1-7 3 *", []), ("0 2,3 25-31 3 *", ["skipped 120"]),
    ])
  func ofSeveralTimes(_ expression: String, _ expected: [String]) throws {
    let zone = try CronSchedule.TimeZone(named: "Europe/Berlin")
    let start = try #require(Instant("2027-01-01"))
    let end = try #require(Instant("2028-01-01"))
    let effects = try Schedule(CronExpression(expression), in: zone).clockChangeEffects(from: start, to: end)
    #expect(effects.map { ([$0.kind.rawValue] + $0.minutes.map { "\($0)" }).joined(separator: " ") } == expected)
  }

  /// A rule that asks about them leaves out schedules between five in the morning and nine at night.
  @Test func happenAtNight() throws {
    let expressions = try ["0 5", "59 5", "0 12", "0 20", "59 20"].map { try CronExpression("\($0) * * *") }
    let start = try #require(Instant("2027-01-01"))
    let end = try #require(Instant("2029-01-01"))
    var count = 0
    for index in 0..<TimeZoneTable.nameCount {
      let zone = try CronSchedule.TimeZone(named: TimeZoneTable.name(index))
      guard zone.hasYearlyChanges, Schedule.isCalm(hours: 1 << 12, inZoneNamed: zone.name) else { continue }
      count += 1
      for expression in expressions {
        #expect(Schedule(expression, in: zone).clockChangeEffects(from: start, to: end) == [], "\(zone.name)")
      }
    }
    #expect(count > 50)
    #expect(
      !Schedule.isCalm(hours: 1 << 4, inZoneNamed: "Europe/Berlin") && !Schedule.isCalm(hours: 1 << 21, inZoneNamed: "Pacific/Easter"))
  }

  /// Told by the times themselves: on every other day there is one, and the clock shows what it is to show.
  @Test func areAllTold() throws {
    let start = try #require(Instant("2027-01-01"))
    let end = try #require(Instant("2028-01-01"))
    var rules: Set<PosixTimeZone> = []
    var changes = 0
    for index in 0..<TimeZoneTable.nameCount {
      let zone = try CronSchedule.TimeZone(named: TimeZoneTable.name(index))
      // Where the change is by half an hour, it counts from which day the controller searches.
      guard Schedule.isCalm(hours: 1 << 12, inZoneNamed: zone.name), let rule = zone.rule, rules.insert(rule).inserted else { continue }
      for time in [0, 60, 90, 120, 150, 180, 1380] {
        let schedule = Schedule(try CronExpression("\(time % 60) \(time / 60) * * *"), in: zone)
        var counts: [Int64: Int] = [:]
        var odd: Set<Int64> = []
        for firing in schedule.firings(after: start) {
          if firing >= end { break }
          let minute = (firing.secondsSince1970 + Int64(zone.offset(at: firing))).flooredQuotient(60)
          counts[minute.flooredQuotient(1440), default: 0] += 1
          if minute.flooredRemainder(1440) != Int64(time) { odd.insert(minute.flooredQuotient(1440)) }
        }
        let days = start.secondsSince1970 / 86_400 + 1..<end.secondsSince1970 / 86_400 - 1
        odd.formUnion(days.filter { counts[$0] != 1 })
        let told = schedule.clockChangeEffects(from: start, to: end).map { $0.change.secondsSince1970 / 86_400 }
        changes += told.count
        #expect(odd.allSatisfy { day in told.contains { abs($0 - day) <= 1 } }, "\(zone.name) \(time)")
        #expect(told.allSatisfy { change in odd.contains { abs($0 - change) <= 1 } }, "\(zone.name) \(time)")
      }
    }
    #expect(rules.count > 20 && changes > 50)
  }
}

@Suite("Instants as text") struct InstantTextTests {
  @Test(arguments: [
    ("2026-11-23T05:40:00Z", "2026-11-23T05:40:00Z"), ("2026-11-23", "2026-11-23T00:00:00Z"),
    ("2026-11-23T11:25:00+05:45", "2026-11-23T05:40:00Z"), ("2026-11-23t05:40:00.123456z", "2026-11-23T05:40:00Z"),
    ("2026-11-22 23:30:00-01:00", "2026-11-23T00:30:00Z"), ("0001-01-01", "0001-01-01T00:00:00Z"),
  ])
  func areRead(_ text: String, _ expected: String) { #expect(Instant(text)?.description == expected) }

  @Test(arguments: [
    "", "2026", "2026-11-31", "2026-11-23T", "2026-11-23T05:40:00", "2026-11-23T05:40:00+1", "2026-11-23T24:00:00Z",
    "2026-11-23T05:40:00Zx",
    "2026-11-23T05:40:00.Z", "0001-01-01T00:00:00+01:00", "2026-13-01", "20261123",
  ])
  func areRefused(_ text: String) { #expect(Instant(text) == nil) }

  @Test func showAClock() throws {
    let time = ClockTime(try #require(Instant("2026-11-23T05:40:07Z")), in: try CronSchedule.TimeZone(named: "Asia/Kathmandu"))
    #expect(time.rfc3339 == "2026-11-23T11:25:07+05:45" && time.weekday == "Mon" && time.hourAndMinute == "11:25")
  }

  static let durations: [(Int64, String)] = [
    (0, "0s"), (59, "59s"), (60, "1m"), (3600, "1h"), (5400, "1h30m"), (86_400, "24h"), (90_061, "25h1m1s"), (-90, "-1m30s"),
  ]

  @Test(arguments: durations)
  func tellDurations(_ seconds: Int64, _ text: String) {
    #expect(DurationText.of(seconds: seconds) == text)
    #expect(DurationText.seconds(text) == seconds)
  }
}
