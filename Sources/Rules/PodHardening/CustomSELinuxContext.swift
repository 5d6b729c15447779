package import Findings
package import Manifests

/// A container takes the SELinux context of another kind of process.
package enum CustomSELinuxContext: PodSecurityRule {
  package static let metadata = RuleMetadata(
    code: "CFW518", name: "custom-selinux-context", severity: .high, profile: .essential,
    summary: "A container takes the SELinux context of another kind of process.",
    rationale: """
      SELinux separates containers from the node and from each other by the type of their processes. A type outside of the container types (`spc_t`, \
      `unconfined_t`) has what the policy gives to that kind of process, which may be everything; a user or a role of its own has no use for a container \
      and changes which types it may move to. Levels (`s0:c1,c2`) only narrow what is reached and are fine.

      High, as it takes a protection of the kernel away on purpose. `container_engine_t` is one of the container types since Kubernetes 1.31.
      """,
    remedy: "Remove type, user and role from seLinuxOptions, or use `container_t`.",
    references: [
      .kubernetes("concepts/security/pod-security-standards/"), .kubernetes("tasks/configure-pod-container/security-context/"),
      .nsa("Hardening container environments"), .mitre("T1611"),
      .cwe(693), .peer(tool: "kubescape", id: "C-0055"), .peer(tool: "trivy", id: "KSV-0025"),
      .peer(tool: "kyverno", id: "disallow-selinux"),
    ],
    examples: [
      .flagged(
        "A type that is no container's, and a user",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: trace
        spec:
          schedule: "@hourly"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  securityContext:
                    seLinuxOptions:
                      user: ▼system_u▲
                  containers:
                    - name: trace
                      image: registry.example.com/trace:1.0
                      securityContext:
                        seLinuxOptions:
                          type: ▼spc_t▲
        """),
      .clean(
        "A container's type with a level",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: trace
        spec:
          schedule: "@hourly"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  securityContext:
                    seLinuxOptions:
                      type: container_t
                      level: "s0:c123,c456"
                  containers:
                    - name: trace
                      image: registry.example.com/trace:1.0
        """),
    ])

  package static let controls: PodSecurityControls = [.seLinuxOptions]

  package static func finding(
    about violation: PodSecurityViolation, brokenAt level: PodSecurityLevel?, in workload: Workload, options: RuleOptions
  ) -> (severity: Severity?, detail: SettingValue) {
    (nil, SettingValue(owner: violation.owner(in: workload), value: violation.value ?? ""))
  }

  package static func describe(_ context: SettingValue) -> Explanation {
    Explanation(
      message: "\(context.owner) takes the SELinux context of another kind of process (\(context.value))",
      why: "SELinux separates containers from the node and from each other only through the container types.",
      remedy: metadata.remedy)
  }
}
