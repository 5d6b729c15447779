extension Peer {
  static let trivy = Peer(
    tool: "trivy", name: "Trivy", source: "https://github.com/aquasecurity/trivy-checks/tree/main/checks/kubernetes",
    introduction: """
      `trivy config DIR` becomes `curfew scan DIR`, for CronJobs and Jobs; keep Trivy for the vulnerabilities of images. `--exit-code 1 --severity \
      HIGH,CRITICAL` becomes `--severity-threshold high`: Curfew exits with 1 on findings unasked, Trivy with 0. What `.trivyignore` lists goes under `rules` in \
      [.curfew.yaml](configuration.md), or becomes the annotation `ignore-check.curfew.dev/RULE: "reason"` where it is meant for one workload. Depending on \
      its version, Trivy writes `KSV-0014` as `KSV014` or `AVD-KSV-0014`.
      """,
    remainder: "Left out are the checks of the control plane and the nodes, whose names start with KCV.",
    checks: [
      PeerCheck("KSV-0001", "privilege escalation is allowed"),
      PeerCheck("KSV-0002", "no default AppArmor profile"),
      PeerCheck("KSV-0003", "not all capabilities are dropped"),
      PeerCheck("KSV-0004", "no capability is dropped"),
      PeerCheck("KSV-0005", "SYS_ADMIN is added"),
      PeerCheck("KSV-0006", "Docker's socket is mounted"),
      PeerCheck("KSV-0007", "host aliases"),
      PeerCheck("KSV-0008", "the node's IPC namespace"),
      PeerCheck("KSV-0009", "the node's network namespace"),
      PeerCheck("KSV-0010", "the node's process namespace"),
      PeerCheck("KSV-0011", "no CPU limit"),
      PeerCheck("KSV-0012", "a container may run as root"),
      PeerCheck("KSV-0013", "the image's tag is `latest`, or it has none"),
      PeerCheck("KSV-0014", "the root file system is writable"),
      PeerCheck("KSV-0015", "no CPU request"),
      PeerCheck("KSV-0016", "no memory request"),
      PeerCheck("KSV-0017", "a privileged container"),
      PeerCheck("KSV-0018", "no memory limit"),
      PeerCheck(
        "KSV-0020", "the user ID is below 10000",
        .covered(["CFW505"], "Any user but root; which ID a container has matters on the node only where user IDs are shared with it.")),
      PeerCheck("KSV-0021", "the group ID is below 10000", .declined("A group by itself opens nothing outside the container.")),
      PeerCheck("KSV-0022", "a capability is added"),
      PeerCheck("KSV-0023", "a path of the node is mounted"),
      PeerCheck("KSV-0024", "a host port"),
      PeerCheck("KSV-0025", "custom SELinux options"),
      PeerCheck("KSV-0026", "unsafe sysctls"),
      PeerCheck("KSV-0027", "/proc is not masked"),
      PeerCheck("KSV-0028", "volume types that the restricted standard excludes"),
      PeerCheck(
        "KSV-0029", "a group ID of 0",
        .declined("A group by itself opens nothing outside the container, and OpenShift gives every pod group 0.")),
      PeerCheck("KSV-0030", "no seccomp profile"),
      PeerCheck("KSV-0032", "an image from elsewhere than Azure's registry", .covered(["CFW405"], "`--allowed-registry` says which ones.")),
      PeerCheck(
        "KSV-0033", "an image from elsewhere than Google's registry", .covered(["CFW405"], "`--allowed-registry` says which ones.")),
      PeerCheck("KSV-0034", "an image from a public registry", .covered(["CFW405"], "`--allowed-registry` says which ones.")),
      PeerCheck(
        "KSV-0035", "an image from elsewhere than Amazon's registry", .covered(["CFW405"], "`--allowed-registry` says which ones.")),
      PeerCheck(
        "KSV-0036", "the pod gets a service account token", .covered(["CFW303", "CFW304"], "A token is right for a job that holds a role.")),
      PeerCheck("KSV-0037", "a pod in kube-system", .declined("Whose workload it is, a manifest does not say.")),
      PeerCheck(
        "KSV-0038", "a network policy without selectors",
        .declined("An empty selector is how a policy for all pods of a namespace is written.")),
      PeerCheck("KSV-0039", "a namespace without LimitRange", .clusterOnly("A LimitRange belongs to the namespace, not to a workload.")),
      PeerCheck(
        "KSV-0040", "a namespace without ResourceQuota", .clusterOnly("A ResourceQuota belongs to the namespace, not to a workload.")),
      PeerCheck("KSV-0041", "a cluster role that manages Secrets", .held("CFW307")),
      PeerCheck(
        "KSV-0042", "a role that deletes pod logs",
        .declined("`curfew access show` says what a job may delete; its logs are kept elsewhere.")),
      PeerCheck("KSV-0043", "a role that may impersonate", .held("CFW308")),
      PeerCheck("KSV-0044", "a role that may do everything", .held("CFW305")),
      PeerCheck("KSV-0045", "a role with wildcards as verbs", .held("CFW306")),
      PeerCheck("KSV-0046", "a cluster role that manages all resources", .held("CFW306")),
      PeerCheck("KSV-0047", "a role that may use nodes/proxy", .held("CFW308")),
      PeerCheck("KSV-0048", "a role that manages workloads", .held("CFW308")),
      PeerCheck(
        "KSV-0049", "a role that manages ConfigMaps",
        .declined("Jobs keep their state in ConfigMaps; `curfew access control` says whose scripts they are.")),
      PeerCheck("KSV-0050", "a role that manages roles and bindings", .held("CFW308")),
      PeerCheck("KSV-0051", "a role that may bind privileged roles", .held("CFW308")),
      PeerCheck("KSV-0052", "a role that may bind privileged cluster roles", .held("CFW308")),
      PeerCheck("KSV-0053", "a role that may run commands in pods", .held("CFW308")),
      PeerCheck("KSV-0054", "a role that may attach to pods", .held("CFW308")),
      PeerCheck("KSV-0055", "a role that may extend its own bindings", .held("CFW308")),
      PeerCheck(
        "KSV-0056", "a role that manages Services, Ingresses and network policies",
        .declined("`curfew access show` says it; it opens nothing by itself.")),
      PeerCheck("KSV-0102", "Tiller is deployed", .notForJobs("Tiller was a server, and ended with Helm 2.")),
      PeerCheck("KSV-0103", "a Windows HostProcess container"),
      PeerCheck("KSV-0104", "seccomp is switched off"),
      PeerCheck("KSV-0105", "the user ID is 0"),
      PeerCheck("KSV-0106", "not all capabilities are dropped, or others than NET_BIND_SERVICE added"),
      PeerCheck("KSV-0107", "a deprecated API version"),
      PeerCheck("KSV-0108", "a Service with external addresses", .serving),
      PeerCheck("KSV-0109", "a ConfigMap with what looks like credentials"),
      PeerCheck("KSV-0110", "the default namespace", .defaultNamespace),
      PeerCheck("KSV-0111", "a binding to cluster-admin", .held("CFW305")),
      PeerCheck("KSV-0112", "a role that manages all resources of its namespace", .held("CFW306")),
      PeerCheck("KSV-0113", "a role that manages the Secrets of its namespace", .held("CFW307")),
      PeerCheck("KSV-0114", "a role that manages admission webhooks", .held("CFW308")),
      PeerCheck(
        "KSV-0115", "a role that manages the ConfigMap of EKS' users", .declined("`curfew access show` says it; it matters on EKS alone.")),
      PeerCheck(
        "KSV-0116", "a group ID of 0",
        .declined("A group by itself opens nothing outside the container, and OpenShift gives every pod group 0.")),
      PeerCheck("KSV-0117", "a container port below 1024", .serving),
      PeerCheck(
        "KSV-0118", "no security context",
        .covered(["CFW504", "CFW505", "CFW506", "CFW508", "CFW509"], "Judged by what is in it, not by its being there.")),
      PeerCheck("KSV-0119", "NET_RAW is added"),
      PeerCheck("KSV-0120", "SYS_MODULE is added"),
      PeerCheck("KSV-0121", "system folders of the node are mounted"),
      PeerCheck("KSV-0122", "a role is bound to anonymous users", .notForJobs("Nobody runs a Job as an anonymous user.")),
      PeerCheck("KSV-0123", "a role is bound to all authenticated users", .held("CFW312")),
      PeerCheck("KSV-0124", "a Gatekeeper policy with an open prefix", .clusterOnly("An admission policy belongs to the cluster.")),
      PeerCheck("KSV-0125", "an image from a registry that is not trusted"),
      PeerCheck(
        "KSV-01010", "a ConfigMap with names, addresses and the like",
        .declined("Usernames and mail addresses are what ConfigMaps are for; only credentials are not.")),
      PeerCheck("KSV-01011", "a role is bound to all authenticated users of GKE", .held("CFW312")),
    ])
}
