import CronSchedule
package import Findings
package import Manifests
internal import SourceTree

/// A starting deadline of zero lets no run start.
package enum StartingDeadlineNeverRuns: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW103", name: "starting-deadline-never-runs", severity: .high, profile: .essential,
    summary: "A starting deadline of zero lets no run start.",
    rationale: """
      The controller looks for missed times in the last `startingDeadlineSeconds` before now. With 0 that window is empty: the CronJob is accepted, \
      looks healthy, and never runs. There is no event for a run that did not happen, so a backup that is missing is noticed on the day it is \
      needed. A negative number is refused by the API server. Both are high: the job is not done at all, and nothing says so.

      With `@every` the same happens for every deadline that is shorter than the interval: the controller counts the interval from the beginning of the \
      window, and never sees it end.

      With five fields small values are fine. The advice against deadlines below 10 seconds was about the polling controller of old releases; today's wakes up at \
      the scheduled time.
      """,
    remedy: "Set `startingDeadlineSeconds` to how late a run may start, or use `suspend: true` to stop the schedule.",
    references: [.kubernetes("concepts/workloads/controllers/cron-jobs/#starting-deadline")],
    examples: [
      .flagged(
        "Zero is not the same as no deadline",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        spec:
          schedule: "0 2 * * *"
          startingDeadlineSeconds: ▼0▲
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
        "A negative deadline is refused",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        spec:
          schedule: "0 2 * * *"
          startingDeadlineSeconds: ▼-1▲
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
        "Shorter than the interval that is counted",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: poll
        spec:
          schedule: "@every 10m"
          startingDeadlineSeconds: ▼60▲
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
        "A few seconds are enough",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: poll
        spec:
          schedule: "*/5 * * * *"
          startingDeadlineSeconds: 5
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
    guard let spec = workload.cronJob, let deadline = findings.readIfPresent(spec.startingDeadlineSeconds) else { return }
    if deadline.value <= 0 {
      findings.report(at: deadline.place, .notPositive(deadline.value))
    } else if let schedule = findings.schedule(of: workload), case .interval(let seconds) = schedule.expression, deadline.value < seconds {
      findings.report(at: deadline.place, .shorterThanInterval(deadline.value, interval: seconds), related: schedule.place)
    }
  }

  /// What is wrong with the deadline, in seconds.
  package enum Situation: SituationKey {
    case notPositive(Int64)
    case shorterThanInterval(Int64, interval: Int64)

    package func combine(into hash: inout StableHash) {
      switch self {
      case .notPositive(let seconds): hash.combine("notPositive", seconds)
      case .shorterThanInterval(let seconds, let interval): hash.combine("shorterThanInterval", seconds, interval)
      }
    }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    switch situation {
    case .shorterThanInterval(let seconds, let interval):
      Explanation(
        message: "startingDeadlineSeconds: \(seconds) is shorter than @every \(DurationText.of(seconds: interval)), so no run starts",
        why: "The controller counts the interval from the beginning of the deadline, and its end then always lies ahead.",
        remedy: "Set `startingDeadlineSeconds` to the interval or more, or write the schedule with five fields.")
    case .notPositive(0):
      Explanation(
        message: "startingDeadlineSeconds: 0 lets no run start",
        why: "The CronJob is accepted and looks healthy, but a window of no seconds never holds a due time, and no event tells of it.",
        remedy: metadata.remedy)
    case .notPositive(let seconds):
      Explanation(
        message: "startingDeadlineSeconds: \(seconds) is negative", why: "The API server refuses the CronJob, so nothing is scheduled.",
        remedy: metadata.remedy)
    }
  }
}

extension StartingDeadlineNeverRuns: Fixable {
  package static let fixing = FixSafety.changesBehaviour("Runs start, which none did before.")

  package static func fix(_ defect: Defect<Self>) -> Fix? {
    guard let seconds = DerivedSeconds(defect.workload.workload)?.startingDeadline else { return nil }
    return Fix(setting: defect.path, to: .number(seconds), fixing)
  }
}
