package import Findings

/// A suppression is past its last day.
package enum ExpiredSuppression: SuppressionRule {
  package static let metadata = RuleMetadata(
    code: "CFW007", name: "expired-suppression", severity: .low,
    summary: "A suppression is past its last day.",
    rationale: """
      A suppression with an expiry accepts a risk for some time: until the migration is done, until the vendor ships the fix. When the day has passed the \
      finding is reported again, and this one beside it, so that whoever promised to solve it can be asked. The day itself still counts, in UTC.

      The severity is low, as the finding itself is back.
      """,
    remedy: "Solve the finding and remove the suppression, or decide again and write a later day.",
    references: [.cwe(1053)],
    examples: [
      .flagged(
        "A day long gone",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: node-backup
          annotations:
            ignore-check.curfew.dev/privileged-container: "until the node agent replaces it"
            ▼ignore-check.curfew.dev/privileged-container.until▲: "2020-01-31"
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
        "A day to come",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: node-backup
          annotations:
            ignore-check.curfew.dev/privileged-container: "until the node agent replaces it"
            ignore-check.curfew.dev/privileged-container.until: "2999-12-31"
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

  package static let flaw = SuppressionFlaw.Kind.expired

  /// What is suppressed no longer.
  package struct Situation: SituationKey {
    /// Its name.
    let rule: String
    /// The last one.
    let day: CalendarDay

    package func combine(into hash: inout StableHash) { hash.combine(rule, day.year, day.month, day.day) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    Explanation(
      message: "the suppression of \(situation.rule) ended on \(situation.day)",
      why: "The risk was accepted up to that day, and is there still or gone unnoticed.",
      remedy: metadata.remedy)
  }
}
