import Randomness
import Testing

@testable import CronSchedule

@Suite("Distances of runs") struct SpacingTests {
  static let distances: [(String, Int64)] = [
    ("* * * * *", 60), ("*/5 * * * *", 300), ("5,7 * * * *", 120), ("*/7 * * * *", 240), ("0 * * * *", 3600), ("50 9,10 * * *", 3600),
    ("0,50 9,10 * * *", 600), ("0 9,17 * * *", 28_800), ("0 1,23 * * *", 7200), ("0 2 * * *", 86_400), ("0 2 * * 1-5", 86_400),
    ("0 2 * * 0", 7 * 86_400), ("0 2 * * 1,4", 3 * 86_400), ("0 2 1 * *", 28 * 86_400), ("0 2 31 * *", 31 * 86_400),
    ("0 2 13 * FRI", 86_400), ("0 0 1 1 *", 365 * 86_400), ("0 0 29 2 *", 1461 * 86_400), ("@every 90s", 90), ("@every 30s", 30),
  ]

  @Test(arguments: distances)
  func areShortestAt(_ text: String, _ seconds: Int64) throws {
    #expect(try CronExpression(text).shortestGap == seconds)
  }

  @Test func needTwoRuns() throws {
    #expect(try CronExpression("0 0 30 2 *").shortestGap == nil)
    #expect(try CronExpression(", * * * *").shortestGap == nil)
  }

  @Test func areTheShortestOfAllThatCome() throws {
    var random = SeededGenerator(seed: 7)
    let start = try #require(Instant("2024-01-01"))
    let end = try #require(Instant("2030-01-01"))
    for _ in 0..<200 {
      let text = random.expression()
      let expression = try CronExpression(text)
      var last: Instant?
      var shortest: Int64?
      for firing in Schedule(expression).firings(after: start) {
        guard firing < end else { break }
        if let last { shortest = min(shortest ?? .max, firing.secondsSince1970 - last.secondsSince1970) }
        last = firing
        if shortest == 60 { break }
      }
      #expect(expression.shortestGap == shortest, "\(text)")
    }
  }
}
