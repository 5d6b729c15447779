package import Findings
package import Manifests

/// A field that the API does not have.
package enum UnknownField: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW001", name: "unknown-field", severity: .medium,
    summary: "A field does not exist in the API where it is written.",
    rationale: """
      An API server drops what it does not know: with `fieldValidation=Warn`, the default of the API, it answers with a warning that controllers and \
      pipelines seldom show. The manifest reads as if a deadline, a policy or a security context were set, and in the cluster it never is. `kubectl apply` \
      validates strictly since 1.25 and refuses the object, so the same file works from one tool and fails from another.

      Most of these are one level off: `activeDeadlineSeconds` in the spec of the CronJob where it belongs to the Job's, `restartPolicy` beside \
      `template`. Medium, because what was lost may have been the control that mattered.
      """,
    remedy: "Correct the field's name, move it to the object it belongs to, or remove it.",
    references: [
      .kubernetes("reference/using-api/api-concepts/#setting-the-field-validation-level"),
      .kubernetes("reference/kubernetes-api/workload-resources/cron-job-v1/"), .cwe(1286),
      .peer(tool: "kube-linter", id: "schema-validation"),
    ],
    examples: [
      .flagged(
        "A spelling mistake leaves the policy at its default",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: backup}
        spec:
          schedule: "0 2 * * *"
          ▼concurencyPolicy▲: Forbid
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers: [{name: dump, image: postgres}]
        """),
      .flagged(
        "Fields of the Job and of the pod, each one level too high",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: backup}
        spec:
          schedule: "0 2 * * *"
          ▼activeDeadlineSeconds▲: 600
          jobTemplate:
            spec:
              ▼restartPolicy▲: Never
              template:
                spec:
                  containers: [{name: dump, image: postgres}]
        """),
      .clean(
        "Every field where it belongs",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: backup}
        spec:
          schedule: "0 2 * * *"
          concurrencyPolicy: Forbid
          jobTemplate:
            spec:
              activeDeadlineSeconds: 600
              template:
                spec:
                  restartPolicy: Never
                  containers: [{name: dump, image: postgres}]
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    for issue in workload.schemaIssues {
      if let value = issue.value { findings.context.redact(value) }
      switch issue.problem {
      case .unknownField(nil) where options.isKubernetesNewerThanKnown, .unknownField(.place) where options.isKubernetesNewerThanKnown:
        findings.cannotEvaluate(at: issue.range, because: options.newerVersionReason)
      case .unknownField(let hint): findings.report(at: issue.range, Situation(path: SchemaPath(issue.path), hint: hint))
      case .template(hidesFields: true): findings.cannotEvaluate(at: issue.range, because: Unreadable.template.reason)
      case .template, .wrongType, .missingField, .invalidValue, .unrenderedValue: break
      }
    }
  }

  /// A field, and what may have been meant.
  package struct Situation: SituationKey {
    let path: SchemaPath
    let hint: SchemaIssue.Hint?

    package func combine(into hash: inout StableHash) { hash.combine(path) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    let path = situation.path
    let message: String
    let remedy: String
    switch situation.hint {
    case .spelling(let name):
      message = "unknown field `\(path)`; did you mean `\(name)`?"
      remedy = "Write `\(name)`, or remove the field."
    case .place(""):
      message = "unknown field `\(path)`; it belongs at the top level"
      remedy = "Move the field to the top level of the object."
    case .place(let place):
      message = "unknown field `\(path)`; it belongs under `\(place)`"
      remedy = "Move the field to `\(place)`."
    case nil:
      message = "unknown field `\(path)`"
      remedy = metadata.remedy
    }
    return Explanation(
      message: message, why: "The API server drops the field, or refuses the object where validation is strict; it never takes effect.",
      remedy: remedy)
  }
}
