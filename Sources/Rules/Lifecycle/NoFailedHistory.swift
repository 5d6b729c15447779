package import Findings
package import Manifests
internal import SourceTree

/// Failed runs are deleted at once, with their logs.
package enum NoFailedHistory: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW109", name: "no-failed-history", severity: .low,
    summary: "Failed runs are deleted at once, with their logs.",
    rationale: """
      With `failedJobsHistoryLimit: 0` the controller deletes a failed Job and its pods as soon as it sees the failure: why the run failed can no \
      longer be read from the cluster, alerts on failed Jobs have nothing to look at, and an attack that made a run fail leaves no trace there. The \
      default of 1 costs one Job.

      The severity is low because a log store may hold the logs all the same; the Job's conditions and the pod's exit code are lost in any case.
      """,
    remedy: "Set `failedJobsHistoryLimit` to 1 or more, and bound the time with `ttlSecondsAfterFinished`.",
    references: [
      .kubernetes("concepts/workloads/controllers/cron-jobs/#jobs-history-limits"), .cwe(778), .mitre("T1070"),
    ],
    examples: [
      .flagged(
        "The evidence goes with the failure",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        spec:
          schedule: "0 2 * * *"
          successfulJobsHistoryLimit: 1
          failedJobsHistoryLimit: ▼0▲
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
        "The last failure stays, successes do not",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        spec:
          schedule: "0 2 * * *"
          successfulJobsHistoryLimit: 0
          failedJobsHistoryLimit: 1
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    guard let spec = workload.cronJob, let limit = findings.readIfPresent(spec.failedJobsHistoryLimit), limit.value == 0 else { return }
    findings.report(at: limit.place)
  }

  package static func explain(_ situation: NoDetail) -> Explanation {
    Explanation(
      message: "failedJobsHistoryLimit: 0 deletes failed runs at once",
      why: "Why a run failed can no longer be read from the cluster, and alerts on failed Jobs have nothing to look at.",
      remedy: metadata.remedy)
  }
}

extension NoFailedHistory: Fixable {
  package static let fixing = FixSafety.changesBehaviour("The last failed Job stays.")

  package static func fix(_ defect: Defect<Self>) -> Fix? {
    Fix(setting: defect.path, to: 1, fixing)
  }
}
