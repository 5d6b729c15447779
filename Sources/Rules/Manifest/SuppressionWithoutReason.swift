package import Findings

/// A suppression does not say why.
package enum SuppressionWithoutReason: SuppressionRule {
  package static let metadata = RuleMetadata(
    code: "CFW006", name: "suppression-without-reason", severity: .low,
    summary: "A suppression does not say why the finding is accepted.",
    rationale: """
      Accepting a risk is a decision, and a decision that nobody can read cannot be reviewed: months later nobody dares to remove the suppression, or to trust \
      it. A suppression without a reason therefore suppresses nothing: the finding is reported as before, and this one beside it. An expiry without \
      the suppression it belongs to is reported as well.

      The severity is low, as the finding itself stays.
      """,
    remedy: "Write the reason as the annotation's value, or behind the rule's name in the comment.",
    references: [.cwe(1053)],
    examples: [
      .flagged(
        "An annotation with nothing in it",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: node-backup
          annotations:
            ▼ignore-check.curfew.dev/privileged-container▲: ""
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
      .flagged(
        "An expiry alone",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: node-backup
          annotations:
            ▼ignore-check.curfew.dev/privileged-container.until▲: "2999-12-31"
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
      .clean(
        "The reason is there",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: node-backup
          annotations:
            ignore-check.curfew.dev/privileged-container: "the backup reads raw block devices, see OPS-12"
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

  package static let flaw = SuppressionFlaw.Kind.withoutReason

  package static func explain(_ rule: RuleName) -> Explanation {
    Explanation(
      message: "the suppression of \(rule.name) gives no reason, so it suppresses nothing",
      why: "Without the reason nobody can tell whether the risk is still the one that was accepted.",
      remedy: metadata.remedy)
  }
}
