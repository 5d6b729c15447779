package import Findings
package import Manifests

/// Every run is accepted and does no work.
package enum RunDoesNothing: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW132", name: "run-does-nothing", severity: .high, profile: .essential,
    summary: "Every run is accepted and does no work.",
    rationale: """
      `parallelism: 0` and `suspend: true` in the template make a Job that starts no pod and never ends: it is active, so that under \
      `Forbid` it is the last Job the CronJob ever makes, and under `Allow` they pile up. `completions: 0` makes one that is complete at \
      once without any pod, and `activeDeadlineSeconds: 0` one that has failed at once. All four are accepted without a warning, and all \
      look as if somebody had switched the job off for a moment: with a field that stops one Job, in the template of all.

      The severity is high because the work is not done, and with `completions: 0` is even reported as done. A template whose Jobs are \
      admitted by a queue (Kueue's label, or `managedBy`) may well be suspended, and a Job without a CronJob may be stopped by hand; \
      both are left alone.
      """,
    remedy: "Remove the field, or stop the CronJob as a whole by its own `suspend: true`.",
    references: [
      .kubernetes("concepts/workloads/controllers/job/#controlling-parallelism"),
      .kubernetes("concepts/workloads/controllers/job/#suspending-a-job"),
      .kubernetes("concepts/workloads/controllers/cron-jobs/#schedule-suspension"),
    ],
    examples: [
      .flagged(
        "Complete before any pod was started",
        """
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: migrate
        spec:
          completions: ▼0▲
          template:
            spec:
              restartPolicy: Never
              containers:
                - name: migrate
                  image: registry.example.com/migrate:8.0
        """),
      .flagged(
        "Failed before any pod was started",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              activeDeadlineSeconds: ▼0▲
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
        """),
      .clean(
        "The schedule is stopped, not its runs",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        spec:
          schedule: "0 2 * * *"
          suspend: true
          jobTemplate:
            spec:
              parallelism: 1
              completions: 1
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
        """),
      .clean(
        "A queue resumes the Jobs it admits",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            metadata:
              labels:
                kueue.x-k8s.io/queue-name: nightly
            spec:
              suspend: true
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    guard workload.kind != .pod else { return }
    let job = workload.job
    if let completions = findings.readIfPresent(job.completions), completions.value == 0 {
      findings.report(at: completions.place, .completions)
    }
    if let deadline = findings.readIfPresent(job.activeDeadlineSeconds), deadline.value == 0 {
      findings.report(at: deadline.place, .activeDeadlineSeconds)
    }
    guard workload.kind == .cronJob else { return }
    if let parallelism = findings.readIfPresent(job.parallelism), parallelism.value == 0 {
      findings.report(at: parallelism.place, .parallelism)
    }
    let isQueued = !job.managedBy.isAbsent || !workload.jobMetadata.labels["kueue.x-k8s.io/queue-name"].isAbsent
    if !isQueued, let suspend = findings.readIfPresent(job.suspend), suspend.value {
      findings.report(at: suspend.place, .suspend)
    }
  }

  /// The field that keeps runs from working.
  package enum Situation: String, SituationKey {
    case completions, activeDeadlineSeconds, parallelism, suspend
  }

  package static func explain(_ situation: Situation) -> Explanation {
    switch situation {
    case .completions:
      Explanation(
        message: "completions: 0 makes a Job complete without any pod",
        why: "No work is done, and every run is reported as a success.",
        remedy: "Set `completions` to how many pods have to succeed, or remove it.")
    case .activeDeadlineSeconds:
      Explanation(
        message: "activeDeadlineSeconds: 0 makes a Job fail at once",
        why: "The deadline has passed when the Job starts, so that no pod gets to work.",
        remedy: "Set the deadline to how long a run may take.")
    case .parallelism:
      Explanation(
        message: "parallelism: 0 makes Jobs that start no pod and never end",
        why: "Such a Job stays active for ever: under Forbid no other follows it, under Allow they pile up.",
        remedy: metadata.remedy)
    case .suspend:
      Explanation(
        message: "suspend: true in the template makes Jobs that start no pod and never end",
        why: "Such a Job stays active for ever: under Forbid no other follows it, under Allow they pile up.",
        remedy: metadata.remedy)
    }
  }
}
