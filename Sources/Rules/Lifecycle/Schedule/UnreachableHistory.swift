import CronSchedule
package import Findings
package import Manifests

/// The time to live deletes Jobs before the history limit counts them.
package enum UnreachableHistory: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW123", name: "unreachable-history", severity: .low, profile: .strict,
    summary: "The time to live deletes Jobs before the history limit counts them.",
    rationale: """
      Finished Jobs are deleted by two controllers: that of CronJobs keeps as many as `successfulJobsHistoryLimit` and \
      `failedJobsHistoryLimit` say, and that of `ttlSecondsAfterFinished` deletes each when its time is over. The earlier wins. A \
      daily job with a time to live of an hour has at most one finished Job, and that only for an hour; a limit of five promises logs \
      that are not there when someone looks for them.

      The severity is low: nothing fails, but the evidence of a failure is gone before it is read. Only limits that are written are \
      reported.
      """,
    remedy:
      "Raise `ttlSecondsAfterFinished` to what the history has to span, leave it out and let the limits clear away, or lower the limit.",
    references: [
      .kubernetes("concepts/workloads/controllers/ttlafterfinished/"),
      .kubernetes("concepts/workloads/controllers/cron-jobs/#jobs-history-limits"),
    ],
    examples: [
      .flagged(
        "Five Jobs a day apart, each kept for an hour",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: report
        spec:
          schedule: "0 6 * * *"
          successfulJobsHistoryLimit: ▼5▲
          jobTemplate:
            spec:
              ttlSecondsAfterFinished: 3600
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: report
                      image: registry.example.com/report:1.9
        """),
      .clean(
        "Kept for a week",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: report
        spec:
          schedule: "0 6 * * *"
          successfulJobsHistoryLimit: 5
          jobTemplate:
            spec:
              ttlSecondsAfterFinished: 604800
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: report
                      image: registry.example.com/report:1.9
        """),
      .clean(
        "The last one is kept until its time is over",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: report
        spec:
          schedule: "0 6 * * *"
          failedJobsHistoryLimit: 1
          jobTemplate:
            spec:
              ttlSecondsAfterFinished: 3600
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: report
                      image: registry.example.com/report:1.9
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    guard let spec = workload.cronJob, let ttl = findings.readIfPresent(workload.job.ttlSecondsAfterFinished), ttl.value >= 0 else {
      return
    }
    let limits: [(HistoryLimit, Field<Int64>)] = [
      (.successfulJobsHistoryLimit, spec.successfulJobsHistoryLimit), (.failedJobsHistoryLimit, spec.failedJobsHistoryLimit),
    ]
    for (field, limit) in limits {
      guard let limit = findings.readIfPresent(limit), limit.value > 1, let schedule = findings.schedule(of: workload),
        let gap = schedule.shortestGap, ttl.value / gap + 1 < limit.value
      else { continue }
      findings.report(
        at: limit.place, Situation(field: field, limit: limit.value, ttl: ttl.value, gap: gap), related: ttl.place)
    }
  }

  /// A limit that the times, in seconds, keep from being reached.
  package struct Situation: SituationKey {
    let field: HistoryLimit
    let limit: Int64
    let ttl: Int64
    let gap: Int64

    package func combine(into hash: inout StableHash) { hash.combine(field, limit, ttl, gap) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    let count = situation.ttl / situation.gap + 1
    return Explanation(
      message: "the history of \(situation.limit) Jobs is never reached",
      why:
        "Runs are \(DurationText.of(seconds: situation.gap)) apart or more, and each Job is deleted "
        + "\(DurationText.of(seconds: situation.ttl)) after its end: there are at most \(count).",
      remedy: metadata.remedy)
  }
}
