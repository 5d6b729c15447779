import CronSchedule
import Testing

/// What expressions mean other than they look.
@Suite struct ScheduleSurpriseTests {
  private static func surprises(_ text: String) throws -> [ScheduleSurprise] {
    guard case .calendar(let fields) = try CronExpression(text) else { return [] }
    return ScheduleSurprise.all(in: text, readAs: fields).map(\.surprise)
  }

  @Test(
    "One surprise",
    arguments: [
      ("0 0 13 * 5", .eitherDay(daysPerYear: 62, both: 2)), ("0 0 1-31 * 1", .eitherDay(daysPerYear: 365, both: 52)),
      ("*/90 * * * *", .stepBeyond(.minute, step: 90, only: 0)), ("5/90 * * * *", .stepBeyond(.minute, step: 90, only: 5)),
      ("0 */30 * * *", .stepBeyond(.hour, step: 30, only: 0)), ("* 3 * * *", .everyMinute(hours: 1)),
      ("* */2 * * *", .everyMinute(hours: 12)), ("*/45 * * * *", .uneven(.minute, step: 45, last: 15)),
      ("0 */5 * * *", .uneven(.hour, step: 5, last: 4)), ("*/7 8-17 * * 1-5", .uneven(.minute, step: 7, last: 4)),
      ("0 0 */2 * *", .uneven(.dayOfMonth, step: 2, last: 1)), ("0 0 1 */5 *", .uneven(.month, step: 5, last: 2)),
    ] as [(String, ScheduleSurprise)])
  func surprise(_ text: String, _ expected: ScheduleSurprise) throws {
    #expect(try Self.surprises(text) == [expected])
  }

  @Test(
    "As it looks",
    arguments: [
      "*/15 * * * *", "*/60 * * * *", "0 */24 * * *", "0 */6 * * *", "* * * * *", "* 8-17 * * *", "*/7 3 * * *", "0 */5 * * 1",
      "0 0 * * 1-5",
      "0 0 1 * *", "0 0 */1 * 1", "10-40/7 * * * *", "0 0 30 2 *", "@daily", "@every 90m",
    ])
  func nothing(_ text: String) throws {
    #expect(try Self.surprises(text).isEmpty)
  }
}
