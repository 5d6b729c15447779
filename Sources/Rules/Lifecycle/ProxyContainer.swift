import Manifests

/// Containers that serve the others of their pod and never end by themselves.
enum ProxyContainer {
  /// Whether the container is known by its name or its image.
  static func isHelper(_ container: Container) -> Bool {
    if let name = container.name.value, names.contains(name) { return true }
    guard let repository = container.imageReference?.fullName else { return false }
    if images.contains(String(EndlessProgram.lastComponent(of: repository))) { return true }
    return repositories.contains { repository.hasSuffix("/\($0)") } || isDockerDaemon(container)
  }

  /// `docker:…-dind`
  private static func isDockerDaemon(_ container: Container) -> Bool {
    guard let image = container.imageReference, EndlessProgram.lastComponent(of: image.fullName) == "docker" else { return false }
    return image.tag?.hasSuffix("dind") == true
  }

  /// What such containers are called, whatever their image.
  private static let names: Set<String> = [
    "istio-proxy", "linkerd-proxy", "envoy-proxy", "envoy-sidecar", "cloud-sql-proxy", "cloudsql-proxy", "cloud-sql-auth-proxy",
    "alloydb-auth-proxy",
    "vault-agent", "consul-dataplane", "daprd", "datadog-agent", "dd-agent", "fluent-bit", "fluentbit", "fluentd", "filebeat", "promtail",
    "otel-collector", "otc-container", "dind",
  ]

  /// The last part of their images' names, where nothing else is called so.
  private static let images: Set<String> = [
    "proxyv2", "cloud-sql-proxy", "gce-proxy", "alloydb-auth-proxy", "consul-dataplane", "daprd", "fluent-bit", "fluentd", "filebeat",
    "promtail",
    "opentelemetry-collector", "opentelemetry-collector-contrib", "oauth2-proxy", "kube-rbac-proxy", "pgbouncer", "statsd-exporter",
    "xray-daemon",
    "aws-xray-daemon", "ghostunnel",
  ]

  /// Their images' names, where the last part alone says too little.
  private static let repositories = [
    "linkerd/proxy", "envoyproxy/envoy", "datadog/agent", "datadoghq/agent", "grafana/agent", "timberio/vector",
  ]
}
