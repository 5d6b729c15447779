package import SourceTree

/// A policy on pods' traffic that is no NetworkPolicy: AdminNetworkPolicy and its successors, and those of Cilium, Calico and Antrea. That there is one is all
/// that is read.
package struct ForeignNetworkPolicy: Sendable {
  package let kind: String
  /// The `kind` key of the object.
  package let place: SourceRange
  package let metadata: ObjectMeta

  package init(_ object: borrowing ObjectReader, kind: String) {
    self.kind = kind
    place = object.kindPlace
    metadata = ObjectMeta(object.object("metadata"))
  }
}
