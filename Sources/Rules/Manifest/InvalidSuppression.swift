package import Findings

/// A suppression cannot be understood, or is not allowed.
package enum InvalidSuppression: SuppressionRule {
  package static let metadata = RuleMetadata(
    code: "CFW009", name: "invalid-suppression", severity: .low,
    summary: "A suppression names no rule or no day, or is one that the configuration does not allow.",
    rationale: """
      A suppression that names a rule which does not exist, or gives an expiry that is not a day, means something that cannot be known. It suppresses nothing: \
      the finding is reported as before, and this one beside it. Guessing would be worse in both directions, as an expiry that cannot be read \
      must not become none. Where the configuration has `unsuppressible-rules`, findings of these stay whatever a manifest says, and where it has \
      `suppression-reasons`, a reason without one of these, such as a ticket, is none.

      The severity is low, as the finding itself stays.
      """,
    remedy: "Write the rule's name or code as `curfew rules` lists it, and an expiry as a day such as 2027-01-31, in quotes.",
    references: [.cwe(1053)],
    examples: [
      .flagged(
        "A rule that does not exist",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: node-backup
          annotations:
            ▼ignore-check.curfew.dev/privileged-containers▲: "the backup reads raw block devices"
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
        "An expiry that is no day",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: node-backup
          annotations:
            ignore-check.curfew.dev/privileged-container: "until the node agent replaces it"
            ▼ignore-check.curfew.dev/privileged-container.until▲: "next year"
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
        "A rule by its code",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: node-backup
          annotations:
            ignore-check.curfew.dev/CFW501: "the backup reads raw block devices"
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

  package static let flaw = SuppressionFlaw.Kind.invalid

  /// What cannot be understood.
  package enum Situation: SituationKey {
    /// A rule that does not exist, and one that may be meant; the name is empty where there is none.
    case rule(String, suggestion: String?)
    /// Of the suppression of a rule.
    case expiry(rule: String)
    /// Of a rule that nobody may suppress.
    case notAllowed(rule: String)
    /// Of a rule, for a reason without what the configuration asks of one.
    case reason(rule: String)

    package func combine(into hash: inout StableHash) {
      switch self {
      case .rule(let name, _): hash.combine("rule", name)
      case .expiry(let rule): hash.combine("expiry", rule)
      case .notAllowed(let rule): hash.combine("notAllowed", rule)
      case .reason(let rule): hash.combine("reason", rule)
      }
    }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    let notUnderstood = "What cannot be understood suppresses nothing."
    let notAllowed = "Whoever wrote the configuration decides which risks may be accepted, and how; this suppresses nothing."
    let (message, why, remedy) =
      switch situation {
      case .rule(let name, let suggestion):
        (
          name.isEmpty ? "the suppression names no rule" : "the suppression names the rule \(name), which does not exist",
          notUnderstood, suggestion.map { "Write \($0), if that is what is meant; `curfew rules` lists all." } ?? metadata.remedy
        )
      case .expiry(let rule):
        ("the expiry of the suppression of \(rule) is not a day", notUnderstood, "Write a day such as 2027-01-31, in quotes.")
      case .notAllowed(let rule):
        (
          "\(rule) is a rule that nobody may suppress", notAllowed,
          "Mend what the rule finds; or have `unsuppressible-rules` of the configuration changed."
        )
      case .reason(let rule):
        (
          "the reason of the suppression of \(rule) has nothing of what the configuration asks for", notAllowed,
          "Write what `suppression-reasons` of the configuration asks for, such as a ticket, into the reason."
        )
      }
    return Explanation(message: message, why: why, remedy: remedy)
  }
}
