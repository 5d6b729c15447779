package import Findings
package import Manifests
internal import SourceTree

/// A value of another type than its field.
package enum WrongType: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW002", name: "wrong-type", severity: .high, profile: .essential,
    summary: "A value has another type than its field.",
    rationale: """
      The API server cannot decode such an object and refuses all of it, not the field alone. In a pipeline that applies many files the others arrive and this \
      one does not: the backup, the rotation of a credential or the clean-up keeps running in its old form, or not at all, and nobody is told but the log \
      of the pipeline.

      Often YAML is the cause: an environment variable's `value: true` is a boolean and `value: 8080` a number until they are quoted, and `"5"` is a string \
      where a number is asked. High, because what is written cannot run.
      """,
    remedy: "Write a value of the type that the API asks for.",
    references: [
      .kubernetes("reference/kubernetes-api/workload-resources/cron-job-v1/"),
      .kubernetes("reference/using-api/api-concepts/#setting-the-field-validation-level"), .cwe(1287),
      .peer(tool: "kube-linter", id: "schema-validation"),
    ],
    examples: [
      .flagged(
        "A quoted number, and a number that should be quoted",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: backup}
        spec:
          schedule: "0 2 * * *"
          startingDeadlineSeconds: ▼"300"▲
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: dump
                      image: postgres
                      env: [{name: VERBOSE, value: ▼true▲}]
        """),
      .flagged(
        "An object where a list is asked",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: backup}
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers: ▼{name: dump, image: postgres}▲
        """),
      .clean(
        "Numbers and strings as the API has them",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: backup}
        spec:
          schedule: "0 2 * * *"
          startingDeadlineSeconds: 300
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: dump
                      image: postgres
                      env: [{name: VERBOSE, value: "true"}]
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    for issue in workload.schemaIssues {
      switch issue.problem {
      case .wrongType(let expected, let found):
        findings.report(at: issue.range, Situation(path: SchemaPath(issue.path), expected: expected, found: found))
        // An unquoted number may be a password.
        if issue.path.contains(".env[") { findings.context.redact(issue.range) }
      case .template: findings.cannotEvaluate(at: issue.range, because: Unreadable.template.reason)
      case .unknownField, .missingField, .invalidValue, .unrenderedValue: break
      }
    }
  }

  /// A value of the wrong type.
  package struct Situation: SituationKey {
    let path: SchemaPath
    /// A type, as messages name it.
    let expected: String
    let found: String

    package func combine(into hash: inout StableHash) { hash.combine(path) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    let (expected, found) = (situation.expected, situation.found)
    let remedy =
      switch (expected, found) {
      case ("a string", "a number"), ("a string", "a boolean"): "Put the value in quotes."
      case ("a list", _): "Write a list, each item behind a `-` or between `[` and `]`."
      case (_, "a quoted string"): "Write \(expected), without quotes."
      default: "Write \(expected)."
      }
    return Explanation(
      message: "`\(situation.path)` must be \(expected), not \(found)",
      why: "The API server cannot decode the object and refuses all of it.", remedy: remedy)
  }
}

extension WrongType: Fixable {
  package static let fixing = FixSafety.safe

  package static func fix(_ defect: Defect<Self>) -> Fix? {
    guard let path = defect.path, let text = defect.workload.text(at: defect.finding.place.range) else { return nil }
    switch (defect.situation.expected, defect.situation.found) {
    case ("a string", "a number"), ("a string", "a boolean"): return Fix("quote `\(path)`", fixing, [Change(path, .set(.text(text)))])
    case ("a whole number", "a quoted string"):
      return Int64(text).map { Fix("take the quotes off `\(path)`", fixing, [Change(path, .set(.number($0)))]) }
    case ("a boolean", "a quoted string") where text == "true" || text == "false":
      return Fix("take the quotes off `\(path)`", fixing, [Change(path, .set(.bool(text == "true")))])
    default: return nil
    }
  }
}
