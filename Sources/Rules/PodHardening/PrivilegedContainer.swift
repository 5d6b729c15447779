package import Findings
package import Manifests

/// A container runs privileged.
package enum PrivilegedContainer: PodSecurityRule {
  package static let metadata = RuleMetadata(
    code: "CFW501", name: "privileged-container", severity: .critical, profile: .essential,
    summary: "A container runs privileged.",
    rationale: """
      A privileged container has all capabilities, every device of the node, and neither seccomp, AppArmor nor read-only system mounts. Whoever takes \
      over its process (a compromised script, a poisoned image) mounts the node's disk and is root on the node a few commands later, with the \
      credentials of all its pods. A CronJob makes that worse, because it brings the container back at every tick.

      Nothing else in a pod's spec gives away as much at once, hence critical. What such a job really needs is nearly always one capability, one \
      device, or a task that belongs to the node's own tools.
      """,
    remedy: "Remove `privileged`, and add the single capability or device the job needs.",
    references: [
      .kubernetes("concepts/security/pod-security-standards/"), .cis("5.2.2"), .nsa("Pod security enforcement"), .mitre("T1611"), .cwe(250),
      .peer(tool: "checkov", id: "CKV_K8S_16"), .peer(tool: "kubescape", id: "C-0057"), .peer(tool: "trivy", id: "KSV-0017"),
      .peer(tool: "kube-linter", id: "privileged-container"), .peer(tool: "polaris", id: "runAsPrivileged"),
      .peer(tool: "kube-score", id: "container-security-context-privileged"), .peer(tool: "kyverno", id: "disallow-privileged-containers"),
    ],
    examples: [
      .flagged(
        "An init container that is root on the node",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: tune
        spec:
          schedule: "@daily"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  initContainers:
                    - name: tune
                      image: registry.example.com/tune:1.0
                      securityContext:
                        privileged: ▼true▲
                  containers:
                    - name: report
                      image: registry.example.com/report:1.9
        """),
      .clean(
        "One capability instead",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: tune
        spec:
          schedule: "@daily"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: tune
                      image: registry.example.com/tune:1.0
                      securityContext:
                        privileged: false
                        capabilities:
                          drop: [ALL]
                          add: [SYS_NICE]
        """),
    ])

  package static let controls: PodSecurityControls = [.privileged]

  package static func finding(
    about violation: PodSecurityViolation, brokenAt level: PodSecurityLevel?, in workload: Workload, options: RuleOptions
  ) -> (severity: Severity?, detail: SettingOwner) {
    (nil, violation.owner(in: workload))
  }

  package static func describe(_ owner: SettingOwner) -> Explanation {
    Explanation(
      message: "\(owner) run\(owner.isPlural ? "" : "s") privileged: with all capabilities, all devices and no seccomp profile",
      why: "Whoever takes over its process is root on the node.",
      remedy: metadata.remedy)
  }
}
