package import Findings
package import Manifests

/// A container may fill the node's disk.
package enum MissingEphemeralStorageLimit: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW513", name: "missing-ephemeral-storage-limit", severity: .info, profile: .strict,
    summary: "A container may fill the node's disk.",
    rationale: """
      What a container writes to its own file system, to `emptyDir` volumes and to its logs lies on the node's disk. A run that dumps \
      more than usual, or logs in an endless loop, fills it, and the kubelet evicts pods to get room, others before this one perhaps. \
      With a limit the kubelet ends the pod that went too far.

      Info, and in the strict profile only: few clusters ask for it, and finished Jobs and TTLs do more for the node's disk.
      """,
    remedy: "Set `resources.limits.ephemeral-storage`, and `sizeLimit` on emptyDir volumes.",
    references: [
      .kubernetes("concepts/configuration/manage-resources-containers/"), .nsa("Resource policies"), .mitre("T1499"), .cwe(770),
      .peer(tool: "kube-linter", id: "unset-ephemeral-storage-requirements"),
      .peer(tool: "kube-score", id: "container-ephemeral-storage-request-and-limit"),
    ],
    examples: [
      .flagged(
        "Limits without ephemeral storage",
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
                          memory: 256Mi
                          ephemeral-storage: 1Gi
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    for container in findings.readContainers(of: workload.pod) where container.role != .ephemeral {
      if findings.isAbsent(container.limits.ephemeralStorage) {
        findings.report(at: container.limits.place, ContainerName(container))
      }
    }
  }

  package static func explain(_ container: ContainerName) -> Explanation {
    Explanation(
      message: "\(container) has no limit for ephemeral storage",
      why: "What it writes and logs lies on the node's disk, and a full disk gets other pods evicted.",
      remedy: metadata.remedy)
  }
}
