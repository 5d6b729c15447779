package import SourceTree

/// `metadata` of an object (`k8s.io/apimachinery/pkg/apis/meta/v1`, ObjectMeta).
package struct ObjectMeta: Sendable {
  package let place: SourceRange
  package let name: Field<String>
  package let generateName: Field<String>
  package let namespace: Field<String>
  package let uid: Field<String>
  package let labels: StringMap
  /// Without the value of ``lastAppliedConfiguration``.
  package let annotations: StringMap
  package let ownerReferences: List<OwnerReference>

  /// The annotation in which `kubectl apply` repeats the whole object, a Secret's values and literal environment variables among them.
  package static var lastAppliedConfiguration: String { "kubectl.kubernetes.io/last-applied-configuration" }

  package init(_ object: borrowing ObjectReader) {
    place = object.place
    name = object.string("name")
    generateName = object.string("generateName")
    namespace = object.string("namespace")
    uid = object.string("uid")
    labels = object.stringMap("labels")
    annotations = object.stringMap("annotations", withholding: Self.lastAppliedConfiguration)
    ownerReferences = object.list("ownerReferences", OwnerReference.init)
  }
}

extension ObjectMeta {
  /// The owner that manages the object: the owner reference with `controller: true`.
  package var controller: OwnerReference? { ownerReferences.items.first { $0.controller.value == true } }
}

/// An entry of `metadata.ownerReferences`.
package struct OwnerReference: Sendable {
  package let place: SourceRange
  package let apiVersion: Field<String>
  package let kind: Field<String>
  package let name: Field<String>
  package let uid: Field<String>
  package let controller: Field<Bool>

  package init(_ object: borrowing ObjectReader) {
    place = object.place
    apiVersion = object.string("apiVersion")
    kind = object.string("kind")
    name = object.string("name")
    uid = object.string("uid")
    controller = object.bool("controller")
  }
}
