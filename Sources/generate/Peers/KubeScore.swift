extension Peer {
  static let kubeScore = Peer(
    tool: "kube-score", name: "kube-score", source: "https://github.com/zegl/kube-score/blob/master/README_CHECKS.md",
    introduction: """
      `kube-score score FILES` becomes `curfew scan DIR`. kube-score exits with 1 on a critical result, and with `--exit-one-on-warning` on a warning: \
      `--severity-threshold high` comes near to the first, the default to the second. Its optional checks correspond to `--profile strict`. The annotation \
      `kube-score/ignore: a,b` becomes one annotation `ignore-check.curfew.dev/RULE: "reason"` for each rule; until then `--honor-peer-annotations` reads it.
      """,
    remainder: "Nothing is left out.",
    checks: [
      PeerCheck("container-cpu-requests-equal-limits", "the CPU request differs from the limit", .equalRequests),
      PeerCheck("container-ephemeral-storage-request-and-limit", "no request or limit of ephemeral storage"),
      PeerCheck(
        "container-ephemeral-storage-request-equals-limit", "the request of ephemeral storage differs from the limit", .equalRequests),
      PeerCheck("container-image-pull-policy", "the pull policy is not Always"),
      PeerCheck("container-image-tag", "the image's tag is `latest`, or it has none"),
      PeerCheck("container-memory-requests-equal-limits", "the memory request differs from the limit", .equalRequests),
      PeerCheck("container-ports-check", "a port's name is malformed or used twice", .serving),
      PeerCheck("container-resource-requests-equal-limits", "requests differ from limits", .equalRequests),
      PeerCheck("container-resources", "no requests or limits"),
      PeerCheck("container-seccomp-profile", "no seccomp profile"),
      PeerCheck("container-security-context-privileged", "a privileged container"),
      PeerCheck("container-security-context-readonlyrootfilesystem", "the root file system is writable"),
      PeerCheck(
        "container-security-context-user-group-id", "no user and group ID above 10000",
        .covered(["CFW505"], "Any user but root; which ID a container has matters on the node only where user IDs are shared with it.")),
      PeerCheck("cronjob-has-deadline", "a CronJob without a starting deadline"),
      PeerCheck("cronjob-restartpolicy", "a CronJob with a restart policy that it cannot have"),
      PeerCheck("deployment-has-host-podantiaffinity", "replicas without anti-affinity", .replicas),
      PeerCheck("deployment-has-poddisruptionbudget", "a Deployment without disruption budget", .replicas),
      PeerCheck("deployment-pod-selector-labels-match-template-metadata-labels", "a selector that misses its own template", .replicas),
      PeerCheck("deployment-replicas", "too few replicas", .replicas),
      PeerCheck("deployment-strategy", "no rolling update", .replicas),
      PeerCheck("deployment-targeted-by-hpa-does-not-have-replicas-configured", "replicas set beside an autoscaler", .replicas),
      PeerCheck("environment-variable-key-duplication", "a variable is set twice"),
      PeerCheck("horizontalpodautoscaler-has-target", "an autoscaler without target", .replicas),
      PeerCheck("horizontalpodautoscaler-replicas", "an autoscaler with too few replicas", .replicas),
      PeerCheck("ingress-targets-service", "an Ingress without Service", .serving),
      PeerCheck("label-values", "a malformed label", .otherTools("The API server refuses the object and says so.")),
      PeerCheck("networkpolicy-targets-pod", "a network policy that selects no pod"),
      PeerCheck("pod-networkpolicy", "no network policy selects the pod"),
      PeerCheck("pod-probes", "no probes", .probes),
      PeerCheck("pod-probes-identical", "two probes that are the same", .probes),
      PeerCheck("pod-topology-spread-constraints", "replicas are not spread", .replicas),
      PeerCheck("poddisruptionbudget-has-policy", "a disruption budget without policy", .replicas),
      PeerCheck("service-targets-pod", "a Service that selects no pod", .serving),
      PeerCheck("service-type", "a Service of type NodePort", .serving),
      PeerCheck("stable-version", "a deprecated API version"),
      PeerCheck("statefulset-has-host-podantiaffinity", "replicas without anti-affinity", .replicas),
      PeerCheck("statefulset-has-poddisruptionbudget", "a StatefulSet without disruption budget", .replicas),
      PeerCheck("statefulset-has-servicename", "a StatefulSet without Service", .replicas),
      PeerCheck("statefulset-pod-selector-labels-match-template-metadata-labels", "a selector that misses its own template", .replicas),
    ])
}
