extension Peer {
  static let polaris = Peer(
    tool: "polaris", name: "Polaris", source: "https://github.com/FairwindsOps/polaris/tree/master/pkg/config/checks",
    introduction: """
      `polaris audit --audit-path DIR` becomes `curfew scan DIR`. Polaris exits with 0 unless `--set-exit-code-on-danger` or `--set-exit-code-below-score` is \
      given; Curfew exits with 1 on findings from `--severity-threshold` on, and gives no score. What the configuration's `checks` set to ignore, warning or \
      danger goes under `rules` in [.curfew.yaml](configuration.md) as off or a severity. The annotation `polaris.fairwinds.com/CHECK-exempt: "true"` becomes \
      `ignore-check.curfew.dev/RULE: "reason"`; until then `--honor-peer-annotations` reads it.
      """,
    remainder: "Left out are the checks of Gateways and their routes, and those that are examples of custom checks.",
    checks: [
      PeerCheck(
        "automountServiceAccountToken", "the pod gets a service account token",
        .covered(["CFW303", "CFW304"], "A token is right for a job that holds a role.")),
      PeerCheck("clusterrolePodExecAttach", "a cluster role that may run commands in pods", .held("CFW308")),
      PeerCheck("clusterrolebindingClusterAdmin", "a binding to cluster-admin", .held("CFW305")),
      PeerCheck("clusterrolebindingPodExecAttach", "a binding to a role that may run commands in pods", .held("CFW308")),
      PeerCheck("cpuLimitsMissing", "no CPU limit"),
      PeerCheck("cpuRequestsMissing", "no CPU request"),
      PeerCheck("dangerousCapabilities", "a dangerous capability is added"),
      PeerCheck("deploymentMissingReplicas", "a single replica", .replicas),
      PeerCheck("hostIPCSet", "the node's IPC namespace"),
      PeerCheck("hostNetworkSet", "the node's network namespace"),
      PeerCheck("hostPIDSet", "the node's process namespace"),
      PeerCheck("hostPathSet", "a path of the node is mounted"),
      PeerCheck("hostPortSet", "a host port"),
      PeerCheck("hostProcess", "a Windows HostProcess container"),
      PeerCheck("hpaMaxAvailability", "an autoscaler that cannot scale", .replicas),
      PeerCheck("hpaMinAvailability", "an autoscaler with a single replica", .replicas),
      PeerCheck("insecureCapabilities", "capabilities that are not dropped"),
      PeerCheck("linuxHardening", "none of AppArmor, seccomp, SELinux and dropped capabilities"),
      PeerCheck("livenessProbeMissing", "no liveness probe", .probes),
      PeerCheck("memoryLimitsMissing", "no memory limit"),
      PeerCheck("memoryRequestsMissing", "no memory request"),
      PeerCheck("metadataAndInstanceMismatched", "the label instance differs from the name", .conventions),
      PeerCheck("missingNetworkPolicy", "no network policy selects the pod"),
      PeerCheck("missingPodDisruptionBudget", "a Deployment without disruption budget", .replicas),
      PeerCheck("notReadOnlyRootFilesystem", "the root file system is writable"),
      PeerCheck("pdbDisruptionsIsZero", "a disruption budget that allows none", .replicas),
      PeerCheck("pdbMinAvailableGreaterThanHPAMinReplicas", "a disruption budget above the autoscaler's minimum", .replicas),
      PeerCheck("priorityClassNotSet", "no priority class", .priority),
      PeerCheck("privilegeEscalationAllowed", "privilege escalation is allowed"),
      PeerCheck("procMount", "/proc is not masked"),
      PeerCheck("pullPolicyNotAlways", "the pull policy is not Always"),
      PeerCheck("readinessProbeMissing", "no readiness probe", .probes),
      PeerCheck("rolePodExecAttach", "a role that may run commands in pods", .held("CFW308")),
      PeerCheck("rolebindingClusterAdminClusterRole", "a binding to cluster-admin", .held("CFW306", "CFW307")),
      PeerCheck("rolebindingClusterAdminRole", "a binding to a role with wildcards", .held("CFW306", "CFW307")),
      PeerCheck("rolebindingClusterRolePodExecAttach", "a binding to a cluster role that may run commands in pods", .held("CFW308")),
      PeerCheck("rolebindingRolePodExecAttach", "a binding to a role that may run commands in pods", .held("CFW308")),
      PeerCheck("runAsPrivileged", "a privileged container"),
      PeerCheck("runAsRootAllowed", "a container may run as root"),
      PeerCheck("sensitiveConfigmapContent", "a ConfigMap with what looks like credentials"),
      PeerCheck("sensitiveContainerEnvVar", "a variable named like a secret has a literal value"),
      PeerCheck("tagNotSpecified", "the image's tag is `latest`, or it has none"),
      PeerCheck("tlsSettingsMissing", "an Ingress without TLS", .serving),
      PeerCheck("topologySpreadConstraint", "replicas are not spread", .replicas),
    ])
}
