import ArgumentParser
import CronSchedule
import Engine
import Findings
import Manifests
import Reports

/// `curfew schedule verify`: what happened against what should have.
struct ScheduleVerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Compare the Jobs that are there with those that the controller should have created.",
    discussion: """
      Reads a dump (kubectl get cronjobs,jobs -A -o json), or a record of runs (.jsonl): lines of JSON with a CronJob, its specs over time and all its \
      Jobs. Of a dump only those times are judged whose Jobs cannot have been deleted since in an orderly way; what is left is "unknown".

      The exit status is 1 where a time that was due had no run, a run was late, or a Job cannot be explained.

      Examples:
        kubectl get cronjobs,jobs -A -o json | curfew schedule verify -
        curfew schedule verify runs.jsonl --from 2026-11-23T05:40:00Z --to +40m
      """)

  @OptionGroup(title: "Input") var input: InputOptions

  @OptionGroup(title: "Times") var zone: ZoneOptions
  @OptionGroup(title: "Times") var window: PeriodOptions

  @Option(help: "How many lines to show of one CronJob.")
  var top: Int = 8

  @Option(help: "How to print it.")
  var format: PlainFormat = .text

  func validate() throws {
    if top < 1 { throw ValidationError("--top is 1 or more.") }
  }

  func run() throws {
    let input = input.readSchedules(try zone.zones)
    let records = input.records
    let seen = input.observed
    let period = try window.period(from: seen.lowerBound, to: .instant(max(seen.upperBound, seen.lowerBound.next)))
    let report = VerificationReport(
      period: period, cronJobs: records.map { ($0.name, Verification($0, from: period.start, to: period.end)) },
      isOpenEnded: window.to == nil && records.contains { !$0.isComplete }, problems: input.problems.all + input.unobserved)
    try ReportOutput.write(format == .json ? report.json() : report.text(top: top))
    let status = records.isEmpty && input.problems.errors.isEmpty ? .nothingToScan : input.exitStatus
    throw ExitCode((status == .clean && report.hasFailures ? .findings : status).rawValue)
  }
}

extension Instant {
  fileprivate var next: Instant { Instant(secondsSince1970: secondsSince1970 + 1) ?? .latest }
}

extension ScheduleInput {
  /// What a cluster says of its CronJobs.
  var records: [RecordedCronJob] { cronJobs.compactMap(\.observed) }

  /// CronJobs that were not read from a cluster.
  fileprivate var unobserved: [String] {
    cronJobs.filter { $0.record == nil && $0.created == nil }.map {
      "\($0.path): CronJob \($0.title): it is no object of a cluster, as it has no creationTimestamp"
    }
  }

  /// From the first to the last time that anything is known of; of CronJobs without Jobs, a week.
  var observed: ClosedRange<Instant> {
    var times = cronJobs.flatMap { $0.jobs.flatMap { [$0.created, $0.finished].compactMap { $0 } } }
    times += cronJobs.compactMap(\.lastScheduleTime)
    let idle = cronJobs.filter { $0.record == nil && $0.jobs.isEmpty && !$0.plan.isSuspended }.compactMap(\.created)
    guard let last = (times + idle).max() else { return .now ... .now }
    let week = Instant(secondsSince1970: last.secondsSince1970 - 7 * 86_400) ?? .earliest
    return (times + idle.map { max($0, week) }).min().map { $0...last } ?? last...last
  }
}
