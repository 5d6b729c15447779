package import Findings
package import Manifests
internal import SourceTree

/// A CronJob or Job in a version of the API that the cluster does not serve.
package enum UnservedAPIVersion: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW003", name: "unserved-api-version", severity: .high, profile: .essential,
    summary: "No API server of the version serves the object's API version.",
    rationale: """
      `batch/v1beta1` went with Kubernetes 1.25 and `batch/v2alpha1` with 1.21. A cluster that is newer answers 404, and the object is not applied: after an \
      upgrade the CronJob that is already stored runs on, but no change to it arrives any more, not even the one that closes a hole. Rebuilding the cluster \
      from its manifests loses it without a trace.

      A version that never existed (`v1`, `apps/v1`) is refused in the same way, and most scanners take the object for none of theirs and pass it.

      High, because what is written does not reach the cluster. The fields are those of `batch/v1`.
      """,
    remedy: "Write `apiVersion: batch/v1`; every field stays as it is.",
    references: [
      .kubernetes("reference/using-api/deprecation-guide/#cronjob-v125"), .cwe(477),
      .peer(tool: "kube-score", id: "stable-version"), .peer(tool: "trivy", id: "KSV-0107"),
      .peer(tool: "kyverno", id: "check-deprecated-apis"),
    ],
    examples: [
      .flagged(
        "The version went with Kubernetes 1.25",
        """
        apiVersion: ▼batch/v1beta1▲
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
      .flagged(
        "CronJobs were never in the core group",
        """
        apiVersion: ▼v1▲
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

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    guard workload.kind != .pod, let version = findings.readIfPresent(workload.apiVersion), version.value != "batch/v1" else { return }
    switch removal(of: version.value, workload.kind) {
    case let minor? where options.kubernetesMinorVersion >= minor:
      findings.report(at: version.place, Situation(version: version.value, kind: workload.kind, removal: minor))
    case nil where options.isKubernetesNewerThanKnown && version.value.hasPrefix("batch/"):
      findings.cannotEvaluate(at: version.place, because: options.newerVersionReason)
    case nil: findings.report(at: version.place, Situation(version: version.value, kind: workload.kind, removal: nil))
    default: break
    }
  }

  /// The minor version of Kubernetes that no longer serves what once was served; nil for what never was.
  private static func removal(of version: String, _ kind: Workload.Kind) -> Int? {
    switch (kind, version) {
    case (.cronJob, "batch/v1beta1"): 25
    case (.cronJob, "batch/v2alpha1"): 21
    default: nil
    }
  }

  /// A version, and what it is a version of.
  package struct Situation: SituationKey {
    let version: String
    let kind: Workload.Kind
    /// The minor version of Kubernetes that no longer serves it; nil for what never was.
    let removal: Int?

    package func combine(into hash: inout StableHash) { hash.combine(version, kind.rawValue) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    let (version, kinds) = (situation.version, "\(situation.kind.rawValue)s")
    return Explanation(
      message: situation.removal.map { "`\(version)` \(kinds) are no longer served since Kubernetes 1.\($0)" }
        ?? "there are no \(kinds) in `\(version)`",
      why: "The API server answers 404, so neither the object nor any later change to it reaches the cluster.", remedy: metadata.remedy)
  }
}

extension UnservedAPIVersion: Fixable {
  package static let fixing = FixSafety.safe

  package static func fix(_ defect: Defect<Self>) -> Fix? {
    // The fields are the same in all versions that there were.
    guard defect.situation.removal != nil, defect.workload.workload.holder == nil else { return nil }
    return Fix(setting: defect.path, to: "batch/v1", fixing)
  }
}
