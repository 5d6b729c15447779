package import Findings
package import Manifests

/// The pod changes a kernel parameter that is not confined to it.
package enum UnsafeSysctl: PodSecurityRule {
  package static let metadata = RuleMetadata(
    code: "CFW516", name: "unsafe-sysctl", severity: .high, profile: .essential,
    summary: "The pod changes a kernel parameter that is not confined to it.",
    rationale: """
      Some kernel parameters belong to the pod, others to the whole node. Those that the Pod Security Standards list are known to stay within the pod; \
      any other one may change how the node or other pods behave, or switch a protection of the kernel off. A kubelet refuses them unless it was \
      started with `--allowed-unsafe-sysctls`, and then the pod fails (`SysctlForbidden`) at every run.

      High: the job either never runs or changes the node. The list grows with Kubernetes: the target version decides.
      """,
    remedy: "Remove the sysctl, or have the node's configuration set it.",
    references: [
      .kubernetes("concepts/security/pod-security-standards/"), .kubernetes("tasks/administer-cluster/sysctl-cluster/"), .mitre("T1611"),
      .cwe(668),
      .peer(tool: "trivy", id: "KSV-0026"), .peer(tool: "kube-linter", id: "unsafe-sysctls"),
      .peer(tool: "kyverno", id: "restrict-sysctls"),
    ],
    examples: [
      .flagged(
        "A parameter of the node",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: load
        spec:
          schedule: "@hourly"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  securityContext:
                    sysctls:
                      - name: ▼kernel.msgmax▲
                        value: "65536"
                  containers:
                    - name: load
                      image: registry.example.com/load:2.0
        """),
      .flagged(
        "Safe only since 1.32", options: RuleOptions(kubernetesMinorVersion: 31),
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: load
        spec:
          schedule: "@hourly"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  securityContext:
                    sysctls:
                      - name: ▼net.ipv4.tcp_rmem▲
                        value: 4096 131072 6291456
                  containers:
                    - name: load
                      image: registry.example.com/load:2.0
        """),
      .clean(
        "A parameter of the pod",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: load
        spec:
          schedule: "@hourly"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  securityContext:
                    sysctls:
                      - name: net.ipv4.ip_local_port_range
                        value: 10240 65535
                  containers:
                    - name: load
                      image: registry.example.com/load:2.0
        """),
    ])

  package static let controls: PodSecurityControls = [.sysctls]

  package static func finding(
    about violation: PodSecurityViolation, brokenAt level: PodSecurityLevel?, in workload: Workload, options: RuleOptions
  ) -> (severity: Severity?, detail: Detail) {
    (nil, Detail(parameter: violation.value ?? ""))
  }

  /// The kernel parameter that is set.
  package struct Detail: SituationKey {
    let parameter: String

    package func combine(into hash: inout StableHash) { hash.combine(parameter) }
  }

  package static func describe(_ detail: Detail) -> Explanation {
    Explanation(
      message: "the pod sets the kernel parameter \(detail.parameter)",
      why: "It is not known to be confined to the pod, and a kubelet that does not allow it fails every run.",
      remedy: metadata.remedy)
  }
}
