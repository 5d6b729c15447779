package import Findings
package import Manifests

/// A container has no memory limit.
package enum MissingMemoryLimit: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW510", name: "missing-memory-limit", severity: .low, profile: .strict,
    summary: "A container has no memory limit.",
    rationale: """
      A run that leaks or meets more data than usual takes memory until the node has none left. The kernel then ends processes by its \
      own choice, and it may choose other pods; a node under memory pressure evicts. A limit keeps the damage in the job that causes \
      it, and the job's own failure says what happened. Scheduled work is the typical culprit: it runs when nobody looks, and on data \
      that grows.

      Low, and in the strict profile only: it takes a fault, and a LimitRange of the namespace may set a default that the manifest does not show. A limit for the pod \
      as a whole (`resources` of the pod, on by default since Kubernetes 1.34) counts for each of its containers.
      """,
    remedy: "Set `resources.limits.memory` a little above what the job is known to need.",
    references: [
      .kubernetes("concepts/configuration/manage-resources-containers/"), .nsa("Resource policies"), .mitre("T1499"), .cwe(770),
      .peer(tool: "checkov", id: "CKV_K8S_13"), .peer(tool: "kubescape", id: "C-0004"), .peer(tool: "trivy", id: "KSV-0018"),
      .peer(tool: "kube-linter", id: "unset-memory-requirements"), .peer(tool: "polaris", id: "memoryLimitsMissing"),
      .peer(tool: "kube-score", id: "container-resources"), .peer(tool: "kubescape", id: "C-0009"), .peer(tool: "kubescape", id: "C-0271"),
      .peer(tool: "kyverno", id: "require-pod-requests-limits"),
    ],
    examples: [
      .flagged(
        "No limit, only a request",
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
                      ▼resources▲:
                        requests:
                          memory: 128Mi
        """),
      .clean(
        "A limit",
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
                        limits:
                          memory: 256Mi
        """),
      .clean(
        "A limit for the pod as a whole",
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
                  resources:
                    limits:
                      memory: 512Mi
                  containers:
                    - name: report
                      image: registry.example.com/report:1.9
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    let shared = options.hasPodLevelResources ? workload.pod.limits.memory : .absent
    for container in findings.readContainers(of: workload.pod) where container.role != .ephemeral {
      if findings.isAbsent(container.limits.memory), findings.isAbsent(shared) {
        findings.report(at: container.limits.place, ContainerName(container))
      }
    }
  }

  package static func explain(_ container: ContainerName) -> Explanation {
    Explanation(
      message: "\(container) has no memory limit",
      why: "A run that leaks or meets more data than usual takes the memory of other pods on the node.",
      remedy: metadata.remedy)
  }
}
