package import ClusterState
package import Manifests

/// The NetworkPolicies of a cluster, as far as they are known, and what they say together (`k8s.io/api/networking/v1`): a pod that some policy selects may
/// only do in that direction what one of its policies allows; any other pod may do everything.
package struct PolicySet: Sendable {
  private let namespaces: [String?: NamespacePolicies]

  /// The policies of an input.
  ///
  /// - Parameter namespace: That of policies which name none; nil where it is left open, too.
  package init(_ policies: some Sequence<Located<NetworkPolicy>>, namespaceOfOthers namespace: String? = nil) {
    namespaces = Dictionary(grouping: policies) { $0.object.metadata.namespace.value ?? namespace }.mapValues(NamespacePolicies.init)
  }

  /// - Parameter namespace: nil for objects that name none.
  package func policies(in namespace: String?) -> [Located<NetworkPolicy>] { namespaces[namespace]?.all ?? [] }

  /// How many policies are compared with the labels of a pod.
  package func comparisons(with labels: LabelSet, in namespace: String?) -> Int { namespaces[namespace]?.candidateCount(labels) ?? 0 }

  /// Which of ``policies(in:)`` are certain to select pods with such labels, in order.
  package func positions(selecting labels: LabelSet, in namespace: String?) -> [Int] {
    guard let policies = namespaces[namespace] else { return [] }
    return policies.candidates(labels).filter { policies.all[$0].object.podSelector.selects(labels) == .yes }
  }

  /// The labels as far as any policy of the namespace looks at them: pods that are the same in these are the same to the policies.
  package func essentials(of labels: LabelSet, in namespace: String?) -> LabelSet {
    let keys = namespaces[namespace]?.keys ?? []
    var labels = labels
    labels.values = labels.values.filter { keys.contains($0.key) }
    return labels
  }

  /// The policies that isolate the pod in a direction, or may do so, each with which of it.
  package func isolating(_ pod: NetworkPod, _ direction: TrafficDirection) -> [(policy: Located<NetworkPolicy>, certainty: Truth)] {
    guard let policies = namespaces[pod.namespace] else { return [] }
    return policies.candidates(pod.labels).compactMap { index in
      let policy = policies.all[index]
      let certainty = min(policy.object.podSelector.selects(pod.labels), policy.object.isAbout(direction))
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
      answer = max(
        answer, min(certainty, policy.object.allows(direction, peer, on: port, destination: destination, inNamespace: pod.namespace)))
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

/// The policies of a namespace, filed by a label that their pods have to have.
private struct NamespacePolicies: Sendable {
  let all: [Located<NetworkPolicy>]
  /// Every key that a selector names.
  let keys: Set<String>
  /// By key and value.
  private var filed: [String: [String: [Int]]] = [:]
  /// Those that no single label rules out.
  private var others: [Int] = []

  init(_ policies: [Located<NetworkPolicy>]) {
    all = policies
    var keys: Set<String> = []
    for (index, policy) in policies.enumerated() {
      let selector = policy.object.podSelector
      for entry in selector.matchLabels.entries { keys.insert(entry.key) }
      for requirement in selector.matchExpressions.items { if let key = requirement.key.value { keys.insert(key) } }
      if selector.isReadable, let first = selector.matchLabels.entries.first, let value = first.value.value {
        filed[first.key, default: [:]][value, default: []].append(index)
      } else {
        others.append(index)
      }
    }
    self.keys = keys
  }

  /// How many ``candidates(_:)`` there are.
  func candidateCount(_ labels: LabelSet) -> Int {
    if !labels.isComplete { return all.count }
    return labels.values.reduce(others.count) { count, label in
      guard let filed = filed[label.key] else { return count }
      if case .exactly(let value) = label.value { return count + (filed[value]?.count ?? 0) }
      return filed.values.reduce(count) { $0 + $1.count }
    }
  }

  /// The positions of the policies that may select a pod, in order.
  func candidates(_ labels: LabelSet) -> [Int] {
    var found = others
    if !labels.isComplete { return Array(all.indices) }
    for (key, value) in labels.values {
      guard let filed = filed[key] else { continue }
      if case .exactly(let value) = value { found += filed[value] ?? [] } else { for positions in filed.values { found += positions } }
    }
    return found.sorted()
  }
}

extension LabelSelector {
  fileprivate var isReadable: Bool { matchLabels.isReadable && matchExpressions.isReadable }
}
