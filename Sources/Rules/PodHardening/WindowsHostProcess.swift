package import Findings
package import Manifests

/// A container runs as a process of the Windows node.
package enum WindowsHostProcess: PodSecurityRule {
  package static let metadata = RuleMetadata(
    code: "CFW519", name: "windows-host-process", severity: .critical, profile: .essential,
    summary: "A container runs as a process of the Windows node.",
    rationale: """
      A host process container is not confined at all: it runs on the node itself, with the node's files, network and accounts, as the user that \
      `runAsUserName` names, usually `NT AUTHORITY\\\\SYSTEM`. It is what a privileged container is on Linux, hence critical. It is meant for what manages \
      the node, and a scheduled job brings it back at every tick.
      """,
    remedy: "Remove `hostProcess` from windowsOptions; let an agent of the node do what needs the node.",
    references: [
      .kubernetes("concepts/security/pod-security-standards/"), .kubernetes("tasks/configure-pod-container/create-hostprocess-pod/"),
      .cis("5.2.11"), .mitre("T1611"), .cwe(250),
      .peer(tool: "trivy", id: "KSV-0103"), .peer(tool: "polaris", id: "hostProcess"),
      .peer(tool: "kyverno", id: "disallow-host-process"),
    ],
    examples: [
      .flagged(
        "For the whole pod",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: clean-node
        spec:
          schedule: "@hourly"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  os: {name: windows}
                  hostNetwork: true
                  securityContext:
                    windowsOptions:
                      hostProcess: ▼true▲
                      runAsUserName: NT AUTHORITY\\SYSTEM
                  containers:
                    - name: clean-node
                      image: registry.example.com/clean-node:1.0
        """),
      .clean(
        "A container of its own",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: clean-node
        spec:
          schedule: "@hourly"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  os: {name: windows}
                  securityContext:
                    windowsOptions:
                      runAsUserName: ContainerUser
                  containers:
                    - name: clean-node
                      image: registry.example.com/clean-node:1.0
        """),
    ])

  package static let controls: PodSecurityControls = [.windowsHostProcess]

  package static func finding(
    about violation: PodSecurityViolation, brokenAt level: PodSecurityLevel?, in workload: Workload, options: RuleOptions
  ) -> (severity: Severity?, detail: SettingOwner) {
    (nil, violation.owner(in: workload))
  }

  package static func describe(_ owner: SettingOwner) -> Explanation {
    Explanation(
      message: "\(owner) runs as a process of the Windows node (hostProcess: true)",
      why: "It is not confined at all: it has the node's files, network and accounts.",
      remedy: metadata.remedy)
  }
}
