package import Findings
package import Manifests

/// Pods may take longer to stop than the run may take.
package enum GraceOutlivesDeadline: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW134", name: "grace-outlives-deadline", severity: .low, profile: .strict,
    summary: "Pods may take longer to stop than the run may take.",
    rationale: """
      When `activeDeadlineSeconds` passes, the Job controller deletes the pods, and each of them has `terminationGracePeriodSeconds` to \
      end. If that is longer than the deadline itself, a run of at most ten minutes may go on for an hour after it was stopped: under \
      `Replace` beside its successor, under `Forbid` in its way.

      The severity is low, as most programs end on SIGTERM long before they must. A long period is usually copied from a server that has \
      connections to drain.
      """,
    remedy: "Set `terminationGracePeriodSeconds` to what the program needs to stop, well below `activeDeadlineSeconds`.",
    references: [
      .kubernetes("concepts/workloads/controllers/job/#job-termination-and-cleanup"),
      .kubernetes("concepts/workloads/pods/pod-lifecycle/#pod-termination"),
    ],
    examples: [
      .flagged(
        "Ten minutes to run, an hour to stop",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              activeDeadlineSeconds: 600
              template:
                spec:
                  restartPolicy: Never
                  terminationGracePeriodSeconds: ▼3600▲
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
        """),
      .clean(
        "A minute to stop",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              activeDeadlineSeconds: 600
              template:
                spec:
                  restartPolicy: Never
                  terminationGracePeriodSeconds: 60
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    guard let grace = findings.readIfPresent(workload.pod.terminationGracePeriodSeconds),
      let deadline = findings.readIfPresent(workload.job.activeDeadlineSeconds), deadline.value > 0, grace.value > deadline.value,
      // An object from a cluster has the default of 30 seconds, though nobody wrote it.
      grace.value != 30 || workload.metadata.uid.isAbsent
    else { return }
    findings.report(at: grace.place, Situation(grace: grace.value, deadline: deadline.value), related: deadline.place)
  }

  /// Two times that contradict each other, in seconds.
  package struct Situation: SituationKey {
    let grace: Int64
    let deadline: Int64

    package func combine(into hash: inout StableHash) { hash.combine(grace, deadline) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    Explanation(
      message: "pods have \(situation.grace) seconds to stop in a Job that may take \(situation.deadline) seconds",
      why: "A run that is stopped at its deadline may go on for longer than it was allowed to run.",
      remedy: metadata.remedy)
  }
}
