package import Findings
package import Manifests

/// A failed container is started again, only to be killed with its logs.
package enum RetryKilledAtStart: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW133", name: "retry-killed-at-start", severity: .medium,
    summary: "A failed container is started again, only to be killed with its logs.",
    rationale: """
      Under `restartPolicy: OnFailure` the kubelet starts a failed container again without asking anybody. The Job controller counts \
      these restarts, and with a `backoffLimit` of 0 or 1 the first one is already too many: it fails the Job and deletes the pod, logs \
      included, while the second attempt is under way. So a limit of 0, which is written to have the work done at most once, has it \
      begun twice and cut off in the middle, and what went wrong the first time can be read nowhere.

      The severity is medium: it takes a failure first, but then a backup, a migration or a mail run is interrupted at any point, \
      without a trace. `restartPolicy: Never` does what was meant: the failed pod stays with its logs, and `backoffLimit` counts whole \
      pods.
      """,
    remedy: "Set `restartPolicy: Never`, or a `backoffLimit` of at least 2.",
    references: [
      .kubernetes("concepts/workloads/controllers/job/#handling-pod-and-container-failures"),
      .kubernetes("concepts/workloads/controllers/job/#pod-backoff-failure-policy"),
      .url("https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/controller/job/job_controller.go"),
    ],
    examples: [
      .flagged(
        "Meant to run at most once",
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
                  restartPolicy: OnFailure
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
        """),
      .flagged(
        "One restart is the limit, not one more try",
        """
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: migrate
        spec:
          backoffLimit: ▼1▲
          template:
            spec:
              restartPolicy: OnFailure
              containers:
                - name: migrate
                  image: registry.example.com/migrate:8.0
        """),
      .clean(
        "The failed pod stays, and no other is started",
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
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
        """),
      .clean(
        "Two restarts fit within the limit",
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
                  restartPolicy: OnFailure
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    guard workload.kind != .pod, let policy = findings.readIfPresent(workload.pod.restartPolicy), policy.value == "OnFailure",
      let limit = findings.readIfPresent(workload.job.backoffLimit), (0...1).contains(limit.value)
    else { return }
    findings.report(at: limit.place, WrittenNumber(value: limit.value), related: policy.place)
  }

  package static func explain(_ limit: WrittenNumber) -> Explanation {
    Explanation(
      message: "under restartPolicy: OnFailure, backoffLimit: \(limit.value) starts a failed container again and kills it",
      why: "The first restart reaches the limit: the second attempt is cut off, and the pod is deleted with the logs of the first.",
      remedy: metadata.remedy)
  }
}
