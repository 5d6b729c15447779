/// A pod as network policies see it.
package struct NetworkPod: Sendable {
  /// A port that a container of the pod names.
  package struct NamedPort: Sendable, Hashable {
    /// How policies call it.
    package var name: String
    /// The protocol that it speaks.
    package var `protocol`: TransportProtocol
    /// From 1 to 65535.
    package var number: Int

    package init(name: String, `protocol`: TransportProtocol, number: Int) {
      self.name = name
      self.protocol = `protocol`
      self.number = number
    }
  }

  /// nil where the manifest names none.
  package var namespace: String?
  /// Those of its namespace.
  package var namespaceLabels: LabelSet
  /// Its own.
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

/// The protocols that policies know.
package enum TransportProtocol: String, Sendable {
  case tcp = "TCP"
  case udp = "UDP"
  case sctp = "SCTP"
}

/// What a connection goes to at its destination.
package struct NetworkPort: Sendable, Hashable {
  /// The protocol that it speaks.
  package var `protocol`: TransportProtocol
  /// From 1 to 65535.
  package var number: Int

  /// A port by its number.
  package init(_ protocol: TransportProtocol, _ number: Int) {
    self.protocol = `protocol`
    self.number = number
  }
}

/// Which way a connection goes, from where its pod stands.
package enum TrafficDirection: String, Sendable, CaseIterable {
  case ingress = "Ingress"
  case egress = "Egress"
}
