import CronSchedule
package import Findings
package import Manifests

/// The job runs every minute.
package enum OverFrequentSchedule: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW122", name: "over-frequent-schedule", severity: .info, profile: .strict,
    summary: "The job runs every minute.",
    rationale: """
      Each run is a Job and a pod: objects in etcd, a scheduling decision, an image check, a network set-up, a token, logs, events. \
      Every minute that is 1,440 a day for one CronJob, and starting often takes longer than the work itself; a run that takes a \
      little longer is late for the next. What has to happen every minute is better done by a Deployment that sleeps in between.

      `@every` with less than a minute is worse than it looks: Jobs are named after the minute, so that at most one a minute is \
      created. The severity is info, and low for the latter.
      """,
    remedy: "Run it less often, or as a Deployment with a loop.",
    references: [.kubernetes("concepts/workloads/controllers/cron-jobs/#cron-job-limitations")],
    examples: [
      .flagged(
        "1,440 pods a day",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: poll
        spec:
          schedule: ▼"* * * * *"▲
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: poll
                      image: registry.example.com/poll:1.9
        """),
      .flagged(
        "Half of these never start",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: poll
        spec:
          schedule: ▼"@every 30s"▲
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: poll
                      image: registry.example.com/poll:1.9
        """),
      .clean(
        "Every five minutes",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: poll
        spec:
          schedule: "*/5 * * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: poll
                      image: registry.example.com/poll:1.9
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    guard let schedule = findings.schedule(of: workload), let gap = schedule.shortestGap, gap <= 60 else { return }
    switch schedule.expression {
    case .interval where gap < 60: findings.report(at: schedule.place, severity: .low, .moreThanOnceAMinute)
    case .calendar(let fields) where fields.minutes.nonzeroBitCount * fields.hours.nonzeroBitCount < 60: break
    // Whoever chose an hour did not mean each of its minutes, which is the matter of misleading-schedule.
    case .calendar(let fields) where fields.hours.nonzeroBitCount == 1: break
    default: findings.report(at: schedule.place, .everyMinute)
    }
  }

  /// How often the job is to run.
  package enum Situation: String, SituationKey {
    case everyMinute, moreThanOnceAMinute
  }

  package static func explain(_ situation: Situation) -> Explanation {
    switch situation {
    case .moreThanOnceAMinute:
      Explanation(
        message: "the job is to run more than once a minute, and cannot",
        why: "A Job's name ends with the minute for which it is due, so the controller creates at most one a minute.",
        remedy: metadata.remedy)
    case .everyMinute:
      Explanation(
        message: "the job runs every minute",
        why: "Each run is a Job and a pod with all that belongs to them; starting them may take longer than what they do.",
        remedy: metadata.remedy)
    }
  }
}
