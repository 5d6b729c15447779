package import Findings
package import Manifests

/// A sidecar is an init container that the cluster's version waits for.
package enum NativeSidecarUnsupported: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW143", name: "native-sidecar-unsupported", severity: .high, profile: .essential,
    summary: "A sidecar is an init container that the cluster's version waits for.",
    rationale: """
      From Kubernetes 1.29 on, an init container with `restartPolicy: Always` is a sidecar. Before, the field is not known or, in 1.28, \
      off by default: it is dropped on the way in, and what remains is an ordinary init container. The kubelet waits for it to end \
      before it starts the job, and a proxy does not end. The pod stays in `Init` for ever, the Job active, and the work is not done at \
      all; hence high.

      Judged against the version given as `--kubernetes-version`.
      """,
    remedy: "Run the job on Kubernetes 1.29 or later, or start the proxy from the job's own command.",
    references: [
      .kubernetes("concepts/workloads/pods/sidecar-containers/"),
      .url("https://github.com/kubernetes/enhancements/tree/master/keps/sig-node/753-sidecar-containers"),
    ],
    examples: [
      .flagged(
        "A cluster that does not know sidecars", options: RuleOptions(kubernetesMinorVersion: 28),
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  initContainers:
                    - name: proxy
                      image: registry.example.com/proxy:2.14
                      restartPolicy: ▼Always▲
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
        """),
      .clean(
        "A cluster that does", options: RuleOptions(kubernetesMinorVersion: 29),
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  initContainers:
                    - name: proxy
                      image: registry.example.com/proxy:2.14
                      restartPolicy: Always
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    guard !options.hasSidecarContainers else { return }
    for container in workload.pod.initContainers.items {
      guard let policy = findings.readIfPresent(container.restartPolicy), policy.value == "Always" else { continue }
      findings.report(at: policy.place, Situation(container: ContainerName(container), minorVersion: options.kubernetesMinorVersion))
    }
  }

  /// A sidecar that Kubernetes does not know to be one.
  package struct Situation: SituationKey {
    let container: ContainerName
    /// Of Kubernetes.
    let minorVersion: Int

    package func combine(into hash: inout StableHash) { hash.combine(container) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    Explanation(
      message: "Kubernetes 1.\(situation.minorVersion) waits for init \(situation.container) to end: it has no sidecars",
      why: "The job is not started before its init containers have ended, and a proxy does not end.", remedy: metadata.remedy)
  }
}
