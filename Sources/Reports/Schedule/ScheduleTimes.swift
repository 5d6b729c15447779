package import CronSchedule

/// The next times of a schedule.
package struct ScheduleTimes: Sendable {
  /// What the schedule is called; nil for an expression by itself.
  private let title: String?
  private let schedule: Schedule
  private let times: [Instant]
  /// What changes of the clocks do to it from then on to the last of these times.
  private let effects: [ClockChangeEffect]
  /// From where `@every` is counted although nothing tells that it is.
  private let assumedOrigin: Instant?

  /// - Parameters:
  ///   - base: When it ran last, or was made: from where `@every` counts.
  ///   - count: So many times at most; there are fewer where the schedule ends.
  package init(_ title: String?, _ schedule: Schedule, after start: Instant, countedFrom base: Instant? = nil, count: Int) {
    self.title = title
    self.schedule = schedule
    if case .interval = schedule.expression, base == nil { assumedOrigin = start } else { assumedOrigin = nil }
    var times: [Instant] = []
    times.reserveCapacity(min(count, 64))
    var firings = schedule.firings(after: schedule.origin(of: start, countedFrom: base))
    while times.count < count, let time = firings.next() { if time > start { times.append(time) } }
    self.times = times
    effects = times.last.map { schedule.clockChangeEffects(from: start, to: $0) } ?? []
  }

  private func clock(_ time: Instant) -> ClockTime { ClockTime(time, in: schedule.timeZone) }

  /// One line: the times, separated by tabs; or an object.
  package func appendLine(to output: inout [UInt8], isJSON: Bool) {
    if isJSON {
      JSONWriter.append(to: &output) { $0.times(times.map { clock($0).rfc3339 }) }
    } else {
      for (index, time) in times.enumerated() {
        if index > 0 { output.append(UInt8(ascii: "\t")) }
        output += clock(time).rfc3339.utf8
      }
      if times.isEmpty { output += "never".utf8 }
    }
    output.append(UInt8(ascii: "\n"))
  }

  /// One line: why there is no answer.
  package static func appendLine(error: String, to output: inout [UInt8], isJSON: Bool) {
    if isJSON {
      JSONWriter.append(to: &output) { json in
        json.beginObject()
        json.member("error", error)
        json.endObject()
      }
    } else {
      output += "error: ".utf8
      TerminalText.append(error, to: &output)
    }
    output.append(UInt8(ascii: "\n"))
  }

  fileprivate func appendText(to output: inout [UInt8]) {
    if let title {
      TerminalText.append(title, to: &output)
      output += ": ".utf8
    }
    output += "\(schedule.inWords)\n".utf8
    let showsSeconds = times.contains { $0.secondsSince1970 % 60 != 0 }
    for time in times {
      let clock = clock(time)
      output += "  \(clock.weekday) \(clock.date) \(showsSeconds ? clock.timeOfDay : clock.hourAndMinute) \(clock.zoneOffset)\n".utf8
    }
    if times.isEmpty { output += "  never\n".utf8 }
    if let assumedOrigin {
      output += "  counted from \(assumedOrigin), as it is not known when it last ran or was made\n".utf8
    }
    for effect in effects { output += "  clocks: \(effect.inWords)\n".utf8 }
  }

  fileprivate func write(to json: inout JSONWriter) {
    json.beginObject()
    if let title { json.member("cronJob", title) }
    json.member("description", schedule.inWords)
    json.member("timeZone", schedule.timeZone.name)
    json.key("times")
    json.beginArray()
    for time in times { json.string(clock(time).rfc3339) }
    json.endArray()
    if !effects.isEmpty { json.clockChanges(effects, in: schedule.timeZone) }
    json.endObject()
  }
}

extension JSONWriter {
  fileprivate mutating func times(_ times: [String]) {
    beginObject()
    member("times", times)
    endObject()
  }
}

extension [ScheduleTimes] {
  /// - Parameter problems: What could not be read.
  package func text(problems: [String]) -> [UInt8] {
    var output: [UInt8] = []
    for times in self { times.appendText(to: &output) }
    output.append(problems: problems)
    return output
  }

  /// As a document of its schema, with what could not be read.
  package func json(problems: [String]) -> [UInt8] {
    JSONWriter.bytes { json in
      json.beginObject()
      json.member("schemaVersion", ScheduleSchemas.version)
      json.key("schedules")
      json.beginArray()
      for times in self {
        json.line()
        times.write(to: &json)
      }
      json.endLines()
      json.member("problems", problems)
      json.endObject()
    } + "\n".utf8
  }
}

extension [UInt8] {
  /// Behind an answer: what could not be read, a line each, as far as that helps.
  mutating func append(problems: [String]) {
    if !problems.isEmpty, !isEmpty { self += "\n".utf8 }
    for problem in problems.prefix(10) {
      self += "not evaluated: ".utf8
      TerminalText.append(problem, to: &self)
      self += "\n".utf8
    }
    if problems.count > 10 { self += "not evaluated: \(problems.count - 10) more; --format json has all\n".utf8 }
  }
}
