import ClusterState
import AccessControl
import Manifests

/// Reads a drafted policy again and asks the evaluator whether it does what it should.
struct DraftReview {
  private let policies: PolicySet
  private let pod: NetworkPod
  private let namespaces: NamespaceLabels
  private let needs: NetworkNeeds
  private let allowsDNS: Bool

  /// - Parameter labels: Those that the pods are selected by.
  init(
    of yaml: String, for facts: WorkloadFacts, labels: [String: String], needs: NetworkNeeds, in state: ClusterState, allowsDNS: Bool
  ) throws(DraftFailure) {
    policies = PolicySet(try ClusterState(drafted: yaml).networkPolicies)
    namespaces = NamespaceLabels(state.namespaces)
    var pod = NetworkPod(facts, in: namespaces)
    for (key, value) in labels { pod.labels.values[key] = .exactly(value) }
    self.pod = pod
    self.needs = needs
    self.allowsDNS = allowsDNS
  }

  /// - Throws: What is wrong with the draft.
  func confirm() throws(DraftFailure) {
    for direction in TrafficDirection.allCases where policies.isolates(pod, direction) != .yes {
      throw failure("the pods are not isolated for \(direction.rawValue)")
    }
    let stranger = NetworkPod(
      namespace: Self.stranger.namespace, namespaceLabels: namespaces[Self.stranger.namespace], labels: LabelSet(),
      address: IPAddress(Self.stranger.address))
    if policies.allows(.ingress, of: pod, peer: .pod(stranger), on: NetworkPort(.tcp, 80)) != .no {
      throw failure("a pod may connect to the job")
    }
    for need in needs.needs where !isAllowed(need) { throw failure("\(need.sources.joined(separator: ", ")) is not let out") }
    let servers = NetworkPod(
      namespace: "kube-system", namespaceLabels: namespaces["kube-system"], labels: LabelSet(["k8s-app": "kube-dns"], isComplete: false))
    for transport in [TransportProtocol.udp, .tcp] where allowsDNS && !allows(.pod(servers), NetworkPort(transport, 53)) {
      throw failure("DNS by \(transport.rawValue) is not let out")
    }
    for port in [1, 22, 80, 443, 6443, 8080] where !isNamed(Self.stranger.namespace) && !isNamed(Self.stranger.address) {
      if answer(.pod(stranger), NetworkPort(.tcp, port)) != .no { throw failure("a strange pod can be reached on port \(port)") }
    }
    for text in ["169.254.169.254", "fd00:ec2::254"] where !isNamed(text) {
      if let address = IPAddress(text), answer(.address(address), NetworkPort(.tcp, 80)) != .no { throw failure("\(text) can be reached") }
    }
  }

  /// Where a pod is that no workload means.
  private static let stranger = (namespace: "curfew-stranger", address: "10.255.254.253")

  private func failure(_ problem: String) -> DraftFailure {
    DraftFailure(description: "the draft was given up, as the evaluator says of it: \(problem); please report this")
  }

  private func answer(_ endpoint: NetworkEndpoint, _ port: NetworkPort) -> Truth {
    policies.allows(.egress, of: pod, peer: endpoint, on: port)
  }

  private func allows(_ endpoint: NetworkEndpoint, _ port: NetworkPort) -> Bool { answer(endpoint, port) == .yes }

  /// Whether the manifests name the address or the namespace.
  private func isNamed(_ text: String) -> Bool {
    needs.needs.contains { need in
      switch need.destination {
      case .address(_, let other): other == text
      case .service(_, let namespace, _): namespace == text
      case .host, .cloud: false
      }
    }
  }

  private func isAllowed(_ need: NetworkNeeds.Need) -> Bool {
    let number = need.port.flatMap { Int($0) } ?? 443
    let port = NetworkPort(.tcp, number)
    switch need.destination {
    case .service(_, let namespace, let labels):
      let name = need.port.flatMap { Int($0) == nil ? $0 : nil }
      let ports = name.map { [NetworkPod.NamedPort(name: $0, protocol: .tcp, number: number)] }
      return allows(
        .pod(
          NetworkPod(
            namespace: namespace, namespaceLabels: namespaces[namespace], labels: LabelSet(labels ?? [:], isComplete: labels == nil),
            ports: ports)
        ), port)
    case .address(let address, _): return allows(.address(address), port)
    case .host, .cloud: return ["203.0.113.9", "2001:db8::9"].compactMap { IPAddress($0) }.allSatisfy { allows(.address($0), port) }
    }
  }
}
