package import Findings
package import Manifests
internal import SourceTree

/// A drained node counts as a failure of the job.
package enum DisruptionBurnsRetries: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW145", name: "disruption-burns-retries", severity: .info, profile: .strict,
    summary: "A drained node counts as a failure of the job.",
    rationale: """
      A pod that is evicted by a drain, preempted, or lost with its node has failed as far as the Job is concerned. With `backoffLimit: \
      0` one maintenance of a node is enough to fail the run, and the next one is a day away; with 1 it takes two. A `podFailurePolicy` \
      tells the one from the other: failures with the condition `DisruptionTarget` can be ignored, so that the pod is replaced and the \
      limit is kept for what the job itself does wrong.

      The severity is info: a limit that low is usually set because the work must not be repeated, which a disruption does not know \
      either. Known since Kubernetes 1.26; it needs `restartPolicy: Never`, which is the only case that is reported.
      """,
    remedy: "Add a `podFailurePolicy` with a rule `action: Ignore` for `onPodConditions` of type `DisruptionTarget`.",
    references: [
      .kubernetes("concepts/workloads/controllers/job/#pod-failure-policy"),
      .kubernetes("concepts/workloads/pods/disruptions/#pod-disruption-conditions"),
    ],
    examples: [
      .flagged(
        "One drain and the night's run is lost",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              backoffLimit: ▼0▲
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
        """),
      .clean(
        "Disruptions are not counted",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              backoffLimit: 0
              podFailurePolicy:
                rules:
                  - action: Ignore
                    onPodConditions:
                      - type: DisruptionTarget
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
        """),
      .clean(
        "Enough retries for both",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              backoffLimit: 3
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    let job = workload.job
    guard workload.kind != .pod, options.hasPodFailurePolicy, let limit = findings.readIfPresent(job.backoffLimit),
      (0...1).contains(limit.value),
      let policy = findings.readIfPresent(workload.pod.restartPolicy), policy.value == "Never",
      findings.canRead(job.podFailurePolicyRules.presence, at: job.podFailurePolicyRules.place)
    else { return }
    let handlesDisruptions = job.podFailurePolicyRules.items.contains { rule in
      rule.conditionTypes.items.contains { $0.value == "DisruptionTarget" }
    }
    if !handlesDisruptions { findings.report(at: limit.place, WrittenNumber(value: limit.value)) }
  }

  package static func explain(_ limit: WrittenNumber) -> Explanation {
    Explanation(
      message: limit.value == 0
        ? "a single drained node fails the run" : "two disruptions, such as drained nodes, fail the run",
      why: "Evictions and preemptions count against backoffLimit as if the job itself had failed.", remedy: metadata.remedy)
  }
}

extension DisruptionBurnsRetries: Fixable {
  package static let fixing = FixSafety.changesBehaviour("A pod that a disruption ends is replaced without counting as a failure.")

  package static func fix(_ defect: Defect<Self>) -> Fix? {
    guard let rules = defect.workload.job?.field("podFailurePolicy", "rules") else { return nil }
    let condition: TreeValue = ["type": "DisruptionTarget"]
    return Fix(
      "let `podFailurePolicy` ignore disruptions", fixing,
      [Change(rules, .ensure(["action": "Ignore", "onPodConditions": [condition]], unique: nil))])
  }
}
