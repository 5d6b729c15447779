import ArgumentParser
import CronSchedule
import Engine
import Findings
import Reports

/// `curfew schedule spread`: who should run a few minutes later.
struct ScheduleSpreadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spread",
    abstract: "Propose other minutes for CronJobs that start together, and show what that gains.",
    discussion: """
      Each schedule keeps its period, its hours and its days; only the minute moves, and only where fewer runs then work at once. CronJobs \
      with @every are left alone, as they count from their last run. Simulates seven days where --from and --to say nothing else; nothing is \
      written.

      Examples:
        curfew schedule spread deploy/ --duration 10m
        curfew schedule spread cluster.json --within 15 --format json
      """)

  @OptionGroup var options: SimulationOptions

  @Option(help: ArgumentHelp("Move none by more than so many minutes.", valueName: "minutes"))
  var within: Int = 59

  @Option(help: "How many proposals to show as text.")
  var top: Int = 40

  @Option(help: "How to print it.")
  var format: PlainFormat = .text

  func validate() throws {
    guard (1...59).contains(within) else { throw ValidationError("--within is from 1 to 59.") }
    if top < 1 { throw ValidationError("--top is 1 or more.") }
  }

  func run() throws {
    var simulated = try options.simulated(length: 7 * 86_400)
    let before = simulated.simulation().load
    let spread = Spread(simulated.jobs, in: simulated.period, within: Int64(within))
    simulated.jobs = spread.jobs
    let report = SpreadReport(
      proposals: spread.proposals.map { proposal in
        let cronJob = simulated.input.cronJobs[proposal.index]
        return SpreadReport.Proposal(
          name: cronJob.title, before: cronJob.expression, after: proposal.schedule.expression.rewritingMinutes(of: cronJob.expression),
          shift: Int(proposal.shift))
      }, count: simulated.jobs.count, before: before, after: simulated.simulation().load,
      problems: simulated.input.problems.all)
    try ReportOutput.write(format == .json ? report.json() : report.text(top: top))
    throw ExitCode(simulated.input.exitStatus.rawValue)
  }
}
