package import Findings
package import Manifests
internal import SourceTree

/// Under Forbid, a pod may still run beside its replacement.
package enum ReplacementOverlaps: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW138", name: "replacement-overlaps", severity: .info, profile: .strict,
    summary: "Under Forbid, a pod may still run beside its replacement.",
    rationale: """
      `concurrencyPolicy: Forbid` keeps two Jobs from running at a time, not two pods. When a node is drained, the Job controller starts \
      a new pod as soon as the old one is told to end (`podReplacementPolicy: TerminatingOrFailed`, the default), and both work on the \
      same files for as long as the old one takes to stop. Whoever wrote `Forbid` because the work must not be done twice at once is not \
      protected where it matters most.

      The severity is info: it takes a disruption in the middle of a run. With `podReplacementPolicy: Failed`, on by default since \
      Kubernetes 1.29, the replacement waits; a `podFailurePolicy` brings that along.
      """,
    remedy: "Set `podReplacementPolicy: Failed` in the Job's spec.",
    references: [
      .kubernetes("concepts/workloads/controllers/job/#pod-replacement-policy"),
      .url("https://github.com/kubernetes/kubernetes/issues/115844"), .cwe(362),
    ],
    examples: [
      .flagged(
        "Two pods of one Job, while the first one ends",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        spec:
          schedule: "0 2 * * *"
          concurrencyPolicy: ▼Forbid▲
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
        "The replacement waits",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        spec:
          schedule: "0 2 * * *"
          concurrencyPolicy: Forbid
          jobTemplate:
            spec:
              podReplacementPolicy: Failed
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
        """),
      .clean(
        "Overlapping runs are allowed anyway",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        spec:
          schedule: "0 2 * * *"
          concurrencyPolicy: Allow
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
    guard options.hasPodReplacementPolicy, let spec = workload.cronJob, let policy = findings.readIfPresent(spec.concurrencyPolicy),
      policy.value == "Forbid", workload.job.podFailurePolicy == .absent,
      let replacement = findings.read(workload.job.podReplacementPolicy, default: "TerminatingOrFailed"),
      replacement == "TerminatingOrFailed"
    else { return }
    findings.report(at: policy.place, related: workload.job.podReplacementPolicy.range?.value)
  }

  package static func explain(_ situation: NoDetail) -> Explanation {
    Explanation(
      message: "concurrencyPolicy: Forbid does not keep a pod from running beside its replacement",
      why: "When a node is drained, the new pod starts before the old one has ended.", remedy: metadata.remedy)
  }
}

extension ReplacementOverlaps: Fixable {
  package static let fixing = FixSafety.changesBehaviour("A pod is replaced only once it has ended.")

  package static func fix(_ defect: Defect<Self>) -> Fix? {
    Fix(setting: defect.workload.job?.field("podReplacementPolicy"), to: "Failed", fixing)
  }
}
