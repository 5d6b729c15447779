package import Findings
package import Manifests

/// A volume brings a path of the node into the pod.
package enum HostPathVolume: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW503", name: "host-path-volume", severity: .high,
    summary: "A volume brings a path of the node into the pod.",
    rationale: """
      A `hostPath` volume reaches past the container into the node's file system, and what that means depends on the path. The socket of the container \
      runtime starts privileged containers, so it is root on the node, also when it is mounted read-only. `/`, `/etc`, `/root`, `/proc` and the state \
      of the kubelet, the runtime and etcd hold the node's keys and the credentials of every pod: these are critical.

      Other paths are high: what is written there outlives the run, is shared with every other pod that mounts it, and may be read or executed by \
      root on the node. Where every mount of the volume is read-only it is medium. Time zone data and certificates of public authorities are low, \
      for they reveal nothing, but they tie the job to the node's distribution; an image can carry them itself.
      """,
    remedy: "Use a volume that belongs to the pod: a claim, an emptyDir, a ConfigMap, or a projected token.",
    references: [
      .kubernetes("concepts/storage/volumes/#hostpath"), .cis("5.2.12"), .nsa("Pod security enforcement"), .mitre("T1611"), .cwe(668),
      .peer(tool: "checkov", id: "CKV_K8S_27"), .peer(tool: "kubescape", id: "C-0045"), .peer(tool: "kubescape", id: "C-0048"),
      .peer(tool: "kubescape", id: "C-0074"), .peer(tool: "trivy", id: "KSV-0023"), .peer(tool: "kube-linter", id: "sensitive-host-mounts"),
      .peer(tool: "kube-linter", id: "docker-sock"), .peer(tool: "kube-linter", id: "writable-host-mount"),
      .peer(tool: "polaris", id: "hostPathSet"),
    ],
    examples: [
      .flagged(
        "The runtime's socket, and a directory of the node",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: clean-images
        spec:
          schedule: "@weekly"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: clean
                      image: registry.example.com/clean:1.0
                      volumeMounts:
                        - name: runtime
                          mountPath: /run/containerd/containerd.sock
                        - name: cache
                          mountPath: /cache
                  volumes:
                    - name: runtime
                      hostPath:
                        path: ▼/run/containerd/containerd.sock
                    - name: cache
                      hostPath:
                        path: ▼/srv/cache
                        type: DirectoryOrCreate
        """),
      .clean(
        "Storage that belongs to the pod",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: clean-images
        spec:
          schedule: "@weekly"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: clean
                      image: registry.example.com/clean:1.0
                      volumeMounts:
                        - name: cache
                          mountPath: /cache
                  volumes:
                    - name: cache
                      emptyDir:
                        sizeLimit: 1Gi
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout FindingCollector) {
    for volume in findings.readVolumes(of: workload.pod) {
      guard let (text, place) = findings.readIfPresent(volume.hostPath) else { continue }
      let path = normalized(text)
      let name = volume.name.value ?? "(unnamed)"
      if let exposure = exposure(of: path) {
        findings.report(at: place, severity: .critical, name, path, exposure.rawValue)
      } else if harmlessPaths.contains(where: { isWithin(path, $0) }) {
        findings.report(at: place, severity: .low, name, path, "harmless")
      } else {
        let isReadOnly = isMountedReadOnly(volume, in: workload.pod)
        findings.report(at: place, severity: isReadOnly ? .medium : .high, name, path, isReadOnly ? "readOnly" : "writable")
      }
    }
  }

  /// What a path gives away that is worth the node.
  private enum Exposure: String {
    case socket, system, kubelet, runtime, processes, devices
  }

  private static func exposure(of path: String) -> Exposure? {
    if path.hasSuffix(".sock"), ["docker", "containerd", "crio", "cri-dockerd", "dockershim", "podman"].contains(where: path.contains) {
      return .socket
    }
    switch path {
    case "/var/run", "/run", "/var/run/containerd", "/run/containerd", "/var/run/crio", "/run/crio", "/var/run/docker", "/run/docker":
      return .socket
    case "/", "/etc", "/root", "/boot", "/var", "/var/lib", "/usr", "/bin", "/sbin", "/lib", "/lib64": return .system
    case "/dev": return .devices
    default: break
    }
    let trees: [(String, Exposure)] = [
      ("/proc", .processes), ("/var/lib/kubelet", .kubelet), ("/etc/kubernetes", .kubelet), ("/var/lib/etcd", .kubelet),
      ("/var/lib/rancher", .kubelet),
      ("/var/lib/docker", .runtime), ("/var/lib/containerd", .runtime), ("/var/lib/containers", .runtime), ("/etc/cni", .system),
      ("/etc/shadow", .system), ("/etc/passwd", .system), ("/etc/sudoers", .system), ("/etc/sudoers.d", .system), ("/etc/ssh", .system),
      ("/root/.ssh", .system), ("/etc/crontab", .system), ("/etc/cron.d", .system), ("/etc/systemd", .system),
      ("/usr/lib/systemd", .system),
      ("/etc/ld.so.preload", .system), ("/etc/pam.d", .system), ("/var/spool/cron", .system), ("/dev/mem", .devices),
      ("/dev/kmem", .devices),
      ("/usr/bin", .system), ("/usr/sbin", .system), ("/usr/local/bin", .system),
    ]
    return trees.first { isWithin(path, $0.0) }?.1
  }

  private static let harmlessPaths = [
    "/etc/localtime", "/etc/timezone", "/usr/share/zoneinfo", "/etc/ssl/certs", "/usr/share/ca-certificates", "/etc/pki/ca-trust",
    "/etc/pki/tls/certs", "/etc/machine-id", "/etc/os-release",
  ]

  private static func isWithin(_ path: String, _ tree: String) -> Bool {
    path == tree || path.hasPrefix(tree + "/")
  }

  /// The path without doubled, trailing and `.` parts.
  private static func normalized(_ path: String) -> String {
    "/" + path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
  }

  private static func isMountedReadOnly(_ volume: Volume, in pod: PodSpec) -> Bool {
    let mounts = pod.allContainers.flatMap(\.volumeMounts.items).filter { $0.name.value != nil && $0.name.value == volume.name.value }
    return !mounts.isEmpty && mounts.allSatisfy { $0.readOnly.value == true }
  }

  package static func explain(_ arguments: [String]) -> Explanation {
    let why =
      switch arguments.argument(2) {
      case "socket":
        "Whoever reaches the container runtime starts privileged containers, which is root on the node, read-only mount or not."
      case "system": "The path holds what the node runs, trusts and keeps secret."
      case "kubelet": "The path holds the keys of the node or the cluster and the credentials of every pod on the node."
      case "runtime": "The path holds the file systems of every container on the node."
      case "processes": "The path leads to every process of the node, with its environment and files."
      case "devices": "The path leads to the node's disks and memory."
      case "harmless": "The path reveals nothing, but ties the job to the node it happens to run on."
      case "readOnly": "The job reads what other pods and the node keep there."
      default: "What is written there outlives the run, and other pods and the node itself use it."
      }
    return Explanation(
      message: "volume \"\(arguments.argument(0))\" is the node's \(arguments.argument(1))", why: why, remedy: metadata.remedy)
  }
}
