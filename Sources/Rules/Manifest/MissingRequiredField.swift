package import Findings
package import Manifests

/// A field without which the API server refuses the object.
package enum MissingRequiredField: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW005", name: "missing-required-field", severity: .high, profile: .essential,
    summary: "A field that the API server insists on is missing or empty.",
    rationale: """
      The API server refuses the whole object (422, `Required value`). As with a wrong type the rest of a delivery arrives and this object does not, and what ran \
      before runs on unchanged.

      A manifest without a schedule, containers or an image is taken for a patch, for Kustomize or `kubectl patch`: it names only what it changes, and the \
      rule is not evaluated. Render it first (`kustomize build`) and scan the result. High, because what is written cannot run.
      """,
    remedy: "Add the field.",
    references: [
      .kubernetes("reference/kubernetes-api/workload-resources/cron-job-v1/"), .cwe(1286),
      .peer(tool: "kube-linter", id: "schema-validation"),
    ],
    examples: [
      .flagged(
        "A mount without a path, a variable without a name",
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
                  containers:
                    - name: dump
                      image: postgres
                      env:
                        - ▼value▲: full
                      volumeMounts:
                        - ▼name▲: backups
        """),
      .flagged(
        "An image that is left empty",
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
                  containers:
                    - name: dump
                      ▼image▲: ""
        """),
      .clean(
        "Everything the API server insists on",
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
                  containers: [{name: dump, image: postgres}]
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    for issue in workload.schemaIssues {
      switch issue.problem {
      case .missingField where workload.isPatch:
        return findings.cannotEvaluate(at: issue.range, because: Unreadable.patch.reason)
      case .missingField: findings.report(at: issue.range, SchemaPath(issue.path))
      case .template(hidesFields: true): findings.cannotEvaluate(at: issue.range, because: Unreadable.template.reason)
      case .template, .wrongType, .unknownField, .invalidValue, .unrenderedValue: break
      }
    }
  }

  package static func explain(_ path: SchemaPath) -> Explanation {
    Explanation(
      message: "`\(path)` is required and is missing or empty",
      why: "The API server refuses the object without it.", remedy: metadata.remedy)
  }
}
