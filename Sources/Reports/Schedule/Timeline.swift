package import CronSchedule

/// The runs of CronJobs over time, to be drawn.
package struct Timeline: Sendable {
  /// A run.
  package struct Bar: Sendable {
    var start: Instant
    var end: Instant
    var ending: Run.Ending
    /// The Job's name, where there is one.
    var job: String?
    var isManual: Bool

    /// A bar for a run.
    package init(start: Instant, end: Instant, ending: Run.Ending, job: String? = nil, isManual: Bool = false) {
      self.start = start
      self.end = end
      self.ending = ending
      self.job = job
      self.isManual = isManual
    }

    var isTrouble: Bool { ending == .failed || ending == .deadline }
  }

  /// A CronJob.
  package struct Row: Sendable {
    let name: String
    /// In words.
    let schedule: String
    /// In order of their start.
    let bars: [Bar]
    let lost: [LostTime]

    /// The row of a CronJob.
    package init(name: String, schedule: String, bars: [Bar], lost: [LostTime]) {
      self.name = name
      self.schedule = schedule
      self.bars = bars
      self.lost = lost
    }

    /// How long its runs take together.
    package var busySeconds: Int64 { bars.reduce(0) { $0 + $1.end.secondsSince1970 - $1.start.secondsSince1970 } }
  }

  let title: String
  let start: Instant
  let end: Instant
  let outages: [Range<Instant>]
  let rows: [Row]
  /// CronJobs that are not drawn.
  let hidden: Int

  /// A timeline of rows, and how many more there are.
  package init(title: String, start: Instant, end: Instant, outages: [Range<Instant>], rows: [Row], hidden: Int) {
    self.title = title
    self.start = start
    self.end = max(end, Instant(secondsSince1970: start.secondsSince1970 + 1) ?? end)
    self.outages = outages
    self.rows = rows
    self.hidden = hidden
  }

  var length: Int64 { end.secondsSince1970 - start.secondsSince1970 }

  /// Where an instant lies, from 0 at the start to 1 at the end; never outside.
  func position(_ instant: Instant) -> Double {
    min(1, max(0, Double(instant.secondsSince1970 - start.secondsSince1970) / Double(length)))
  }

  /// Round times for the axis, at most so many, with their labels.
  func ticks(_ most: Int64) -> [(time: Instant, label: String)] {
    let hour: Int64 = 3600
    let steps = [60, 120, 300, 600, 900, 1800, hour, 2 * hour, 3 * hour, 6 * hour, 12 * hour, 24 * hour, 48 * hour, 168 * hour, 720 * hour]
    let step = steps.first { length / $0 <= most } ?? 8760 * hour
    var ticks: [(time: Instant, label: String)] = []
    var second = (start.secondsSince1970 + step - 1) / step * step
    while second < end.secondsSince1970, let time = Instant(secondsSince1970: second) {
      let clock = ClockTime(time, in: .utc)
      let isMidnight = clock.hourAndMinute == "00:00"
      ticks.append((time, step >= 24 * hour || isMidnight ? String(clock.date.dropFirst(5)) : clock.hourAndMinute))
      second += step
    }
    return ticks
  }

  var periodWords: String { "\(SimulationReport.moment(start)) to \(SimulationReport.moment(end)) UTC" }

  var countWords: String {
    let runs = rows.reduce(0) { $0 + $1.bars.count }
    let lost = rows.reduce(0) { $0 + $1.lost.count }
    return "\(runs) run\(runs == 1 ? "" : "s")" + (lost == 0 ? "" : ", \(lost) time\(lost == 1 ? "" : "s") without")
  }
}
