package import SourceTree

/// A Namespace (`k8s.io/api/core/v1`). Its Pod Security levels are labels of its metadata.
package struct Namespace: Sendable {
  /// The `kind` key of the object.
  package let place: SourceRange
  package let metadata: ObjectMeta

  package init(_ object: borrowing ObjectReader) {
    place = object.kindPlace
    metadata = ObjectMeta(object.object("metadata"))
  }
}
