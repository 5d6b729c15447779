package import Findings

internal import Manifests

/// A NetworkPolicy, by its name.
package struct PolicyName: SituationKey, CustomStringConvertible {
  /// nil where it has none that can be read.
  private let name: String?

  init(_ policy: NetworkPolicy) { name = policy.metadata.name.value }

  /// How messages call it: `NetworkPolicy "backup"`.
  package var description: String { "NetworkPolicy \"\(name ?? "(unnamed)")\"" }

  package func combine(into hash: inout StableHash) { hash.combine(name) }
}
