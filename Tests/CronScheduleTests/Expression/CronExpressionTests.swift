import Foundation
import Randomness
import Testing

@testable import CronSchedule

@Suite("Cron expressions") struct CronExpressionTests {
  /// Numbers as a bit set.
  private static func bits(_ values: some Sequence<Int>) -> UInt64 { values.reduce(0) { $0 | 1 << UInt64($1) } }

  private static func calendar(
    _ minutes: some Sequence<Int>, _ hours: some Sequence<Int>, _ daysOfMonth: some Sequence<Int> = 1...31,
    _ months: some Sequence<Int> = 1...12, _ daysOfWeek: some Sequence<Int> = 0...6, stars: (Bool, Bool) = (true, true)
  ) -> CronExpression {
    .calendar(
      CalendarFields(
        minutes: bits(minutes), hours: UInt32(bits(hours)), daysOfMonth: UInt32(bits(daysOfMonth)), months: UInt32(bits(months)),
        daysOfWeek: UInt32(bits(daysOfWeek)), dayOfMonthIsStar: stars.0, dayOfWeekIsStar: stars.1))
  }

  static let accepted: [(String, CronExpression)] = [
    ("* * * * *", calendar(0...59, 0...23)),
    ("*/15 * * * *", calendar([0, 15, 30, 45], 0...23)),
    ("5/15 * * * *", calendar([5, 20, 35, 50], 0...23)),
    ("*/60 * * * *", calendar([0], 0...23)),
    ("*/9223372036854775807 * * * *", calendar([0], 0...23)),
    ("0-59/15,7 */2 1,15 * *", calendar([0, 7, 15, 30, 45], stride(from: 0, to: 24, by: 2), [1, 15], stars: (false, true))),
    ("0 0 * jan,DEC Sun-Tue", calendar([0], [0], 1...31, [1, 12], [0, 1, 2], stars: (true, false))),
    ("? ? * * ?", calendar(0...59, 0...23)),
    (" 0\t2  * * * ", calendar([0], [2])),
    ("0\u{3000}2\u{A0}*\u{85}*\u{2028}*", calendar([0], [2])),
    ("0 0 */1 * *", calendar([0], [0])),
    ("0 0 */2 * 1", calendar([0], [0], stride(from: 1, through: 31, by: 2), 1...12, [1], stars: (false, false))),
    ("0 0 5,* * 1", calendar([0], [0], 1...31, 1...12, [1], stars: (true, false))),
    ("*-nonsense-3 * * * *", calendar(0...59, 0...23)),
    ("+5 007 * * *", calendar([5], [7])),
    (", * * * *", calendar([], 0...23)),
    (",,1,,3,, * * * *", calendar([1, 3], 0...23)),
    ("0 0 * * FR\u{130}", calendar([0], [0], 1...31, 1...12, [5], stars: (true, false))),
    ("0 0 31 2 *", calendar([0], [0], [31], [2], 0...6, stars: (false, true))),
    ("@yearly", calendar([0], [0], [1], [1], 0...6, stars: (false, true))),
    ("@annually", calendar([0], [0], [1], [1], 0...6, stars: (false, true))),
    ("@monthly", calendar([0], [0], [1], 1...12, 0...6, stars: (false, true))),
    ("@weekly", calendar([0], [0], 1...31, 1...12, [0], stars: (true, false))),
    ("@daily", calendar([0], [0])), ("@midnight", calendar([0], [0])), ("@hourly", calendar([0], 0...23)),
    ("@every 1h30m", .interval(seconds: 5400)), ("@every 90s", .interval(seconds: 90)), ("@every 1.5h", .interval(seconds: 5400)),
    ("@every .5m", .interval(seconds: 30)), ("@every 1.m", .interval(seconds: 60)), ("@every 2999ms", .interval(seconds: 2)),
    ("@every 0", .interval(seconds: 1)), ("@every -0", .interval(seconds: 1)), ("@every -5m", .interval(seconds: 1)),
    ("@every +5m", .interval(seconds: 300)), ("@every 1ns", .interval(seconds: 1)), ("@every 3000000\u{B5}s", .interval(seconds: 3)),
    ("@every 3000000\u{3BC}s", .interval(seconds: 3)), ("@every 1m1m", .interval(seconds: 120)),
    ("@every 9223372036854775807ns", .interval(seconds: 9_223_372_036)),
    ("@every -9223372036854775808ns", .interval(seconds: 1)),
    ("@every 9223372036854775808ns9223372036854775808ns", .interval(seconds: 1)),
    ("@every 1.99999999999999999999999999s", .interval(seconds: 2)),
  ]

