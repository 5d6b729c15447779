package import Findings

/// A suppression has nothing to suppress.
package enum UnusedSuppression: SuppressionRule {
  package static let metadata = RuleMetadata(
    code: "CFW008", name: "unused-suppression", severity: .low,
    summary: "A suppression has nothing to suppress.",
    rationale: """
      Nothing of what the suppression accepts is found any more: the manifest was mended, or the comment stands beside another line than the finding. What \
      stays behind hides the same mistake when somebody makes it again, with the old reason for an excuse. A suppression of a rule that is not asked, or that \
      could not judge the workload, is not reported.

      The severity is low: nothing is wrong yet.
      """,
    remedy: "Remove the suppression, or move it to the line of the finding.",
    references: [.cwe(1164)],
    examples: [
      .flagged(
        "The container is not privileged any more",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: node-backup
          annotations:
            ▼ignore-check.curfew.dev/privileged-container▲: "the backup reads raw block devices"
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
                      securityContext:
                        privileged: false
        """),
      .clean(
        "There is something to suppress",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: node-backup
          annotations:
            ignore-check.curfew.dev/privileged-container: "the backup reads raw block devices"
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
                      securityContext:
                        privileged: true
        """),
    ])

  package static let flaw = SuppressionFlaw.Kind.unused

  package static func explain(_ rule: RuleName) -> Explanation {
    Explanation(
      message: "there is no finding of \(rule.name) to suppress",
      why: "A suppression that is left behind hides the same mistake when it is made again.",
      remedy: metadata.remedy)
  }
}
