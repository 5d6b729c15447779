package import Findings
package import Manifests

/// A container is given a capability.
package enum AddedCapability: PodSecurityRule {
  package static let metadata = RuleMetadata(
    code: "CFW507", name: "added-capability", severity: .high, profile: .essential,
    summary: "A container is given a capability.",
    rationale: """
      Capabilities are slices of root's power, some thin, some nearly the whole. `SYS_ADMIN`, `SYS_MODULE`, `SYS_PTRACE`, `BPF`, `NET_ADMIN`, \
      `DAC_READ_SEARCH` and their like reach the kernel, the node's network, other processes or files outside of the container: high. `ALL` is as good \
      as privileged: critical. Others are medium.

      Those of the runtimes' default set (`CHOWN`, `SETUID`, `DAC_OVERRIDE`, …) are low: a job that drops all and adds back one of them has less than \
      it would have had by default, though the Pod Security Standard *restricted* allows only `NET_BIND_SERVICE`, which is not reported.
      """,
    remedy: "Remove the capability, or replace it by a narrower one; most batch jobs need none.",
    references: [
      .kubernetes("tasks/configure-pod-container/security-context/#set-capabilities-for-a-container"), .cis("5.2.8"), .cis("5.2.9"),
      .mitre("T1611"), .cwe(250),
      .peer(tool: "checkov", id: "CKV_K8S_25"), .peer(tool: "checkov", id: "CKV_K8S_39"), .peer(tool: "kubescape", id: "C-0046"),
      .peer(tool: "trivy", id: "KSV-0005"), .peer(tool: "trivy", id: "KSV-0022"), .peer(tool: "polaris", id: "dangerousCapabilities"),
      .peer(tool: "kyverno", id: "disallow-capabilities"), .peer(tool: "kyverno", id: "disallow-capabilities-strict"),
      .peer(tool: "trivy", id: "KSV-0106"), .peer(tool: "trivy", id: "KSV-0119"), .peer(tool: "trivy", id: "KSV-0120"),
    ],
    examples: [
      .flagged(
        "Each capability is a finding",
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
                  containers:
                    - name: trace
                      image: registry.example.com/trace:1.0
                      securityContext:
                        capabilities:
                          drop: [ALL]
                          add:
                            - ▼SYS_PTRACE▲
                            - ▼CHOWN▲
        """),
      .clean(
        "The one that restricted allows",
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
                  containers:
                    - name: trace
                      image: registry.example.com/trace:1.0
                      securityContext:
                        capabilities:
                          drop: [ALL]
                          add: [NET_BIND_SERVICE]
        """),
    ])

  package static let controls: PodSecurityControls = [.capabilitiesBaseline]

  package static let sharedControls: PodSecurityControls = [.capabilitiesRestricted]

  package static func covers(_ control: PodSecurityControl, _ value: String?) -> Bool {
    control == .capabilitiesBaseline || control == .capabilitiesRestricted && value != nil
  }

  package static func isWorthReporting(
    _ violation: PodSecurityViolation, brokenAt level: PodSecurityLevel?, in workload: Workload
  ) -> Bool { level != nil && !NodeEquivalent.standsFor(violation, in: workload) }

  package static func finding(
    about violation: PodSecurityViolation, brokenAt level: PodSecurityLevel?, in workload: Workload, options: RuleOptions
  ) -> (severity: Severity?, detail: SettingValue) {
    let text = violation.value ?? ""
    return (
      Capability.severity(of: text, isForbiddenByBaseline: level == .baseline),
      SettingValue(owner: violation.owner(in: workload), value: Capability.name(text))
    )
  }

  package static func describe(_ capability: SettingValue) -> Explanation {
    let name = capability.value
    let why =
      switch name {
      case "ALL": "All capabilities together are as good as a privileged container."
      case "SYS_ADMIN": "It allows mounting, entering namespaces and much else that leads out of a container."
      case "SYS_PTRACE": "It allows reading and changing other processes, those of the node with hostPID."
      case "SYS_MODULE": "It allows loading kernel modules, which is the node."
      case "NET_ADMIN": "It allows changing routes, addresses and filters, and so redirecting other traffic."
      case "NET_RAW": "It allows forging and reading packets of other pods on the same network."
      case "DAC_READ_SEARCH": "It allows reading any file of the node through its handle."
      case _ where Capability.dangerous.contains(name): "It reaches the kernel, the node or other processes."
      default: "The Pod Security Standard restricted allows only NET_BIND_SERVICE."
      }
    return Explanation(message: "\(capability.owner) is given the capability \(name)", why: why, remedy: metadata.remedy)
  }
}