  @Test("are accepted", arguments: accepted)
  func accepts(text: String, expected: CronExpression) throws {
    #expect(try CronExpression(text) == expected)
  }

  /// The expression, the part of it that the error points at, and what is wrong with it.
  static let rejected: [(String, String, CronExpressionError.Kind)] = [
    ("", "", .empty),
    ("   ", "   ", .fieldCount(0)),
    ("TZ=Europe/Berlin 0 2 * * *", "TZ=Europe/Berlin", .timeZone),
    ("CRON_TZ=UTC 0 2 * * *", "CRON_TZ=UTC", .timeZone),
    ("0 2 * * *-TZ", "*-TZ", .timeZone),
    ("0 2 * *", "0 2 * *", .fieldCount(4)),
    ("0 0 2 * * *", "*", .fieldCount(6)),
    ("0 0 2 * * ? 2026", "? 2026", .fieldCount(7)),
    ("@midnite", "@midnite", .descriptor(.unknown)),
    ("@reboot", "@reboot", .descriptor(.reboot)),
    ("@Daily", "@Daily", .descriptor(.upperCase)),
    ("@daily ", "@daily ", .descriptor(.spaceAround)),
    (" @daily", " ", .descriptor(.spaceAround)),
    ("@every", "@every", .descriptor(.everyAlone)),
    ("@every\t1h", "@every\t1h", .descriptor(.everyAlone)),
    ("@every ", "", .duration(.missing)),
    ("@every -", "-", .duration(.missing)),
    ("@every 5", "5", .duration(.missingUnit)),
    ("@every 1d", "d", .duration(.unknownUnit)),
    ("@every 1h ", "h ", .duration(.unknownUnit)),
    ("@every  1h", " 1h", .duration(.missingNumber)),
    ("@every .s", ".s", .duration(.missingNumber)),
    ("@every 1h30", "30", .duration(.missingUnit)),
    ("@every 9223372036854775808ns", "9223372036854775808ns", .duration(.tooLong)),
    ("@every 99999999999999999999s", "99999999999999999999s", .duration(.tooLong)),
    ("@every 2562048h", "2562048h", .duration(.tooLong)),
    ("every day at two o'clock", "every", .notANumber(.unknown)),
    ("*/0 * * * *", "0", .zeroStep),
    ("*/-0 * * * *", "-0", .zeroStep),
    ("*/-2 * * * *", "-2", .negativeNumber),
    ("-5 * * * *", "-5", .missingNumber),
    ("5- * * * *", "5-", .missingNumber),
    ("*/ * * * *", "*/", .missingNumber),
    ("/5 * * * *", "/5", .missingNumber),
    ("60 * * * *", "60", .aboveMaximum(60)),
    ("60/5 * * * *", "60", .aboveMaximum(60)),
    ("0 24 * * *", "24", .aboveMaximum(24)),
    ("0 0 0 * *", "0", .belowMinimum(0)),
    ("0 0 32 * *", "32", .aboveMaximum(32)),
    ("0 0 * 0 *", "0", .belowMinimum(0)),
    ("0 0 * * 7", "7", .aboveMaximum(7)),
    ("0 0 * * 5-7", "7", .aboveMaximum(7)),
    ("30-10 * * * *", "30-10", .reversedRange(30, 10)),
    ("0 0 * * FRI-MON", "FRI-MON", .reversedRange(5, 1)),
    ("1-2-3 * * * *", "1-2-3", .hyphens),
    ("1/2/3 * * * *", "1/2/3", .slashes),
    ("99999999999999999999 * * * *", "99999999999999999999", .numberTooLarge),
    ("0 0 L * *", "L", .notANumber(.foreign)),
    ("0 0 15W * *", "15W", .notANumber(.foreign)),
    ("0 0 * * 5#2", "5#2", .notANumber(.foreign)),
    ("H H * * *", "H", .notANumber(.foreign)),
    ("0 0 * * monday", "monday", .notANumber(.longName)),
    ("0 0 * mon *", "mon", .notANumber(.misplacedName)),
    ("0 0 jan * *", "jan", .notANumber(.misplacedName)),
    ("0 0 * * */mon", "mon", .notANumber(.nameAsStep)),
    ("1_0 * * * *", "1_0", .notANumber(.unknown)),
    ("0x5 * * * *", "0x5", .notANumber(.unknown)),
    ("é * * * *", "é", .notANumber(.unknown)),
    ("** * * * *", "**", .notANumber(.unknown)),
  ]

