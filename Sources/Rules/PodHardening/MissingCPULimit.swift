package import Findings
package import Manifests

/// A container has no CPU limit.
package enum MissingCPULimit: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW512", name: "missing-cpu-limit", severity: .info, profile: .strict,
    summary: "A container has no CPU limit.",
    rationale: """
      A container without a limit may use every core of the node that is idle. For a batch job that is often what one wants, and \
      requests already share the cores out fairly when they are scarce; a limit that is too tight slows a run down until it misses its \
      deadline. What a limit stops is a process that computes for someone else, such as a miner in a compromised image.

      Info, and in the strict profile only, for clusters whose policy asks for limits everywhere.
      """,
    remedy: "Set `resources.limits.cpu` where the cluster's policy asks for it; else a CPU request is enough.",
    references: [
      .kubernetes("concepts/configuration/manage-resources-containers/"), .nsa("Resource policies"), .mitre("T1496"), .cwe(770),
      .peer(tool: "checkov", id: "CKV_K8S_11"), .peer(tool: "kubescape", id: "C-0050"), .peer(tool: "trivy", id: "KSV-0011"),
      .peer(tool: "polaris", id: "cpuLimitsMissing"),
      .peer(tool: "kube-score", id: "container-resources"), .peer(tool: "kubescape", id: "C-0009"), .peer(tool: "kubescape", id: "C-0270"),
      .peer(tool: "kyverno", id: "require-cpu-limits"),
    ],
    examples: [
      .flagged(
        "Limits without CPU",
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
                        ▼limits▲:
                          memory: 256Mi
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
                          cpu: "1"
                          memory: 256Mi
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    let shared = options.hasPodLevelResources ? workload.pod.limits.cpu : .absent
    for container in findings.readContainers(of: workload.pod) where container.role != .ephemeral {
      if findings.isAbsent(container.limits.cpu), findings.isAbsent(shared) {
        findings.report(at: container.limits.place, ContainerName(container))
      }
    }
  }

  package static func explain(_ container: ContainerName) -> Explanation {
    Explanation(
      message: "\(container) has no CPU limit",
      why: "It may use every idle core of the node, for whatever its processes compute.",
      remedy: metadata.remedy)
  }
}
