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

  /// The level that is enforced, and the policy version it is taken from (`k8s.io/pod-security-admission/api/constants.go`).
  package var enforcedLevel: Field<String> { metadata.labels["pod-security.kubernetes.io/enforce"] }
  package var enforcedVersion: Field<String> { metadata.labels["pod-security.kubernetes.io/enforce-version"] }

  /// Where ``enforcedLevel`` stands.
  package var enforcePlace: SourceRange? { enforcedLevel.range?.value }
}