  @Test("are rejected, with the place and a remedy", arguments: rejected)
  func rejects(text: String, part: String, kind: CronExpressionError.Kind) throws {
    let error = try #require(throws: CronExpressionError.self) { try CronExpression(text) }
    #expect(error.kind == kind)
    let bytes = Array(text.utf8)
    #expect(String(decoding: bytes[error.range], as: UTF8.self) == part)
    #expect(!error.message.isEmpty && !error.remedy.isEmpty)
    #expect(error.description == "\(error.message): \(error.remedy)")
  }

  @Test(
    "name the remedy that fits",
    arguments: [
      ("0 0 * * 7", "day 7 is not Sunday here: write 0"), ("0 24 * * *", "write 0 for midnight, and mind the day"),
      ("0 22-5 * * *", "write 22-23,0-5 to go over the end, or swap the two"), ("0 0 0 * *", "write a number from 1 to 31"),
      ("@every 1d", "write h, m or s behind each number; there are no days: a day is 24h"),
      ("TZ=UTC 0 0 * * *", "set the field timeZone of the CronJob instead"),
    ])
  func remedies(text: String, remedy: String) throws {
    #expect(try #require(throws: CronExpressionError.self) { try CronExpression(text) }.remedy == remedy)
  }

  @Test(
    "fire unless no date fits",
    arguments: [
      ("0 0 30 2 *", false), ("0 0 31 4,6,9,11 *", false), ("0 0 29 2 *", true), ("0 0 30 2 1", true), ("0 0 30 2 *,1", false),
      (", * * * *", false),
      ("0 , * * *", false), ("0 0 , * *", false), ("0 0 , * 1", true), ("0 0 * , *", false), ("0 0 1 * ,", true), ("0 0 , * ,", false),
      ("0 0 30 2 ,", false), ("0 0 * * ,", false), ("0 0 31 2,3 ?", true), ("@every 1s", true),
    ])
  func canFire(text: String, expected: Bool) throws {
    #expect(try CronExpression(text).canFire == expected)
  }

  @Test("agree with an independent reader on random texts")
  func agreesWithReference() {
    var random = SeededGenerator(seed: 1)
    var acceptedCount = 0
    for _ in 0..<6_000 {
      let text = random.expressionText()
      let expected = ReferenceParser.parse(text)
      let actual = try? CronExpression(text)
      if actual != expected {
        Issue.record("\(text.debugDescription): \(String(describing: actual)) instead of \(String(describing: expected))")
      }
      if expected != nil { acceptedCount += 1 }
    }
    #expect((1_500...4_500).contains(acceptedCount))
  }

