package import CronSchedule
package import Findings
package import Manifests
internal import SourceTree

/// A run that was missed may start at any later time.
package enum MissingStartingDeadline: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW102", name: "missing-starting-deadline", severity: .low, profile: .strict,
    summary: "A run that was missed may start at any later time.",
    rationale: """
      Without `startingDeadlineSeconds` the most recent missed run is made up for however late it is: after an outage of the control plane, when a \
      suspended CronJob is resumed, and under `concurrencyPolicy: Forbid` as soon as the run that was in the way has finished. A nightly job then \
      runs in office hours, on tables that are in use, or minutes before the next one.

      The deadline limits the creation of the Job, not the start of its pod: time that a pod spends Pending counts against `activeDeadlineSeconds`. \
      The severity is low and the rule is asked by the strict profile only, because for many jobs late is better than never; the decision should \
      be made, and written down, all the same.
      """,
    remedy: "Set `startingDeadlineSeconds` to how late a run may start and still be of use.",
    references: [
      .kubernetes("concepts/workloads/controllers/cron-jobs/#starting-deadline"),
      .peer(tool: "kube-score", id: "cronjob-has-deadline"),
      .peer(tool: "datree", id: "CRONJOB_MISSING_STARTINGDEADLINESECOND_KEY"),
    ],
    examples: [
      .flagged(
        "A run blocked in the night starts in the morning",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: reindex
        ▼spec▲:
          schedule: "0 1 * * *"
          concurrencyPolicy: Forbid
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: reindex
                      image: registry.example.com/search/reindex:7.1
        """),
      .clean(
        "A run that is an hour late is skipped",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: reindex
        spec:
          schedule: "0 1 * * *"
          concurrencyPolicy: Forbid
          startingDeadlineSeconds: 3600
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: reindex
                      image: registry.example.com/search/reindex:7.1
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    guard let spec = workload.cronJob, findings.isAbsent(spec.startingDeadlineSeconds) else { return }
    findings.report(at: spec.place, CronJobPlan.ConcurrencyPolicy(of: spec))
  }

  package static func explain(_ policy: CronJobPlan.ConcurrencyPolicy) -> Explanation {
    Explanation(
      message: "startingDeadlineSeconds is not set, so a missed run may start at any later time",
      why: policy == .forbid
        ? "Under Forbid a run that was blocked starts the moment the earlier one finishes, whatever the time of day."
        : "After an outage or a suspension the latest missed run starts at once, whatever the time of day.",
      remedy: metadata.remedy)
  }
}

extension MissingStartingDeadline: Fixable {
  package static let fixing = FixSafety.changesBehaviour("A run that could not start in that time is skipped.")

  package static func fix(_ defect: Defect<Self>) -> Fix? {
    guard let seconds = DerivedSeconds(defect.workload.workload)?.startingDeadline else { return nil }
    return Fix(setting: defect.workload.cronJob?.field("startingDeadlineSeconds"), to: .number(seconds), fixing)
  }
}
