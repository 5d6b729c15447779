package import Findings
package import Manifests

/// The pod shares a namespace of the node.
package enum HostNamespace: PodSecurityRule {
  package static let metadata = RuleMetadata(
    code: "CFW502", name: "host-namespace", severity: .high, profile: .essential,
    summary: "The pod shares a namespace of the node.",
    rationale: """
      `hostNetwork` puts the pod on the node's own network: it reaches what listens on the node's loopback address, can take the node's identity \
      towards a cloud's metadata service, sees the traffic of other pods with one capability more, and no NetworkPolicy holds it. `hostPID` shows all \
      processes of the node, with their environments and, for root, their memory and their files by way of `/proc/<pid>/root`. `hostIPC` shares \
      memory with whatever else on the node uses it.

      Each is a wall between the pod and the node taken down, hence high; each is reported by itself, since each has its own reason and remedy.
      """,
    remedy:
      "Remove the setting; where the job must watch the node, read what it needs through the Kubernetes API or an agent made for that.",
    references: [
      .kubernetes("concepts/security/pod-security-standards/"), .cis("5.2.3"), .cis("5.2.4"), .cis("5.2.5"),
      .nsa("Pod security enforcement"),
      .mitre("T1611"), .cwe(653),
      .peer(tool: "checkov", id: "CKV_K8S_17"), .peer(tool: "checkov", id: "CKV_K8S_18"), .peer(tool: "checkov", id: "CKV_K8S_19"),
      .peer(tool: "kubescape", id: "C-0038"), .peer(tool: "kubescape", id: "C-0041"),
      .peer(tool: "trivy", id: "KSV-0008"), .peer(tool: "trivy", id: "KSV-0009"), .peer(tool: "trivy", id: "KSV-0010"),
      .peer(tool: "kube-linter", id: "host-network"), .peer(tool: "kube-linter", id: "host-pid"),
      .peer(tool: "kube-linter", id: "host-ipc"),
      .peer(tool: "polaris", id: "hostNetworkSet"), .peer(tool: "polaris", id: "hostPIDSet"), .peer(tool: "polaris", id: "hostIPCSet"),
      .peer(tool: "kubescape", id: "C-0275"), .peer(tool: "kubescape", id: "C-0276"),
      .peer(tool: "kyverno", id: "disallow-host-namespaces"),
    ],
    examples: [
      .flagged(
        "Two namespaces, two findings",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: inspect
        spec:
          schedule: "@hourly"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  hostNetwork: ▼true▲
                  hostPID: ▼true▲
                  containers:
                    - name: inspect
                      image: registry.example.com/inspect:1.0
        """),
      .clean(
        "Namespaces of its own",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: inspect
        spec:
          schedule: "@hourly"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  hostNetwork: false
                  containers:
                    - name: inspect
                      image: registry.example.com/inspect:1.0
        """),
    ])

  package static let controls: PodSecurityControls = [.hostNamespaces]

  package static func isWorthReporting(
    _ violation: PodSecurityViolation, brokenAt level: PodSecurityLevel?, in workload: Workload
  ) -> Bool { level != nil && !NodeEquivalent.standsFor(violation, in: workload) }

  package static func finding(
    about violation: PodSecurityViolation, brokenAt level: PodSecurityLevel?, in workload: Workload, options: RuleOptions
  ) -> (severity: Severity?, detail: Detail) {
    (nil, violation.value.flatMap(Detail.init) ?? .hostIPC)
  }

  /// The field that is true.
  package enum Detail: String, SituationKey {
    case hostNetwork, hostPID, hostIPC
  }

  package static func describe(_ field: Detail) -> Explanation {
    let (what, why) =
      switch field {
      case .hostNetwork: ("network", "The pod reaches what listens only on the node itself, and no NetworkPolicy holds it.")
      case .hostPID: ("processes", "The pod sees every process of the node with its environment, other pods' credentials among them.")
      case .hostIPC: ("interprocess communication", "The pod can read and write the shared memory of other processes on the node.")
      }
    return Explanation(message: "the pod shares the node's \(what) (\(field.rawValue): true)", why: why, remedy: metadata.remedy)
  }
}
