package import Findings

/// An alert, by its name.
package struct AlertName: SituationKey {
  let name: String

  package func combine(into hash: inout StableHash) { hash.combine(name) }
}
