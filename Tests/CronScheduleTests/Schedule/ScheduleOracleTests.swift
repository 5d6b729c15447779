import Foundation
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
