package import Findings
package import Manifests
internal import SourceTree

/// A CronJob keeps more finished Jobs than anyone looks at.
package enum ExcessiveHistory: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW108", name: "excessive-history", severity: .low,
    summary: "A CronJob keeps more finished Jobs than anyone looks at.",
    rationale: """
      `successfulJobsHistoryLimit` and `failedJobsHistoryLimit` bound how many finished Jobs stay, each with its pods, their specifications and logs. \
      A hundred of them are weeks of material for someone who mines pods for credentials, they make listings slow, and they count against object \
      quotas. Limits bound the number and `ttlSecondsAfterFinished` bounds the time: where both are set the earlier deletion wins.

      The severity is low, since the number stays bounded. More than 10 of a kind (the rule's option) are seldom looked at; a longer record of runs \
      belongs in monitoring, and logs in a log store.
      """,
    remedy: "Keep 10 finished Jobs or fewer of each kind, and leave the longer record to monitoring and the log store.",
    references: [
      .kubernetes("concepts/workloads/controllers/cron-jobs/#jobs-history-limits"), .cwe(459), .mitre("T1552.007"),
    ],
    examples: [
      .flagged(
        "Hundreds of finished Jobs",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: sync
        spec:
          schedule: "*/15 * * * *"
          successfulJobsHistoryLimit: ▼200▲
          failedJobsHistoryLimit: ▼100▲
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: sync
                      image: registry.example.com/sync:1.1
        """),
      .clean(
        "The last few",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: sync
        spec:
          schedule: "*/15 * * * *"
          successfulJobsHistoryLimit: 2
          failedJobsHistoryLimit: 5
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: sync
                      image: registry.example.com/sync:1.1
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    guard let spec = workload.cronJob else { return }
    check(spec.successfulJobsHistoryLimit, .successfulJobsHistoryLimit, options: options, into: &findings)
    check(spec.failedJobsHistoryLimit, .failedJobsHistoryLimit, options: options, into: &findings)
  }

  private static func check(_ field: Field<Int64>, _ name: HistoryLimit, options: RuleOptions, into findings: inout Answer<Self>) {
    guard let limit = findings.readIfPresent(field), limit.value > options.maximumHistory else { return }
    findings.report(at: limit.place, Situation(field: name, value: limit.value, maximum: options.maximumHistory))
  }

  /// A limit that is too high.
  package struct Situation: SituationKey {
    let field: HistoryLimit
    let value: Int64
    /// What is configured to be enough.
    let maximum: Int64

    package func combine(into hash: inout StableHash) { hash.combine(field, value) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    Explanation(
      message: "\(situation.field.rawValue): \(situation.value) keeps more than \(situation.maximum) finished Jobs",
      why: "Each keeps its pods with their specifications and logs, for whoever may read pods in the namespace.",
      remedy: metadata.remedy)
  }
}

extension ExcessiveHistory: Fixable {
  package static let fixing = FixSafety.changesBehaviour("Older finished Jobs are deleted.")

  package static func fix(_ defect: Defect<Self>) -> Fix? {
    Fix(setting: defect.path, to: .number(defect.situation.maximum), fixing)
  }
}