  @Test("of real manifests and of other schedulers are judged as by the reference", .enabled(if: Corpus.isAvailable))
  func agreesOnCorpus() throws {
    var texts = try Corpus.rows("schedules_real.tsv").map { $0[0] }
    let known = texts.filter { $0 != "None" && $0 != "scheduleValue" && $0 != "1 * * *" }
    #expect(known.count == 91)
    for text in known { #expect(throws: Never.self) { try CronExpression(text) } }
    texts += try Corpus.rows("cron_descriptor_en.tsv").map { $0[1] } + Corpus.rows("cron_descriptor_expressions.tsv").map { $0[0] }
    for row in try Corpus.rows("robfig_cron.tsv") {
      if row[0] == "error" { #expect(throws: CronExpressionError.self) { try CronExpression(row[2]) } }
      if row[0] == "activation" || row[0].hasSuffix("(standard parser)") { #expect(throws: Never.self) { try CronExpression(row[2]) } }
      texts.append(row[2])
    }
    for text in texts { #expect((try? CronExpression(text)) == ReferenceParser.parse(text), "\(text)") }
  }

  @Test("are accepted and rejected as by a recorded API server", .enabled(if: Corpus.isAvailable))
  func agreesWithRecordings() throws {
    let folder = try #require(Corpus.recordings("06-errors"))
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path()).filter { $0.hasSuffix(".request.http") }
    var answers: [Bool: Int] = [:]
    for name in names {
      let request = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
      guard request.hasPrefix("POST"), let body = request.range(of: "\r\n\r\n").map({ request[$0.upperBound...] }),
        let object = try? JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any],
        let spec = object["spec"] as? [String: Any], let schedule = spec["schedule"] as? String
      else { continue }
      let answer = folder.appending(path: name.replacingOccurrences(of: ".request.", with: ".response."))
      let response = try String(contentsOf: answer, encoding: .utf8)
      let isAccepted = !response.contains("\"field\":\"spec.schedule\"")
      guard isAccepted || response.hasPrefix("HTTP/1.1 422") else { continue }
      #expect(((try? CronExpression(schedule)) != nil) == isAccepted, "\(name): \(schedule)")
      answers[isAccepted, default: 0] += 1
    }
    #expect(answers[false, default: 0] >= 14 && answers[true, default: 0] >= 15)
  }
}

extension SeededGenerator {
  /// A text that is an expression more often than not.
  fileprivate mutating func expressionText() -> String {
    if chance(10) { return descriptorText() }
    let separators = [" ", " ", " ", " ", " ", "  ", "\t", "\u{A0}", "\u{2003}", "\n"]
    var text = chance(3) ? pick(separators) : ""
    for index in 0..<(chance(94) ? 5 : number(0, 7)) {
      if index > 0 { text += pick(separators) }
      text += fieldText(index)
    }
    if chance(3) { text += pick(separators) }
    return text
  }

  private mutating func fieldText(_ index: Int) -> String {
    if chance(30) { return pick(["*", "?", "*/2", "*/15", "0", "1"]) }
    let bounds = [0...59, 0...23, 1...31, 1...12, 0...6][min(index, 4)]
    let names = index == 3 ? ["jan", "FEB", "Dec"] : ["sun", "MON", "Sat", "FR\u{130}"]
    return (0..<number(1, 3)).map { _ in
      var item = itemText(bounds, names)
      if chance(2) {
        let stray = ["-", "/", ",", "+", "*", "L", "#", "0", "é", " ", "TZ", "mon", "99999999999999999999"]
        let place = item.unicodeScalars.index(item.startIndex, offsetBy: number(0, item.unicodeScalars.count))
        item.insert(contentsOf: pick(stray), at: place)
      }
      return item
    }.joined(separator: ",")
  }

  private mutating func itemText(_ bounds: ClosedRange<Int>, _ names: [String]) -> String {
    func limit(_ random: inout SeededGenerator) -> String {
      if bounds.upperBound < 13, random.chance(20) { return random.pick(names) }
      if random.chance(3) { return "\(random.pick([-1, 0, 7, 24, 31, 32, 60, 61]))" }
      return "\(random.number(bounds.lowerBound, bounds.upperBound))"
    }
    var limits = chance(10) ? ["*"] : [limit(&self)]
    if chance(30) { limits.append(limit(&self)) }
    if chance(80) { limits.sort { (Int($0) ?? 0) < (Int($1) ?? 0) } }
    var text = limits.joined(separator: "-")
    if chance(25) { text += "/\(number(chance(5) ? 0 : 1, 70))" }
    return text
  }

  private mutating func descriptorText() -> String {
    let descriptors = [
      "@daily", "@weekly", "@yearly", "@annually", "@monthly", "@midnight", "@hourly", "@reboot", "@Daily", " @daily", "@daily ",
    ]
    if chance(40) { return pick(descriptors) }
    var text = chance(95) ? "@every " : "@every"
    if chance(10) { text += pick(["-", "+", " ", "."]) }
    for _ in 0..<number(0, 3) {
      text += "\(number(0, 5000))"
      if chance(20) { text += "." + (chance(80) ? "\(number(0, 9))" : "") }
      text += pick(["h", "m", "s", "ms", "us", "ns", "\u{B5}s", "h", "m", "s", "h", "m", "s", "h", "m", "s", "d", ""])
    }
    return text
  }
}
