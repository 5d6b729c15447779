import Foundation
import Randomness
import Testing

@testable import CronSchedule

/// Thirty zones, with all kinds of changes: none, an hour, half an hour, two and three hours, at midnight, before midnight, in opposite seasons, of the base.
private let zones = [
  "UTC", "Europe/Berlin", "Europe/London", "Europe/Dublin", "America/New_York", "America/St_Johns", "America/Havana", "America/Santiago",
  "America/Asuncion", "America/Sao_Paulo", "America/Nuuk", "America/Caracas", "America/Mexico_City", "Atlantic/Azores", "Africa/Cairo",
  "Africa/Casablanca", "Asia/Beirut", "Asia/Gaza", "Asia/Amman", "Asia/Jerusalem", "Asia/Tehran", "Asia/Kolkata", "Asia/Kathmandu",
  "Asia/Pyongyang", "Europe/Istanbul", "Australia/Lord_Howe", "Pacific/Chatham", "Pacific/Apia", "Antarctica/Troll", "Antarctica/Casey",
]

@Suite("The search, against an oracle") struct ScheduleOracleTests {
  /// 2012 to 2022: ten years of changes, and five more for the search.
  private static let start: Int64 = 1_325_376_000
  private static let end: Int64 = 1_640_995_200

  private static func clock(_ zone: String) throws -> FoundationClock {
    try FoundationClock(zone, from: start - 86_400, to: end + 6 * 366 * 86_400)
  }

