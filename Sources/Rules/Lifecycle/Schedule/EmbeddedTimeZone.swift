import CronSchedule
package import Findings
package import Manifests
internal import SourceTree

/// The schedule names a time zone within itself, which is refused.
package enum EmbeddedTimeZone: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW112", name: "embedded-time-zone", severity: .high, profile: .essential,
    summary: "The schedule names a time zone within itself, which is refused.",
    rationale: """
      `TZ=` and `CRON_TZ=` in front of a schedule worked by accident for some releases, because the library that reads schedules knows them. The API \
      server refuses a new CronJob whose schedule holds `TZ` since Kubernetes 1.29, and from 1.25 on it refuses it beside `timeZone`. An old \
      CronJob keeps running, which hides the problem until it has to be created again: in a new cluster, after a restore, in a disaster.

      The severity is high, because on such a day the job is missing altogether.
      """,
    remedy: "Take the zone out of `schedule` and name it in `timeZone`.",
    references: [
      .kubernetes("concepts/workloads/controllers/cron-jobs/#unsupported-timezone-specification"),
      .url("https://github.com/kubernetes/kubernetes/pull/116252"),
    ],
    examples: [
      .flagged(
        "CRON_TZ in front of the schedule",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: report
        spec:
          schedule: ▼"CRON_TZ=Europe/Berlin 30 6 * * 1-5"▲
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
        "Both ways at once",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: report
        spec:
          schedule: ▼TZ=UTC 30 6 * * 1-5▲
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
      .clean(
        "The zone has its own field",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: report
        spec:
          schedule: "30 6 * * 1-5"
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
    guard let spec = workload.cronJob, let schedule = findings.schedule(of: workload), schedule.error?.kind == .timeZone else { return }
    if !spec.timeZone.isAbsent {
      findings.report(at: schedule.place, .both, related: spec.timeZone.range?.value)
    } else if options.kubernetesMinorVersion < 29 {
      findings.report(at: schedule.place, severity: .medium, .unsupported)
    } else {
      findings.report(at: schedule.place, .refused)
    }
  }

  /// What is wrong with the zone.
  package enum Situation: String, SituationKey {
    /// It has a field as well.
    case both
    /// The cluster's version accepts it.
    case unsupported
    case refused
  }

  package static func explain(_ situation: Situation) -> Explanation {
    switch situation {
    case .both:
      Explanation(
        message: "schedule names a time zone beside timeZone",
        why: "The API server refuses a CronJob that names its zone in both places.",
        remedy: "Take the zone out of `schedule`; `timeZone` has it.")
    case .unsupported:
      Explanation(
        message: "schedule names a time zone",
        why: "This was never supported, and from Kubernetes 1.29 on the API server refuses to create such a CronJob.",
        remedy: metadata.remedy)
    case .refused:
      Explanation(
        message: "schedule names a time zone", why: "The API server refuses to create a CronJob whose schedule holds \"TZ\".",
        remedy: metadata.remedy)
    }
  }
}

extension EmbeddedTimeZone: Fixable {
  package static let fixing = FixSafety.safe

  package static func fix(_ defect: Defect<Self>) -> Fix? {
    guard let path = defect.workload.cronJob, let text = defect.workload.workload.cronJob?.schedule.value,
      let blank = text.firstIndex(of: " "), let sign = text[..<blank].firstIndex(of: "=")
    else { return nil }
    let schedule = text[blank...].drop { $0 == " " }
    let zone = text[text.index(after: sign)..<blank]
    var changes = [path.setting("schedule", to: .text(String(schedule)))]
    if defect.situation != .both { changes.append(path.setting("timeZone", to: .text(String(zone)))) }
    return Fix(
      defect.situation == .both ? "take the zone out of `schedule`" : "move the zone from `schedule` to `timeZone`", fixing, changes)
  }
}
