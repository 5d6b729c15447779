package import CronSchedule
package import Findings
package import Manifests

/// The API server refuses the schedule or its time zone.
package enum InvalidSchedule: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW117", name: "invalid-schedule", severity: .high, profile: .essential,
    summary: "The API server refuses the schedule or its time zone.",
    rationale: """
      The API server reads a schedule by rules of its own: five fields, days of the week from 0 to 6, no `L`, `W` or `#`, no seconds, \
      no `@reboot`. What other schedulers take is refused, and so is a time zone that its database does not have. The CronJob is then \
      not created, or its update is not applied: the pipeline stops in the best case, and in the worst the old schedule goes on \
      unnoticed.

      The severity is high, because the job as it is written never runs. `curfew schedule explain` tells what a schedule means.
      """,
    remedy: "Write a schedule that the API server accepts.",
    references: [
      .kubernetes("concepts/workloads/controllers/cron-jobs/#schedule-syntax"),
      .kubernetes("concepts/workloads/controllers/cron-jobs/#time-zones"),
      .url("https://pkg.go.dev/github.com/robfig/cron/v3#hdr-CRON_Expression_Format"),
    ],
    examples: [
      .flagged(
        "Sunday is 0 here",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: report
        spec:
          schedule: "0 6 * * ▼7▲"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: report
                      image: registry.example.com/report:1.9
        """),
      .flagged(
        "Seconds are not known",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: report
        spec:
          schedule: "0 30 6 * * ▼*▲"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: report
                      image: registry.example.com/report:1.9
        """),
      .flagged(
        "A zone that does not exist",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: report
        spec:
          schedule: "30 6 * * *"
          timeZone: ▼Europe/berlin▲
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
        "Names and steps are fine",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: report
        spec:
          schedule: "*/15 6-18 * JAN,JUL MON-FRI"
          timeZone: Europe/Berlin
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: report
                      image: registry.example.com/report:1.9
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    guard let spec = workload.cronJob else { return }
    // A zone within the schedule has a rule of its own.
    if let schedule = findings.schedule(of: workload), let error = schedule.error, error.kind != .timeZone {
      let place =
        error.range.isEmpty ? schedule.place : findings.context.place(of: error.range, in: schedule.text, writtenAt: schedule.place)
      findings.report(at: place, .schedule(error))
    }
    // The field exists since 1.24 and is on by default since 1.25.
    guard options.kubernetesMinorVersion >= 25, let zone = findings.readIfPresent(spec.timeZone) else { return }
    do throws(TimeZoneNameError) {
      try TimeZone.find(named: zone.value)
    } catch {
      findings.report(at: zone.place, .timeZone(error))
    }
  }

  /// The field that is refused, and why.
  package enum Situation: SituationKey {
    case schedule(CronExpressionError)
    case timeZone(TimeZoneNameError)

    /// A field that is refused for another reason stays the same finding.
    package func combine(into hash: inout StableHash) { hash.combine(field) }

    fileprivate var field: String {
      switch self {
      case .schedule: "schedule"
      case .timeZone: "timeZone"
      }
    }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    let (message, remedy) =
      switch situation {
      case .schedule(let error): (error.message, error.remedy)
      case .timeZone(let error): (error.message, error.remedy)
      }
    return Explanation(
      message: "\(situation.field) is refused: \(message)",
      why: "The API server does not create a CronJob with it, and does not apply an update.",
      remedy: remedy.prefix(1).uppercased() + remedy.dropFirst() + ".")
  }
}
