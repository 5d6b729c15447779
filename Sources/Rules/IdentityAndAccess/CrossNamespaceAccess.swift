internal import AccessControl
package import Findings
internal import Manifests

/// The service account holds a role in another namespace.
package enum CrossNamespaceAccess: AccessRule {
  package static let metadata = RuleMetadata(
    code: "CFW309", name: "cross-namespace-access", severity: .low, profile: .strict,
    summary: "The service account holds a role in another namespace.",
    rationale: """
      A namespace is the border that quotas, network policies and people's own roles stop at; a binding across it makes one namespace as \
      guarded as the other. Whoever may run pods in the job's namespace may do there what the job may.

      Low, because a job that copies or cleans across namespaces needs it; as grave as the role, where that is medium or more.
      """,
    remedy: "Run the job in the namespace it works on, or grant it there by name what it needs.",
    references: [
      .kubernetes("concepts/security/rbac-good-practices/"),
      .kubernetes("concepts/security/multi-tenancy/"),
      .mitre("T1078.004"),
    ],
    examples: [
      .flagged(
        "A role elsewhere",
        AccessExample.granting("{apiGroups: [batch], resources: [jobs], verbs: [get, list]}", in: "orders", account: "▼backup▲")),
      .clean("A role at home", AccessExample.granting("{apiGroups: [batch], resources: [jobs], verbs: [get, list]}")),
    ])

  package static func check(_ subject: WorkloadAccess.Subject, in context: JudgingContext, _ answer: inout ClusterAnswer<Self>) {
    guard let role = subject.ownReview.gravestElsewhere else { return }
    answer.fail(
      AccountRole(subject, role),
      severity: role.level >= .medium ? Severity(role.level) : nil, at: subject, related: role.bindingOrigin)
  }

  package static func explain(_ held: AccountRole) -> Explanation {
    Explanation(
      message: "the \(held.account) holds \(held.role) in namespace \(held.binding.namespace ?? "")",
      why: "Whoever may run pods in the job's namespace may do there what the job may.", remedy: metadata.remedy)
  }
}
