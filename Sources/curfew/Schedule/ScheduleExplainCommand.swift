import ArgumentParser
import CronSchedule
import Engine
import Findings
import Reports

/// `curfew schedule explain`: what an expression, or the schedule of a CronJob, means.
struct ScheduleExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Say in words what a schedule means, what changes of the clocks do to it, or why it is refused.",
    discussion: """
      The exit status is 2 where the API server refuses the expression or the zone, and 1 where it never fires.

      Examples:
        curfew schedule explain "30 2 * * 1-5" --zone Europe/Berlin
        curfew schedule explain "0 6 * * 7"
        curfew schedule explain deploy/backup.yaml
        curfew schedule explain shop/backup
      """)

  @Argument(
    help: ArgumentHelp(
      "An expression; a file or directory of manifests; git:REVISION[:PATH] for what a git revision has; the name of a CronJob in what "
        + "--kustomize and --helm name, or else in the current directory.",
      valueName: "schedule"),
    completion: .file())
  var schedule: String

  @OptionGroup(title: "Input") var sources: SourceOptions

  @OptionGroup(title: "Times") var zone: ZoneOptions

  @Option(help: ArgumentHelp("Look for times after this one: now, 2026-11-23 (UTC) or 2026-11-23T05:40:00+01:00.", valueName: "time"))
  var from: PointInTime?

  @Option(help: "How to print it; of CronJobs a line for each.")
  var format: PlainFormat = .text

  func run() throws {
    let start = from?.resolved(from: .now) ?? .now
    let zones = try zone.zones
    let argument = ScheduleArgument(text: schedule)
    guard argument.isExpression || Self.isUnmistakable(schedule) else { return try explainManifests(argument, after: start, zones) }
    let explanation = ScheduleExplanation(schedule, try Self.schedule(schedule, zones.usual), after: start)
    try ReportOutput.write(format == .json ? explanation.json() : explanation.text())
    if explanation.neverFires { throw ExitCode(ExitStatus.findings.rawValue) }
  }

  /// Whether a word without blanks is a mistyped expression rather than a name: `*`, `*/5`.
  private static func isUnmistakable(_ text: String) -> Bool { text.isEmpty || text.contains("*") || text.contains("?") }

  private func explainManifests(_ argument: ScheduleArgument, after start: Instant, _ zones: TimeZones) throws {
    let input = try argument.input(sources, zones)
    let explanations = input.cronJobs.map {
      ScheduleExplanation($0.expression, $0.plan.schedule, of: $0.title, after: start, countedFrom: $0.base)
    }
    let output = format == .json ? explanations.map { $0.json() } : explanations.map { $0.text() }
    try ReportOutput.write(Array(output.joined(separator: format == .json ? [] : Array("\n".utf8))))
    for problem in input.problems.all { StandardError.write("curfew: not evaluated: \(problem)\n") }
    if input.exitStatus == .clean, !input.problems.notEvaluated.isEmpty { throw ExitCode(ExitStatus.unreadable.rawValue) }
    if input.exitStatus == .clean, explanations.contains(where: \.neverFires) { throw ExitCode(ExitStatus.findings.rawValue) }
    throw ExitCode(input.exitStatus.rawValue)
  }

  /// Reads an expression; where it is refused, shows where, why and what to write.
  ///
  /// - Throws: `ExitCode`.
  static func schedule(_ expression: String, _ timeZone: CronSchedule.TimeZone) throws -> Schedule {
    do throws(CronExpressionError) {
      return Schedule(try CronExpression(expression), in: timeZone)
    } catch {
      StandardError.write(shown: ScheduleExplanation.refusal(of: expression, error))
      throw ExitCode(ExitStatus.unreadable.rawValue)
    }
  }
}
