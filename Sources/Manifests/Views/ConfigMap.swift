package import SourceTree

/// A ConfigMap (`k8s.io/api/core/v1`): its name, and where the values of its keys stand.
package struct ConfigMap: Sendable {
  /// The `kind` key of the object.
  package let place: SourceRange
  package let metadata: ObjectMeta
  /// The keys of `data`; values are often scripts, so only their places are kept.
  package let data: [DataKey]
  /// The keys of `binaryData`.
  package let binaryData: [DataKey]
  package let immutable: Field<Bool>

  package init(_ object: borrowing ObjectReader) {
    place = object.kindPlace
    metadata = ObjectMeta(object.object("metadata"))
    data = object.keys("data")
    binaryData = object.keys("binaryData")
    immutable = object.bool("immutable")
  }
}
