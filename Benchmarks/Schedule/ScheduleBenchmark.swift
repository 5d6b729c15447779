import CronSchedule
import Glibc

/// Searches for the next time so many times and does nothing else, so that the cost of one search is the difference between two runs.
@main
enum ScheduleBenchmark {
  /// As they are found in repositories; which ones, and how often, matters little to the mean.
  private static let expressions = [
    "*/5 * * * *", "*/10 * * * *", "*/15 * * * *", "0 * * * *", "30 * * * *", "0 */6 * * *", "0 0 * * *", "0 2 * * *", "30 3 * * *",
    "15 4 * * 1-5", "0 8 * * 1-5", "0 0 * * 0", "30 6 * * 1", "0 5 1 * *", "45 23 1,15 * *", "@hourly", "@daily", "0 9-17 * * *",
    "5 0 1 1 *", "30 10,11,12 * * 1-5",
  ]

  static func main() {
    guard CommandLine.arguments.count == 2, let count = Int(CommandLine.arguments[1]) else {
      print("usage: schedule-benchmark TIMES")
      exit(64)
    }
    do {
      let zone = try TimeZone(named: "Europe/Berlin")
      let schedules = try expressions.map { Schedule(try CronExpression($0), in: zone) }
      print(sum(schedules, count))
    } catch {
      print("a schedule of the benchmark is refused: \(error)")
      exit(2)
    }
  }

  /// From instants all over four years, some of them near a change of the clocks.
  private static func sum(_ schedules: [Schedule], _ count: Int) -> Int64 {
    var sum: Int64 = 0
    for schedule in schedules {
      for round in 0..<count / schedules.count {
        guard let start = Instant(secondsSince1970: 1_767_225_600 + Int64(round) * 7_919_993 % 126_230_400) else { continue }
        sum &+= schedule.next(after: start)?.secondsSince1970 ?? 0
      }
    }
    return sum
  }
}
