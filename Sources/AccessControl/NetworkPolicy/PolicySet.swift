package import Manifests

/// The NetworkPolicies of a cluster, as far as they are known, and what they say together (`k8s.io/api/networking/v1`): a pod that some policy selects may
/// only do in that direction what one of its policies allows; any other pod may do everything.
package struct PolicySet: Sendable {
  private let policies: [String?: [Located<NetworkPolicy>]]

  package init(_ policies: [Located<NetworkPolicy>]) {
    self.policies = Dictionary(grouping: policies) { $0.object.metadata.namespace.value }
  }

  /// - Parameter namespace: nil for objects that name none.
  package func policies(in namespace: String?) -> [Located<NetworkPolicy>] { policies[namespace] ?? [] }

  /// The policies that isolate the pod in a direction, or may do so, each with which of it.
  package func isolating(_ pod: NetworkPod, _ direction: TrafficDirection) -> [(policy: Located<NetworkPolicy>, certainty: Truth)] {
    policies(in: pod.namespace).compactMap { policy in
      let certainty = min(policy.object.selects(pod), policy.object.isAbout(direction))
      return certainty == .no ? nil : (policy, certainty)
    }
  }

  /// Whether the pod may do only what policies allow.
  package func isolates(_ pod: NetworkPod, _ direction: TrafficDirection) -> Truth {
    isolating(pod, direction).map(\.certainty).max() ?? .no
  }

  /// Whether the pod may connect (*egress*), or be connected to (*ingress*), as far as its own policies go.
  package func allows(_ direction: TrafficDirection, of pod: NetworkPod, peer: NetworkEndpoint, on port: NetworkPort) -> Truth {
    var destination: NetworkPod? = pod
    if direction == .egress {
      if case .pod(let other) = peer { destination = other } else { destination = nil }
    }
    let policies = isolating(pod, direction)
    var answer = !(policies.map(\.certainty).max() ?? .no)
    for (policy, certainty) in policies {
      answer = max(answer, min(certainty, policy.object.allows(direction, peer, on: port, destination: destination)))
    }
    return answer
  }

  /// Whether a connection comes about: the source's egress and the destination's ingress have to allow it.
  package func allows(from source: NetworkEndpoint, to destination: NetworkEndpoint, on port: NetworkPort) -> Truth {
    var answer = Truth.yes
    if case .pod(let pod) = source { answer = allows(.egress, of: pod, peer: destination, on: port) }
    if case .pod(let pod) = destination { answer = min(answer, allows(.ingress, of: pod, peer: source, on: port)) }
    return answer
  }
}
