import CronSchedule
package import Findings
package import Manifests
internal import SourceTree

/// A run may last longer than the time to the next one.
package enum ActiveDeadlineExceedsInterval: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW120", name: "active-deadline-exceeds-interval", severity: .low,
    summary: "A run may last longer than the time to the next one.",
    rationale: """
      `activeDeadlineSeconds` ends a run that hangs. If it is longer than the interval of the schedule, it comes too late for the next \
      run, and what happens then depends on the policy: under `Forbid` the runs that come in between do not start, under `Allow` they \
      pile up beside the one that hangs, and under `Replace` the deadline never has an effect, because the next run ends the one \
      before, which then counts neither as failed nor as complete.

      Raising the deadline is the usual answer to runs that are ended too early, and it is what makes them block each other. The \
      severity is low: a run has to hang, or be slow, to make it felt.
      """,
    remedy: "Set `activeDeadlineSeconds` below the interval, or run the job less often.",
    references: [
      .kubernetes("concepts/workloads/controllers/job/#job-termination-and-cleanup"),
      .kubernetes("concepts/workloads/controllers/cron-jobs/#concurrency-policy"),
    ],
    examples: [
      .flagged(
        "An hour to end a run of every ten minutes",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: report
        spec:
          schedule: "*/10 * * * *"
          concurrencyPolicy: Forbid
          jobTemplate:
            spec:
              activeDeadlineSeconds: ▼3600▲
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: report
                      image: registry.example.com/report:1.9
        """),
      .flagged(
        "Two runs that are close",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: report
        spec:
          schedule: "0 9,10 * * *"
          concurrencyPolicy: Replace
          jobTemplate:
            spec:
              activeDeadlineSeconds: ▼7200▲
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: report
                      image: registry.example.com/report:1.9
        """),
      .clean(
        "Ended before the next is due",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: report
        spec:
          schedule: "*/10 * * * *"
          concurrencyPolicy: Forbid
          jobTemplate:
            spec:
              activeDeadlineSeconds: 540
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: report
                      image: registry.example.com/report:1.9
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    guard let spec = workload.cronJob, let deadline = findings.readIfPresent(workload.job.activeDeadlineSeconds),
      let schedule = findings.schedule(of: workload), let gap = schedule.shortestGap, deadline.value > gap,
      findings.read(spec.concurrencyPolicy, default: "") != nil
    else { return }
    findings.report(
      at: deadline.place, Situation(deadline: deadline.value, gap: gap, policy: CronJobPlan.ConcurrencyPolicy(of: spec)),
      related: schedule.place)
  }

  /// A deadline that is longer than the time to the next run, in seconds.
  package struct Situation: SituationKey {
    let deadline: Int64
    let gap: Int64
    let policy: CronJobPlan.ConcurrencyPolicy

    package func combine(into hash: inout StableHash) { hash.combine(deadline, gap, policy) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    let missed = (situation.deadline - 1) / situation.gap
    let runs = missed == 1 ? "one run" : "\(missed) runs"
    let why =
      switch situation.policy {
      case .forbid: "Under Forbid a run that hangs can keep \(runs) after it from starting before the deadline ends it."
      case .replace:
        "Under Replace the next run ends the one before: the deadline is never reached, and a run that hangs never counts as failed."
      case .allow: "Under Allow \(runs) can start beside one that hangs before the deadline ends it."
      }
    return Explanation(
      message:
        "a run may last \(DurationText.of(seconds: situation.deadline)), and the next is due after \(DurationText.of(seconds: situation.gap))",
      why: why, remedy: metadata.remedy)
  }
}

extension ActiveDeadlineExceedsInterval: Fixable {
  package static let fixing = FixSafety.changesBehaviour("A run that takes longer is ended, and counts as failed.")

  package static func fix(_ defect: Defect<Self>) -> Fix? {
    guard let seconds = DerivedSeconds(defect.workload.workload)?.activeDeadline else { return nil }
    return Fix(setting: defect.path, to: .number(seconds), fixing)
  }
}
