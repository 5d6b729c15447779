import CronSchedule
package import Findings
package import Manifests
import SourceTree

/// A number of seconds that looks like one of minutes or hours.
package enum ImplausibleSeconds: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW152", name: "implausible-seconds", severity: .medium,
    summary: "A number of seconds that looks like one of minutes or hours.",
    rationale: """
      `ttlSecondsAfterFinished: 24`, `activeDeadlineSeconds: 30`, `startingDeadlineSeconds: 5`: these fields count seconds, and nobody wants a day's backup \
      to end after half a minute, the time included in which a node is found and the image is pulled. Hours or minutes were meant, and what is deleted or \
      ended too early looks like a failure of the job.

      Said where the number is below a minute and the job runs every hour or less often; of a Job without a schedule below half a minute. Medium; low \
      for a starting deadline, which only matters while the controller is away.
      """,
    remedy: "Write the time in seconds: an hour is 3600, a day 86400.",
    references: [
      .kubernetes("concepts/workloads/controllers/job/#job-termination-and-cleanup"),
      .kubernetes("concepts/workloads/controllers/ttlafterfinished/"), .cwe(1284),
    ],
    examples: [
      .flagged(
        "A day's backup has 24 seconds, and its log as many",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: backup}
        spec:
          schedule: "0 2 * * *"
          startingDeadlineSeconds: ▼10▲
          jobTemplate:
            spec:
              activeDeadlineSeconds: ▼24▲
              ttlSecondsAfterFinished: ▼24▲
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
        """),
      .clean(
        "Hours in seconds",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: backup}
        spec:
          schedule: "0 2 * * *"
          startingDeadlineSeconds: 600
          jobTemplate:
            spec:
              activeDeadlineSeconds: 3600
              ttlSecondsAfterFinished: 86400
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
        """),
      .clean(
        "Less than the minute until the next run",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: poll}
        spec:
          schedule: "* * * * *"
          startingDeadlineSeconds: 10
          jobTemplate:
            spec:
              activeDeadlineSeconds: 50
              ttlSecondsAfterFinished: 3600
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: poll
                      image: registry.example.com/poll:1.9
        """),
    ])

  /// What such a number is less than, in seconds.
  private enum Bound {
    static let minute: Int64 = 60
    static let short: Int64 = 30
    static let interval: Int64 = 3600
  }

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    guard workload.kind != .pod else { return }
    let job = workload.job
    // A TTL on Jobs that are delivered has a rule of its own.
    if JobDelivery(of: workload) == nil, let ttl = small(job.ttlSecondsAfterFinished, below: Bound.minute, into: &findings) {
      findings.report(at: ttl.place, Situation(field: .ttl, seconds: ttl.value))
    }
    let deadline = small(job.activeDeadlineSeconds, below: Bound.minute, into: &findings)
    let start = workload.cronJob.flatMap { small($0.startingDeadlineSeconds, below: Bound.short, into: &findings) }
    guard deadline != nil || start != nil else { return }
    if workload.kind == .cronJob {
      guard let schedule = findings.schedule(of: workload), schedule.shortestGap ?? .max >= Bound.interval, schedule.error == nil else {
        return
      }
    }
    if let deadline, workload.kind == .cronJob || deadline.value < Bound.short {
      findings.report(at: deadline.place, Situation(field: .activeDeadline, seconds: deadline.value))
    }
    if let start { findings.report(at: start.place, severity: .low, Situation(field: .startingDeadline, seconds: start.value)) }
  }

  private static func small(
    _ field: Field<Int64>, below bound: Int64, into findings: inout Answer<Self>
  ) -> (value: Int64, place: SourceRange)? {
    guard let written = findings.readIfPresent(field), written.value > 0, written.value < bound else { return nil }
    return written
  }

  /// A field, and its number.
  package struct Situation: SituationKey {
    enum Name: String, StableHashable {
      case ttl = "ttlSecondsAfterFinished"
      case activeDeadline = "activeDeadlineSeconds"
      case startingDeadline = "startingDeadlineSeconds"
    }

    let field: Name
    let seconds: Int64

    package func combine(into hash: inout StableHash) { hash.combine(field, seconds) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    let seconds = situation.seconds == 1 ? "one second" : "\(situation.seconds) seconds"
    let name = situation.field.rawValue
    let minutes = situation.seconds * 60
    let (message, why) =
      switch situation.field {
      case .ttl:
        (
          "\(name): \(situation.seconds) deletes a finished Job after \(seconds)",
          "A failed run takes its exit code and logs with it before anyone looks at them."
        )
      case .activeDeadline:
        (
          "\(name): \(situation.seconds) ends a run after \(seconds)",
          "Finding a node and pulling the image are part of that time, so a run may end before it has begun."
        )
      case .startingDeadline:
        (
          "\(name): \(situation.seconds) lets a run start no more than \(seconds) late",
          "A change of the controller's leader takes as long, and the run is then left out without an event."
        )
      }
    return Explanation(
      message: message, why: why,
      remedy: "Write the time in seconds: \(situation.seconds) minutes are \(minutes), \(situation.seconds) hours \(minutes * 60).")
  }
}
