/// A pod as network policies see it.
package struct NetworkPod: Sendable {
  /// A port that a container of the pod names.
  package struct NamedPort: Sendable, Hashable {
    package var name: String
    package var `protocol`: TransportProtocol
    package var number: Int

    package init(name: String, `protocol`: TransportProtocol, number: Int) {
      self.name = name
      self.protocol = `protocol`
      self.number = number
    }
  }

  /// nil where the manifest names none.
  package var namespace: String?
  package var namespaceLabels: LabelSet
  package var labels: LabelSet
  /// nil where it is not known, as before the pod runs.
  package var address: IPAddress?
  /// nil where they are not known.
  package var ports: [NamedPort]?

  package init(namespace: String?, namespaceLabels: LabelSet, labels: LabelSet, address: IPAddress? = nil, ports: [NamedPort]? = nil) {
    self.namespace = namespace
    self.namespaceLabels = namespaceLabels
    self.labels = labels
    self.address = address
    self.ports = ports
  }
}

/// One end of a connection.
package enum NetworkEndpoint: Sendable {
  case pod(NetworkPod)
  /// What is no pod.
  case address(IPAddress)
}

package enum TransportProtocol: String, Sendable {
  case tcp = "TCP"
  case udp = "UDP"
  case sctp = "SCTP"
}

/// What a connection goes to at its destination.
package struct NetworkPort: Sendable, Hashable {
  package var `protocol`: TransportProtocol
  package var number: Int

  package init(_ protocol: TransportProtocol, _ number: Int) {
    self.protocol = `protocol`
    self.number = number
  }
}

package enum TrafficDirection: String, Sendable, CaseIterable {
  case ingress = "Ingress"
  case egress = "Egress"
}
