import SourceTree

/// An object of a kind that Curfew does not know, in which a pod template may stand: what runs it is not known, so that it cannot be judged.
struct UnknownKind {
  private let object: Node
  private let kind: String

  /// - Returns: nil for kinds whose templates are nobody's job: what keeps pods running, and what only describes objects (policies, definitions).
  init?(_ object: Node, kind: String, group: String) {
    if Self.isKnown(kind: kind, group: group) { return nil }
    self.object = object
    self.kind = kind
  }

  private static func isKnown(kind: String, group: String) -> Bool {
    if keepsPodsRunning(kind) { return true }
    switch group {
    case "apiextensions.k8s.io", "admissionregistration.k8s.io", "kyverno.io", "policies.kyverno.io", "templates.gatekeeper.sh",
      "constraints.gatekeeper.sh", "mutations.gatekeeper.sh", "serving.knative.dev", "sources.knative.dev", "kustomize.config.k8s.io":
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

  /// Whether a mapping in the object is a pod template: it has `spec.containers`, a list of what has an image.
  static func isPodTemplate(_ node: Node) -> Bool {
    guard let containers = node["spec"]?["containers"], containers.kind == .sequence,
      let first = containers.items.first(where: { _ in true })
    else { return false }
    return first.resolved["image"] != nil
  }

  /// The `kind` key of the object.
  var place: SourceRange { object.kindPlace }

  /// Why the object is not evaluated.
  var reason: String {
    let name = KindName.isSpelled(kind) ? kind : "object"
    return "the \(name) holds a pod template, and Curfew does not know what runs it"
  }
}
