package import Findings
package import Manifests

/// Failed Jobs are kept, and the logs of their failure are not.
package enum FailureLogsDeleted: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW139", name: "failure-logs-deleted", severity: .info, profile: .strict,
    summary: "Failed Jobs are kept, and the logs of their failure are not.",
    rationale: """
      `failedJobsHistoryLimit` is raised to see why runs failed. Under `restartPolicy: OnFailure` the failed container is restarted in \
      its pod, and when `backoffLimit` is reached the Job controller deletes that pod: what is kept is a Job with the reason \
      `BackoffLimitExceeded` and nothing else. Under `Never` each attempt is a pod of its own that stays, with its log and exit code, \
      for as long as the Job does.

      The severity is info, as logs may be collected elsewhere; somebody who reads this object counts on them, or would not keep it.
      """,
    remedy: "Set `restartPolicy: Never`, or send the logs elsewhere.",
    references: [
      .kubernetes("concepts/workloads/controllers/job/#pod-backoff-failure-policy"),
      .kubernetes("concepts/workloads/controllers/cron-jobs/#jobs-history-limits"), .cwe(778),
    ],
    examples: [
      .flagged(
        "Five failed Jobs without a pod",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        spec:
          schedule: "0 2 * * *"
          failedJobsHistoryLimit: ▼5▲
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: OnFailure
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
        """),
      .clean(
        "Five failed Jobs with their pods",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        spec:
          schedule: "0 2 * * *"
          failedJobsHistoryLimit: 5
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
        """),
      .clean(
        "The default is nobody's wish",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: OnFailure
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    guard let spec = workload.cronJob, let limit = findings.readIfPresent(spec.failedJobsHistoryLimit),
      let policy = findings.readIfPresent(workload.pod.restartPolicy), policy.value == "OnFailure",
      // The default says nothing of what its author wants to see.
      limit.value > CronJobSpec.Defaults.failedJobsHistoryLimit
    else { return }
    findings.report(at: limit.place, WrittenNumber(value: limit.value), related: policy.place)
  }

  package static func explain(_ limit: WrittenNumber) -> Explanation {
    Explanation(
      message: "\(limit.value) failed Jobs are kept, but under restartPolicy: OnFailure their pods and logs are deleted",
      why: "When backoffLimit is reached, the controller deletes the pod that could tell what went wrong.", remedy: metadata.remedy)
  }
}