  /// Random expressions from random instants, each followed over several firings: 1,000,020 comparisons in all zones.
  @Test("finds what robfig's search finds", arguments: zones) func agreesWithReference(zone: String) throws {
    #expect(zones.count == 30)
    let clock = try Self.clock(zone)
    let timeZone = try CronSchedule.TimeZone(named: zone)
    let changes = clock.starts.filter { (Self.start..<Self.end).contains($0) }
    var random = SeededGenerator(seed: UInt64(zones.firstIndex(of: zone) ?? 0) + 100)
    var comparisons = 0
    var failures = 0
    while comparisons < 33_334 {
      let text = random.expression()
      let expression = try CronExpression(text)
      guard case .calendar(let fields) = expression else { continue }
      let schedule = Schedule(expression, in: timeZone)
      var reference = ReferenceSearch(fields, clock)
      for _ in 0..<4 {
        // Every other search begins near a change of the clocks.
        var instant = Int64(random.number(Int(Self.start), Int(Self.end)))
        if !changes.isEmpty, random.chance(50) { instant = random.pick(changes) + Int64(random.number(-200_000, 100_000)) }
        for _ in 0..<25 where comparisons < 33_334 {
          let expected = reference.next(after: instant)
          let actual = schedule.next(after: try #require(Instant(secondsSince1970: instant)))?.secondsSince1970
          comparisons += 1
          if actual != expected {
            failures += 1
            if failures < 5 { Issue.record("\(text) after \(instant): \(actual ?? -1) instead of \(expected ?? -1)") }
          }
          guard let expected, expected > instant, expected < Self.end else { break }
          instant = expected
        }
      }
    }
    #expect(comparisons == 33_334 && failures == 0)
  }

  /// The walk goes from July to July; these zones last made an odd change in another year than 2017.
  private static let walkedYears = [
    "America/Asuncion": 2016, "America/Caracas": 2015, "Africa/Cairo": 2014, "Asia/Amman": 2015, "Asia/Tehran": 2014,
  ]

  /// How often the controller does not do what the clock on the wall shows, over that year and with the expressions below: times of the clock that it leaves
  /// out, and times that it adds.
  private static let deviations: [String: [Int]] = [
    "America/Asuncion": [0, 1], "America/Caracas": [6, 0], "Africa/Cairo": [2, 0], "Asia/Amman": [2, 0], "Asia/Beirut": [1, 0],
    "Asia/Pyongyang": [3, 0],
    "Asia/Tehran": [1, 0], "Australia/Lord_Howe": [10, 1],
  ]

  private static let expressions = [
    "*/30 * * * *", "0 0 * * *", "15 0 * * *", "30 1 * * *", "30 2 * * *", "45 1,2,3 * * *", "10 3 * * 0", "0 23 * * *", "59 23 1 * *",
    "0 1 1 * *",
    "20 */6 * * *",
  ]

  @Test("finds what the clock shows, minute by minute", arguments: zones) func agreesWithWalk(zone: String) throws {
    let start = Int64(Days.shared.number(year: Self.walkedYears[zone] ?? 2017, month: 7, day: 1)) * 86_400
    let end = start + 366 * 86_400
    let clock = try FoundationClock(zone, from: start - 86_400, to: end + 86_400)
    let timeZone = try CronSchedule.TimeZone(named: zone)
    let schedules = try Self.expressions.map { try Schedule(CronExpression($0), in: timeZone) }
    let walked = Self.walk(schedules, clock, from: start, to: end)
    var left = 0
    var added = 0
    for (schedule, expected) in zip(schedules, walked) {
      var found: [Int64] = []
      for instant in schedule.firings(after: try #require(Instant(secondsSince1970: start - 1))) {
        guard instant.secondsSince1970 < end else { break }
        found.append(instant.secondsSince1970)
      }
      if found != expected {
        left += Set(expected).subtracting(found).count
        added += Set(found).subtracting(expected).count
      }

      // Looking back finds every one of them, whatever the controller leaves out.
      var later = end
      for instant in expected.reversed().prefix(1000) {
        let previous = schedule.previous(before: try #require(Instant(secondsSince1970: later)))
        if previous?.secondsSince1970 != instant { Issue.record("\(schedule.expression) before \(later): \(String(describing: previous))") }
        later = instant
      }
    }
    #expect([left, added] == Self.deviations[zone] ?? [0, 0])
  }

  /// All minutes at which the clock shows what the expressions ask for, in order.
  private static func walk(_ schedules: [Schedule], _ clock: FoundationClock, from start: Int64, to end: Int64) -> [[Int64]] {
    let fields = schedules.compactMap { schedule -> CalendarFields? in
      if case .calendar(let fields) = schedule.expression { fields } else { nil }
    }
    var times: [[Int64]] = Array(repeating: [], count: fields.count)
    var day: Int64 = -1
    var today: [Int] = []
    var offset: Int64 = 0
    var spanEnd = Int64.min
    let anyMinute = fields.reduce(0) { $0 | $1.minutes }
    for time in stride(from: start, to: end, by: 60) {
      if time >= spanEnd {
        let index = clock.span(at: time)
        offset = clock.offsets[index]
        spanEnd = index + 1 < clock.starts.count ? clock.starts[index + 1] : .max
      }
      let local = time + offset
      if local / 86_400 != day {
        day = local / 86_400
        let date = Days.shared.dates[Int(day)]
        today = fields.indices.filter { index in
          let dayOfMonth = fields[index].daysOfMonth >> UInt32(date.day) & 1 == 1
          let dayOfWeek = fields[index].daysOfWeek >> UInt32(date.weekday) & 1 == 1
          let isAny = fields[index].dayOfMonthIsStar || fields[index].dayOfWeekIsStar
          return fields[index].months >> UInt32(date.month) & 1 == 1 && (isAny ? dayOfMonth && dayOfWeek : dayOfMonth || dayOfWeek)
        }
      }
      let minute = local / 60 % 1440
      guard anyMinute >> UInt64(minute % 60) & 1 == 1 else { continue }
      for index in today where fields[index].minutes >> UInt64(minute % 60) & 1 == 1 && fields[index].hours >> UInt32(minute / 60) & 1 == 1
      {
        times[index].append(time)
      }
    }
    return times
  }
}

extension SeededGenerator {
  /// An expression that is valid and mostly of the kind that is in use.
  mutating func expression() -> String {
    func list(_ random: inout SeededGenerator, _ low: Int, _ high: Int) -> String {
      switch random.number(0, 9) {
      case 0...5: return "\(random.number(low, high))"
      case 6: return (0..<random.number(2, 4)).map { _ in "\(random.number(low, high))" }.joined(separator: ",")
      case 7:
        let first = random.number(low, high)
        return "\(first)-\(random.number(first, high))"
      case 8: return "*/\(random.number(1, high))"
      default: return "\(random.number(low, high))/\(random.number(1, high))"
      }
    }
    let minute = chance(25) ? "*" : list(&self, 0, 59)
    let hour = chance(35) ? "*" : chance(40) ? list(&self, 0, 4) : list(&self, 0, 23)
    let dayOfMonth = chance(70) ? "*" : list(&self, 1, 31)
    let month = chance(85) ? "*" : list(&self, 1, 12)
    let dayOfWeek = chance(70) ? pick(["*", "?"]) : list(&self, 0, 6)
    return [minute, hour, dayOfMonth, month, dayOfWeek].joined(separator: " ")
  }
}
