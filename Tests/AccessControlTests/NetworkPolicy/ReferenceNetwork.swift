/// A small world of pods, namespaces and policies, with the naive answer to who may talk to whom: loops over everything, as the API's documentation says it.
struct ReferenceNetwork {
  struct Selector {
    var labels: [String: String] = [:]
    var expressions: [(key: String, operation: String, values: [String])] = []

    func matches(_ labels: [String: String]) -> Bool {
      for (key, value) in self.labels where labels[key] != value { return false }
      for (key, operation, values) in expressions {
        let value = labels[key]
        if operation == "In", !values.contains(where: { $0 == value }) { return false }
        if operation == "NotIn", values.contains(where: { $0 == value }) { return false }
        if operation == "Exists", value == nil { return false }
        if operation == "DoesNotExist", value != nil { return false }
      }
      return true
    }

    var text: String {
      let labels = self.labels.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
      let expressions = self.expressions.map {
        "{key: \($0.key), operator: \($0.operation), values: [\($0.values.joined(separator: ", "))]}"
      }
      return "{matchLabels: {\(labels)}, matchExpressions: [\(expressions.joined(separator: ", "))]}"
    }
  }

  /// Addresses are bits, most significant first.
  struct Block {
    var text: String
    var bits: String
    /// How many bits an address of its family has.
    var size: Int
    var except: [(text: String, bits: String)] = []

    func contains(_ address: String) -> Bool {
      address.count == size && address.hasPrefix(bits) && !except.contains { address.hasPrefix($0.bits) }
    }
  }

  struct Peer {
    var pods: Selector?
    var namespaces: Selector?
    var block: Block?

    var text: String {
      var parts: [String] = []
      if let pods { parts.append("podSelector: \(pods.text)") }
      if let namespaces { parts.append("namespaceSelector: \(namespaces.text)") }
      if let block {
        parts.append("ipBlock: {cidr: \"\(block.text)\", except: [\(block.except.map { "\"\($0.text)\"" }.joined(separator: ", "))]}")
      }
      return "{\(parts.joined(separator: ", "))}"
    }
  }

  struct Port {
    var transport: String?
    var number: Int?
    var name: String?
    var end: Int?

    var text: String {
      var parts: [String] = []
      if let transport { parts.append("protocol: \(transport)") }
      if let number { parts.append("port: \(number)") }
      if let name { parts.append("port: \(name)") }
      if let end { parts.append("endPort: \(end)") }
      return "{\(parts.joined(separator: ", "))}"
    }
  }

  struct Rule {
    var peers: [Peer]?
    var ports: [Port]?

    func text(_ key: String) -> String {
      var parts: [String] = []
      if let peers { parts.append("\(key): [\(peers.map(\.text).joined(separator: ", "))]") }
      if let ports { parts.append("ports: [\(ports.map(\.text).joined(separator: ", "))]") }
      return "{\(parts.joined(separator: ", "))}"
    }
  }

  struct Policy {
    var namespace: String
    var pods: Selector?
    var types: [String]?
    var ingress: [Rule]?
    var egress: [Rule]?

    var text: String {
      var parts: [String] = []
      if let pods { parts.append("podSelector: \(pods.text)") }
      if let types { parts.append("policyTypes: [\(types.joined(separator: ", "))]") }
      if let ingress { parts.append("ingress: [\(ingress.map { $0.text("from") }.joined(separator: ", "))]") }
      if let egress { parts.append("egress: [\(egress.map { $0.text("to") }.joined(separator: ", "))]") }
      return """
        {apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p, namespace: \(namespace)}, spec: {\(parts.joined(separator: ", "))}}
        """
    }
  }

  struct Pod {
    var namespace: String
    var labels: [String: String]
    var bits: String
    var ports: [(name: String, transport: String, number: Int)]
  }

  enum End {
    case pod(Pod)
    case outside(String)

    var bits: String {
      switch self {
      case .pod(let pod): pod.bits
      case .outside(let bits): bits
      }
    }
  }

  var namespaces: [String: [String: String]]
  var policies: [Policy]

  func allows(from source: End, to destination: End, _ transport: String, _ number: Int) -> Bool {
    if case .pod(let pod) = source, !allows("Egress", pod, destination, destination, transport, number) { return false }
    if case .pod(let pod) = destination, !allows("Ingress", pod, source, destination, transport, number) { return false }
    return true
  }

  private func allows(_ type: String, _ pod: Pod, _ peer: End, _ destination: End, _ transport: String, _ number: Int) -> Bool {
    var isIsolated = false
    for policy in policies where policy.namespace == pod.namespace && (policy.pods ?? Selector()).matches(pod.labels) {
      var types = policy.types ?? []
      if types.isEmpty { types = (policy.egress ?? []).isEmpty ? ["Ingress"] : ["Ingress", "Egress"] }
      guard types.contains(type) else { continue }
      isIsolated = true
      for rule in (type == "Ingress" ? policy.ingress : policy.egress) ?? [] {
        let isPort = (rule.ports ?? []).isEmpty || rule.ports?.contains { matches($0, destination, transport, number) } == true
        let isPeer = (rule.peers ?? []).isEmpty || rule.peers?.contains { matches($0, peer, policy.namespace) } == true
        if isPort, isPeer { return true }
      }
    }
    return !isIsolated
  }

  private func matches(_ port: Port, _ destination: End, _ transport: String, _ number: Int) -> Bool {
    if (port.transport ?? "TCP") != transport { return false }
    if let name = port.name {
      guard case .pod(let pod) = destination else { return false }
      return pod.ports.contains { $0.name == name && $0.transport == transport && $0.number == number }
    }
    guard let first = port.number else { return true }
    return first <= number && number <= (port.end ?? first)
  }

  private func matches(_ peer: Peer, _ end: End, _ namespace: String) -> Bool {
    if let block = peer.block { return block.contains(end.bits) }
    guard case .pod(let pod) = end else { return false }
    if let namespaces = peer.namespaces {
      if !namespaces.matches(self.namespaces[pod.namespace] ?? [:]) { return false }
    } else if pod.namespace != namespace {
      return false
    }
    return peer.pods?.matches(pod.labels) ?? true
  }
}
