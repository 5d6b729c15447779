package import Findings
package import Manifests

/// A container opens a port on the node.
package enum HostPort: Rule {
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
                          hostPort: ▼8080
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

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout FindingCollector) {
    if workload.pod.hostNetwork.value == true { return }
    for container in findings.readContainers(of: workload.pod) where findings.canRead(container.ports.presence, at: container.ports.place) {
      for port in container.ports.items {
        guard let (number, place) = findings.readIfPresent(port.hostPort), number != 0 else { continue }
        findings.report(at: place, [container].displayName, "\(number)")
      }
    }
  }

  package static func explain(_ arguments: [String]) -> Explanation {
    Explanation(
      message: "\(arguments.argument(0)) opens port \(arguments.argument(1)) on the node",
      why: "It is reached around Services and network policies, and keeps a second run off the same node.",
      remedy: metadata.remedy)
  }
}
