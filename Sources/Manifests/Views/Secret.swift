package import SourceTree

/// A Secret (`k8s.io/api/core/v1`): its name, type and keys. Values are not read.
package struct Secret: Sendable {
  /// The `kind` key of the object.
  package let place: SourceRange
  package let metadata: ObjectMeta
  package let type: Field<String>
  /// The keys of `data` and `stringData`.
  package let keys: [DataKey]

  package init(_ object: borrowing ObjectReader) {
    place = object.kindPlace
    metadata = ObjectMeta(object.object("metadata"))
    type = object.string("type")
    keys = object.keys("data") + object.keys("stringData")
  }
}

/// One key of a Secret or ConfigMap with its places.
package struct DataKey: Sendable {
  package let name: String
  package let range: FieldRange
}
