package import Findings
package import Manifests

/// A container does not say how much CPU and memory it needs.
package enum MissingResourceRequests: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW511", name: "missing-resource-requests", severity: .info, profile: .strict,
    summary: "A container does not say how much CPU and memory it needs.",
    rationale: """
      The scheduler places a pod by its requests. Without them a job is put on a node that is already full, gets what is left over, \
      and is among the first to be ended when memory runs short; with a ResourceQuota on requests its pods are not even created, which \
      for a CronJob shows only as Jobs that stay active. A limit stands in for a request that is not written.

      Info, and in the strict profile only: the job harms itself more than others.
      """,
    remedy: "Set `resources.requests` for `cpu` and `memory` to what a usual run takes.",
    references: [
      .kubernetes("concepts/configuration/manage-resources-containers/"), .nsa("Resource policies"),
      .peer(tool: "checkov", id: "CKV_K8S_10"), .peer(tool: "checkov", id: "CKV_K8S_12"), .peer(tool: "kubescape", id: "C-0004"),
      .peer(tool: "kubescape", id: "C-0050"), .peer(tool: "trivy", id: "KSV-0015"), .peer(tool: "trivy", id: "KSV-0016"),
      .peer(tool: "kube-linter", id: "unset-cpu-requirements"),
      .peer(tool: "polaris", id: "cpuRequestsMissing"), .peer(tool: "polaris", id: "memoryRequestsMissing"),
      .peer(tool: "kube-score", id: "container-resources"), .peer(tool: "kubescape", id: "C-0268"), .peer(tool: "kubescape", id: "C-0269"),
      .peer(tool: "kyverno", id: "require-pod-requests-limits"),
    ],
    examples: [
      .flagged(
        "No requests",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: report
        spec:
          schedule: "0 6 * * 1"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - ▼name▲: report
                      image: registry.example.com/report:1.9
        """),
      .clean(
        "A request, and a limit that stands in for one",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: report
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
                      resources:
                        requests:
                          cpu: 100m
                        limits:
                          memory: 256Mi
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    let pod = workload.pod
    for container in findings.readContainers(of: pod) where container.role != .ephemeral {
      let amounts = [container.requests, container.limits] + (options.hasPodLevelResources ? [pod.requests, pod.limits] : [])
      let missing = [(Situation.Resource.cpu, amounts.map(\.cpu)), (.memory, amounts.map(\.memory))].filter { _, amounts in
        !amounts.contains { $0.value != nil } && amounts.allSatisfy { findings.isAbsent($0) }
      }.map(\.0)
      if !missing.isEmpty {
        findings.report(at: container.requests.place, Situation(container: ContainerName(container), missing: missing))
      }
    }
  }

  /// What a container does not ask for.
  package struct Situation: SituationKey {
    enum Resource: String, StableHashable {
      case cpu = "CPU"
      case memory
    }

    let container: ContainerName
    let missing: [Resource]

    package func combine(into hash: inout StableHash) { hash.combine(container, missing) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    Explanation(
      message: "\(situation.container) requests no \(situation.missing.map(\.rawValue).enumeration)",
      why: "The scheduler cannot tell which node has room for it, and it is among the first to be ended when memory runs short.",
      remedy: metadata.remedy)
  }
}
