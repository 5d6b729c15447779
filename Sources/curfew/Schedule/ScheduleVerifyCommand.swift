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
      problems: input.problems.all + input.unobserved)
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
  var records: [RecordedCronJob] {
    cronJobs.compactMap { cronJob in
      if let record = cronJob.record { return record }
      return cronJob.created.map {
        RecordedCronJob(
          name: cronJob.title, jobPrefix: cronJob.name, created: $0, plan: cronJob.plan, jobs: cronJob.jobs, isComplete: false)
      }
    }
  }

  /// CronJobs that were not read from a cluster.
  fileprivate var unobserved: [String] {
    cronJobs.filter { $0.record == nil && $0.created == nil }.map {
      "\($0.path): CronJob \($0.title): it is no object of a cluster, as it has no creationTimestamp"
    }
  }

  /// From the first to the last time that anything is known of.
  var observed: ClosedRange<Instant> {
    var times = cronJobs.flatMap { $0.jobs.flatMap { [$0.created, $0.finished].compactMap { $0 } } }
    times += cronJobs.compactMap(\.lastScheduleTime)
    guard let first = times.min(), let last = times.max() else { return .now ... .now }
    return first...last
  }
}
