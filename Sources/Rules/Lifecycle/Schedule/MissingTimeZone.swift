import CronSchedule
package import Findings
package import Manifests
internal import SourceTree

/// The schedule runs by whatever clock the control plane has.
package enum MissingTimeZone: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW111", name: "missing-time-zone", severity: .info, profile: .strict,
    summary: "The schedule runs by whatever clock the control plane has.",
    rationale: """
      Without `timeZone` a schedule is read in the local zone of kube-controller-manager. That is UTC on most managed clusters and something else on \
      others, and nothing in the manifest says which: "2 at night" moves when the cluster does, and with daylight saving where the control plane \
      has it. A time within the hour that is skipped does not run that day, a time within the hour that is repeated runs twice.

      The severity is info, and the rule is asked by the strict profile only, because a cluster's zone seldom changes. Schedules that only say how often are not reported: `@every`, `@hourly`, and \
      schedules that leave the hour and the date open or step through the hours (`*/5 * * * *`, `7 * * * *`, `0 */6 * * *`), which mean the same \
      in every zone or nearly so.
      """,
    remedy: "Set `timeZone` to the zone the schedule is meant in, such as `Etc/UTC` or `Europe/Berlin`.",
    references: [.kubernetes("concepts/workloads/controllers/cron-jobs/#time-zones")],
    examples: [
      .flagged(
        "Two at night, but where",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        ▼spec▲:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
        """),
      .flagged(
        "A day begins somewhere",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        ▼spec▲:
          schedule: "@daily"
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
        "The zone is named",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        spec:
          schedule: "0 2 * * *"
          timeZone: Etc/UTC
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
        "Every five minutes is the same everywhere",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: poll
        spec:
          schedule: "*/5 * * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: poll
                      image: registry.example.com/poll:3.0
        """),
      .clean(
        "An interval has no zone",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: poll
        spec:
          schedule: "@every 90m"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: poll
                      image: registry.example.com/poll:3.0
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    // The field exists since 1.24 and is on by default since 1.25.
    guard let spec = workload.cronJob, options.kubernetesMinorVersion >= 25, findings.isAbsent(spec.timeZone),
      let schedule = findings.schedule(of: workload), case .calendar(let fields) = schedule.expression, !saysHowOftenOnly(fields)
    else { return }
    findings.report(at: spec.place, ScheduleText(text: schedule.text))
  }

  /// Whether a schedule names no date, and leaves the hour open or steps through the hours from midnight.
  private static func saysHowOftenOnly(_ fields: CalendarFields) -> Bool {
    guard fields.isEveryDay else { return false }
    return (1...12).contains { step in fields.hours == stride(from: 0, to: 24, by: step).reduce(0) { $0 | 1 << UInt32($1) } }
  }

  package static func explain(_ schedule: ScheduleText) -> Explanation {
    Explanation(
      message: "timeZone is not set for the schedule \"\(schedule.text)\"",
      why:
        "The schedule is read in the local zone of kube-controller-manager, which the manifest does not show and another cluster need not share.",
      remedy: metadata.remedy)
  }
}

extension MissingTimeZone: Fixable {
  package static let fixing = FixSafety.changesBehaviour(
    "The schedule is read in UTC wherever the controller runs; before, in the zone of its node, which mostly is UTC.")

  package static func fix(_ defect: Defect<Self>) -> Fix? {
    Fix(setting: defect.workload.cronJob?.field("timeZone"), to: "Etc/UTC", fixing)
  }
}
