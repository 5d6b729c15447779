import CronSchedule
package import Findings
package import Manifests

/// After an interruption the controller may start none of the runs that were missed.
package enum ScheduleLosesRuns: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW119", name: "schedule-loses-runs", severity: .info, profile: .strict,
    summary: "After an interruption the controller may start none of the runs that were missed.",
    rationale: """
      When runs were missed, because the controller was down, the CronJob suspended, or an earlier run held them under `Forbid`, the \
      controller starts the latest of them. It does not search for it: it takes the distance of the first two that were missed for \
      that of all, counts how many such steps fit into the time that passed, and looks for a time in the last of them. Where a long \
      pause follows times that are close together, there is none in it, and nothing starts before the next regular time: upstream's \
      own example is `30 10,11,12 * * 1-5`.

      A `startingDeadlineSeconds` of at most the shorter distance keeps the controller from counting at all, but it drops what is \
      older than that. The severity is info: it takes an interruption of two runs in a row, and schedules like this are common. Only \
      schedules of up to twelve times a day are reported, where each run was chosen.
      """,
    remedy: "Make the distances even, give each time of day a CronJob of its own, or make each run do what earlier ones left undone.",
    references: [.url("https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/controller/cronjob/utils.go")],
    examples: [
      .flagged(
        "Three runs in a row, then a night",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: report
        spec:
          schedule: ▼"30 10,11,12 * * 1-5"▲
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
        "Even distances",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: report
        spec:
          schedule: "30 */8 * * *"
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
        "At most one run is within the deadline",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: report
        spec:
          schedule: "30 10,11,12 * * 1-5"
          startingDeadlineSeconds: 1800
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

  /// With more times a day, one of them matters little.
  private static let mostTimesADay = 12

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    guard let spec = workload.cronJob, let schedule = findings.schedule(of: workload), case .calendar(let fields) = schedule.expression,
      (2...mostTimesADay).contains(fields.minutes.nonzeroBitCount * fields.hours.nonzeroBitCount), let gap = schedule.shortestGap
    else { return }
    let times = fields.timesOfDay
    // The widest pause, measured by the distance before it.
    var worst: (index: Int, excess: Int)?
    for index in times.indices.dropFirst() {
      let gap = times[index] - times[index - 1]
      let next = index + 1 < times.count ? times[index + 1] : times[0] + 1440
      let excess = next - times[index] - 2 * gap
      if excess > worst?.excess ?? -1 { worst = (index, excess) }
    }
    guard let worst, let deadline = findings.read(spec.startingDeadlineSeconds, default: .max), deadline > gap else { return }
    findings.report(at: schedule.place, Situation(first: times[worst.index - 1], last: times[worst.index]))
  }

  private static func clock(_ minute: Int) -> String {
    let hour = minute / 60 % 24
    return (hour < 10 ? "0" : "") + "\(hour):" + (minute % 60 < 10 ? "0" : "") + "\(minute % 60)"
  }

  /// Two runs that can be lost together, in minutes of the day.
  package struct Situation: SituationKey {
    let first: Int
    let last: Int

    /// From when on the controller takes neither.
    fileprivate var end: Int { last + last - first }

    package func combine(into hash: inout StableHash) { hash.combine(first, last) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    Explanation(
      message: "the runs of \(clock(situation.first)) and \(clock(situation.last)) can be lost together",
      why:
        "If both are missed and the controller comes to start them after \(clock(situation.end)), it judges by the distance of the two, finds no time in "
        + "the pause that follows, and starts neither.",
      remedy: metadata.remedy)
  }
}
