package import Findings
package import Manifests

/// A CronJob in a version of the API that the cluster no longer serves.
package enum RemovedAPIVersion: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW003", name: "removed-api-version", severity: .high,
    summary: "The object's API version is no longer served.",
    rationale: """
      `batch/v1beta1` went with Kubernetes 1.25 and `batch/v2alpha1` with 1.21. A cluster that is newer answers 404, and the object is not applied: after an \
      upgrade the CronJob that is already stored runs on, but no change to it arrives any more, not even the one that closes a hole. Rebuilding the cluster \
      from its manifests loses it without a trace.

      High, because what is written does not reach the cluster. The fields are those of `batch/v1`.
      """,
    remedy: "Write `apiVersion: batch/v1`; every field stays as it is.",
    references: [
      .kubernetes("reference/using-api/deprecation-guide/#cronjob-v125"), .cwe(477),
    ],
    examples: [
      .flagged(
        "The version went with Kubernetes 1.25",
        """
        apiVersion: ▼batch/v1beta1
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
      .clean(
        "Kubernetes 1.24 still serves it",
        options: RuleOptions(kubernetesMinorVersion: 24),
        """
        apiVersion: batch/v1beta1
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
      .clean(
        "The stable version",
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

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout FindingCollector) {
    guard workload.kind == .cronJob, let version = findings.read(workload.apiVersion, default: ""),
      let removal = removal(of: version), options.kubernetesMinorVersion >= removal
    else { return }
    findings.report(at: workload.apiVersion.range?.value ?? workload.place, version, String(removal))
  }

  /// The minor version of Kubernetes that no longer serves the version.
  private static func removal(of version: String) -> Int? {
    switch version {
    case "batch/v1beta1": 25
    case "batch/v2alpha1": 21
    default: nil
    }
  }

  package static func explain(_ arguments: [String]) -> Explanation {
    let version = arguments.first ?? "this version"
    let removal = arguments.count == 2 ? " since Kubernetes 1.\(arguments[1])" : ""
    return Explanation(
      message: "`\(version)` CronJobs are no longer served\(removal)",
      why: "The API server answers 404, so neither the object nor any later change to it reaches the cluster.", remedy: metadata.remedy)
  }
}
