import Foundation
import Testing

@testable import CronSchedule

@Suite("Schedules") struct ScheduleTests {
  /// Seconds since 1970 of a time such as `2012-03-11T00:00:00-0500`.
  private static func seconds(_ text: String) throws -> Int64 {
    let formatter = ISO8601DateFormatter()
    formatter.formatOptions = [.withInternetDateTime]
    var text = text
    if !text.hasSuffix("Z") { text.insert(":", at: text.index(text.endIndex, offsetBy: -2)) }
    return Int64(try #require(formatter.date(from: text), "\(text)").timeIntervalSince1970)
  }

  private static func next(_ expression: String, _ zone: String, _ instant: Int64) throws -> Int64? {
    let schedule = Schedule(try CronExpression(expression), in: try CronSchedule.TimeZone(named: zone))
    return schedule.next(after: try #require(Instant(secondsSince1970: instant)))?.secondsSince1970
  }

  @Test(
    "fire next",
    arguments: [
      ("* * * * *", "UTC", "2026-11-23T08:28:00Z", "2026-11-23T08:29:00Z"),
      ("* * * * *", "UTC", "2026-11-23T08:27:59Z", "2026-11-23T08:28:00Z"),
      ("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-30T00:30:00Z"),
      ("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z"),
      ("30 2 * * *", "Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"),
      ("30 2 * * *", "Europe/Berlin", "2026-10-25T01:30:00Z", "2026-10-26T01:30:00Z"),
      ("0 0 * * *", "Asia/Beirut", "2026-03-27T22:00:00Z", "2026-03-29T21:00:00Z"),
      ("0 0 29 2 *", "UTC", "2026-01-01T00:00:00Z", "2028-02-29T00:00:00Z"),
      ("* 13 * * MON", "UTC", "2026-11-23T13:59:00Z", "2026-11-30T13:00:00Z"),
      ("0 0 13 * FRI", "UTC", "2026-11-12T00:00:00Z", "2026-11-13T00:00:00Z"),
      ("0 0 13 * FRI", "UTC", "2026-11-13T00:00:00Z", "2026-11-20T00:00:00Z"),
      ("0 0 */2 * FRI", "UTC", "2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z"),
      ("0 0 ? * FRI", "UTC", "2026-11-20T00:00:00Z", "2026-11-27T00:00:00Z"),
      ("@every 90s", "Europe/Berlin", "2026-11-20T00:00:07Z", "2026-11-20T00:01:37Z"),
      ("0 12 31 12 *", "UTC", "9999-12-31T11:59:59Z", "9999-12-31T12:00:00Z"),
    ])
  func next(expression: String, zone: String, from: String, expected: String) throws {
    #expect(try Self.next(expression, zone, Self.seconds(from)) == Self.seconds(expected))
  }

  @Test(
    "may have no next time",
    arguments: [
      ("0 0 30 2 *", "2026-01-01T00:00:00Z"), (", * * * *", "2026-01-01T00:00:00Z"),
      // There is no leap year between 2096 and 2104, and the search ends with the fifth year that follows.
      ("0 0 29 2 *", "2096-02-29T00:00:00Z"), ("0 0 29 2 *", "2098-12-31T23:59:58Z"),
      ("0 12 31 12 *", "9999-12-31T12:00:00Z"), ("@every 90s", "9999-12-31T23:59:00Z"),
    ])
  func noNext(expression: String, from: String) throws {
    #expect(try Self.next(expression, "UTC", Self.seconds(from)) == nil)
  }

  @Test("have a horizon of five calendar years") func horizon() throws {
    #expect(try Self.next("0 0 29 2 *", "UTC", Self.seconds("2098-12-31T23:59:59Z")) == Self.seconds("2104-02-29T00:00:00Z"))
    let schedule = Schedule(try CronExpression("0 0 29 2 *"))
    let after = try #require(Instant(secondsSince1970: Self.seconds("2104-02-28T00:00:00Z")))
    #expect(schedule.previous(before: after) == nil)
    let near = try #require(Instant(secondsSince1970: Self.seconds("2101-02-28T00:00:00Z")))
    #expect(schedule.previous(before: near)?.secondsSince1970 == (try Self.seconds("2096-02-29T00:00:00Z")))
    #expect(Schedule(try CronExpression("0 0 30 2 *")).previous(before: near) == nil)
    #expect(schedule.previous(before: .earliest) == nil)
    #expect(Schedule(try CronExpression("* * * * *")).previous(before: .earliest) == nil)
    #expect(Schedule(try CronExpression("* * * * *")).next(after: .latest) == nil)
    #expect(Schedule(try CronExpression("@every 60s")).previous(before: near)?.secondsSince1970 == near.secondsSince1970 - 60)
  }

  /// 30 December 2011 did not exist in Samoa. Go's arithmetic gives the 29th for it, and robfig's search goes round for ever.
  @Test("end where the controller's search does not") func skippedDay() throws {
    #expect(try Self.next("0 12 31 * *", "Pacific/Apia", Self.seconds("2011-12-28T00:00:00Z")) == nil)
    #expect(try Self.next("0 12 * * *", "Pacific/Apia", Self.seconds("2011-12-29T23:00:00Z")) == Self.seconds("2011-12-30T22:00:00Z"))
  }

  @Test("do not follow the clock blindly") func firingsEnd() throws {
    let schedule = Schedule(try CronExpression("0 0 1 1 *"))
    let firings = schedule.firings(after: try #require(Instant(secondsSince1970: 0)))
    #expect(firings.prefix(3).map(\.secondsSince1970) == [31_536_000, 63_072_000, 94_694_400])
    #expect(Array(Schedule(try CronExpression("0 0 30 2 *")).firings(after: .earliest)).isEmpty)
  }

  @Test("fire as in robfig's own tests", .enabled(if: Corpus.isAvailable)) func robfigRows() throws {
    let plain = DateFormatter()
    plain.locale = Locale(identifier: "en_US_POSIX")
    plain.timeZone = .gmt
    func instant(_ text: String) throws -> Int64 {
      if let space = text.firstIndex(of: " "), text.hasPrefix("TZ=") { return try instant(String(text[text.index(after: space)...])) }
      if text.contains("T"), text.hasPrefix("2") { return try Self.seconds(text) }
      plain.dateFormat = text.count(where: { $0 == ":" }) == 2 ? "MMM d HH:mm:ss yyyy" : "MMM d HH:mm yyyy"
      return Int64(try #require(plain.date(from: String(text.dropFirst(4))), "\(text)").timeIntervalSince1970)
    }
    var rows = 0
    for row in try Corpus.rows("robfig_cron.tsv") {
      var expression = row[2]
      var zone = "UTC"
      for place in [row[1], row[2]] where place.contains("TZ=") {
        zone = String(place[(place.firstRange(of: "TZ=")?.upperBound ?? place.startIndex)...].prefix { $0 != " " })
      }
      switch row[0] {
      case "activation":
        let time = try instant(row[1])
        #expect((try Self.next(expression, zone, time - 1) == time) == (row[3] == "true"), "\(row)")
      case "next(with-seconds parser)":
        if expression.contains("TZ=") { expression = String(expression.drop { $0 != " " }.dropFirst()) }
        // Seconds first: five fields can say the same where these are 0.
        guard expression.hasPrefix("0 ") || expression.hasPrefix("* * * * * *") else { continue }
        expression.removeFirst(2)
        let expected = row[3] == "<none>" ? nil : try instant(row[3])
        #expect(try Self.next(expression, zone, instant(row[1])) == expected, "\(row)")
      case "next-with-tz(standard parser)":
        #expect(try Self.next(expression, "Asia/Kolkata", instant(row[1])) == instant(row[3]), "\(row)")
      default: continue
      }
      rows += 1
    }
    #expect(rows >= 75)
  }
}
