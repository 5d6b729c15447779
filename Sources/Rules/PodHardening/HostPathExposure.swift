import Findings

/// What a path of the node gives away.
enum HostPathExposure: String {
  case runtimeSocket, systemSocket, wholeNode, configuration, accounts, clusterKeys, kubelet, runtimeState, processes, kernel, devices
  case control, logs, harmless

  /// - Parameter path: A ``normalized(_:)`` one; nil for a path that means nothing in particular.
  init?(_ path: String) {
    if path.hasSuffix(".sock"), Self.runtimes.contains(where: path.contains) {
      self = .runtimeSocket
    } else if Self.keys.contains(where: path.contains) {
      self = .accounts
    } else if let exposure = Self.folders[path] ?? Self.trees.first(where: { Self.isWithin(path, $0.path) })?.exposure {
      self = exposure
    } else {
      return nil
    }
  }

  private static let runtimes = ["docker", "containerd", "crio", "cri-dockerd", "dockershim", "podman"]
  private static let keys = ["/.ssh", "/.kube", "/.aws", "/.gnupg", "/.docker"]

  /// Folders that matter by themselves, for what lies in them.
  private static let folders: [String: HostPathExposure] = [
    "/root": .accounts, "/home": .accounts, "/": .wholeNode, "/var": .wholeNode, "/var/lib": .wholeNode, "/etc": .configuration,
    "/boot": .control, "/usr": .control,
    "/run": .runtimeSocket, "/var/run": .runtimeSocket, "/run/containerd": .runtimeSocket, "/var/run/containerd": .runtimeSocket,
    "/run/crio": .runtimeSocket, "/var/run/crio": .runtimeSocket, "/run/docker": .runtimeSocket, "/var/run/docker": .runtimeSocket,
    "/run/k3s": .runtimeSocket, "/run/k3s/containerd": .runtimeSocket, "/run/podman": .runtimeSocket, "/dev": .devices,
  ]

  /// In the order in which they are asked: the more particular first.
  private static let trees: [(path: String, exposure: HostPathExposure)] = [
    ("/etc/localtime", .harmless), ("/etc/timezone", .harmless), ("/usr/share/zoneinfo", .harmless), ("/etc/ssl/certs", .harmless),
    ("/usr/share/ca-certificates", .harmless), ("/etc/pki/ca-trust", .harmless), ("/etc/pki/tls/certs", .harmless),
    ("/etc/machine-id", .harmless), ("/etc/os-release", .harmless), ("/usr/lib/os-release", .harmless),
    ("/run/dbus", .systemSocket), ("/var/run/dbus", .systemSocket), ("/run/systemd", .systemSocket), ("/var/run/systemd", .systemSocket),
    ("/etc/kubernetes", .clusterKeys), ("/var/lib/etcd", .clusterKeys), ("/var/lib/rancher", .clusterKeys), ("/etc/rancher", .clusterKeys),
    ("/var/lib/k0s", .clusterKeys), ("/var/snap/microk8s", .clusterKeys), ("/srv/kubernetes", .clusterKeys),
    ("/var/lib/kubelet", .kubelet),
    ("/var/lib/docker", .runtimeState), ("/var/lib/containerd", .runtimeState), ("/var/lib/containers", .runtimeState),
    ("/proc", .processes), ("/sys", .kernel), ("/dev/mem", .devices), ("/dev/kmem", .devices), ("/dev/port", .devices),
    ("/etc/ssh", .accounts), ("/etc/shadow", .accounts), ("/etc/sudoers", .accounts), ("/etc/sudoers.d", .accounts),
    ("/etc/cni", .configuration), ("/etc/containerd", .configuration), ("/etc/docker", .configuration), ("/etc/crio", .configuration),
    ("/etc/passwd", .control), ("/etc/group", .control), ("/etc/pam.d", .control),
    ("/etc/crontab", .control), ("/etc/cron.d", .control), ("/var/spool/cron", .control), ("/etc/systemd", .control),
    ("/etc/ld.so.preload", .control),
    ("/bin", .control), ("/sbin", .control), ("/lib", .control), ("/lib64", .control), ("/usr/bin", .control),
    ("/usr/sbin", .control), ("/usr/lib", .control), ("/usr/lib64", .control), ("/usr/local/bin", .control),
    ("/usr/local/sbin", .control), ("/opt/cni/bin", .control),
    ("/var/log", .logs),
  ]

  private static func isWithin(_ path: String, _ tree: String) -> Bool {
    path.utf8.starts(with: tree.utf8)
      && (path.utf8.count == tree.utf8.count || path.utf8.dropFirst(tree.utf8.count).first == UInt8(ascii: "/"))
  }

  /// The path without doubled, trailing and `.` parts.
  static func normalized(_ path: String) -> String {
    "/" + path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
  }

  /// - Parameter isReadOnly: Whether every mount of it is.
  func severity(isReadOnly: Bool) -> Severity {
    switch self {
    case .runtimeSocket, .systemSocket, .wholeNode, .configuration, .accounts, .clusterKeys, .kubelet, .runtimeState, .processes, .devices:
      .critical
    case .kernel, .control: isReadOnly ? .medium : .critical
    case .logs: isReadOnly ? .medium : .high
    case .harmless: .low
    }
  }

  /// How messages call it.
  var name: String {
    switch self {
    case .runtimeSocket: "the container runtime's socket"
    case .systemSocket: "the sockets of the node's services"
    case .wholeNode: "everything the node has"
    case .configuration: "the node's configuration"
    case .accounts: "the node's accounts and their keys"
    case .clusterKeys: "keys of the cluster"
    case .kubelet: "the kubelet's state"
    case .runtimeState: "the file systems of every container on the node"
    case .processes: "the node's processes"
    case .kernel: "the kernel's settings"
    case .devices: "the node's disks and memory"
    case .control: "what the node runs and whom it trusts"
    case .logs: "the logs of the node and of every pod on it"
    case .harmless: "data of the node's distribution"
    }
  }

  /// What follows, in a sentence.
  var consequence: String {
    switch self {
    case .runtimeSocket:
      "Whoever reaches the container runtime starts privileged containers, which is root on the node, read-only mount or not."
    case .systemSocket: "Whoever reaches the node's service manager starts what it likes as root on the node, read-only mount or not."
    case .wholeNode: "It holds what the node runs, trusts and keeps secret."
    case .configuration: "It holds what the node runs and trusts, and keys and passwords."
    case .accounts: "It tells or decides who may log in to the node."
    case .clusterKeys: "Whoever reads them is the node, or the whole cluster."
    case .kubelet: "It holds the node's key and the Secrets and tokens of every pod on the node."
    case .runtimeState: "Whoever writes there changes what other containers run; whoever reads finds their data and credentials."
    case .processes: "It leads to every process of the node, with its environment and files, and to settings of the kernel."
    case .kernel: "Settings of the kernel name programs that it runs as root on the node."
    case .devices: "It leads to the node's disks and memory, past every permission of files."
    case .control: "Whoever writes there is root on the node."
    case .logs: "Logs hold other workloads' data, and a link planted there makes the kubelet read out any file of the node."
    case .harmless: "It reveals nothing, but ties the job to the node it happens to run on."
    }
  }
}
