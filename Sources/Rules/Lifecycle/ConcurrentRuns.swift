import CronSchedule
package import Findings
package import Manifests
import SourceTree

/// Runs may start while an earlier one is still working.
package enum ConcurrentRuns: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW101", name: "concurrent-runs", severity: .medium,
    summary: "Runs may start while an earlier one is still working.",
    rationale: """
      `concurrencyPolicy` defaults to `Allow`: when a run takes longer than the interval, the next one starts beside it. Two backups write the same \
      file, two migrations the same table; a run that hangs is joined by another at every tick until the quota or the node is full. The history \
      limits do not help, because they count finished Jobs only.

      A Job made by `kubectl create job --from` is not counted by the controller, and `Replace` starts the new run while the old one's pods still \
      have their grace period. A program that must never run twice needs a lock of its own even under `Forbid`.

      The severity is medium: it takes a slow run to turn the setting into damage, but the slow run always comes. Where `activeDeadlineSeconds`, with the \
      time that pods have to end, is shorter than the interval, runs do not overlap unless one starts late, and only the strict profile asks.
      """,
    remedy: "Set `concurrencyPolicy: Forbid`, or `Replace` where only the newest run matters.",
    references: [
      .kubernetes("concepts/workloads/controllers/cron-jobs/#concurrency-policy"), .cwe(362),
      .peer(tool: "datree", id: "CRONJOB_MISSING_CONCURRENCYPOLICY_KEY"),
    ],
    examples: [
      .flagged(
        "The policy is left to its default",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: backup}
        ▼spec▲:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers: [{name: dump, image: postgres}]
        """),
      .flagged(
        "Overlapping runs are asked for",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: report
        spec:
          schedule: "*/5 * * * *"
          concurrencyPolicy: ▼Allow▲
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: report
                      image: registry.example.com/report:1.9
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
      .clean(
        "The newest run wins",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: cache-warmer
        spec:
          schedule: "*/10 * * * *"
          concurrencyPolicy: Replace
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: OnFailure
                  containers:
                    - name: warm
                      image: registry.example.com/warm:2.0
        """),
      .clean(
        "A patch that says nothing about the policy",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        spec:
          successfulJobsHistoryLimit: 1
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    guard let spec = workload.cronJob else { return }
    guard let policy = findings.readIfPresent(spec.concurrencyPolicy) else {
      if spec.concurrencyPolicy.isAbsent { report(.notSet, .notSetButEnded, at: spec.place, of: workload, into: &findings) }
      return
    }
    // The API server takes the empty string for the default.
    if policy.value == CronJobSpec.Defaults.concurrencyPolicy || policy.value.isEmpty {
      report(.allowed, .allowedButEnded, at: policy.place, of: workload, into: &findings)
    }
  }

  /// - Parameter ended: What is said where each run is ended before the next is due, which only the strict profile asks about.
  private static func report(
    _ situation: Situation, _ ended: Situation, at place: SourceRange, of workload: Workload, into findings: inout Answer<Self>
  ) {
    if isEndedInTime(workload, into: &findings) {
      findings.report(at: place, profile: .strict, ended)
    } else {
      findings.report(at: place, situation)
    }
  }

  /// What a pod that is ended has to clear up, unless it says otherwise.
  private static var defaultGrace: Int64 { 30 }

  private static func isEndedInTime(_ workload: Workload, into findings: inout Answer<Self>) -> Bool {
    guard case .present(let deadline, _) = workload.job.activeDeadlineSeconds, let schedule = findings.schedule(of: workload),
      let gap = schedule.shortestGap
    else { return false }
    let grace = workload.pod.terminationGracePeriodSeconds.value ?? defaultGrace
    let (end, overflow) = deadline.addingReportingOverflow(max(grace, 0))
    return !overflow && end <= gap
  }

  /// What lets runs overlap.
  package enum Situation: String, SituationKey {
    case notSet, allowed
    /// `activeDeadlineSeconds` ends each run before the next is due.
    case notSetButEnded, allowedButEnded
  }

  package static func explain(_ situation: Situation) -> Explanation {
    switch situation {
    case .notSet, .allowed:
      Explanation(
        message: situation == .notSet
          ? "concurrencyPolicy is not set, so runs may overlap" : "concurrencyPolicy: Allow lets runs overlap",
        why: "A run that takes longer than the interval is joined by the next one, and both work on the same state.",
        remedy: metadata.remedy)
    case .notSetButEnded, .allowedButEnded:
      Explanation(
        message: situation == .notSetButEnded
          ? "concurrencyPolicy is not set, and only activeDeadlineSeconds keeps runs apart"
          : "concurrencyPolicy: Allow leaves it to activeDeadlineSeconds to keep runs apart",
        why: "A run that starts late may still be joined by the next, and so are all when somebody raises the deadline.",
        remedy: metadata.remedy)
    }
  }
}

extension ConcurrentRuns: Fixable {
  package static let fixing = FixSafety.changesBehaviour("A run that is due while the one before goes on does not start.")

  package static func fix(_ defect: Defect<Self>) -> Fix? {
    Fix(setting: defect.workload.cronJob?.field("concurrencyPolicy"), to: "Forbid", fixing)
  }
}
