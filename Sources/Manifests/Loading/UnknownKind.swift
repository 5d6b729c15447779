import SourceTree

/// An object in which pods may stand where Curfew does not know of any: what runs them is not known, so that they cannot be judged.
struct UnknownKind {
  private let object: Node
  private let kind: String
  /// The nodes of the templates that are judged, in order.
  private let judged: [Range<Int>]

  /// - Parameter judged: Templates of the object that are known.
  /// - Returns: nil for kinds whose templates are nobody's job: what keeps pods running, and what only describes objects (policies, definitions).
  init?(_ object: Node, kind: String, group: String, judged: [Node] = []) {
    if Self.isKnown(kind: kind, group: group) { return nil }
    self.object = object
    self.kind = kind
    self.judged = judged.map { $0.index..<$0.index + Int($0.document.nodes[$0.index].count) }.sorted { $0.lowerBound < $1.lowerBound }
  }

  private static func isKnown(kind: String, group: String) -> Bool {
    if keepsPodsRunning(kind) { return true }
    switch group {
    case "apiextensions.k8s.io", "admissionregistration.k8s.io", "kyverno.io", "policies.kyverno.io", "templates.gatekeeper.sh",
      "constraints.gatekeeper.sh", "mutations.gatekeeper.sh", "serving.knative.dev", "sources.knative.dev", "kustomize.config.k8s.io",
      "monitoring.coreos.com":
      return true
    default: return false
    }
  }

  /// Whether a kind is called like one whose pods never end by themselves, in whatever API group.
  static func keepsPodsRunning(_ kind: String) -> Bool {
    switch kind {
    case "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "DeploymentConfig", "Rollout", "CloneSet": true
    default: false
    }
  }

  /// Whether a mapping in the object holds pods that are not judged: it has containers, or what will be.
  func holdsUnknownPods(_ node: Node) -> Bool {
    guard Self.areContainers(node["containers"]) || Self.areContainers(node["initContainers"]) else { return false }
    let next = judged.prefixCount { $0.upperBound <= node.index }
    return next == judged.count || judged[next].lowerBound > node.index
  }

  private static func areContainers(_ node: Node?) -> Bool {
    guard let node else { return false }
    if node.kind == .scalar { return node.isTemplated }
    return node.kind == .sequence
      && node.items.contains { item in
        let item = item.resolved
        if item.kind == .scalar { return item.isTemplated }
        return item["image"] != nil
          || item["name"] != nil && (item["command"] ?? item["args"] ?? item["env"] ?? item["securityContext"]) != nil
      }
  }

  /// The `kind` key of the object.
  var place: SourceRange { object.kindPlace }

  /// Why the object is not evaluated.
  var reason: String {
    let name = KindName.isSpelled(kind) ? kind : "object"
    return "the \(name) holds containers where Curfew knows of none, and what runs them is not known"
  }
}
