/// Offsets within the hour that flatten pile-ups: each schedule keeps its period, its hours and its days.
///
/// Only CronJobs that run in a full minute are moved: one with more than a quarter of the runs of the fullest, and more than most.
package struct Spread: Sendable {
  /// Another minute for a CronJob.
  package struct Proposal: Hashable, Sendable {
    /// Its place among the CronJobs.
    package var index: Int
    /// How many minutes later it runs, or earlier if negative.
    package var shift: Int64
    /// The one that is proposed.
    package var schedule: Schedule
  }

  /// What to change, in the order of the CronJobs.
  package private(set) var proposals: [Proposal] = []
  /// The CronJobs with the proposals in place.
  package private(set) var jobs: [SimulatedCronJob]

  /// - Parameters:
  ///   - latest: no CronJob is moved by more minutes than these.
  package init(_ jobs: [SimulatedCronJob], in period: SimulatedPeriod, within latest: Int64) {
    self.jobs = jobs
    var load = MinuteLoad(period)
    // Each alone, without what the others do to it: where its runs lie in minutes.
    let runs = jobs.enumerated().map { index, job in load.spans(of: job, index: index, in: period) }
    for spans in runs { load.add(spans, shift: 0, by: 1) }
    let calm = max(load.mean + 1, load.highest / 4)
    // Those that are hard to place go first: the ones that run seldom find room around those that run often.
    let order = jobs.indices.filter { !jobs[$0].plan.isSuspended }.sorted { (runs[$1].count, $0) < (runs[$0].count, $1) }
    var shifts = [Int64](repeating: 0, count: jobs.count)
    // A second look, when all others stand elsewhere.
    for _ in 0..<2 {
      for index in order where !runs[index].isEmpty {
        guard case .calendar(let fields) = jobs[index].plan.schedule.expression else { continue }
        let candidates = fields.shifts(within: latest)
        guard candidates.count > 1, load.highest(runs[index], shift: shifts[index]) > calm else { continue }
        load.add(runs[index], shift: shifts[index], by: -1)
        var best = (cost: load.cost(runs[index], shift: shifts[index]), shift: shifts[index])
        for shift in candidates {
          let cost = load.cost(runs[index], shift: shift)
          if (cost, shift.magnitude, shift) < (best.cost, best.shift.magnitude, best.shift) { best = (cost, shift) }
        }
        shifts[index] = best.shift
        load.add(runs[index], shift: best.shift, by: 1)
      }
    }
    for index in jobs.indices where shifts[index] != 0 {
      guard case .calendar(let fields) = jobs[index].plan.schedule.expression else { continue }
      let schedule = Schedule(.calendar(fields.shifted(by: shifts[index])), in: jobs[index].plan.schedule.timeZone)
      proposals.append(Proposal(index: index, shift: shifts[index], schedule: schedule))
      self.jobs[index].plan.schedule = schedule
    }
  }
}

/// How many runs work in each minute.
private struct MinuteLoad {
  private var counts: [Int32]
  private let start: Int64

  init(_ period: SimulatedPeriod) {
    start = period.start.secondsSince1970
    counts = Array(repeating: 0, count: Int((period.end.secondsSince1970 - start) / 60) + 1)
  }

  /// The minutes in which each run works.
  func spans(of job: SimulatedCronJob, index: Int, in period: SimulatedPeriod) -> [Range<Int64>] {
    var spans: [Range<Int64>] = []
    for run in RunSequence(job, index: index, in: period) {
      let first = (run.start.secondsSince1970 - start) / 60
      spans.append(first..<max(first + 1, (run.end.secondsSince1970 - start + 59) / 60))
    }
    return spans
  }

  mutating func add(_ spans: [Range<Int64>], shift: Int64, by change: Int32) {
    for span in spans {
      for minute in clamped(span, shift) { counts[minute] += change }
    }
  }

  /// How many run at once, rounded up.
  var mean: Int32 { Int32((counts.reduce(0) { $0 + Int64($1) } + Int64(counts.count) - 1) / Int64(counts.count)) }

  /// The most runs at once, in all minutes.
  var highest: Int32 { counts.max() ?? 0 }

  /// The most runs at once, in the minutes of one CronJob.
  func highest(_ spans: [Range<Int64>], shift: Int64) -> Int32 {
    var highest: Int32 = 0
    for span in spans {
      for minute in clamped(span, shift) { highest = max(highest, counts[minute]) }
    }
    return highest
  }

  /// What a CronJob at this place adds to the sum of the squares of all counts, so that high ones weigh more.
  func cost(_ spans: [Range<Int64>], shift: Int64) -> Int64 {
    var cost: Int64 = 0
    for span in spans {
      for minute in clamped(span, shift) { cost += 2 * Int64(counts[minute]) + 1 }
    }
    return cost
  }

  private func clamped(_ span: Range<Int64>, _ shift: Int64) -> Range<Int> {
    let end = Int64(counts.count)
    let first = max(0, min(end, span.lowerBound + shift))
    return Int(first)..<Int(max(first, min(end, span.upperBound + shift)))
  }
}

extension CalendarFields {
  /// By how many minutes the schedule can be moved so that each run stays in its hour, and the same distance from the others.
  fileprivate func shifts(within latest: Int64) -> [Int64] {
    guard minutes != 0 else { return [] }
    let first = Int64(minutes.trailingZeroBitCount)
    let last = 63 - Int64(minutes.leadingZeroBitCount)
    return (max(-first, -latest)...min(59 - last, latest)).map { $0 }
  }

  fileprivate func shifted(by shift: Int64) -> CalendarFields {
    var fields = self
    fields.minutes = shift < 0 ? minutes >> UInt64(-shift) : minutes << UInt64(shift)
    return fields
  }
}

extension CronExpression {
  /// The expression with other minutes, its other fields as they were written.
  ///
  /// - Parameter text: the expression as written, which this one differs from in its minutes alone.
  package func rewritingMinutes(of text: String) -> String {
    guard case .calendar(let fields) = self else { return text }
    let minutes = fields.minutesText
    switch text {
    case "@hourly": return "\(minutes) * * * *"
    case "@daily", "@midnight": return "\(minutes) 0 * * *"
    case "@weekly": return "\(minutes) 0 * * 0"
    case "@monthly": return "\(minutes) 0 1 * *"
    case "@yearly", "@annually": return "\(minutes) 0 1 1 *"
    default: return ([minutes] + text.split { $0 == " " || $0 == "\t" }.dropFirst().map(String.init)).joined(separator: " ")
    }
  }
}

extension CalendarFields {
  /// `17`, `3-59/15`, or a list.
  fileprivate var minutesText: String {
    let values = (0..<60).filter { minutes & (1 << UInt64($0)) != 0 }
    guard let first = values.first else { return "," }
    if values.count == 60 { return "*" }
    if values.count > 2 {
      let step = values[1] - first
      if values == Array(stride(from: first, to: 60, by: step)) { return first == 0 ? "*/\(step)" : "\(first)-59/\(step)" }
      if step == 1, values == Array(first...first + values.count - 1) { return "\(first)-\(first + values.count - 1)" }
    }
    return values.map { "\($0)" }.joined(separator: ",")
  }
}
