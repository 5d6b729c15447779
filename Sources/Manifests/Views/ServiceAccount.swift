package import SourceTree

/// A ServiceAccount (`k8s.io/api/core/v1`). Cloud identities are annotations of its metadata.
package struct ServiceAccount: Sendable {
  /// The `kind` key of the object.
  package let place: SourceRange
  package let metadata: ObjectMeta
  package let automountServiceAccountToken: Field<Bool>
  /// Names in `secrets`.
  package let secrets: List<Field<String>>
  /// Names in `imagePullSecrets`.
  package let imagePullSecrets: List<Field<String>>

  package init(_ object: borrowing ObjectReader) {
    place = object.kindPlace
    metadata = ObjectMeta(object.object("metadata"))
    automountServiceAccountToken = object.bool("automountServiceAccountToken")
    secrets = object.list("secrets") { $0.string("name") }
    imagePullSecrets = object.list("imagePullSecrets") { $0.string("name") }
  }
}
