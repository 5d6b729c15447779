internal import ClusterState
internal import AccessControl
package import Findings
internal import Manifests

/// A role of the service account allows every verb, resource or API group.
package enum WildcardGrant: AccessRule {
  package static let metadata = RuleMetadata(
    code: "CFW306", name: "wildcard-grant", severity: .medium,
    summary: "A role of the service account allows every verb, resource or API group.",
    rationale: """
      A star grants what nobody thought of: with every verb come `deletecollection`, `escalate`, `bind` and `impersonate`, with every \
      resource come Secrets and subresources such as `pods/exec`, and with either whatever Kubernetes adds in its next version, or an \
      operator in its next release.

      Medium; high where both the verbs and the resources are a star. Limited to objects by name, every verb is left alone, and so is what \
      Kubernetes' own roles grant.
      """,
    remedy: "Write the verbs, resources and API groups that the job uses.",
    references: [
      .kubernetes("reference/access-authn-authz/rbac/"),
      .kubernetes("concepts/security/rbac-good-practices/"),
      .cis("5.1.3"),
    ],
    examples: [
      .flagged(
        "Every verb", AccessExample.granting("{apiGroups: [batch], resources: [jobs], verbs: [\"*\"]}", account: "▼backup▲")),
      .flagged(
        "Every resource", AccessExample.granting("{apiGroups: [\"\"], resources: [\"*\"], verbs: [get]}", account: "▼backup▲")),
      .clean(
        "Every verb on one object",
        AccessExample.granting("{apiGroups: [\"\"], resources: [configmaps], resourceNames: [state], verbs: [\"*\"]}")),
      .clean("What is needed", AccessExample.granting("{apiGroups: [batch], resources: [jobs], verbs: [get, list]}")),
    ])

  package static func check(_ subject: WorkloadAccess.Subject, in context: JudgingContext, _ answer: inout ClusterAnswer<Self>) {
    guard let grant = subject.first(\.wildcard, by: \.role) else { return }
    let (role, rule) = (grant.role, grant.rule)
    let isAll = rule.text.verbs.contains("*") && rule.text.resources.contains("*")
    answer.fail(
      Situation(account: AccountName(subject), role: role.role, rule: rule.text), severity: isAll ? .high : nil, at: subject,
      related: rule.origin)
  }

  /// A rule that has a star.
  package struct Situation: SituationKey {
    let account: AccountName
    let role: RoleReference
    let rule: RuleText

    package func combine(into hash: inout StableHash) { hash.combine(account, role, rule) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    Explanation(
      message: "\(situation.role) allows the \(situation.account): \(situation.rule)",
      why: "A star also grants what nobody thought of, and what later versions add.", remedy: metadata.remedy)
  }
}
