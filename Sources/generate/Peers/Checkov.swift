extension Peer {
  static let checkov = Peer(
    tool: "checkov", name: "Checkov", source: "https://www.checkov.io/5.Policy%20Index/kubernetes.html",
    introduction: """
      `checkov -d DIR --framework kubernetes` becomes `curfew scan DIR`. Checkov exits with 1 on any failed check unless `--soft-fail` or `--hard-fail-on` say \
      otherwise; that is `--severity-threshold` here. `--check` and `--skip-check` become `--rule` and `--exclude-rule`. The annotation \
      `checkov.io/skip1: CKV_K8S_22=reason` becomes `ignore-check.curfew.dev/RULE: "reason"`; until then `--honor-peer-annotations` reads it. Checkov's check of \
      network policies, CKV2_K8S_6, sees no CronJob.
      """,
    remainder: """
      Left out are the checks of PodSecurityPolicies, which Kubernetes 1.25 removed (CKV_K8S_1 to 7, 24, 32 and 36), of the flags of the control plane and the \
      kubelet (68 to 151), and of annotations of the NGINX Ingress (152 to 154).
      """,
    checks: [
      PeerCheck("CKV_K8S_8", "no liveness probe", .probes),
      PeerCheck("CKV_K8S_9", "no readiness probe", .probes),
      PeerCheck("CKV_K8S_10", "no CPU request"),
      PeerCheck("CKV_K8S_11", "no CPU limit"),
      PeerCheck("CKV_K8S_12", "no memory request"),
      PeerCheck("CKV_K8S_13", "no memory limit"),
      PeerCheck("CKV_K8S_14", "the image's tag is `latest`, or it has none"),
      PeerCheck("CKV_K8S_15", "the pull policy is not Always"),
      PeerCheck("CKV_K8S_16", "a privileged container"),
      PeerCheck("CKV_K8S_17", "the node's process namespace"),
      PeerCheck("CKV_K8S_18", "the node's IPC namespace"),
      PeerCheck("CKV_K8S_19", "the node's network namespace"),
      PeerCheck("CKV_K8S_20", "privilege escalation is allowed"),
      PeerCheck("CKV_K8S_21", "the default namespace", .defaultNamespace),
      PeerCheck("CKV_K8S_22", "the root file system is writable"),
      PeerCheck("CKV_K8S_23", "a container may run as root"),
      PeerCheck("CKV_K8S_25", "a capability is added"),
      PeerCheck("CKV_K8S_26", "a host port"),
      PeerCheck("CKV_K8S_27", "Docker's socket is mounted"),
      PeerCheck("CKV_K8S_28", "NET_RAW is not dropped"),
      PeerCheck(
        "CKV_K8S_29", "the pod has no security context",
        .covered(["CFW505", "CFW508"], "Judged by what is in it, not by its being there.")),
      PeerCheck(
        "CKV_K8S_30", "a container has no security context",
        .covered(["CFW504", "CFW506", "CFW509"], "Judged by what is in it, not by its being there.")),
      PeerCheck("CKV_K8S_31", "no seccomp profile"),
      PeerCheck("CKV_K8S_33", "the dashboard is deployed", .notForJobs("The dashboard is a server.")),
      PeerCheck("CKV_K8S_34", "Tiller is deployed", .notForJobs("Tiller was a server, and ended with Helm 2.")),
      PeerCheck("CKV_K8S_35", "a Secret in the environment"),
      PeerCheck("CKV_K8S_37", "not all capabilities are dropped"),
      PeerCheck(
        "CKV_K8S_38", "the pod gets a service account token",
        .covered(["CFW303", "CFW304"], "A token is right for a job that holds a role.")),
      PeerCheck("CKV_K8S_39", "SYS_ADMIN is added"),
      PeerCheck(
        "CKV_K8S_40", "the user ID is below 10000",
        .covered(["CFW505"], "Any user but root; which ID a container has matters on the node only where user IDs are shared with it.")),
      PeerCheck("CKV_K8S_41", "the default service account mounts its token", .covered(["CFW301"], "Where the pods get its token.")),
      PeerCheck("CKV_K8S_42", "a role is bound to the default service account", .held("CFW307", "CFW308")),
      PeerCheck("CKV_K8S_43", "the image has no digest"),
      PeerCheck("CKV_K8S_44", "Tiller's Service", .serving),
      PeerCheck("CKV_K8S_45", "Tiller listens to all", .notForJobs("Tiller was a server, and ended with Helm 2.")),
      PeerCheck("CKV_K8S_49", "a role with wildcards", .held("CFW306")),
      PeerCheck("CKV_K8S_155", "a cluster role that controls admission webhooks", .held("CFW308")),
      PeerCheck("CKV_K8S_156", "a cluster role that may approve certificates", .held("CFW308")),
      PeerCheck("CKV_K8S_157", "a role has the verb bind", .held("CFW308")),
      PeerCheck("CKV_K8S_158", "a role has the verb escalate", .held("CFW308")),
      PeerCheck("CKV_K8S_159", "git-sync fetches code", .later("Comes with the rule about code that is fetched at the start.")),
      PeerCheck("CKV2_K8S_1", "a service account that may bind roles", .held("CFW308")),
      PeerCheck("CKV2_K8S_2", "a service account that may use nodes/proxy or pods/exec", .held("CFW308")),
      PeerCheck("CKV2_K8S_3", "a service account that may impersonate", .held("CFW308")),
      PeerCheck(
        "CKV2_K8S_4", "a service account that may change the status of Services",
        .declined("`curfew access show` says it; it opens nothing by itself.")),
      PeerCheck("CKV2_K8S_5", "a service account that may read all Secrets", .held("CFW307")),
      PeerCheck("CKV2_K8S_6", "no network policy selects the pod"),
    ])
}
