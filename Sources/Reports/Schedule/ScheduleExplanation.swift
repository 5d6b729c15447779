package import CronSchedule

/// What an expression means: in words, how often, when next, and what changes of the clocks do to it.
package struct ScheduleExplanation: Sendable {
  private let title: String?
  private let expression: String
  private let schedule: Schedule
  private let next: [Instant]
  private let effects: [ClockChangeEffect]

  private static let yearsOfClockChanges: Int64 = 3

  /// Explains an expression, with its times after an instant.
  ///
  /// - Parameters:
  ///   - title: The CronJob's; nil for an expression by itself.
  ///   - base: When it ran last, or was made: from where `@every` counts.
  package init(_ expression: String, _ schedule: Schedule, of title: String? = nil, after start: Instant, countedFrom base: Instant? = nil)
  {
    self.title = title
    self.expression = expression
    self.schedule = schedule
    next = Array(schedule.firings(after: schedule.origin(of: start, countedFrom: base)).lazy.filter { $0 > start }.prefix(3))
    let end = Instant(secondsSince1970: start.secondsSince1970 + Self.yearsOfClockChanges * 366 * 86_400) ?? .latest
    effects = schedule.clockChangeEffects(from: start, to: end)
  }

  /// Whether no day ever matches.
  package var neverFires: Bool { !schedule.expression.canFire }

  /// For a terminal.
  package func text() -> [UInt8] {
    var output: [UInt8] = []
    func line(_ text: String) { output += "\(text)\n".utf8 }
    if let title {
      TerminalText.append("\(title): \(expression): ", to: &output)
    }
    line(schedule.inWords)
    if let gap = schedule.expression.shortestGap { line("shortest interval: \(DurationText.of(seconds: gap))") }
    for time in next {
      let clock = ClockTime(time, in: schedule.timeZone)
      line("next: \(clock.weekday) \(clock.date) \(clock.timeOfDay) \(clock.zoneOffset)")
    }
    for effect in effects { line("clocks: \(effect.inWords)") }
    if neverFires { line("The API server accepts it, and the controller starts nothing.") }
    return output
  }

  /// As a document of its schema.
  package func json() -> [UInt8] {
    JSONWriter.bytes { json in
      json.beginObject()
      json.member("schemaVersion", ScheduleSchemas.version)
      if let title { json.member("cronJob", title) }
      json.member("expression", expression)
      json.member("timeZone", schedule.timeZone.name)
      json.member("description", schedule.inWords)
      json.member("fires", !neverFires)
      if let gap = schedule.expression.shortestGap { json.member("shortestIntervalSeconds", Int(gap)) }
      json.member("next", next.map { ClockTime($0, in: schedule.timeZone).rfc3339 })
      json.clockChanges(effects, in: schedule.timeZone)
      json.endObject()
    } + "\n".utf8
  }

  /// Why an expression is refused, with a mark below what is wrong.
  package static func refusal(of expression: String, _ error: CronExpressionError) -> [UInt8] {
    var output: [UInt8] = []
    TerminalText.append("curfew: \(error.message)", to: &output)
    output += "\n  ".utf8
    let bytes = Array(expression.utf8)
    let start = min(error.range.lowerBound, bytes.count)
    let end = min(max(error.range.upperBound, start), bytes.count)
    let column = TerminalText.append(String(decoding: bytes[..<start], as: UTF8.self), to: &output)
    let width = TerminalText.append(String(decoding: bytes[start..<end], as: UTF8.self), to: &output)
    TerminalText.append(String(decoding: bytes[end...], as: UTF8.self), to: &output)
    output += "\n  \(String(repeating: " ", count: column))\(String(repeating: "^", count: max(width, 1)))\n".utf8
    TerminalText.append("help: \(error.remedy)", to: &output)
    return output + [UInt8(ascii: "\n")]
  }
}

extension ClockChangeEffect {
  /// The times that are struck, as the clock shows them.
  var times: [String] {
    minutes.map { minute in
      func digits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
      return "\(digits(minute / 60)):\(digits(minute % 60))"
    }
  }

  /// What becomes of the runs: `on 2027-03-28 the clocks go from 02:00 to 03:00: it does not come`.
  var inWords: String {
    let before = ClockTime(change, offset: offsetBefore)
    let after = ClockTime(change, offset: offsetAfter)
    let change = "on \(before.date) the clocks go from \(before.hourAndMinute) to \(after.hourAndMinute)"
    let few = times.prefix(4).joined(separator: ", ") + (times.count > 4 ? " and \(times.count - 4) more" : "")
    let isOne = minutes.count < 2
    let subject = minutes.isEmpty ? "it" : few
    return switch kind {
    case .skipped: "\(change): \(subject) \(isOne ? "does" : "do") not come"
    case .omitted: "\(change): the controller's search steps over \(subject)"
    case .twice: "\(change): \(subject) \(isOne ? "comes" : "come") twice"
    case .moved: "\(change): \(subject) \(isOne ? "comes" : "come") at another time"
    }
  }
}

extension JSONWriter {
  mutating func clockChanges(_ effects: [ClockChangeEffect], in timeZone: CronSchedule.TimeZone) {
    key("clockChanges")
    beginArray()
    for effect in effects {
      beginObject()
      member("at", ClockTime(effect.change, in: timeZone).rfc3339)
      member("effect", effect.kind.rawValue)
      if !effect.minutes.isEmpty { member("times", effect.times) }
      endObject()
    }
    endArray()
  }
}
