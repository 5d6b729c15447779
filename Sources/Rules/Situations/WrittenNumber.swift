package import Findings

/// The number that a field has.
package struct WrittenNumber: SituationKey {
  let value: Int64

  package func combine(into hash: inout StableHash) { hash.combine(value) }
}
