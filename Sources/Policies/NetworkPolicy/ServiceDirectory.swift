import ClusterState
import AccessControl
import Manifests

/// Finds out what a host's name stands for in the cluster.
struct ServiceDirectory {
  private struct Name: Hashable {
    let name: String?
    let namespace: String?
  }

  private let services: [Name: Service]

  init(_ services: some Sequence<Located<Service>>) {
    let named = services.map { (Name(name: $0.object.metadata.name.value, namespace: $0.object.metadata.namespace.value), $0.object) }
    self.services = Dictionary(named) { first, _ in first }
  }

  /// The names of the API server in every cluster.
  func isAPIServer(_ host: String) -> Bool {
    host == "kubernetes" || host == "kubernetes.default" || host.hasPrefix("kubernetes.default.svc")
  }

  /// What a name stands for in the pods of a namespace, and the port of what answers.
  func resolve(_ named: NamedHost, from namespace: String?) -> (destination: NetworkNeeds.Destination, port: String?) {
    let port = named.port.map { "\($0)" }
    if let address = IPAddress(named.host) { return (.address(address, text: named.host), port) }
    // `pod.service.namespace.svc.cluster.local` may be, too.
    var labels = named.host.split(separator: ".").map(String.init)
    let suffix = labels.firstIndex(of: "svc")
    if let suffix { labels.removeSubrange(suffix...) }
    for (name, other) in Self.candidates(labels, namespace, isComplete: suffix != nil) {
      if let service = service(name, in: other) {
        return (destination(service, name, other), self.port(named.port, of: service) ?? port)
      }
    }
    if suffix != nil, let (name, other) = Self.candidates(labels, namespace, isComplete: true).first {
      return (.service(name: name, namespace: other, labels: nil), port)
    }
    return labels.count == 1 ? (.service(name: named.host, namespace: namespace, labels: nil), port) : (.host(named.host), port)
  }

  /// The Services that a name may stand for.
  private static func candidates(_ labels: [String], _ namespace: String?, isComplete: Bool) -> [(name: String, namespace: String?)] {
    switch labels.count {
    case 1: [(labels[0], namespace)]
    case 2: isComplete ? [(labels[0], labels[1])] : [(labels[0], labels[1]), (labels[1], namespace)]
    case 3: [(labels[1], labels[2])]
    default: []
    }
  }

  private func service(_ name: String, in namespace: String?) -> Service? {
    services[Name(name: name, namespace: namespace)]
  }

  private func destination(_ service: Service, _ name: String, _ namespace: String?) -> NetworkNeeds.Destination {
    if service.type.value == "ExternalName" { return .host(service.externalName.value ?? name) }
    var labels: [String: String] = [:]
    for entry in service.selector.entries {
      guard let value = entry.value.value else { return .service(name: name, namespace: namespace, labels: nil) }
      labels[entry.key] = value
    }
    return .service(name: name, namespace: namespace, labels: labels.isEmpty ? nil : labels)
  }

  /// Policies see the port of the pod, not that of the Service.
  private func port(_ port: Int?, of service: Service) -> String? {
    let ports = service.ports.items
    let found = port == nil && ports.count == 1 ? ports.first : ports.first { $0.port.value.map { Int(clamping: $0) } == port }
    return found.flatMap { $0.targetPort.value ?? $0.port.value.map { "\($0)" } }
  }
}
