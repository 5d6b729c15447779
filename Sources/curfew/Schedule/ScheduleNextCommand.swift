import ArgumentParser
import CronSchedule
import Engine
import Findings
import Manifests
import Reports

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// `curfew schedule next`: the next times.
struct ScheduleNextCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "next",
    abstract: "Print the next times of an expression, or of the CronJobs in manifests.",
    discussion: """
      With - each line of standard input is an expression, a tab and a time zone (both of which may be left out), and is answered by one line: \
      the times, separated by tabs, or "error:" and the reason. The exit status is 2 where an expression is refused.

      Examples:
        curfew schedule next "30 2 * * 1-5" --zone Europe/Berlin
        curfew schedule next deploy/ --count 1
        curfew schedule next --helm charts/backup --values prod.yaml
        curfew schedule next git:main
        kubectl get cronjobs -A -o json > all.json && curfew schedule next all.json
        cut -f3 inventory.tsv | curfew schedule next - --count 1
      """)

  @Argument(
    help: ArgumentHelp(
      "An expression; a file or directory of manifests; git:REVISION[:PATH] for what a git revision has; the name of a CronJob in what "
        + "--kustomize and --helm name, or else in the current directory; - for lines of standard input. Without it, all that these have.",
      valueName: "schedule"),
    completion: .file())
  var schedule: String?

  @OptionGroup(title: "Input") var sources: SourceOptions

  @OptionGroup(title: "Times") var zone: ZoneOptions

  @Option(help: ArgumentHelp("Look for times after this one: now, 2026-11-23 (UTC) or 2026-11-23T05:40:00+01:00.", valueName: "time"))
  var from: PointInTime?

  @Option(help: "How many times to print.")
  var count: Int = 5

  @Option(help: "How to print them; with - each line is an object of its own.")
  var format: PlainFormat = .text

  private var argument: ScheduleArgument { ScheduleArgument(text: schedule) }

  func validate() throws {
    guard (1...100_000).contains(count) else { throw ValidationError("--count is from 1 to 100000.") }
    if argument.isExpression, !sources.rendering.isEmpty {
      throw ValidationError("--kustomize and --helm have schedules of their own: leave '\(schedule ?? "")' out.")
    }
  }

  func run() throws {
    let start = from?.resolved(from: .now) ?? .now
    let zones = try zone.zones
    guard let schedule, argument.isExpression else { return try answerManifests(after: start, zones) }
    if schedule == "-" { return try answerLines(after: start, zones) }
    let times = [ScheduleTimes(nil, try ScheduleExplainCommand.schedule(schedule, zones.usual), after: start, count: count)]
    try ReportOutput.write(format == .json ? times.json(problems: []) : times.text(problems: []))
  }

  private func answerManifests(after start: Instant, _ zones: TimeZones) throws {
    let input = try argument.input(sources, zones)
    let times = input.cronJobs.map { ScheduleTimes($0.title, $0.plan.schedule, after: start, countedFrom: $0.base, count: count) }
    let problems = input.problems.all
    try ReportOutput.write(format == .json ? times.json(problems: problems) : times.text(problems: problems))
    throw ExitCode(input.exitStatus.rawValue)
  }

  /// Answers what is there to read before it waits for more, so that a program can ask line by line.
  private func answerLines(after start: Instant, _ zones: TimeZones) throws {
    var known = ["": zones.usual]
    var isRefused = false
    let output = try ReportOutput(path: nil)
    var lines = StandardInputLines()
    while output.isWanted, let batch = lines.next() {
      var answers: [UInt8] = []
      for line in batch.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
        let parts = line.split(separator: UInt8(ascii: "\t"), maxSplits: 1, omittingEmptySubsequences: false)
        let zone = parts.count > 1 ? String(decoding: parts[1], as: UTF8.self) : ""
        do {
          let timeZone = try known[zone] ?? zones.zone(named: zone)
          known[zone] = timeZone
          let schedule = Schedule(try CronExpression(String(decoding: parts.first ?? [], as: UTF8.self)), in: timeZone)
          ScheduleTimes(nil, schedule, after: start, count: count).appendLine(to: &answers, isJSON: format == .json)
        } catch {
          isRefused = true
          ScheduleTimes.appendLine(error: "\(error)", to: &answers, isJSON: format == .json)
        }
      }
      output.write(answers)
    }
    do throws(OutputError) { try output.close() } catch {
      StandardError.write("curfew: \(error)\n")
      throw ExitCode(ExitStatus.unreadable.rawValue)
    }
    if isRefused { throw ExitCode(ExitStatus.unreadable.rawValue) }
  }
}

/// Standard input in batches of whole lines, as much as is there at a time.
private struct StandardInputLines {
  private var rest: [UInt8] = []
  private var isAtEnd = false

  /// Lines without the last line feed; nil at the end.
  mutating func next() -> ArraySlice<UInt8>? {
    while !isAtEnd {
      let start = rest.count
      let chunk = 1 << 16
      rest.append(contentsOf: repeatElement(0, count: chunk))
      let count = unsafe rest.withUnsafeMutableBytes { unsafe read(STDIN_FILENO, $0.baseAddress?.advanced(by: start), chunk) }
      rest.removeLast(chunk - max(0, count))
      if count < 0, errno == EINTR { continue }
      if count <= 0 {
        isAtEnd = true
        return rest.isEmpty ? nil : rest[...]
      }
      guard let end = rest[start...].lastIndex(of: UInt8(ascii: "\n")) else { continue }
      let batch = rest[..<end]
      rest = Array(rest[(end + 1)...])
      return batch
    }
    return nil
  }
}
