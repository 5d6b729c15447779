package import SourceTree

/// A PrometheusRule (`monitoring.coreos.com/v1`): alerts and recorded series, all groups taken together.
package struct PrometheusRule: Sendable {
  /// The `kind` key of the object.
  package let place: SourceRange
  package let metadata: ObjectMeta
  package let groups: List<List<PrometheusRuleItem>>

  package init(_ object: borrowing ObjectReader) {
    place = object.kindPlace
    metadata = ObjectMeta(object.object("metadata"))
    groups = object.object("spec").list("groups") { $0.list("rules", PrometheusRuleItem.init) }
  }
}

/// An entry of a group's `rules`.
package struct PrometheusRuleItem: Sendable {
  /// The alert's name; absent where a series is recorded.
  package let alert: Field<String>
  /// The name of the series that the expression is recorded under.
  package let record: Field<String>
  /// PromQL. Templates in it belong to whoever renders it.
  package let expression: Field<String>
  /// How long the expression has to hold before the alert fires, as a Prometheus duration.
  package let duration: Field<String>

  package init(_ object: borrowing ObjectReader) {
    alert = object.string("alert")
    record = object.string("record")
    expression = object.stringOrNumber("expr")
    duration = object.string("for")
  }
}
