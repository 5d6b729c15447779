extension PodSecurityEvaluation {
  /// `sysctls` (`check_sysctls.go`): only those that stay within the pod; the list grew.
  mutating func checkSysctls(of pod: PodSpec) {
    for sysctl in read(pod.securityContext.sysctls, for: .sysctls) ?? [] {
      guard let (name, place) = read(sysctl, for: .sysctls) else { continue }
      let versions = PodSecurityControl.sysctls.versions
      switch name {
      case "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.tcp_syncookies", "net.ipv4.ping_group_range",
        "net.ipv4.ip_unprivileged_port_start":
        break
      case "net.ipv4.ip_local_reserved_ports": forbid(.sysctls, at: place, in: versions.until(27), value: name)
      case "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes":
        forbid(.sysctls, at: place, in: versions.until(29), value: name)
      case "net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem": forbid(.sysctls, at: place, in: versions.until(32), value: name)
      default: forbid(.sysctls, at: place, value: name)
      }
    }
  }
}
