import ArgumentParser
import CronSchedule
import Engine
import Findings
import Reports

/// `curfew schedule explain`: what an expression means.
struct ScheduleExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Say in words what an expression means, what changes of the clocks do to it, or why it is refused.",
    discussion: """
      The exit status is 2 where the API server refuses the expression or the zone, and 1 where it never fires.

      Examples:
        curfew schedule explain "30 2 * * 1-5" --zone Europe/Berlin
        curfew schedule explain "0 6 * * 7"
      """)

  @Argument(help: "The expression.")
  var expression: String

  @OptionGroup(title: "Times") var zone: ZoneOptions

  @Option(help: ArgumentHelp("Look for times after this one: now, 2026-11-23 (UTC) or 2026-11-23T05:40:00+01:00.", valueName: "time"))
  var from: PointInTime?

  @Option(help: "How to print it.")
  var format: PlainFormat = .text

  func run() throws {
    let explanation = ScheduleExplanation(
      expression, try Self.schedule(expression, try zone.zones.usual), after: from?.resolved(from: .now) ?? .now)
    try ReportOutput.write(format == .json ? explanation.json() : explanation.text())
    if explanation.neverFires { throw ExitCode(ExitStatus.findings.rawValue) }
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
