package import SourceTree

/// A ResourceQuota (`k8s.io/api/core/v1`).
package struct ResourceQuota: Sendable {
  /// The `kind` key of the object.
  package let place: SourceRange
  package let metadata: ObjectMeta
  /// Quantities as written, by resource: `limits.cpu`, `count/jobs.batch`.
  package let hard: StringMap
  package let scopes: List<Field<String>>

  package init(_ object: borrowing ObjectReader) {
    place = object.kindPlace
    metadata = ObjectMeta(object.object("metadata"))
    let spec = object.object("spec")
    hard = spec.quantities("hard")
    scopes = spec.strings("scopes")
  }
}
