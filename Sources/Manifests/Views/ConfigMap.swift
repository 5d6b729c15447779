package import SourceTree

/// A ConfigMap (`k8s.io/api/core/v1`): its name, its keys, and what they hold.
package struct ConfigMap: Sendable {
  /// The `kind` key of the object.
  package let place: SourceRange
  package let metadata: ObjectMeta
  /// The keys of `data`.
  package let data: [DataKey]
  /// The texts of `data`, for as long as the file is at hand: no state keeps them.
  package private(set) var texts: [DataText]
  /// The keys of `binaryData`.
  package let binaryData: [DataKey]
  package let immutable: Field<Bool>

  package init(_ object: borrowing ObjectReader) {
    place = object.kindPlace
    metadata = ObjectMeta(object.object("metadata"))
    data = object.keys("data")
    texts = object.texts("data")
    binaryData = object.keys("binaryData")
    immutable = object.bool("immutable")
  }

  /// The same ConfigMap without the texts, which may be long.
  package func withoutTexts() -> ConfigMap {
    var configMap = self
    configMap.texts = []
    return configMap
  }
}

/// One value of a ConfigMap.
package struct DataText: Sendable {
  package let name: String
  package let text: String
  /// The scalar as written; elsewhere than the value where that is an alias.
  package let range: SourceRange
}
