package import Manifests

extension NetworkPolicy {
  /// Whether the policy isolates the pods that it selects. Where `policyTypes` says nothing, it is about ingress, and about egress if it has egress rules
  /// (`pkg/apis/networking/v1/defaults.go`).
  package func isAbout(_ direction: TrafficDirection) -> Truth {
    guard policyTypes.isReadable else { return .unknown }
    if policyTypes.items.isEmpty {
      guard direction == .egress else { return .yes }
      return egress.isReadable ? Truth(!egress.items.isEmpty) : .unknown
    }
    return policyTypes.items.any { type in
      guard let value = type.value, let known = TrafficDirection(rawValue: value) else { return .unknown }
      return Truth(known == direction)
    }
  }

  /// Whether the pod is one of those the policy is for.
  package func selects(_ pod: NetworkPod) -> Truth {
    // An absent selector is an empty one.
    pod.namespace == metadata.namespace.value ? podSelector.selects(pod.labels) : .no
  }

  /// Those of one direction.
  package func rules(_ direction: TrafficDirection) -> List<NetworkPolicyRule> {
    switch direction {
    case .ingress: ingress
    case .egress: egress
    }
  }

  /// Whether a rule of the policy lets the traffic through.
  ///
  /// - Parameters:
  ///   - peer: The other end: the source of ingress, the destination of egress.
  ///   - destination: The pod that the connection goes to; nil where it goes to none.
  ///   - namespace: That of the policy.
  func allows(
    _ direction: TrafficDirection, _ peer: NetworkEndpoint, on port: NetworkPort, destination: NetworkPod?, inNamespace namespace: String?
  ) -> Truth {
    let rules = rules(direction)
    guard rules.isReadable else { return .unknown }
    return rules.items.any { rule in
      min(rule.allows(port, at: destination), rule.allows(peer, inNamespace: namespace))
    }
  }
}

extension NetworkPolicyRule {
  fileprivate func allows(_ port: NetworkPort, at destination: NetworkPod?) -> Truth {
    guard ports.isReadable else { return .unknown }
    return ports.items.isEmpty ? .yes : ports.items.any { $0.allows(port, at: destination) }
  }

  fileprivate func allows(_ endpoint: NetworkEndpoint, inNamespace namespace: String?) -> Truth {
    guard peers.isReadable else { return .unknown }
    return peers.items.isEmpty ? .yes : peers.items.any { $0.allows(endpoint, inNamespace: namespace) }
  }
}

extension NetworkPolicyPeer {
  private var hasBlock: Bool { !cidr.isAbsent || !except.items.isEmpty }

  /// - Parameter namespace: The policy's.
  fileprivate func allows(_ endpoint: NetworkEndpoint, inNamespace namespace: String?) -> Truth {
    let hasSelectors = podSelector.presence != .absent || namespaceSelector.presence != .absent
    // The API server accepts neither both nor none.
    guard hasBlock != hasSelectors else { return .unknown }
    switch endpoint {
    case .address(let address): return hasBlock ? block(contains: address) : .no
    case .pod(let pod):
      guard hasSelectors else { return pod.address.map { block(contains: $0) } ?? .unknown }
      let byNamespace =
        namespaceSelector.presence == .absent ? Truth(pod.namespace == namespace) : namespaceSelector.selects(pod.namespaceLabels)
      return min(byNamespace, podSelector.presence == .absent ? .yes : podSelector.selects(pod.labels))
    }
  }

  private func block(contains address: IPAddress) -> Truth {
    guard let text = cidr.value, let block = AddressBlock(text), except.isReadable else { return .unknown }
    let isExcepted = except.items.any { item in
      guard let text = item.value, let block = AddressBlock(text) else { return .unknown }
      return Truth(block.contains(address))
    }
    return min(Truth(block.contains(address)), !isExcepted)
  }
}

extension NetworkPolicyPort {
  /// - Parameter destination: Whose ports a name is looked up in; nothing but a pod has such.
  fileprivate func allows(_ traffic: NetworkPort, at destination: NetworkPod?) -> Truth {
    guard let known = transportProtocol else { return .unknown }
    guard known == traffic.protocol else { return .no }
    if port.isAbsent, endPort.isAbsent { return .yes }
    if let range = numbers { return Truth(range.contains(traffic.number)) }
    guard let name = port.value, Int(name) == nil, endPort.isAbsent else { return .unknown }
    guard let destination else { return .no }
    guard let ports = destination.ports else { return .unknown }
    return Truth(ports.contains { $0.name == name && $0.protocol == traffic.protocol && $0.number == traffic.number })
  }

  /// nil where it is not known, or none that there is.
  package var transportProtocol: TransportProtocol? {
    `protocol`.isAbsent ? .tcp : `protocol`.value.flatMap(TransportProtocol.init)
  }

  /// The numbers it is for; nil for a named port, and where the numbers are not known or none that the API server accepts.
  package var numbers: ClosedRange<Int>? {
    if port.isAbsent, endPort.isAbsent { return 1...65535 }
    guard let first = port.value.flatMap({ Int($0) }) else { return nil }
    let last: Int
    switch endPort {
    case .absent: last = first
    case .present(let value, _): last = Int(clamping: value)
    case .unreadable: return nil
    }
    return first >= 1 && last >= first && last <= 65535 ? first...last : nil
  }
}
