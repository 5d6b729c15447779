package import CronSchedule

/// What happened to the times of schedules, as people and programs read it.
package struct VerificationReport: Sendable {
  private let period: (start: Instant, end: Instant)
  private let cronJobs: [(name: String, verification: Verification)]
  private let isOpenEnded: Bool
  private let problems: [String]

  /// - Parameters:
  ///   - isOpenEnded: Whether it was not said when the CronJobs were looked at, so that the period ends with the last that is known.
  ///   - problems: What could not be read.
  package init(
    period: (start: Instant, end: Instant), cronJobs: [(name: String, verification: Verification)], isOpenEnded: Bool = false,
    problems: [String]
  ) {
    self.period = period
    self.cronJobs = cronJobs
    self.isOpenEnded = isOpenEnded
    self.problems = problems
  }

  /// Whether a time that was due had no run, a run was late, or a Job cannot be explained.
  package var hasFailures: Bool { cronJobs.contains { $0.verification.verdicts.contains { $0.kind.isFailure } } }

  /// - Parameter top: So many lines of each CronJob.
  package func text(top: Int) -> [UInt8] {
    var output: [UInt8] = []
    output += "\(SimulationReport.moment(period.start)) to \(SimulationReport.moment(period.end)) UTC\n".utf8
    var fine = 0
    var isHeld = false
    for (name, verification) in cronJobs {
      let groups = Group.all(verification.verdicts.filter { $0.kind != .onTime && $0.kind != .unknown })
      let holding = isOpenEnded ? verification.holding : nil
      if groups.isEmpty, verification.overlaps.isEmpty, holding == nil {
        fine += 1
        continue
      }
      output += "\n".utf8
      TerminalText.append(name, to: &output)
      output += ": \(Self.summary(verification))\n".utf8
      for group in groups.prefix(top) {
        output += "  ".utf8
        TerminalText.append(group.text(in: period.start), to: &output)
        output += "\n".utf8
      }
      if let holding {
        isHeld = true
        output += "  active since \(Group.time(holding.created, in: period.start)): ".utf8
        TerminalText.append(holding.name, to: &output)
        output += ": no run starts until it ends (Forbid)\n".utf8
      }
      if groups.count > top { output += "  and \(groups.count - top) more lines; --top shows them\n".utf8 }
    }
    if fine > 0 { output += "\n\(fine) CronJob\(fine == 1 ? "" : "s") with nothing to tell\n".utf8 }
    if isHeld { output += "\nNothing is known of what came after; --to says when the CronJobs were looked at.\n".utf8 }
    let total = Self.counts(cronJobs.flatMap(\.verification.verdicts))
    output += "\nin all: \(total.isEmpty ? "no time was due" : total)\n".utf8
    output.append(problems: problems)
    return output
  }

  private static func summary(_ verification: Verification) -> String {
    let counts = counts(verification.verdicts)
    guard !verification.overlaps.isEmpty else { return counts }
    return (counts.isEmpty ? "" : counts + ", ") + "\(verification.overlaps.count) overlapping"
  }

  private static func counts(_ verdicts: [RunVerdict]) -> String {
    RunVerdict.Kind.allCases.compactMap { kind in
      let count = verdicts.count { $0.kind == kind }
      return count == 0 ? nil : "\(count) \(kind.words)"
    }.joined(separator: ", ")
  }

  /// Verdicts in a row that say the same.
  private struct Group {
    var first: RunVerdict
    var last: RunVerdict
    var count = 1

    static func all(_ verdicts: [RunVerdict]) -> [Group] {
      var groups: [Group] = []
      for verdict in verdicts {
        if let last = groups.last, last.first.kind == verdict.kind, last.first.cause == verdict.cause, last.first.reason == verdict.reason,
          verdict.kind.isGrouped
        {
          groups[groups.count - 1].last = verdict
          groups[groups.count - 1].count += 1
        } else {
          groups.append(Group(first: verdict, last: verdict))
        }
      }
      return groups
    }

    /// - Parameter day: Times of that day are told without it.
    static func time(_ instant: Instant, in day: Instant) -> String {
      let clock = ClockTime(instant, in: .utc)
      let text = instant.secondsSince1970 % 60 == 0 ? clock.hourAndMinute : clock.timeOfDay
      return clock.date == ClockTime(day, in: .utc).date ? text : "\(clock.date) \(text)"
    }

    /// - Parameter day: See ``time(_:in:)``.
    func text(in day: Instant) -> String {
      func time(_ instant: Instant) -> String { Self.time(instant, in: day) }
      let when = count == 1 ? time(first.time) : "\(time(first.time)) to \(time(last.time)), \(count) times"
      let delay = DurationText.of(seconds: first.delay)
      let job = first.job ?? ""
      let reason =
        switch (first.kind, first.reason) {
        case (.onTime, _), (.unknown, _): ""
        case (.late, _): "\(job) was created \(delay) late: the controller was down or busy, or the Job was refused"
        case (.held, .resumed): "\(job) was created \(delay) late: the CronJob was suspended"
        case (.held, .changed): "\(job) was created \(delay) late: the CronJob was changed or resumed in between"
        case (.held, .rescheduled):
          "\(job) was created \(delay) late: the schedule was changed after that time, and the controller looked again when the former one was due"
        case (.held, .formerPlan): "\(job) was created \(delay) late, by what the CronJob was before it was changed"
        case (.held, _):
          "\(job) was created \(delay) late: \(first.cause.map { "\($0) was active" } ?? "a run was active, or the CronJob suspended")"
        case (.skipped, _): "not started: \(first.cause ?? "a run") was active"
        case (.suspended, _): "not started"
        case (.lost, .deadline): "not started: startingDeadlineSeconds is over before the controller looks"
        case (.lost, _): "not started: only the latest of those missed is"
        case (.missed, .notCreated):
          "no Job was created: it was refused (quota, admission), or the controller was down; it tries again after a while, or once the CronJob is changed"
        case (.missed, .gone): "its Job was created and is gone: someone deleted it"
        case (.missed, _): "no Job: the controller was down, the Job was refused, or someone deleted it"
        case (.manual, _): "\(job) was created by hand"
        case (.unexplained, .forgotten):
          "\(job) was started although \(first.cause ?? "a run") was active: the controller had lost sight of that run"
        case (.unexplained, _): "\(job) should not have been created"
        }
      return "\(first.kind.words) \(when): \(reason)"
    }
  }

  /// As a document of its schema.
  package func json() -> [UInt8] {
    JSONWriter.bytes { json in
      json.beginObject()
      json.member("schemaVersion", ScheduleSchemas.version)
      json.member("from", period.start.description)
      json.member("to", period.end.description)
      json.key("cronJobs")
      json.beginArray()
      for (name, verification) in cronJobs {
        json.line()
        json.beginObject()
        json.member("name", name)
        json.key("runs")
        json.beginArray()
        for verdict in verification.verdicts {
          json.line()
          json.beginObject()
          json.member("verdict", verdict.kind.rawValue)
          json.member("time", verdict.time.description)
          if let job = verdict.job {
            json.member("job", job)
            json.member("delaySeconds", Int(verdict.delay))
          }
          if let cause = verdict.cause { json.member("activeJob", cause) }
          if let reason = verdict.reason { json.member("reason", reason.rawValue) }
          json.endObject()
        }
        json.endLines()
        json.key("overlaps")
        json.beginArray()
        for overlap in verification.overlaps {
          json.line()
          json.beginObject()
          json.member("time", overlap.later.created.description)
          json.member("jobs", [overlap.earlier.name, overlap.later.name])
          json.endObject()
        }
        json.endLines()
        json.endObject()
      }
      json.endLines()
      json.member("problems", problems)
      json.endObject()
    } + "\n".utf8
  }
}

extension RunVerdict.Kind {
  fileprivate var isFailure: Bool {
    switch self {
    case .late, .skipped, .lost, .missed, .unexplained: true
    case .onTime, .held, .suspended, .unknown, .manual: false
    }
  }

  /// Whether several in a row can be told as one: no Job is named.
  fileprivate var isGrouped: Bool { self == .skipped || self == .suspended || self == .lost || self == .missed }

  fileprivate var words: String { self == .onTime ? "on time" : rawValue }
}
