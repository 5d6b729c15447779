package import Findings
package import Manifests

/// A probe or lifecycle handler makes the node connect to a host of the manifest's choice.
package enum ProbeHost: PodSecurityRule {
  package static let metadata = RuleMetadata(
    code: "CFW520", name: "probe-host", severity: .medium,
    summary: "A probe or lifecycle handler makes the node connect to a host of the manifest's choice.",
    rationale: """
      The kubelet itself runs `httpGet` and `tcpSocket` handlers, from the node's network. With a `host` it connects to wherever the manifest says, not to \
      the pod: to services that listen only on the node, to a cloud's metadata service, to hosts that no NetworkPolicy would let the pod reach; and the \
      pod's status and events tell what came of it. Batch jobs rarely have probes at all.

      Medium: it reads little, but as the node. *Baseline* forbids it since Kubernetes 1.34.
      """,
    remedy: "Remove `host`: without it the handler reaches the pod itself; set a virtual host by the `Host` header of `httpHeaders`.",
    references: [
      .kubernetes("concepts/security/pod-security-standards/"),
      .kubernetes("tasks/configure-pod-container/configure-liveness-readiness-startup-probes/"), .cwe(918),
    ],
    examples: [
      .flagged(
        "A probe of something else",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: sync
        spec:
          schedule: "@hourly"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: sync
                      image: registry.example.com/sync:1.4
                      startupProbe:
                        httpGet:
                          host: ▼169.254.169.254▲
                          path: /
                          port: 80
        """),
      .clean(
        "A probe of the pod",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: sync
        spec:
          schedule: "@hourly"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: sync
                      image: registry.example.com/sync:1.4
                      startupProbe:
                        httpGet:
                          path: /
                          port: 8080
        """),
    ])

  package static let controls: PodSecurityControls = [.hostProbesAndHostLifecycle]

  package static func finding(
    about violation: PodSecurityViolation, brokenAt level: PodSecurityLevel?, in workload: Workload, options: RuleOptions
  ) -> (severity: Severity?, detail: SettingValue) {
    (nil, SettingValue(owner: violation.owner(in: workload), value: CredentialText.masking(violation.value ?? "")))
  }

  package static func describe(_ host: SettingValue) -> Explanation {
    Explanation(
      message: "a probe or lifecycle handler of \(host.owner) names a host (\(host.value))",
      why: "The kubelet connects to it from the node's network, around every NetworkPolicy.",
      remedy: metadata.remedy)
  }
}
