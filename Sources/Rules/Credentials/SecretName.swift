package import Findings

/// A Secret, by its name.
package struct SecretName: SituationKey, CustomStringConvertible {
  /// nil where it has none that can be read.
  let name: String?

  /// How messages call it: `Secret "database"`.
  package var description: String { name.map { "Secret \"\($0)\"" } ?? "a Secret" }

  package func combine(into hash: inout StableHash) { hash.combine(name) }
}
