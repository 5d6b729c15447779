import ArgumentParser
import CronSchedule
import Engine
import Findings
import Manifests

/// What to simulate: CronJobs, how long their runs take, and when the controller is down.
struct SimulationOptions: ParsableArguments {
  @OptionGroup(title: "Input") var input: InputOptions

  @OptionGroup(title: "Times") var zone: ZoneOptions
  @OptionGroup(title: "Times") var window: PeriodOptions

  @Option(
    help: ArgumentHelp(
      "How long runs take: 12m, or 12m±3m (also 12m+-3m); of one CronJob with NAME= or NAMESPACE/NAME= in front. Repeatable. Else the finished "
        + "Jobs of a dump tell, or 1m is assumed.", valueName: "time"))
  var duration: [String] = []

  @Option(
    name: .customLong("durations"), help: ArgumentHelp("A file of such times, one NAME=TIME a line.", valueName: "file"),
    completion: .file())
  var durationFile: String?

  @Option(help: "Chooses run times that vary; the same seed gives the same result.")
  var seed: Int = 1

  @Option(help: ArgumentHelp("When the controller is down: two times with a slash between. Repeatable.", valueName: "from/to"))
  var outage: [String] = []

  /// - Parameter length: How long to simulate, where that is not said.
  func simulated(length: Int64) throws -> Simulated {
    try simulated(input.readSchedules(zone.zones), length: length)
  }

  /// - Parameter input: What ``input`` holds.
  func simulated(_ input: ScheduleInput, length: Int64) throws -> Simulated {
    let period = try window.period(from: .now, to: .after(length))
    let outages = try outage.map { text in
      let parts = text.split(separator: "/", maxSplits: 1).map { PointInTime(argument: String($0)) }
      guard parts.count == 2, let from = parts[0]?.resolved(from: period.start), let to = parts[1]?.resolved(from: from), from < to else {
        throw ValidationError("--outage \(text): write two times with a slash between, the later behind: 2026-11-23T02:00:00Z/+90m.")
      }
      return from..<to
    }
    let times = try RunTimes(duration, file: durationFile)
    for name in times.names where !input.cronJobs.contains(where: { $0.isNamed(name) }) {
      throw ValidationError("There is no CronJob \(name), for which a duration is given, in the input.")
    }
    let simulatedPeriod = SimulatedPeriod(
      from: period.start, to: period.end, outages: outages, seed: UInt64(bitPattern: Int64(seed)))
    return Simulated(input: input, jobs: input.cronJobs.map { times.simulated($0) }, period: simulatedPeriod)
  }
}

/// CronJobs, ready to be simulated.
struct Simulated {
  var input: ScheduleInput
  /// In the order of the input.
  var jobs: [SimulatedCronJob]
  var period: SimulatedPeriod

  /// Simulates on two cores: each needs counters of its own for every second.
  func simulation() -> Simulation {
    let parts = jobs.count < 100 ? 1 : 2
    var whole: Simulation?
    forEachInOrder(Array(0..<parts), window: parts) { [jobs, period] part in
      Simulation(jobs, stride(from: part, to: jobs.count, by: parts), in: period)
    } consume: { part in
      if whole == nil { whole = part } else { whole?.add(part) }
    }
    return whole ?? Simulation(jobs, [], in: period)
  }
}

/// How long runs take, as the user says.
private struct RunTimes {
  private var usual: RunDuration?
  private var named: [String: RunDuration] = [:]
  var names: [String] { named.keys.sorted() }

  /// - Throws: `ValidationError` where a time cannot be understood, `ExitCode` where the file cannot be read.
  init(_ texts: [String], file: String?) throws {
    if let file {
      let bytes = try StandardError.reporting { try readFile(file) }
      for (index, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
        let text = String(decoding: line.filter { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
        if text.isEmpty || text.hasPrefix("#") { continue }
        try add(text.split(separator: "\t").joined(separator: "="), "\(file):\(index + 1)")
      }
    }
    for text in texts { try add(text, "--duration \(text)") }
  }

  private mutating func add(_ text: String, _ place: String) throws {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard let time = parts.last.flatMap({ RunDuration(String($0)) }) else {
      throw ValidationError("\(place): write a time such as 12m or 12m±3m, with NAME= in front for one CronJob.")
    }
    if parts.count == 2 { named[String(parts[0])] = time } else { usual = time }
  }

  func simulated(_ cronJob: ScheduleInput.CronJob) -> SimulatedCronJob {
    var time = named.isEmpty ? nil : names.filter { cronJob.isNamed($0) }.max { $0.utf8.count < $1.utf8.count }.flatMap { named[$0] }
    if time == nil {
      let seen = cronJob.jobs.compactMap { job in job.finished.map { $0.secondsSince1970 - job.created.secondsSince1970 } }.filter {
        $0 >= 0
      }
      if !seen.isEmpty { time = .seen(seen) }
    }
    var job = SimulatedCronJob(name: cronJob.title, plan: cronJob.plan, duration: time ?? usual ?? .fixed(60))
    job.base = cronJob.base
    job.activeDeadlineSeconds = cronJob.activeDeadlineSeconds
    job.cpu = cronJob.cpu
    job.memory = cronJob.memory
    job.objects = cronJob.objects
    return job
  }
}
