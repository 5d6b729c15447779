package import Findings

internal import ClusterState
internal import Manifests

/// A Secret, ConfigMap or claim that a namespace does not have.
package struct MissingObject: SituationKey {
  private let kind: ReferencedObject.Kind
  private let name: String
  private let namespace: String

  init(_ reference: ReferencedObject, in workload: WorkloadFacts) {
    kind = reference.kind
    name = reference.name
    namespace = workload.namespace ?? ""
  }

  func explanation(remedy: String) -> Explanation {
    Explanation(
      message: "the namespace \(namespace) has no \(kind.rawValue) \"\(name)\"", why: DanglingReferences.consequence, remedy: remedy)
  }

  package func combine(into hash: inout StableHash) { hash.combine(name) }
}

/// A key that a Secret or ConfigMap does not have.
package struct MissingKey: SituationKey, Hashable {
  let kind: ReferencedObject.Kind
  let object: String
  let key: String

  package func combine(into hash: inout StableHash) { hash.combine(kind.rawValue, object, key) }
}
