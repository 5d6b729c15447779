package import Findings
package import Manifests
internal import SourceTree

/// A container runs without a seccomp profile.
package enum MissingSeccompProfile: PodSecurityRule {
  package static let metadata = RuleMetadata(
    code: "CFW508", name: "missing-seccomp-profile", severity: .low, profile: .strict,
    summary: "A container runs without a seccomp profile.",
    rationale: """
      Without a profile a container may make every system call the kernel has, most of which no batch job ever uses and in which most of the kernel's \
      privilege bugs have been. The runtime's own profile (`RuntimeDefault`) blocks some dozens of them and breaks next to nothing. Nodes whose kubelet \
      runs with `--seccomp-default` apply it by themselves, but a manifest cannot know that.

      Low: it matters to an attacker who already runs code in the container and has a bug of the kernel at hand. `Unconfined`, which says no on \
      purpose, is the matter of unconfined-profile. A privileged container runs without a profile whatever it says: see privileged-container.
      """,
    remedy: "Set `seccompProfile: {type: RuntimeDefault}` in the pod's securityContext.",
    references: [
      .kubernetes("tutorials/security/seccomp/"), .cis("5.7.2"), .nsa("Hardening container environments"), .mitre("T1611"), .cwe(693),
      .peer(tool: "checkov", id: "CKV_K8S_31"), .peer(tool: "kubescape", id: "C-0055"), .peer(tool: "trivy", id: "KSV-0030"),
      .peer(tool: "polaris", id: "linuxHardening"),
      .peer(tool: "kube-score", id: "container-seccomp-profile"), .peer(tool: "kubescape", id: "C-0210"),
      .peer(tool: "kyverno", id: "restrict-seccomp-strict"),
    ],
    examples: [
      .flagged(
        "No profile for any container: one finding at the pod",
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
                  ▼securityContext▲:
                    runAsNonRoot: true
                  containers:
                    - name: report
                      image: registry.example.com/report:1.9
                    - name: upload
                      image: registry.example.com/upload:1.1
        """),
      .flagged(
        "One container has none",
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
                      securityContext:
                        seccompProfile:
                          type: RuntimeDefault
                    - ▼name▲: upload
                      image: registry.example.com/upload:1.1
        """),
      .clean(
        "The runtime's profile for the pod",
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
                  securityContext:
                    seccompProfile:
                      type: RuntimeDefault
                  containers:
                    - name: report
                      image: registry.example.com/report:1.9
        """),
    ])

  package static let controls: PodSecurityControls = [.seccompProfileRestricted]

  package static func covers(_ control: PodSecurityControl, _ value: String?) -> Bool {
    control == .seccompProfileRestricted && value == nil
  }

  /// Privileged containers are said to be so once.
  package static func isWorthReporting(
    _ violation: PodSecurityViolation, brokenAt level: PodSecurityLevel?, in workload: Workload
  ) -> Bool { level != nil && !violation.isOfPrivilegedContainers(in: workload) }

  package static func finding(
    about violation: PodSecurityViolation, brokenAt level: PodSecurityLevel?, in workload: Workload, options: RuleOptions
  ) -> (severity: Severity?, detail: SettingOwner) {
    (nil, violation.owner(in: workload))
  }

  package static func describe(_ owner: SettingOwner) -> Explanation {
    Explanation(
      message: "\(owner) ha\(owner.isPlural ? "ve" : "s") no seccomp profile",
      why: "Every system call of the kernel is open to the container's processes.",
      remedy: metadata.remedy)
  }
}

extension MissingSeccompProfile: Fixable {
  package static let fixing = FixSafety.changesBehaviour(
    "System calls that the runtime's profile leaves out fail; ordinary programs make none of them.")

  package static func fix(_ defect: Defect<Self>) -> Fix? {
    Fix(
      "set the seccomp profile to `RuntimeDefault`", fixing,
      [defect.workload.pod.setting("securityContext", "seccompProfile", "type", to: "RuntimeDefault")])
  }
}
