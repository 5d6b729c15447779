import ArgumentParser
import CronSchedule
import Engine
import Findings
import Manifests
import Reports

/// `curfew schedule timeline`: the picture.
struct ScheduleTimelineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "timeline",
    abstract: "Draw the runs of CronJobs over time: on the terminal, as SVG, or as a page to put into a review.",
    discussion: """
      Draws what happened where the input has Jobs (a dump, a record of runs), and otherwise what will happen as simulated; --simulated always \
      does the latter. Without --from and --to, the time of the Jobs, or the next 24 hours.

      Examples:
        curfew schedule timeline deploy/ --duration 20m
        kubectl get cronjobs,jobs -A -o json | curfew schedule timeline -
        curfew schedule timeline runs.jsonl --format html --output incident.html
      """)

  /// How to draw it.
  enum Format: String, ExpressibleByArgument, CaseIterable { case text, svg, html }

  @OptionGroup var options: SimulationOptions

  @Flag(name: .customLong("simulated"), help: "Draw what will happen, even where there are Jobs.")
  var isSimulated = false

  @Option(help: "Draw only so many CronJobs: those that are busy longest.")
  var top: Int = 40

  @Option(help: "How to draw it.")
  var format: Format = .text

  @Option(
    name: [.customShort("o"), .long], help: ArgumentHelp("The file for it; standard output without, and with -.", valueName: "path"),
    completion: .file())
  var output: String?

  @Option(help: "Colours on the terminal.")
  var color: ColorChoice = .auto

  func validate() throws {
    guard (1...1000).contains(top) else { throw ValidationError("--top is from 1 to 1000.") }
  }

  func run() throws {
    let found = options.input.find()
    let output = output.flatMap(ReportDestination.file)
    try OutputFiles([output]).check(
      files: found.entries.map(\.file), others: options.input.sources.rendering.files + [options.durationFile].compactMap(\.self))
    let input = options.input.sources.reading.readSchedules(found, try options.zone.zones)
    let isRecorded = !isSimulated && input.cronJobs.contains { !$0.jobs.isEmpty }
    let timeline: Timeline
    if isRecorded {
      let seen = input.observed
      let period = try options.window.period(from: seen.lowerBound, to: .instant(seen.upperBound))
      timeline = Timeline(records: input.records, from: period.start, to: period.end, top: top)
    } else {
      timeline = Timeline(try options.simulated(input, length: 86_400), top: top)
    }
    let bytes =
      switch format {
      case .text: timeline.text(isColored: color.isOn && output == nil)
      case .svg: timeline.svg()
      case .html: timeline.html()
      }
    for problem in (input.problems.all).prefix(10) { StandardError.write("curfew: \(problem)\n") }
    try ReportOutput.write(bytes, to: output)
    throw ExitCode(input.exitStatus.rawValue)
  }
}

extension Timeline {
  /// What will happen.
  fileprivate init(_ simulated: Simulated, top: Int) {
    let rows = simulated.jobs.enumerated().map { index, job in
      var sequence = RunSequence(job, index: index, in: simulated.period, keepsLostTimes: true)
      var bars: [Bar] = []
      while let run = sequence.next() { bars.append(Bar(start: run.start, end: run.end, ending: run.ending)) }
      return Row(name: job.name, schedule: job.plan.schedule.inWords, bars: bars, lost: sequence.lostTimes)
    }
    self.init(
      title: "What will run", start: simulated.period.start, end: simulated.period.end, outages: simulated.period.outages,
      rows: rows.busiest(top), hidden: max(0, rows.count - top))
  }

  /// What happened.
  fileprivate init(records: [RecordedCronJob], from start: Instant, to end: Instant, top: Int) {
    let rows = records.map { record in
      let bars = record.jobs.compactMap { job -> Bar? in
        guard job.created < end, job.end ?? end > start else { return nil }
        let ending: Run.Ending =
          if job.reason == "DeadlineExceeded" {
            .deadline
          } else if job.result == .failed {
            .failed
          } else if job.result == .complete {
            .finished
          } else if job.end != nil {
            .replaced
          } else {
            .open
          }
        return Bar(start: job.created, end: job.end ?? end, ending: ending, job: job.name, isManual: job.scheduledTime == nil)
      }
      let lost = Verification(record, from: start, to: end).verdicts.compactMap { verdict -> LostTime? in
        switch verdict.kind {
        case .skipped: LostTime(time: verdict.time, isSkipped: true)
        case .lost, .missed: LostTime(time: verdict.time, isSkipped: false)
        default: nil
        }
      }
      return Row(name: record.name, schedule: record.plans.last?.plan.schedule.inWords ?? "", bars: bars, lost: lost)
    }
    self.init(title: "What ran", start: start, end: end, outages: [], rows: rows.busiest(top), hidden: max(0, rows.count - top))
  }
}

extension [Timeline.Row] {
  /// The busiest, in the order in which they were.
  fileprivate func busiest(_ count: Int) -> [Timeline.Row] {
    guard self.count > count else { return self }
    let order = indices.sorted { (self[$1].busySeconds, $0) < (self[$0].busySeconds, $1) }
    return order.prefix(count).sorted().map { self[$0] }
  }
}
