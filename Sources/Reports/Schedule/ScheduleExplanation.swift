package import CronSchedule

/// What an expression means: in words, how often, when next, and what changes of the clocks do to it.
package struct ScheduleExplanation: Sendable {
  private let expression: String
  private let schedule: Schedule
  private let next: [Instant]
  private let effects: [ClockChangeEffect]

  private static let yearsOfClockChanges: Int64 = 3

  /// Explains an expression, with its times after an instant.
  package init(_ expression: String, _ schedule: Schedule, after start: Instant) {
    self.expression = expression
    self.schedule = schedule
    next = Array(schedule.firings(after: start).prefix(3))
    let end = Instant(secondsSince1970: start.secondsSince1970 + Self.yearsOfClockChanges * 366 * 86_400) ?? .latest
    effects = schedule.clockChangeEffects(from: start, to: end)
  }

  /// Whether no day ever matches.
  package var neverFires: Bool { !schedule.expression.canFire }

  /// For a terminal.
  package func text() -> [UInt8] {
    var output: [UInt8] = []
    func line(_ text: String) { output += "\(text)\n".utf8 }
    line(schedule.inWords)
    if let gap = schedule.expression.shortestGap { line("shortest interval: \(DurationText.of(seconds: gap))") }
    for time in next {
      let clock = ClockTime(time, in: schedule.timeZone)
      line("next: \(clock.weekday) \(clock.date) \(clock.timeOfDay) \(clock.zoneOffset)")
    }
    for effect in effects { line("clocks: \(words(effect))") }
    if neverFires { line("The API server accepts it, and the controller starts nothing.") }
    return output
  }

  private func words(_ effect: ClockChangeEffect) -> String {
    let before = ClockTime(effect.change, offset: effect.offsetBefore)
    let after = ClockTime(effect.change, offset: effect.offsetAfter)
    let change = "on \(before.date) the clocks go from \(before.hourAndMinute) to \(after.hourAndMinute)"
    return switch effect.kind {
    case .skipped: "\(change): it does not come"
    case .omitted: "\(change): the controller's search steps over it"
    case .twice: "\(change): it comes twice"
    case .moved: "\(change): it comes at another time"
    }
  }

  /// As a document of its schema.
  package func json() -> [UInt8] {
    JSONWriter.bytes { json in
      json.beginObject()
      json.member("schemaVersion", ScheduleSchemas.version)
      json.member("expression", expression)
      json.member("timeZone", schedule.timeZone.name)
      json.member("description", schedule.inWords)
      json.member("fires", !neverFires)
      if let gap = schedule.expression.shortestGap { json.member("shortestIntervalSeconds", Int(gap)) }
      json.member("next", next.map { ClockTime($0, in: schedule.timeZone).rfc3339 })
      json.key("clockChanges")
      json.beginArray()
      for effect in effects {
        json.beginObject()
        json.member("at", ClockTime(effect.change, in: schedule.timeZone).rfc3339)
        json.member("effect", effect.kind.rawValue)
        json.endObject()
      }
      json.endArray()
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
