package import SourceTree

/// `metadata` of an object (`k8s.io/apimachinery/pkg/apis/meta/v1`, ObjectMeta).
package struct ObjectMeta: Sendable {
  package let place: SourceRange
  package let name: Field<String>
  package let generateName: Field<String>
  package let namespace: Field<String>
  package let uid: Field<String>
  package let labels: StringMap
  package let annotations: StringMap
  package let ownerReferences: List<OwnerReference>

  package init(_ object: ObjectReader) {
    place = object.place
    name = object.string("name")
    generateName = object.string("generateName")
    namespace = object.string("namespace")
    uid = object.string("uid")
    labels = object.stringMap("labels")
    annotations = object.stringMap("annotations")
    ownerReferences = object.list("ownerReferences", OwnerReference.init)
  }
}

/// An entry of `metadata.ownerReferences`.
package struct OwnerReference: Sendable {
  package let place: SourceRange
  package let apiVersion: Field<String>
  package let kind: Field<String>
  package let name: Field<String>
  package let uid: Field<String>
  package let controller: Field<Bool>

  package init(_ object: ObjectReader) {
    place = object.place
    apiVersion = object.string("apiVersion")
    kind = object.string("kind")
    name = object.string("name")
    uid = object.string("uid")
    controller = object.bool("controller")
  }
}
