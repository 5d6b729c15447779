package import SourceTree

/// A PersistentVolumeClaim (`k8s.io/api/core/v1`), by its name.
package struct PersistentVolumeClaim: Sendable {
  /// The `kind` key of the object.
  package let place: SourceRange
  /// What it is called, and where.
  package let metadata: ObjectMeta

  /// Reads an object.
  package init(_ object: borrowing ObjectReader) {
    place = object.kindPlace
    metadata = ObjectMeta(object.object("metadata"))
  }
}
