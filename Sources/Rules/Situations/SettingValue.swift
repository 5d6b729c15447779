package import Findings

/// A setting's value, and whose setting it is.
package struct SettingValue: SituationKey {
  let owner: SettingOwner
  /// As the message names it.
  let value: String

  package func combine(into hash: inout StableHash) { hash.combine(owner, value) }
}
