package import SourceTree

/// What keeps pods running that are no run of a Job (`k8s.io/api/apps/v1`: Deployment, StatefulSet, DaemonSet, ReplicaSet; ReplicationController), as far as
/// selectors ask for them.
package struct PodController: Sendable {
  package let kind: String
  /// The `kind` key of the object.
  package let place: SourceRange
  package let metadata: ObjectMeta
  /// The labels of the pod template.
  package let podLabels: StringMap

  package init(_ object: borrowing ObjectReader, kind: String) {
    self.kind = kind
    place = object.kindPlace
    metadata = ObjectMeta(object.object("metadata"))
    podLabels = object.object("spec").object("template").object("metadata").stringMap("labels")
  }
}
