internal import CronSchedule
package import Findings
package import Manifests

/// The schedule falls into the hour in which the clocks are changed.
package enum TimeZoneHazard: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW121", name: "time-zone-hazard", severity: .low,
    summary: "The schedule falls into the hour in which the clocks are changed.",
    rationale: """
      In a zone with daylight saving time there is an hour that does not exist once a year, and one that exists twice. A time within \
      the first is skipped: the controller starts nothing that day. A time within the second is run twice. In zones that change their \
      clocks at midnight, or by half an hour, the controller also moves times. Hourly jobs catch up by themselves; a job that runs \
      once a day or more seldom loses a whole period, or does its work twice.

      The severity is low for a daily job, and medium where a week or more goes by until the next run. `curfew schedule explain` names \
      the dates.
      """,
    remedy: "Choose a time of day at which the clocks are not changed, or `timeZone: Etc/UTC`.",
    references: [
      .kubernetes("concepts/workloads/controllers/cron-jobs/#time-zones"),
      .url("https://pkg.go.dev/github.com/robfig/cron/v3#hdr-Time_zones"),
    ],
    examples: [
      .flagged(
        "There is no half past two on one night of the year",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: report
        spec:
          schedule: ▼"30 2 * * *"▲
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
      .flagged(
        "This hour comes twice in autumn",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: report
        spec:
          schedule: ▼"30 1 * * 0"▲
          timeZone: America/New_York
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
        "The hour after",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: report
        spec:
          schedule: "30 3 * * *"
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
        "No daylight saving time",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: report
        spec:
          schedule: "30 2 * * *"
          timeZone: Etc/UTC
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
        "Often enough to catch up",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: report
        spec:
          schedule: "30 */2 * * *"
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

  /// A rule for every year does the same in each; in so many years, every date of it falls on every day of the week. The second is enough where
  /// all days on which clocks are changed are alike.
  private static let years = (
    first: Instant(secondsSince1970: 1_798_761_600), second: Instant(secondsSince1970: 1_861_920_000),
    last: Instant(secondsSince1970: 2_682_288_000)
  )

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    guard let spec = workload.cronJob, options.kubernetesMinorVersion >= 25, let zone = findings.readIfPresent(spec.timeZone),
      let schedule = findings.schedule(of: workload), case .calendar(let fields) = schedule.expression,
      fields.hours.nonzeroBitCount == 1, fields.minutes.nonzeroBitCount == 1,
      !Schedule.isCalm(hours: fields.hours, inZoneNamed: zone.value),
      let timeZone = try? TimeZone(named: zone.value),
      timeZone.hasYearlyChanges, let first = years.first,
      let last = fields.dayOfMonthIsStar && (fields.dayOfWeekIsStar || timeZone.changesOnWeekdays) ? years.second : years.last
    else { return }
    let effects = Schedule(.calendar(fields), in: timeZone).clockChangeEffects(from: first, to: last)
    guard let effect = effects.first(where: { $0.kind == .skipped || $0.kind == .omitted }) ?? effects.first,
      let day = timeZone.dayOfYearlyChange(to: effect.offsetAfter)
    else { return }
    let isRare = (effect.kind == .skipped || effect.kind == .omitted) && schedule.shortestGap.map { $0 > 86_400 } ?? true
    findings.report(
      at: schedule.place, severity: isRare ? .medium : nil,
      Situation(
        kind: effect.kind, before: ClockTime(effect.change, offset: effect.offsetBefore),
        after: ClockTime(effect.change, offset: effect.offsetAfter), day: day, zone: zone.value), related: zone.place)
  }

  /// What becomes of a run when the clocks are changed.
  package struct Situation: SituationKey {
    let kind: ClockChangeEffect.Kind
    /// What the clocks show when they are changed.
    let before: ClockTime
    /// What they show from then on.
    let after: ClockTime
    /// In words.
    let day: String
    let zone: String

    package func combine(into hash: inout StableHash) { hash.combine(kind.rawValue, zone) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    let (message, reason) =
      switch situation.kind {
      case .skipped: ("a run is skipped when the clocks are changed", "the schedule asks for a time that they pass over")
      case .omitted: ("a run is skipped when the clocks are changed", "the controller's search steps over the time of that day")
      case .twice: ("a run comes twice when the clocks are changed", "the schedule asks for a time that they show twice")
      case .moved: ("a run comes at another time when the clocks are changed", "the controller's search is out of step that day")
      }
    return Explanation(
      message: message,
      why:
        "In \(situation.zone) they go from \(situation.before.hourAndMinute) to \(situation.after.hourAndMinute) on \(situation.day), "
        + "and \(reason).",
      remedy: metadata.remedy)
  }
}
