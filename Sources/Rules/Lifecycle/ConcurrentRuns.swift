package import Findings
package import Manifests

/// Runs may start while an earlier one is still working.
package enum ConcurrentRuns: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW101", name: "concurrent-runs", severity: .medium,
    summary: "Runs may start while an earlier one is still working.",
    rationale: """
      `concurrencyPolicy` defaults to `Allow`: when a run takes longer than the interval, the next one starts beside it. Two backups write the same \
      file, two migrations the same table; a run that hangs is joined by another at every tick until the quota or the node is full.

      A pod started by `kubectl create job --from` is not counted by the controller, so even under `Forbid` a job that must never run twice needs a \
      lock of its own.
      """,
    remedy: "Set `concurrencyPolicy: Forbid`, or `Replace` where only the newest run matters.",
    references: [
      .kubernetes("concepts/workloads/controllers/cron-jobs/#concurrency-policy"), .cwe(362),
      .peer(tool: "datree", id: "CRONJOB_MISSING_CONCURRENCYPOLICY"),
    ],
    examples: [
      .flagged(
        "The policy is left to its default",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: backup}
        ▼spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers: [{name: dump, image: postgres}]
        """),
      .clean(
        "Later runs wait",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: backup}
        spec:
          schedule: "0 2 * * *"
          concurrencyPolicy: Forbid
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers: [{name: dump, image: postgres}]
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout FindingCollector) {
    guard let spec = workload.cronJob, let policy = findings.read(spec.concurrencyPolicy, default: CronJobSpec.Defaults.concurrencyPolicy)
    else { return }
    if policy == "Allow" {
      findings.report(at: spec.concurrencyPolicy.range?.value ?? spec.place, spec.concurrencyPolicy.isAbsent ? "absent" : "Allow")
    }
  }

  package static func explain(_ arguments: [String]) -> Explanation {
    Explanation(
      message: arguments.first == "absent"
        ? "concurrencyPolicy is not set, so runs may overlap" : "concurrencyPolicy: Allow lets runs overlap",
      why: "A run that takes longer than the interval is joined by the next one, and both work on the same state.",
      remedy: metadata.remedy)
  }
}
