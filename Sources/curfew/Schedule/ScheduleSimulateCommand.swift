import ArgumentParser
import CronSchedule
import Engine
import Findings
import Reports

/// `curfew schedule simulate`: what the controller will do.
struct ScheduleSimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Simulate what the controller will do: runs, overlaps, skipped times, and what they ask of the cluster.",
    discussion: """
      Without --from and --to, the next seven days. Runs wait for nothing: each starts when its Job is created.

      Examples:
        curfew schedule simulate deploy/ --duration 10m --duration database/backup=50m±15m
        curfew schedule simulate cluster.json --from 2026-12-01 --to +720h
        curfew schedule simulate cluster.json --outage 2026-12-24T02:00:00Z/+6h
      """)

  @OptionGroup var options: SimulationOptions

  @Option(help: "How many CronJobs, pile-ups and pairs to show as text: those with most trouble.")
  var top: Int = 20

  @Option(help: "How to print it.")
  var format: PlainFormat = .text

  func validate() throws {
    if top < 1 { throw ValidationError("--top is 1 or more.") }
  }

  func run() throws {
    let simulated = try options.simulated(length: 7 * 86_400)
    let report = SimulationReport(
      names: simulated.jobs.map(\.name), schedules: simulated.jobs.map(\.plan.schedule), simulation: simulated.simulation(),
      encounters: simulated.period.encounters(of: simulated.jobs),
      problems: simulated.input.problems.all)
    try ReportOutput.write(format == .json ? report.json() : report.text(top: top))
    throw ExitCode(simulated.input.exitStatus.rawValue)
  }
}
