package import SourceTree

/// A Service (`k8s.io/api/core/v1`), as far as it concerns which pods receive its traffic.
package struct Service: Sendable {
  /// The `kind` key of the object.
  package let place: SourceRange
  package let metadata: ObjectMeta
  package let type: Field<String>
  package let selector: StringMap

  package init(_ object: borrowing ObjectReader) {
    place = object.kindPlace
    metadata = ObjectMeta(object.object("metadata"))
    let spec = object.object("spec")
    type = spec.string("type")
    selector = spec.stringMap("selector")
  }
}
