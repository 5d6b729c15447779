package import Findings
package import Manifests
internal import SourceTree

/// A container opens a port on the node.
package enum HostPort: PodSecurityRule {
  package static let metadata = RuleMetadata(
    code: "CFW514", name: "host-port", severity: .medium,
    summary: "A container opens a port on the node.",
    rationale: """
      A host port makes the container reachable at the address of whatever node it lands on, around Services, Ingress and, with most network plug-ins, \
      NetworkPolicies. A batch job serves nobody, so nothing needs it. It also limits the job to one pod per node: a second run waits Pending until the \
      first has gone, and its active deadline runs meanwhile.

      Medium: the port must still have something behind it that can be attacked. With `hostNetwork` every port is a host port, and only that is \
      reported.
      """,
    remedy: "Remove `hostPort`; where something must reach the pod, put a Service in front of it.",
    references: [
      .kubernetes("concepts/security/pod-security-standards/"), .cis("5.2.13"), .cwe(668),
      .peer(tool: "checkov", id: "CKV_K8S_26"), .peer(tool: "kubescape", id: "C-0044"), .peer(tool: "trivy", id: "KSV-0024"),
      .peer(tool: "polaris", id: "hostPortSet"),
      .peer(tool: "kyverno", id: "disallow-host-ports"),
    ],
    examples: [
      .flagged(
        "A port of the node",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: probe
        spec:
          schedule: "@hourly"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: probe
                      image: registry.example.com/probe:1.0
                      ports:
                        - containerPort: 8080
                          hostPort: ▼8080▲
        """),
      .clean(
        "A port of the pod",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: probe
        spec:
          schedule: "@hourly"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: probe
                      image: registry.example.com/probe:1.0
                      ports:
                        - containerPort: 8080
        """),
    ])

  package static let controls: PodSecurityControls = [.hostPorts]

  package static func isWorthReporting(
    _ violation: PodSecurityViolation, brokenAt level: PodSecurityLevel?, in workload: Workload
  ) -> Bool { workload.pod.hostNetwork.value != true }

  package static func finding(
    about violation: PodSecurityViolation, brokenAt level: PodSecurityLevel?, in workload: Workload, options: RuleOptions
  ) -> (severity: Severity?, detail: SettingValue) {
    (nil, SettingValue(owner: violation.owner(in: workload), value: violation.value ?? ""))
  }

  package static func describe(_ port: SettingValue) -> Explanation {
    Explanation(
      message: "\(port.owner) opens port \(port.value) on the node",
      why: "It is reached around Services and network policies, and keeps a second run off the same node.",
      remedy: metadata.remedy)
  }
}

extension HostPort: Fixable {
  package static let fixing = FixSafety.changesBehaviour("The port is no longer open on the node.")

  package static func fix(_ defect: Defect<Self>) -> Fix? {
    Fix(removing: defect.path, fixing)
  }
}
