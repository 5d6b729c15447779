import ArgumentParser
import CronSchedule
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
        kubectl get cronjobs -A -o json > all.json && curfew schedule next all.json
        cut -f3 inventory.tsv | curfew schedule next - --count 1
      """)

  @Argument(
    help: ArgumentHelp(
      "An expression; a file or directory of manifests; the name of a CronJob in those of the current directory; - for lines of standard input.",
      valueName: "schedule"),
    completion: .file())
  var schedule: String

  @OptionGroup(title: "Times") var zone: ZoneOptions

  @Option(help: ArgumentHelp("Look for times after this one: now, 2026-11-23 (UTC) or 2026-11-23T05:40:00+01:00.", valueName: "time"))
  var from: PointInTime?

  @Option(help: "How many times to print.")
  var count: Int = 5

  @Option(help: "How to print them; with - each line is an object of its own.")
  var format: PlainFormat = .text

  func validate() throws {
    guard (1...100_000).contains(count) else { throw ValidationError("--count is from 1 to 100000.") }
  }

  func run() throws {
    let start = from?.resolved(from: .now) ?? .now
    let zones = try zone.zones
    if schedule == "-" { return try answerLines(after: start, zones) }
    let isPath = ScheduleInput.isPath(schedule)
    // Every expression has blanks, or an @ in front.
    if isPath || !schedule.contains(where: \.isWhitespace) && schedule.first != "@" {
      var input = ScheduleInput(paths: [isPath ? schedule : "."], zones: zones)
      if !isPath {
        input.narrow(to: schedule)
        guard !input.cronJobs.isEmpty else {
          throw ValidationError("\(schedule) is no expression, no file, and no CronJob in the manifests below the current directory.")
        }
      }
      let times = input.cronJobs.map { ScheduleTimes($0.title, $0.plan.schedule, after: start, count: count) }
      let problems = input.problems.all
      try ReportOutput.write(format == .json ? times.json(problems: problems) : times.text(problems: problems))
      throw ExitCode(input.exitStatus.rawValue)
    }
    let parsed = try ScheduleExplainCommand.schedule(schedule, zones.usual)
    let times = [ScheduleTimes(nil, parsed, after: start, count: count)]
    try ReportOutput.write(format == .json ? times.json(problems: []) : times.text(problems: []))
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
