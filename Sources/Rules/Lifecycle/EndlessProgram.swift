import Manifests

/// Programs that run until they are stopped.
enum EndlessProgram {
  /// How messages call what the words start, if that never ends: `tail -F`, `redis-server`.
  ///
  /// - Parameter words: A command and its arguments; nil for those that are not known.
  static func name(of words: [String?]) -> String? {
    var words = words[...]
    while let first = words.first, let word = first, starters.contains(lastComponent(of: word)) {
      words = words.dropFirst()
      while let option = words.first, option == "--" || option == "-g" || option == "-s" || option == "-v" { words = words.dropFirst() }
    }
    guard let path = words.first ?? nil else { return nil }
    let program = String(lastComponent(of: path))
    let arguments = words.dropFirst()
    switch program {
    case "sleep":
      guard let duration = arguments.first ?? nil, lasts(duration) else { return nil }
      return "sleep \(duration)"
    case "tail": return follows(arguments) ? "tail -f" : nil
    case "kubectl", "oc":
      guard let verb = arguments.first ?? nil, verb == "proxy" || verb == "port-forward" else { return nil }
      return "\(program) \(verb)"
    case "vault":
      guard let part = arguments.first ?? nil, ["agent", "server", "proxy"].contains(part) else { return nil }
      return arguments.contains { $0?.hasPrefix("-exit-after-auth") == true || $0 == nil } ? nil : "vault \(part)"
    case "nginx": return arguments.contains { ["-t", "-T", "-v", "-V", "-s"].contains($0 ?? "") } ? nil : program
    case "python", "python3": return arguments.starts(with: ["-m", "http.server"]) ? "\(program) -m http.server" : nil
    case "ssh": return arguments.contains { $0?.hasPrefix("-") == true && $0?.contains("N") == true } ? "ssh -N" : nil
    case "nc", "ncat": return arguments.contains { $0?.hasPrefix("-") == true && $0?.contains("k") == true } ? "\(program) -k" : nil
    default: break
    }
    if arguments.contains(where: { ["--version", "--help", "-h", "version", "help"].contains($0 ?? "") }) { return nil }
    if servers.contains(program) { return program }
    guard let parts = serverParts[program], let part = arguments.lazy.compactMap(\.self).first(where: { !$0.hasPrefix("-") }),
      parts.contains(part)
    else { return nil }
    return "\(program) \(part)"
  }

  /// Whether the image is that of a server, and runs it when it is told nothing else.
  static func isServerImage(_ image: ImageReference) -> Bool {
    let name = lastComponent(of: image.fullName)
    return serverImages.contains(String(name)) || (name == "php" && image.tag?.contains("fpm") == true)
  }

  static func lastComponent(of path: String) -> Substring {
    let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    return slash.map { path[path.utf8.index(after: $0)...] } ?? path[...]
  }

  /// `infinity`, or a week and more.
  private static func lasts(_ duration: String) -> Bool {
    if duration == "infinity" || duration == "inf" { return true }
    let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86400]
    let unit = duration.last.flatMap { units[$0] }
    guard let number = Int(unit == nil ? duration[...] : duration.dropLast()) else { return false }
    return number.multipliedReportingOverflow(by: unit ?? 1).partialValue >= 7 * 86400
  }

  /// `-f`, `-F`, `-n0f`, `--follow=name`, but for what ends with another process.
  private static func follows(_ arguments: ArraySlice<String?>) -> Bool {
    var follows = false
    for argument in arguments {
      guard let argument, argument.hasPrefix("-") else { continue }
      if argument.hasPrefix("--pid") { return false }
      if argument.hasPrefix("--") {
        follows = follows || argument.hasPrefix("--follow")
      } else {
        follows = follows || argument.contains("f") || argument.contains("F")
      }
    }
    return follows
  }

  /// What starts the program behind it and goes with it.
  private static let starters: Set<Substring> = ["exec", "tini", "dumb-init", "docker-entrypoint.sh", "nohup", "catatonit"]

  private static let servers: Set<String> = [
    "apache2-foreground", "alertmanager", "alloydb-auth-proxy", "autossh", "buildkitd", "celery", "chromedriver", "clickhouse-server",
    "cloud-sql-proxy", "cloud_sql_proxy", "coredns", "crond", "daprd", "dnsmasq", "dockerd", "dockerd-entrypoint.sh", "elasticsearch",
    "envoy", "etcd", "exim", "filebeat", "fluent-bit", "fluentd", "ghostunnel", "grafana-agent", "gunicorn", "haproxy", "httpd",
    "httpd-foreground", "kube-rbac-proxy", "linkerd2-proxy", "mariadbd", "memcached", "mitmproxy", "mitmdump", "mongod", "mysqld",
    "nats-server", "node_exporter", "oauth2-proxy", "openvpn", "otelcol", "otelcol-contrib", "pause", "pgbouncer", "php-fpm", "postgres",
    "prometheus", "promtail", "pushgateway", "rabbitmq-server", "redis-sentinel", "redis-server", "rsyslogd", "squid", "sshd", "statsd",
    "statsd_exporter", "supervisord", "tailscaled", "telegraf", "tinyproxy", "toxiproxy-server", "traefik", "uvicorn", "valkey-server",
    "vector", "Xvfb", "zookeeper-server-start.sh", "kafka-server-start.sh",
  ]

  /// Programs that serve when they are told to, by one of these words.
  private static let serverParts: [String: Set<String>] = [
    "caddy": ["run"], "cockroach": ["start", "start-single-node"], "consul": ["agent", "connect"], "consul-template": ["agent"],
    "minio": ["server"], "pilot-agent": ["proxy"], "rclone": ["serve", "mount"], "registry": ["serve"], "rails": ["server", "s"],
    "temporal": ["server"], "alloy": ["run"], "tailscale": ["serve"],
  ]

  /// The last part of their images' names, where nothing else is called so.
  private static let serverImages: Set<String> = [
    "apache", "caddy", "cassandra", "clickhouse-server", "couchdb", "dragonfly", "elasticsearch", "envoy", "etcd", "grafana", "haproxy",
    "httpd", "influxdb", "kafka", "keydb", "localstack", "mailhog", "mailpit", "mariadb", "memcached", "minio-server", "mongo", "mongodb",
    "mysql", "mysql-server", "nats", "nginx", "nginx-unprivileged", "opensearch", "pause", "pgvector", "postgis", "postgres", "postgresql",
    "prometheus", "pushgateway", "rabbitmq", "redis", "redis-stack", "redis-stack-server", "registry", "sftp", "squid", "standalone-chrome",
    "standalone-chromium", "standalone-firefox", "timescaledb", "traefik", "valkey", "wiremock", "zookeeper", "vault",
  ]
}
