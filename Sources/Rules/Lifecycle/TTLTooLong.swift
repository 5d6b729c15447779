package import Findings
package import Manifests
internal import SourceTree

/// Finished Jobs stay longer than anyone looks at them.
package enum TTLTooLong: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW106", name: "ttl-too-long", severity: .low,
    summary: "Finished Jobs stay longer than anyone looks at them.",
    rationale: """
      `ttlSecondsAfterFinished` bounds the time in which the pods of a finished Job, their specifications, environment and logs can be read by \
      everyone with access to pods in the namespace. A week of them is a week of material for someone who got in today, and every Job is one more \
      object for the API server. A day (86,400 seconds, the default of the rule's option) covers a night and a working day to look at a failure.

      History limits bound the number of Jobs of a CronJob meanwhile, so the severity is low. Logs that are needed for longer belong in a log store.
      """,
    remedy: "Lower `ttlSecondsAfterFinished` to a day or less, and ship logs that are needed for longer to a log store.",
    references: [.kubernetes("concepts/workloads/controllers/ttlafterfinished/"), .cwe(459), .mitre("T1552.007")],
    examples: [
      .flagged(
        "A month of finished runs",
        """
        apiVersion: batch/v1
        kind: Job
        metadata:
          generateName: import-
        spec:
          ttlSecondsAfterFinished: ▼2592000▲
          template:
            spec:
              restartPolicy: Never
              containers:
                - name: import
                  image: registry.example.com/import:0.9
        """),
      .flagged(
        "Longer than this team allows",
        options: RuleOptions(maximumTTLSeconds: 3600),
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              ttlSecondsAfterFinished: ▼7200▲
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
        """),
      .clean(
        "A day",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              ttlSecondsAfterFinished: 86400
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    guard JobDelivery(of: workload) == nil, let ttl = findings.readIfPresent(workload.job.ttlSecondsAfterFinished),
      ttl.value > options.maximumTTLSeconds
    else { return }
    findings.report(at: ttl.place, Situation(ttl: ttl.value, maximum: options.maximumTTLSeconds))
  }

  /// A time to live that is too long, in seconds.
  package struct Situation: SituationKey {
    let ttl: Int64
    /// What is configured to be enough.
    let maximum: Int64

    package func combine(into hash: inout StableHash) { hash.combine(ttl) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    Explanation(
      message: "ttlSecondsAfterFinished: \(situation.ttl) keeps finished Jobs longer than \(situation.maximum) seconds",
      why: "All that time the specifications and logs of their pods can be read by everyone with access to pods in the namespace.",
      remedy: metadata.remedy)
  }
}

extension TTLTooLong: Fixable {
  package static let fixing = FixSafety.changesBehaviour("Finished Jobs are deleted earlier.")

  package static func fix(_ defect: Defect<Self>) -> Fix? {
    Fix(setting: defect.path, to: .number(defect.situation.maximum), fixing)
  }
}
