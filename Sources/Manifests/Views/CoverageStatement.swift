package import SourceTree

/// What an input says of itself: of which objects it has all. A dump of a cluster begins with it.
///
/// ```yaml
/// apiVersion: curfew.dev/v1
/// kind: Coverage
/// complete:
///   - kind: NetworkPolicy
///   - kind: Secret
///     namespaces: [shop]
/// ```
package struct CoverageStatement: Sendable {
  /// All objects of a kind.
  package struct Item: Hashable, Sendable {
    package let kind: ObjectKind
    /// In these namespaces; nil for all.
    package let namespaces: [String]?
  }

  /// The `kind` key of the object.
  package let place: SourceRange
  /// What is said. An item that cannot be read says nothing.
  package let complete: [Item]

  package init(_ object: borrowing ObjectReader) {
    place = object.kindPlace
    complete = object.list("complete") { item in
      (kind: item.string("kind").value.flatMap { ObjectKind(named: $0) }, namespaces: item.strings("namespaces"))
    }.items.compactMap { item in
      guard let kind = item.kind else { return nil }
      switch item.namespaces.presence {
      case .absent: return Item(kind: kind, namespaces: nil)
      case .present: return Item(kind: kind, namespaces: item.namespaces.items.compactMap(\.value))
      case .unreadable: return nil
      }
    }
  }
}
