internal import AccessControl
package import Findings

/// A service account, by its name.
package struct AccountName: SituationKey, CustomStringConvertible {
  private let name: String

  init(_ subject: WorkloadAccess.Subject) { name = subject.account.name.name }

  /// How messages call it: `service account "backup"`.
  package var description: String { "service account \"\(name)\"" }

  package func combine(into hash: inout StableHash) { hash.combine(name) }
}
