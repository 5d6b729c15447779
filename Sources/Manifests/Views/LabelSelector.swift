package import SourceTree

/// A label selector (`k8s.io/apimachinery/pkg/apis/meta/v1`, LabelSelector). A present but empty one selects everything.
package struct LabelSelector: Sendable {
  package let place: SourceRange
  package let presence: Presence
  package let matchLabels: StringMap
  package let matchExpressions: List<LabelSelectorRequirement>

  package init(_ object: borrowing ObjectReader) {
    place = object.place
    presence = object.presence
    matchLabels = object.stringMap("matchLabels")
    matchExpressions = object.list("matchExpressions", LabelSelectorRequirement.init)
  }
}

/// An entry of `matchExpressions`.
package struct LabelSelectorRequirement: Sendable {
  package let place: SourceRange
  package let key: Field<String>
  /// `In`, `NotIn`, `Exists` or `DoesNotExist`.
  package let `operator`: Field<String>
  package let values: List<Field<String>>

  package init(_ object: borrowing ObjectReader) {
    place = object.place
    key = object.string("key")
    `operator` = object.string("operator")
    values = object.strings("values")
  }
}
