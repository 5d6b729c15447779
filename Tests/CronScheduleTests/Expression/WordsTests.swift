import Randomness
import Testing

@testable import CronSchedule

@Suite("Schedules in words") struct WordsTests {
  static let words: [(String, String)] = [
    ("* * * * *", "every minute"), ("*/1 * * * *", "every minute"), ("*/5 * * * *", "every 5 minutes"),
    ("*/7 * * * *", "every 7 minutes of the hour from minute 0"), ("3/20 * * * *", "every 20 minutes of the hour from minute 3"),
    ("0 * * * *", "every hour, on the hour"), ("@hourly", "every hour, on the hour"), ("12 * * * *", "every hour, at minute 12"),
    ("*/60 * * * *", "every hour, on the hour"), ("1-49/1 * * * *", "at the minutes 1 to 49"),
    ("50-59/1 * * * *", "at the minutes 50 to 59"),
    ("0,1,7 * * * *", "at the minutes 0, 1 and 7"), ("0 2 * * *", "at 02:00 every day"), ("@daily", "at 00:00 every day"),
    ("30 6,14,16 * * *", "at 06:30, 14:30 and 16:30 every day"), ("5 */6 * * *", "at 00:05, 06:05, 12:05 and 18:05 every day"),
    ("0 */2 * * *", "every 2 hours from 00:00"), ("30 1/3 * * *", "every 3 hours from 01:30"),
    ("0 9-17 * * 1-5", "every hour from 09:00 to 17:00 on weekdays"),
    ("0 9-23 * * *", "every hour from 09:00"), ("0 1,2,5,6,9,14,20 * * *", "at minute 0 of the hours 01, 02, 05, 06, 09, 14 and 20"),
    ("*/2 22 * * *", "every 2 minutes, from 22:00 to 22:59"), ("* 13 * * MON", "every minute, from 13:00 to 13:59 on Monday"),
    ("*/5 */4 * * *", "every 5 minutes, in every 4th hour from 00:00"),
    ("*/10 1,3,8 * * *", "every 10 minutes, in the hours 01, 03 and 08"),
    ("0 2 * * 1-5", "at 02:00 on weekdays"), ("0 2 * * sat,sun", "at 02:00 on weekends"), ("0 2 * * 1-4", "at 02:00 on Monday to Thursday"),
    ("@weekly", "at 00:00 on Sunday"), ("12 22 * * THU,TUE", "at 22:12 on Tuesday and Thursday"),
    ("@monthly", "at 00:00 on the 1st of the month"),
    ("@yearly", "at 00:00 on the 1st of the month in January"), ("1 2 3 4 5", "at 02:01 on the 3rd of the month, and on Friday in April"),
    ("0 0 1,15 * *", "at 00:00 on the 1st and 15th of the month"), ("0 0 1-7 * *", "at 00:00 on the 1st to 7th of the month"),
    ("0 0 */2 * 1", "at 00:00 on every 2nd day of the month from the 1st, and on Monday"),
    ("0 0 11,12,13,21,22,23 * *", "at 00:00 on the 11th to 13th and 21st to 23rd of the month"),
    ("0 0 * 6-8 *", "at 00:00 every day in June to August"), ("*/5 * * 12 *", "every 5 minutes every day in December"),
    ("0 0 1-31 * 1", "at 00:00 every day"), ("0 0 , * 1", "at 00:00 on Monday"), ("0 0 5 * ,", "at 00:00 on the 5th of the month"),
    ("0 0 30 2 *", "never, as no date fits"), (", * * * *", "never, as no date fits"),
    ("@every 1h", "every hour, counted from the last run"),
    ("@every 90s", "every 1 minute 30 seconds, counted from the last run"),
    ("@every 26h5s", "every 26 hours 5 seconds, counted from the last run"),
    ("@every 2m", "every 2 minutes, counted from the last run"),
  ]

  @Test("read well", arguments: words) func readWell(text: String, expected: String) throws {
    #expect(try CronExpression(text).inWords == expected)
  }

  @Test func nameTheZone() throws {
    let berlin = try TimeZone(named: "Europe/Berlin")
    #expect(Schedule(try CronExpression("0 2 * * 1-5"), in: berlin).inWords == "at 02:00 on weekdays, Europe/Berlin")
    #expect(Schedule(try CronExpression("@every 5m"), in: berlin).inWords == "every 5 minutes, counted from the last run")
  }

  /// The same words never stand for two schedules.
  @Test func areUnambiguous() throws {
    struct Meaning: Equatable {
      var minutes: UInt64
      var hours: UInt32
      var months: UInt32
      var days: [UInt32]
    }
    var random = SeededGenerator(seed: 5)
    var meanings: [String: Meaning] = [:]
    for _ in 0..<4000 {
      let text = random.expression()
      guard case .calendar(let fields) = try CronExpression(text), fields.canMatch else { continue }
      let meaning = Meaning(
        minutes: fields.minutes, hours: fields.hours, months: fields.months,
        days: (0...6).map { fields.days(firstWeekday: $0, dayCount: 31) })
      let words = CronExpression.calendar(fields).inWords
      if let other = meanings[words] { #expect(other == meaning, "\(text): \(words)") } else { meanings[words] = meaning }
    }
    #expect(meanings.count > 2000)
  }
}
