package import Findings
package import Manifests
internal import SourceTree

/// Finished Jobs vanish at once, with their logs.
package enum TTLZero: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW107", name: "ttl-zero", severity: .medium,
    summary: "Finished Jobs vanish at once, with their logs.",
    rationale: """
      With `ttlSecondsAfterFinished: 0` a Job and its pods are deleted the moment the Job succeeds or fails. There is one TTL for both outcomes: the \
      failed run goes as fast as the successful one, its exit code and logs with it, and the CronJob's history limits never come into play. \
      Monitoring that looks at Jobs may never see the failure, and someone who ran a Job to do damage leaves nothing behind to look at.

      The severity is medium: nothing is exposed, but a failure or an attack can no longer be told from a run that never was.
      """,
    remedy: "Set `ttlSecondsAfterFinished` to the time in which someone would look at a failed run, such as 86400.",
    references: [.kubernetes("concepts/workloads/controllers/ttlafterfinished/"), .cwe(778), .mitre("T1070")],
    examples: [
      .flagged(
        "A failed run leaves nothing to look at",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              ttlSecondsAfterFinished: ▼0▲
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
        """),
      .clean(
        "An hour to collect the logs",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              ttlSecondsAfterFinished: 3600
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    guard JobDelivery(of: workload) == nil, let ttl = findings.readIfPresent(workload.job.ttlSecondsAfterFinished), ttl.value == 0 else {
      return
    }
    findings.report(at: ttl.place)
  }

  package static func explain(_ situation: NoDetail) -> Explanation {
    Explanation(
      message: "ttlSecondsAfterFinished: 0 deletes finished Jobs at once",
      why: "A failed run takes its exit code and logs with it before anyone, or anything, can look at them.",
      remedy: metadata.remedy)
  }
}

extension TTLZero: Fixable {
  package static let fixing = FixSafety.changesBehaviour("Finished Jobs stay for an hour.")

  package static func fix(_ defect: Defect<Self>) -> Fix? {
    Fix(setting: defect.path, to: .number(min(3_600, max(defect.options.maximumTTLSeconds, 1))), fixing)
  }
}
