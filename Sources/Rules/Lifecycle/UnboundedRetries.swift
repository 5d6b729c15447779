package import Findings
package import Manifests
import SourceTree

/// A run that keeps failing is tried again without a sensible end.
package enum UnboundedRetries: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW110", name: "unbounded-retries", severity: .medium,
    summary: "A run that keeps failing is tried again without a sensible end.",
    rationale: """
      Every retry does the work again: another half-written dump, another batch of mails, another wrong password against a database that locks the \
      account. With back-off growing to six minutes, a hundred retries last ten hours, and a run that is being retried is active: under \
      `concurrencyPolicy: Forbid` it blocks the schedule, and it is not reported as failed until the last attempt.

      More than 10 retries are reported, of the Job (`backoffLimit`) or of each index (`backoffLimitPerIndex`). The severity is medium, and low where \
      `activeDeadlineSeconds` ends the retries anyway. Leaving `backoffLimit` out is not reported: the default of 6 is a bound, and where the time \
      is unbounded missing-active-deadline says so. Under `restartPolicy: OnFailure` the last failure deletes the pod and its logs, which is one more \
      reason for few retries and `Never`.
      """,
    remedy: "Set `backoffLimit` to the few retries that can help, such as 2, together with `activeDeadlineSeconds`.",
    references: [
      .kubernetes("concepts/workloads/controllers/job/#pod-backoff-failure-policy"), .cwe(400), .cwe(799),
    ],
    examples: [
      .flagged(
        "Two thousand million retries",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: mail
        spec:
          schedule: "0 6 * * *"
          jobTemplate:
            spec:
              backoffLimit: ▼2147483647▲
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: mail
                      image: registry.example.com/mail:4.4
        """),
      .flagged(
        "Many retries of each index",
        """
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: render
        spec:
          completionMode: Indexed
          completions: 20
          parallelism: 5
          backoffLimitPerIndex: ▼50▲
          activeDeadlineSeconds: 7200
          template:
            spec:
              restartPolicy: Never
              containers:
                - name: render
                  image: registry.example.com/render:2.8
        """),
      .clean(
        "Two retries within an hour",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: mail
        spec:
          schedule: "0 6 * * *"
          jobTemplate:
            spec:
              backoffLimit: 2
              activeDeadlineSeconds: 3600
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: mail
                      image: registry.example.com/mail:4.4
        """),
      .clean(
        "The default of six is a bound",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: mail
        spec:
          schedule: "0 6 * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: mail
                      image: registry.example.com/mail:4.4
        """),
    ])

  /// More than this is no longer about a passing fault.
  private static var maximumRetries: Int64 { 10 }

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    let job = workload.job
    // With a limit for each index, an absent `backoffLimit` defaults to 2147483647 and a huge one says nothing: the indexes are the bound.
    if let limit = findings.readIfPresent(job.backoffLimitPerIndex) {
      check(limit, .backoffLimitPerIndex, job: job, into: &findings)
    } else if let limit = findings.readIfPresent(job.backoffLimit) {
      check(limit, .backoffLimit, job: job, into: &findings)
    }
  }

  private static func check(
    _ limit: (value: Int64, place: SourceRange), _ field: Situation.Field, job: JobSpec, into findings: inout Answer<Self>
  ) {
    guard limit.value > maximumRetries else { return }
    let endsInTime = !job.activeDeadlineSeconds.isAbsent
    findings.report(
      at: limit.place, severity: endsInTime ? .low : nil, Situation(field: field, limit: limit.value, hasDeadline: endsInTime))
  }

  /// A limit that is too high.
  package struct Situation: SituationKey {
    /// The field that it is in.
    enum Field: String, StableHashable {
      case backoffLimit, backoffLimitPerIndex
    }

    let field: Field
    let limit: Int64
    /// Whether the run ends in time all the same.
    let hasDeadline: Bool

    package func combine(into hash: inout StableHash) { hash.combine(field, limit) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    Explanation(
      message: "\(situation.field.rawValue): \(situation.limit) tries a failing run again and again",
      why: situation.hasDeadline
        ? "Every retry repeats what the run does, and only activeDeadlineSeconds ends them."
        : "Every retry repeats what the run does, nothing ends them, and the run is not reported as failed before the last one.",
      remedy: situation.field == .backoffLimitPerIndex
        ? "Set `backoffLimitPerIndex` to the few retries that can help, such as 2." : metadata.remedy)
  }
}

extension UnboundedRetries: Fixable {
  package static let fixing = FixSafety.changesBehaviour("A run that keeps failing is given up earlier.")

  package static func fix(_ defect: Defect<Self>) -> Fix? {
    Fix(setting: defect.path, to: defect.situation.field == .backoffLimit ? .number(JobSpec.Defaults.backoffLimit) : 2, fixing)
  }
}
