package import CronSchedule

/// A simulation as people and programs read it.
package struct SimulationReport: Sendable {
  private let names: [String]
  private let simulation: Simulation
  private let encounters: [Encounter]
  private let crowded: [(object: SharedObject, count: Int)]
  private let clockChanges: [(effects: [ClockChangeEffect], timeZone: CronSchedule.TimeZone)]
  private let problems: [String]

  /// - Parameters:
  ///   - names: Of the CronJobs, in the order of the simulation's outcomes.
  ///   - schedules: Of the same.
  ///   - problems: What could not be read.
  package init(
    names: [String], schedules: [Schedule], simulation: Simulation,
    encounters: (pairs: [Encounter], crowded: [(object: SharedObject, count: Int)]),
    problems: [String]
  ) {
    self.names = names
    self.simulation = simulation
    self.encounters = encounters.pairs
    crowded = encounters.crowded
    let period = simulation.period
    clockChanges = schedules.map { ($0.clockChangeEffects(from: period.start, to: period.end), $0.timeZone) }
    self.problems = problems
  }

  private var runs: Int { simulation.outcomes.reduce(0) { $0 + $1.runs } }
  private var length: Int64 { simulation.period.end.secondsSince1970 - simulation.period.start.secondsSince1970 }

  private static let chartWidth = 72

  /// - Parameter top: So many of each list.
  package func text(top: Int) -> [UInt8] {
    var output: [UInt8] = []
    let period = simulation.period
    let count = names.count
    output +=
      "\(Self.moment(period.start)) to \(Self.moment(period.end)) UTC: \(count) CronJob\(count == 1 ? "" : "s"), \(runs) runs\n\n".utf8
    appendTable(top, to: &output)
    appendLoad(to: &output)
    let fullest = simulation.load.fullestMinutes(min(top, 5)).filter { $0.count > 1 }
    if !fullest.isEmpty {
      output += "\nfullest minutes\n".utf8
      for minute in fullest { output += "  \(Self.moment(minute.minute))  \(minute.count) runs start\n".utf8 }
    }
    if !encounters.isEmpty || !crowded.isEmpty { output += "\nat the same time at the same thing\n".utf8 }
    for encounter in encounters.prefix(top) {
      output += "  ".utf8
      TerminalText.append("\(encounter.object.kind.rawValue) \(encounter.object.name): ", to: &output)
      output += "\(encounter.count) time\(encounter.count == 1 ? "" : "s"), first \(Self.moment(encounter.time))\n    ".utf8
      output.appendColumn(names[encounter.first], width: Self.nameWidth)
      output += "  ".utf8
      output.appendColumn(names[encounter.second], width: Self.nameWidth)
      output += "\n".utf8
    }
    if encounters.count > top { output += "  and \(encounters.count - top) more pairs; --top shows them\n".utf8 }
    for crowd in crowded.prefix(top) {
      output += "  ".utf8
      TerminalText.append(
        "\(crowd.object.kind.rawValue) \(crowd.object.name): shared by \(crowd.count) CronJobs, not looked at\n", to: &output)
    }
    appendClockChanges(top, to: &output)
    output.append(problems: problems)
    return output
  }

  private func appendClockChanges(_ top: Int, to output: inout [UInt8]) {
    let struck = zip(names, clockChanges).flatMap { name, change in change.effects.map { (name, $0) } }
    if !struck.isEmpty { output += "\nwhen the clocks change\n".utf8 }
    for (name, effect) in struck.prefix(top) {
      output += "  ".utf8
      TerminalText.append(name, to: &output)
      output += ": \(effect.inWords)\n".utf8
    }
    if struck.count > top { output += "  and \(struck.count - top) more; --top shows them\n".utf8 }
  }

  private func appendTable(_ top: Int, to output: inout [UInt8]) {
    let order = simulation.outcomes.indices.sorted { left, right in
      let (first, second) = (simulation.outcomes[left], simulation.outcomes[right])
      return (second.trouble, second.busySeconds, names[left], left) < (first.trouble, first.busySeconds, names[right], right)
    }
    let heads = ["runs", "overlap", "late", "skipped", "missed", "killed", "busy"]
    output += String(repeating: " ", count: Self.nameWidth).utf8
    for head in heads { output += Self.right(head, max(head.count, 4) + 1).utf8 }
    output += "\n".utf8
    for index in order.prefix(top) {
      let outcome = simulation.outcomes[index]
      output.appendColumn(names[index], width: Self.nameWidth)
      let numbers = [
        outcome.runs, outcome.overlaps, outcome.late, outcome.skipped, outcome.missed, outcome.killedByDeadline + outcome.replaced,
      ]
      for (head, number) in zip(heads, numbers) { output += Self.right(Self.short(number), max(head.count, 4) + 1).utf8 }
      output += Self.right(Self.share(outcome.busySeconds, of: length), 5).utf8
      output += "\n".utf8
    }
    if order.count > top { output += "and \(order.count - top) more with less trouble; --top shows them\n".utf8 }
  }

  private static let nameWidth = 34

  private func appendLoad(to output: inout [UInt8]) {
    let load = simulation.load
    output += "\n".utf8
    for measure in ClusterLoad.Measure.allCases {
      guard let peak = load.peaks(of: measure, parts: 1).first, peak.value > 0 else { continue }
      let parts = load.peaks(of: measure, parts: Self.chartWidth)
      output += "\(Self.title(measure)): at most \(Self.amount(peak.value, measure)), at \(Self.moment(peak.time))\n  ".utf8
      for part in parts { output += Self.bar(part.value, of: peak.value).utf8 }
      output += "\n".utf8
    }
    let seconds = length / Int64(Self.chartWidth)
    if seconds > 0 { output += "  each bar is the highest of \(DurationText.of(seconds: seconds))\n".utf8 }
  }

  static func title(_ measure: ClusterLoad.Measure) -> String {
    switch measure {
    case .runs: "runs at once"
    case .cpu: "requested cpu"
    case .memory: "requested memory"
    }
  }

  static func amount(_ value: Int64, _ measure: ClusterLoad.Measure) -> String {
    switch measure {
    case .runs: "\(value)"
    case .cpu: "\(tenths(value, 1000)) cores"
    case .memory: value < 1 << 30 ? "\(value >> 20) MiB" : "\(tenths(value, 1 << 30)) GiB"
    }
  }

  private static func tenths(_ value: Int64, _ unit: Int64) -> String { "\(value / unit).\(value % unit * 10 / unit)" }

  private static func bar(_ value: Int64, of highest: Int64) -> String {
    guard value > 0, highest > 0 else { return " " }
    let bars = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    return bars[Int(max(0, min(7, (Int128(value) * 8 - 1) / Int128(highest))))]
  }

  static func moment(_ time: Instant) -> String {
    let clock = ClockTime(time, in: .utc)
    return "\(clock.weekday) \(clock.date) \(time.secondsSince1970 % 60 == 0 ? clock.hourAndMinute : clock.timeOfDay)"
  }

  private static func share(_ part: Int64, of whole: Int64) -> String {
    guard part > 0, whole > 0 else { return "0%" }
    let percent = Int128(part) * 100 / Int128(whole)
    return percent == 0 ? "<1%" : "\(percent)%"
  }

  /// At most five digits.
  private static func short(_ number: Int) -> String { number < 100_000 ? "\(number)" : "\(number / 1000)k" }

  private static func right(_ text: String, _ width: Int) -> String { String(repeating: " ", count: max(0, width - text.count)) + text }

  /// As a document of its schema.
  package func json() -> [UInt8] {
    JSONWriter.bytes { json in
      json.beginObject()
      json.member("schemaVersion", ScheduleSchemas.version)
      json.member("from", simulation.period.start.description)
      json.member("to", simulation.period.end.description)
      json.member("runs", runs)
      json.key("cronJobs")
      json.beginArray()
      for (index, (name, outcome)) in zip(names, simulation.outcomes).enumerated() {
        json.line()
        json.beginObject()
        json.member("name", name)
        json.member("runs", outcome.runs)
        json.member("overlaps", outcome.overlaps)
        json.member("mostAtOnce", outcome.mostAtOnce)
        json.member("late", outcome.late)
        json.member("longestDelaySeconds", Int(outcome.longestDelay))
        json.member("skipped", outcome.skipped)
        json.member("missed", outcome.missed)
        json.member("killedByDeadline", outcome.killedByDeadline)
        json.member("replaced", outcome.replaced)
        json.member("busySeconds", Int(outcome.busySeconds))
        let (effects, timeZone) = clockChanges[index]
        if !effects.isEmpty { json.clockChanges(effects, in: timeZone) }
        json.endObject()
      }
      json.endLines()
      write(load: simulation.load, to: &json)
      json.key("fullestMinutes")
      json.beginArray()
      for minute in simulation.load.fullestMinutes(20) {
        json.beginObject()
        json.member("time", minute.minute.description)
        json.member("starts", minute.count)
        json.endObject()
      }
      json.endArray()
      json.key("encounters")
      json.beginArray()
      for encounter in encounters {
        json.line()
        json.beginObject()
        json.member("kind", encounter.object.kind.rawValue)
        json.member("object", encounter.object.name)
        json.member("cronJobs", [names[encounter.first], names[encounter.second]])
        json.member("count", encounter.count)
        json.member("first", encounter.time.description)
        json.endObject()
      }
      json.endLines()
      json.key("crowded")
      json.beginArray()
      for crowd in crowded {
        json.beginObject()
        json.member("kind", crowd.object.kind.rawValue)
        json.member("object", crowd.object.name)
        json.member("cronJobs", crowd.count)
        json.endObject()
      }
      json.endArray()
      json.member("problems", problems)
      json.endObject()
    } + "\n".utf8
  }

  /// The highest of every hour; of longer parts where there would be more than a thousand.
  private func write(load: ClusterLoad, to json: inout JSONWriter) {
    let parts = Int(min(1000, max(1, (length + 3599) / 3600)))
    json.key("load")
    json.beginArray()
    let runs = load.peaks(of: .runs, parts: parts)
    let cpu = load.peaks(of: .cpu, parts: parts)
    let memory = load.peaks(of: .memory, parts: parts)
    for part in 0..<parts {
      json.line()
      json.beginObject()
      let start = load.start.secondsSince1970 + length * Int64(part) / Int64(parts)
      json.member("from", (Instant(secondsSince1970: start) ?? load.start).description)
      json.member("runs", Int(runs[part].value))
      json.member("cpuMillicores", Int(cpu[part].value))
      json.member("memoryBytes", Int(memory[part].value))
      json.endObject()
    }
    json.endLines()
  }
}

extension Simulation.Outcome {
  /// How much does not go as one would wish.
  fileprivate var trouble: Int { overlaps + late + skipped + missed + killedByDeadline + replaced }
}

extension [UInt8] {
  /// Appends a name in so many cells; what is too long loses its beginning.
  mutating func appendColumn(_ text: String, width: Int) {
    var shown = text
    if text.count > width { shown = "…" + text.suffix(width - 1) }
    let cells = TerminalText.append(shown, to: &self)
    self += String(repeating: " ", count: Swift.max(0, width - cells)).utf8
  }
}
