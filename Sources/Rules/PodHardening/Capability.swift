import Findings

/// Linux capabilities as a container's `securityContext` names them (capabilities(7)).
enum Capability {
  /// The name without the `CAP_` that some write, in capitals.
  static func name(_ text: String) -> String {
    let name = text.uppercased()
    return name.hasPrefix("CAP_") ? String(name.dropFirst(4)) : name
  }

  /// The runtimes' default set, as far as the Pod Security Standard *baseline* lets it be added.
  static let baseline: Set<String> = [
    "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP", "SETGID", "SETPCAP",
    "SETUID",
    "SYS_CHROOT",
  ]

  /// Those that lead to the node, its kernel, its network or other processes.
  static let dangerous: Set<String> = [
    "BPF", "CHECKPOINT_RESTORE", "DAC_READ_SEARCH", "LINUX_IMMUTABLE", "MAC_ADMIN", "MAC_OVERRIDE", "NET_ADMIN", "PERFMON", "SYS_ADMIN",
    "SYS_BOOT",
    "SYS_MODULE", "SYS_PTRACE", "SYS_RAWIO", "SYS_TIME", "SYSLOG",
  ]

  /// How much it matters that the capability is added. Of *baseline*, only the exact spelling counts, as for the admission controller.
  static func severity(of text: String) -> Severity {
    let name = name(text)
    if name == "ALL" { return .critical }
    if dangerous.contains(name) { return .high }
    return baseline.contains(text) ? .low : .medium
  }
}
