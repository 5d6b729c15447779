import Randomness
import Testing

@testable import CronSchedule

/// The bytes of a TZif file of version 2, whose first block is empty.
func tzif(offsets: [Int], transitions: [(Int64, UInt8)] = [], footer: String) -> [UInt8] {
  func bigEndian(_ number: Int64, _ size: Int) -> [UInt8] {
    (0..<size).reversed().map { UInt8(truncatingIfNeeded: number >> (8 * Int64($0))) }
  }
  func head(times: Int, types: Int) -> [UInt8] {
    Array("TZif2".utf8) + Array(repeating: 0, count: 15) + [0, 0, 0, times, types, types == 0 ? 0 : 4].flatMap { bigEndian(Int64($0), 4) }
  }
  return head(times: 0, types: 0) + head(times: transitions.count, types: offsets.count) + transitions.flatMap { bigEndian($0.0, 8) }
    + transitions.map(\.1) + offsets.flatMap { bigEndian(Int64($0), 4) + [0, 0] } + Array("ABC\0\n\(footer)\n".utf8)
}

@Suite("Time zone files") struct TZifTests {
  private func offset(_ zone: TimeZone, _ seconds: Int64) -> Int64 { zone.span(at: seconds).offset }

  @Test func readsTransitionsAndRule() throws {
    let zone = try TimeZone(
      name: "Test/Zone", tzif: tzif(offsets: [3600, 7200, 5400], transitions: [(0, 1), (100, 2)], footer: "<+0130>-1:30"))
    #expect(zone.name == "Test/Zone")
    #expect(offset(zone, -1) == 3600 && offset(zone, 0) == 7200 && offset(zone, 99) == 7200 && offset(zone, 100) == 5400)
    #expect(offset(zone, 1 << 50) == 5400 && offset(zone, .min) == 3600)
    #expect(zone.span(at: 50) == TimeZone.Span(start: 0, end: 100, offset: 7200))
    #expect(zone.span(at: 500) == TimeZone.Span(start: 100, end: .max, offset: 5400))
    #expect(zone.transitions(from: -10, to: 1000).map(\.instant) == [0, 100])
  }

  /// A rule, an instant in summer, one in winter, and the offsets.
  @Test(
    "follow their rule for ever",
    arguments: [
      ("CET-1CEST,M3.5.0,M10.5.0/3", 7200, 3600), ("EST5EDT,M3.2.0,M11.1.0", -14_400, -18_000), ("IST-1GMT0,M10.5.0,M3.5.0/1", 3600, 0),
      ("AEST-10AEDT,M10.1.0,M4.1.0/3", 36_000, 39_600), ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", -3600, -7200), ("AAA3", -10_800, -10_800),
      ("XXX3EDT4,0/0,J365/23", -14_400, -14_400), ("EST5EDT", -14_400, -18_000), ("EET-2EEST,J60,J300/24", 10_800, 7200),
      ("<+01>-1<+02>-2:30,59/2:30:30,299", 9000, 3600),
    ])
  func followsRule(rule: String, summer: Int64, winter: Int64) throws {
    // Without transitions there is no other offset than the rule's.
    let zone = try TimeZone(name: "", tzif: tzif(offsets: [0], transitions: [(0, 0)], footer: rule))
    for year in [1990, 2026, 2050, 2051, 2052, 2400, 9000] as [Int64] {
      #expect(offset(zone, CivilDate(year: year, month: 7, day: 1).dayNumber * 86_400) == summer, "\(year)")
      #expect(offset(zone, CivilDate(year: year, month: 1, day: 15).dayNumber * 86_400) == winter, "\(year)")
    }
    // What is looked up and what is computed say the same, and every span ends where the next begins.
    var span = zone.span(at: 2_500_000_000)
    while span.end < 2_600_000_000 {
      #expect(zone.span(at: span.end - 1) == span)
      let next = zone.span(at: span.end)
      #expect(next.start == span.end && next.end > next.start)
      span = next
    }
  }

