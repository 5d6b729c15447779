import CronSchedule
package import Findings
package import Manifests

/// The schedule is accepted and no date ever fits it.
package enum ScheduleNeverFires: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW118", name: "schedule-never-fires", severity: .high, profile: .essential,
    summary: "The schedule is accepted and no date ever fits it.",
    rationale: """
      The API server checks that each field of a schedule can be read, not that a date exists which fits all of them. The 30th of \
      February, the 31st of April and a field of commas alone are accepted; the controller then finds no next time, records one \
      `InvalidSchedule` event when it happens to look, and leaves the CronJob alone for ever.

      The severity is high, because the job never runs and its object looks healthy. Where that is meant, as for a CronJob that only \
      serves as a template for `kubectl create job --from`, `suspend: true` says so, and is not reported.
      """,
    remedy: "Name a date that exists, or set `suspend: true` where the job is only started by hand.",
    references: [
      .kubernetes("concepts/workloads/controllers/cron-jobs/#schedule-syntax"),
      .url("https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/controller/cronjob/utils.go"),
    ],
    examples: [
      .flagged(
        "February has no 30th",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: report
        spec:
          schedule: ▼"0 0 30 2 *"▲
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
        "A leap day comes, if seldom",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: report
        spec:
          schedule: "0 0 29 2 *"
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
        "Meant to be started by hand",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: report
        spec:
          schedule: "0 0 31 2 *"
          suspend: true
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
    guard let spec = workload.cronJob, let schedule = findings.schedule(of: workload), let expression = schedule.expression,
      !expression.canFire, let isSuspended = findings.read(spec.suspend, default: false), !isSuspended
    else { return }
    findings.report(at: schedule.place, ScheduleText(text: schedule.text))
  }

  package static func explain(_ schedule: ScheduleText) -> Explanation {
    Explanation(
      message: "the schedule \"\(schedule.text)\" never fires",
      why: "No date fits all of its fields. The API server accepts it all the same, and the controller starts nothing.",
      remedy: metadata.remedy)
  }
}
