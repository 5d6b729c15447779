package import Findings
package import Manifests
internal import SourceTree

/// A container sees the parts of /proc that runtimes hide.
package enum UnmaskedProc: PodSecurityRule {
  package static let metadata = RuleMetadata(
    code: "CFW517", name: "unmasked-proc", severity: .high, profile: .essential,
    summary: "A container sees the parts of /proc that runtimes hide.",
    rationale: """
      Runtimes hide or write-protect the parts of `/proc` that reveal or change the kernel's state: `/proc/kcore`, `/proc/keys`, `/proc/sysrq-trigger`, \
      `/proc/sys`. `procMount: Unmasked` brings them all back. The API server accepts it only beside `hostUsers: false`, since its purpose is to run \
      containers within the container, and there the pod's own user namespace keeps root from using them.

      High; medium in a pod with user namespaces of its own, which *baseline* lets through since Kubernetes 1.35 and *restricted* does not.
      """,
    remedy: "Remove `procMount`.",
    references: [
      .kubernetes("concepts/security/pod-security-standards/"), .kubernetes("concepts/workloads/pods/user-namespaces/"), .mitre("T1611"),
      .cwe(668),
      .peer(tool: "trivy", id: "KSV-0027"), .peer(tool: "kube-linter", id: "unsafe-proc-mount"), .peer(tool: "polaris", id: "procMount"),
      .peer(tool: "kyverno", id: "disallow-proc-mount"),
    ],
    examples: [
      .flagged(
        "Unmasked",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: build
        spec:
          schedule: "@hourly"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: build
                      image: registry.example.com/build:3.1
                      securityContext:
                        procMount: ▼Unmasked▲
        """),
      .clean(
        "As usual",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: build
        spec:
          schedule: "@hourly"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: build
                      image: registry.example.com/build:3.1
                      securityContext:
                        procMount: Default
        """),
    ])

  package static let controls: PodSecurityControls = [.procMount, .procMountRestricted]

  package static func finding(
    about violation: PodSecurityViolation, brokenAt level: PodSecurityLevel?, in workload: Workload, options: RuleOptions
  ) -> (severity: Severity?, detail: SettingValue) {
    let hasOwnUsers = options.hasUserNamespaces && workload.pod.hostUsers.value == false
    return (hasOwnUsers ? .medium : nil, SettingValue(owner: violation.owner(in: workload), value: violation.value ?? ""))
  }

  package static func describe(_ procMount: SettingValue) -> Explanation {
    Explanation(
      message: "\(procMount.owner) unmasks /proc (procMount: \(procMount.value))",
      why: "Parts of /proc that reveal or change the kernel's state are open to the container.",
      remedy: metadata.remedy)
  }
}

extension UnmaskedProc: Fixable {
  package static let fixing = FixSafety.changesBehaviour("The parts of /proc are hidden again.")

  package static func fix(_ defect: Defect<Self>) -> Fix? {
    Fix(removing: defect.path, fixing)
  }
}
