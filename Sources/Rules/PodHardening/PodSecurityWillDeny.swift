package import ClusterState
package import Findings
package import Manifests

/// The namespace enforces a Pod Security Standard that denies the workload's pods.
package enum PodSecurityWillDeny: ClusterRule {
  package static let metadata = RuleMetadata(
    code: "CFW530", name: "pod-security-will-deny", severity: .high,
    summary: "The namespace enforces a Pod Security Standard that denies the workload's pods.",
    rationale: """
      Pod Security admission judges pods. For a CronJob or a Job it only prints a warning, which nobody sees who applies by pipeline; the Job is created, \
      and each of its pods is denied. The Job has no pod, no log and no failure: it stays active, retries with a growing delay, and shows only events \
      (`FailedCreate`). Under `concurrencyPolicy: Forbid` it keeps every later run from starting; under `Allow` one more such Job is left at every tick.

      High: the job never does its work, and no alert on failed Jobs fires. The version is that of the label `enforce-version`, at most the target \
      version, which also is what `latest` means. A label whose value is no level counts as *restricted*, as it does for the API server.
      """,
    remedy: "Bring the pod template in line with the standard, or run the job in a namespace for workloads that need what it asks for.",
    references: [
      .kubernetes("concepts/security/pod-security-admission/"), .kubernetes("concepts/security/pod-security-standards/"), .cis("5.2.1"),
    ],
    examples: [
      .flagged(
        "A namespace that enforces restricted, and a pod that does not say it is not root",
        """
        apiVersion: v1
        kind: Namespace
        metadata:
          name: reports
          labels:
            pod-security.kubernetes.io/enforce: restricted
        ---
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: report
          namespace: reports
        spec:
          schedule: "0 6 * * 1"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  ▼securityContext▲:
                    seccompProfile:
                      type: RuntimeDefault
                  containers:
                    - name: report
                      image: registry.example.com/report:1.9
                      securityContext:
                        allowPrivilegeEscalation: false
                        capabilities:
                          drop: [ALL]
        """),
      .clean(
        "As of 1.18, restricted asked for less",
        """
        apiVersion: v1
        kind: Namespace
        metadata:
          name: reports
          labels:
            pod-security.kubernetes.io/enforce: restricted
            pod-security.kubernetes.io/enforce-version: v1.18
        ---
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: report
          namespace: reports
        spec:
          schedule: "0 6 * * 1"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: report
                      image: registry.example.com/report:1.9
                      securityContext:
                        runAsNonRoot: true
                        allowPrivilegeEscalation: false
        """),
    ])

  package static var reads: KindSet { KindSet(.namespace) }

  package static func check(_ workload: Located<WorkloadFacts>, in context: JudgingContext, _ answer: inout ClusterAnswer<Self>) {
    guard workload.object.kind != .pod, let name = workload.object.namespace,
      let namespace = context.state.namespaces.objects(named: name, in: .cluster).first
    else { return }
    let label: String
    switch namespace.object.enforcedLevel {
    case .absent: return
    case .unreadable(let reason, _): return answer.cannotTell(because: reason.reason)
    case .present("privileged", _): return
    case .present(let value, _): label = value
    }
    let level = PodSecurityLevel(rawValue: label) ?? .restricted
    let version = policyVersion(namespace.object.enforcedVersion, newest: context.options.kubernetesMinorVersion)
    let evaluation = workload.object.podSecurity
    let denied = evaluation.violations.filter { $0.versions.forbid(level, version) }
    guard let first = denied.first else {
      let unknown = evaluation.unknowns.first { $0.control.versions.forbid(level, version) }
      if let unknown { answer.cannotTell(because: unknown.reason.reason) }
      return
    }
    let controls = PodSecurityControl.allCases.filter { control in denied.contains { $0.control == control } }
    answer.fail(
      Situation(namespace: name, level: level, version: version, controls: controls), at: first.place,
      related: namespace.object.enforcePlace.map { Origin(file: namespace.origin.file, place: $0) })
  }

  /// What is no version counts as `latest`; a version that the server does not know yet is its newest.
  private static func policyVersion(_ label: Field<String>, newest: Int) -> Int {
    guard let text = label.value, text.hasPrefix("v1."), let minor = Int(text.dropFirst(3)), minor >= 0 else { return newest }
    return min(minor, newest)
  }

  /// What a namespace enforces, and what of it denies the pods.
  package struct Situation: SituationKey {
    let namespace: String
    let level: PodSecurityLevel
    /// The minor one: `24` for v1.24.
    let version: Int
    let controls: [PodSecurityControl]

    package func combine(into hash: inout StableHash) { hash.combine(namespace, level.rawValue) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    Explanation(
      message:
        "namespace \"\(situation.namespace)\" enforces \(situation.level.name) (v1.\(situation.version)), which denies every pod: "
        + situation.controls.map(\.name).enumeration,
      why: NamespaceDenial.consequence,
      remedy: metadata.remedy)
  }
}
