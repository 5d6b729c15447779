internal import AccessControl
package import Findings

/// A service account, and a role that it holds.
package struct AccountRole: SituationKey {
  let account: AccountName
  let role: RoleReference
  let binding: BindingReference

  init(_ subject: WorkloadAccess.Subject, _ held: HeldRole) {
    account = AccountName(subject)
    role = held.role
    binding = held.binding
  }

  package func combine(into hash: inout StableHash) { hash.combine(account, role, binding) }
}
