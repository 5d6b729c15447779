extension Peer {
  static let kyverno = Peer(
    tool: "kyverno", name: "Kyverno", source: "https://github.com/kyverno/policies",
    introduction: """
      `kyverno apply POLICIES --resource FILE` in a pipeline becomes `curfew scan DIR`; both exit with 1 when something fails. Policies that guard a cluster at \
      admission stay where they are: Curfew says before the commit what they would say afterwards. For those of the Pod Security Standards, `curfew scan \
      --pod-security baseline|restricted` gives the very verdict of Kubernetes' own admission. A PolicyException becomes the annotation \
      `ignore-check.curfew.dev/RULE: "reason"`.
      """,
    remainder: """
      The table holds the policies of `pod-security` and `best-practices` that judge something, and of `other` a selection that concerns every Job; two of \
      these (add-ttl-jobs, always-pull-images) mend at admission what the rule finds in the file.
      """,
    checks: [
      PeerCheck("disallow-capabilities", "baseline: capabilities beyond the allowed ones"),
      PeerCheck("disallow-host-namespaces", "baseline: namespaces of the node"),
      PeerCheck("disallow-host-path", "baseline: paths of the node"),
      PeerCheck("disallow-host-ports", "baseline: host ports"),
      PeerCheck(
        "disallow-host-ports-range", "baseline: host ports out of a range", .covered(["CFW514"], "No host port, whatever its number.")),
      PeerCheck("disallow-host-process", "baseline: Windows HostProcess containers"),
      PeerCheck("disallow-privileged-containers", "baseline: privileged containers"),
      PeerCheck("disallow-proc-mount", "baseline: /proc that is not masked"),
      PeerCheck("disallow-selinux", "baseline: SELinux options"),
      PeerCheck("restrict-apparmor-profiles", "baseline: AppArmor is switched off"),
      PeerCheck("restrict-seccomp", "baseline: seccomp is switched off"),
      PeerCheck("restrict-sysctls", "baseline: unsafe sysctls"),
      PeerCheck("disallow-capabilities-strict", "restricted: all capabilities are to be dropped"),
      PeerCheck("disallow-privilege-escalation", "restricted: privilege escalation"),
      PeerCheck("require-run-as-non-root-user", "restricted: the user ID is 0"),
      PeerCheck("require-run-as-nonroot", "restricted: nothing keeps a container from running as root"),
      PeerCheck("restrict-seccomp-strict", "restricted: no seccomp profile"),
      PeerCheck("restrict-volume-types", "restricted: volume types"),
      PeerCheck("check-deprecated-apis", "a deprecated API version"),
      PeerCheck("disallow-cri-sock-mount", "the socket of the container runtime is mounted"),
      PeerCheck("disallow-default-namespace", "the default namespace", .defaultNamespace),
      PeerCheck("disallow-empty-ingress-host", "an Ingress for any host", .serving),
      PeerCheck("disallow-helm-tiller", "Tiller is deployed", .notForJobs("Tiller was a server, and ended with Helm 2.")),
      PeerCheck("disallow-latest-tag", "the image's tag is `latest`, or it has none"),
      PeerCheck("require-drop-all", "not all capabilities are dropped"),
      PeerCheck("require-drop-cap-net-raw", "NET_RAW is not dropped"),
      PeerCheck("require-labels", "recommended labels are missing", .conventions),
      PeerCheck("require-pod-requests-limits", "no requests, or no memory limit"),
      PeerCheck("require-probes", "no probes", .probes),
      PeerCheck("require-ro-rootfs", "the root file system is writable"),
      PeerCheck("restrict-image-registries", "an image from a registry that is not allowed"),
      PeerCheck("restrict-node-port", "a Service of type NodePort", .serving),
      PeerCheck("restrict-service-external-ips", "a Service with external addresses", .serving),
      PeerCheck("validate-probe-timeout-period", "a probe with a timeout above its period", .probes),
      PeerCheck("add-ttl-jobs", "other: a Job of nobody gets a TTL"),
      PeerCheck("advanced-restrict-image-registries", "other: an image from a registry that is not allowed"),
      PeerCheck("allowed-image-repos", "other: an image from a repository that is not allowed"),
      PeerCheck(
        "allowed-pod-priorities", "other: a priority class that the namespace may not use",
        .clusterOnly("Which namespace may use which class is the cluster's rule.")),
      PeerCheck("always-pull-images", "other: the pull policy is not Always"),
      PeerCheck("disallow-secrets-from-env-vars", "other: a Secret in the environment"),
      PeerCheck("ensure-readonly-hostpath", "other: a path of the node is mounted writable"),
      PeerCheck(
        "limit-containers-per-pod", "other: more than four containers", .declined("How many containers are too many depends on the Job.")),
      PeerCheck("memory-requests-equal-limits", "other: the memory request differs from the limit", .equalRequests),
      PeerCheck("require-container-port-names", "other: a port without name", .serving),
      PeerCheck("require-cpu-limits", "other: no CPU limit"),
      PeerCheck("require-image-checksum", "other: the image has no digest"),
      PeerCheck(
        "require-non-root-groups", "other: a group ID of 0",
        .declined("A group by itself opens nothing outside the container, and OpenShift gives every pod group 0.")),
      PeerCheck(
        "restrict-automount-sa-token", "other: the pod gets a service account token",
        .covered(["CFW303", "CFW304"], "A token is right for a job that holds a role.")),
    ])
}
