package import ClusterState
package import Manifests

/// The labels of the cluster's namespaces, as far as they are known.
package struct NamespaceLabels: Sendable {
  private var known: [String: LabelSet] = [:]

  /// The label that the API server gives every namespace, with its name as the value.
  package static var nameKey: String { "kubernetes.io/metadata.name" }

  /// Those of the namespaces of the input.
  package init(_ namespaces: some Sequence<Located<Namespace>>) {
    for namespace in namespaces {
      guard let name = namespace.object.metadata.name.value else { continue }
      var labels = LabelSet(namespace.object.metadata.labels)
      labels.values[Self.nameKey] = .exactly(name)
      known[name] = labels
    }
  }

  /// - Parameter name: nil where a manifest names no namespace.
  package subscript(name: String?) -> LabelSet {
    guard let name else {
      var labels = LabelSet(isComplete: false)
      labels.values[Self.nameKey] = .anything
      return labels
    }
    return known[name] ?? LabelSet([Self.nameKey: name], isComplete: false)
  }
}

extension NetworkPod {
  /// The pods of a workload.
  package init(_ workload: WorkloadFacts, in namespaces: NamespaceLabels) {
    self.init(
      namespace: workload.namespace, namespaceLabels: namespaces[workload.namespace], labels: LabelSet(podsOf: workload))
  }
}