  @Test(
    "find the day of a rule",
    arguments: [
      ("AAA0BBB,M3.5.0,M10.5.0/3", "2026-03-29", "2026-10-25"), ("AAA0BBB,M3.2.0,M11.1.0", "2026-03-08", "2026-11-01"),
      ("AAA0BBB,J60,J365", "2024-03-01", "2024-12-31"), ("AAA0BBB,60,365", "2024-03-01", "2024-12-31"),
      ("AAA0BBB,J59,0", "2024-01-01", "2024-02-28"),
      ("AAA0BBB,M3.4.4/50,M10.4.4/50", "2026-03-28", "2026-10-24"),
    ])
  func findsDays(rule: String, first: String, second: String) throws {
    let year = try #require(Int64(first.prefix(4)))
    let posix = try #require(PosixTimeZone(rule.utf8))
    let days = posix.transitions(in: year).map { transition in
      let date = CivilDate(day: (transition.instant + 3600).flooredQuotient(86_400))
      return [date.year, date.month, date.day].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: "-")
    }
    #expect(days == [first, second])
  }

  @Test("are refused if they are damaged") func refusesDamaged() {
    let whole = tzif(offsets: [3600, 7200], transitions: [(0, 1), (100, 0)], footer: "CET-1CEST,M3.5.0,M10.5.0/3")
    for count in 0..<whole.count { #expect(throws: TZifError.self) { try TimeZone(name: "", tzif: Array(whole.prefix(count))) } }
    #expect(throws: TZifError.notTZif) { try TimeZone(name: "", tzif: Array(repeating: 0x20, count: 100)) }
    var old = whole
    old[4] = 0
    #expect(throws: TZifError.firstVersion) { try TimeZone(name: "", tzif: old) }
    #expect(throws: TZifError.inconsistent) { try TimeZone(name: "", tzif: tzif(offsets: [0], transitions: [(0, 1)], footer: "")) }
    #expect(throws: TZifError.inconsistent) { try TimeZone(name: "", tzif: tzif(offsets: [0], transitions: [(5, 0), (5, 0)], footer: "")) }
    #expect(throws: TZifError.inconsistent) { try TimeZone(name: "", tzif: tzif(offsets: [86_400], footer: "")) }
    for rule in [
      "C", "CET", "CET-", "CET-25", "CET-1CEST,", "CET-1CEST,M3.5.0", "CET-1CEST,M3.5.0,M13.5.0", "CET-1CEST,M3.6.0,M10.5.0",
      "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,J0,J5", "CET-1CEST,366,1", "CET-1CEST,1/168,2", "CET-1CEST,1,2x", "<CET-1", "CET-1:60",
    ] {
      #expect(throws: TZifError.badRule, "\(rule)") { try TimeZone(name: "", tzif: tzif(offsets: [0], footer: rule)) }
    }
    for error in [TZifError.notTZif, .firstVersion, .truncated, .inconsistent, .badRule] { #expect(!error.description.isEmpty) }
  }

  @Test("never trap, whatever their bytes") func survivesNoise() {
    var random = SeededGenerator(seed: 3)
    let whole = tzif(offsets: [3600, 7200], transitions: [(0, 1), (100, 0)], footer: "CET-1CEST,M3.5.0,M10.5.0/3")
    var readable = 0
    for _ in 0..<3000 {
      var bytes = whole
      for _ in 0..<random.number(1, 4) {
        bytes[random.number(4, bytes.count - 1)] = random.pick([0, 1, 0x7F, 0x80, 0xFF, UInt8(random.number(0, 255))])
      }
      guard let zone = try? TimeZone(name: "", tzif: bytes) else { continue }
      readable += 1
      for instant in [Int64.min, -1, 0, 50, 4_000_000_000, 1 << 50] { _ = zone.span(at: instant) }
    }
    #expect(readable > 100)
  }
}
