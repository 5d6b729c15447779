package import Findings

/// A rule, by its name.
package struct RuleName: SituationKey {
  let name: String

  package func combine(into hash: inout StableHash) { hash.combine(name) }
}
