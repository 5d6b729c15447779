package import SourceTree

/// A LimitRange (`k8s.io/api/core/v1`).
package struct LimitRange: Sendable {
  /// The `kind` key of the object.
  package let place: SourceRange
  package let metadata: ObjectMeta
  package let limits: List<LimitRangeItem>

  package init(_ object: borrowing ObjectReader) {
    place = object.kindPlace
    metadata = ObjectMeta(object.object("metadata"))
    limits = object.object("spec").list("limits", LimitRangeItem.init)
  }
}

/// An entry of `limits`.
package struct LimitRangeItem: Sendable {
  package let place: SourceRange
  /// `Container`, `Pod` or `PersistentVolumeClaim`.
  package let type: Field<String>
  package let `default`: ResourceAmounts
  package let defaultRequest: ResourceAmounts
  package let min: ResourceAmounts
  package let max: ResourceAmounts

  package init(_ object: borrowing ObjectReader) {
    place = object.place
    type = object.string("type")
    `default` = ResourceAmounts(object.object("default"))
    defaultRequest = ResourceAmounts(object.object("defaultRequest"))
    min = ResourceAmounts(object.object("min"))
    max = ResourceAmounts(object.object("max"))
  }
}
