import CronSchedule
package import Findings
package import Manifests

/// The schedule means something else than it looks.
package enum MisleadingSchedule: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW151", name: "misleading-schedule", severity: .medium,
    summary: "The schedule means something else than it looks.",
    rationale: """
      Cron expressions are read as sentences and are none. Day of month and day of week are joined by *or* as soon as both are restricted, so that \
      `0 9 1-7 * 1` is no first Monday but each Monday and each of the first seven days. A step counts within its field: `*/90` in the minutes is minute \
      0 of every hour, `*/45` runs at 0 and 45 and again 15 minutes later. And `* 3 * * *` does not run at three but sixty times until four.

      The job runs more often than its author believes, beside itself or on the wrong days. Medium; low where runs are merely not as far apart as the \
      step says. What is told is computed from the expression.
      """,
    remedy: "Write what is meant, and look at it with `curfew schedule next`.",
    references: [
      .kubernetes("concepts/workloads/controllers/cron-jobs/#schedule-syntax"),
      .url("https://pkg.go.dev/github.com/robfig/cron/v3#hdr-CRON_Expression_Format"),
      .url("https://man7.org/linux/man-pages/man5/crontab.5.html"),
    ],
    examples: [
      .flagged(
        "Not the first Monday of the month",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: report
        spec:
          schedule: "0 9 ▼1-7 * 1▲"
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
        "Not every 90 minutes",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: report
        spec:
          schedule: "▼*/90▲ * * * *"
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
        "Not at three o'clock",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: report
        spec:
          schedule: "▼*▲ 3 * * *"
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
        "Five hours apart, and four at midnight",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: report
        spec:
          schedule: "0 ▼*/5▲ * * *"
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
        "Steps that fit, and one restricted day",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: report
        spec:
          schedule: "*/20 */6 * * 1-5"
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
    guard let schedule = findings.schedule(of: workload), let expression = schedule.expression, case .calendar(let fields) = expression
    else { return }
    for (surprise, range) in ScheduleSurprise.all(in: schedule.text, readAs: fields) {
      let place = findings.context.place(of: range, in: schedule.text, writtenAt: schedule.place)
      findings.report(
        at: place, severity: surprise.isMild ? .low : nil, Situation(surprise: surprise, text: schedule.text, meaning: expression.inWords))
    }
  }

  /// What is not as it looks.
  package struct Situation: SituationKey {
    let surprise: ScheduleSurprise
    /// As written.
    let text: String
    /// What it comes to.
    let meaning: String

    package func combine(into hash: inout StableHash) { hash.combine(surprise.kind, text) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    let meaning = situation.meaning
    switch situation.surprise {
    case .eitherDay(let days, let both):
      return Explanation(
        message: "day of month and day of week are joined by OR: \(meaning), which is about \(days) days a year",
        why: "Where both are restricted one of them is enough; \(both) \(both == 1 ? "day" : "days") a year would match both.",
        remedy: "Restrict one of the two, and have the job look at the other.")
    case .stepBeyond(let field, let step, let only):
      return Explanation(
        message: "a step of \(step) in the \(field.title) leaves only \(only): the job runs \(meaning)",
        why: "Steps are counted within the field and begin anew with it, so none is longer than the field.",
        remedy: "Write the times one by one, or `@every` with a duration.")
    case .everyMinute(let hours):
      return Explanation(
        message: "`*` in the minutes is each of them: 60 runs within the hour, \(hours * 60) on each day",
        why: "Only an hour is chosen, and every minute of it is due.", remedy: "Write the minute, such as `0`.")
    case .uneven(let field, let step, let last):
      return Explanation(
        message: "a step of \(step) in the \(field.title) begins anew with \(field.turn): its last is \(last), and the job runs \(meaning)",
        why: "\(field.bounds.count) is no multiple of \(step), so runs are not always as far apart as the step says.",
        remedy: field == .minute || field == .hour
          ? "Use a step that divides \(field.bounds.count), or `@every` with a duration." : metadata.remedy)
    }
  }
}

extension ScheduleSurprise {
  fileprivate var kind: String {
    switch self {
    case .eitherDay: "eitherDay"
    case .stepBeyond(let field, _, _): "stepBeyond \(field.rawValue)"
    case .everyMinute: "everyMinute"
    case .uneven(let field, _, _): "uneven \(field.rawValue)"
    }
  }

  fileprivate var isMild: Bool { if case .uneven = self { true } else { false } }
}

extension CronField {
  /// What the field's numbers begin anew with.
  fileprivate var turn: String {
    switch self {
    case .minute: "the hour"
    case .hour: "the day"
    case .dayOfMonth: "the month"
    case .month: "the year"
    case .dayOfWeek: "the week"
    }
  }
}
