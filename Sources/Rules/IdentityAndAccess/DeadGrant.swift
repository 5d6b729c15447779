internal import ClusterState
internal import AccessControl
package import Findings
internal import Manifests

/// A rule of the service account's role matches no request.
package enum DeadGrant: AccessRule {
  package static let metadata = RuleMetadata(
    code: "CFW313", name: "dead-grant", severity: .low, profile: .recommended,
    summary: "A rule of the service account's role matches no request.",
    rationale: """
      Some rules look like a permission and are none: `pods/*` and `*/*` are no wildcards, only `*/exec` is; an object of the cluster, \
      such as a node or a PersistentVolume, is never granted by a Role, nor by a ClusterRole in a RoleBinding, with the exception of the \
      namespace itself; `create` and `deletecollection` carry no name, so `resourceNames` rules them out. Others are misspelt: the name that \
      kubectl takes (`secret`), a group called `core` or with a version, a verb in capitals, a resource of another group. The job fails with \
      a 403, and the next one to look widens the role until it works.

      Low. Where `list` or `watch` are limited to names it is info: they work with a field selector on the name (`metadata.name=…`), and \
      are denied without.
      """,
    remedy:
      "Write what is meant: the subresources by name, a ClusterRoleBinding for objects of the cluster, `create` in a rule without names.",
    references: [
      .kubernetes("reference/access-authn-authz/rbac/"),
      .kubernetes("reference/access-authn-authz/rbac/#referring-to-resources"),
    ],
    examples: [
      .flagged(
        "A wildcard that is none", AccessExample.granting("{apiGroups: [\"\"], resources: [\"pods/*\"], verbs: [get]}", account: "▼backup▲")
      ),
      .flagged("A node in a Role", AccessExample.granting("{apiGroups: [\"\"], resources: [nodes], verbs: [get]}", account: "▼backup▲")),
      .flagged(
        "A name that create does not carry",
        AccessExample.granting("{apiGroups: [\"\"], resources: [configmaps], resourceNames: [state], verbs: [create]}", account: "▼backup▲")
      ),
      .flagged(
        "A list by name",
        AccessExample.granting(
          "{apiGroups: [\"\"], resources: [configmaps], resourceNames: [state], verbs: [get, list]}", account: "▼backup▲")),
      .flagged(
        "A resource by the name that kubectl takes",
        AccessExample.granting("{apiGroups: [\"\"], resources: [secret], verbs: [get]}", account: "▼backup▲")),
      .flagged(
        "The core group by another name",
        AccessExample.granting("{apiGroups: [core], resources: [secrets], verbs: [get]}", account: "▼backup▲")),
      .flagged(
        "A verb in capitals", AccessExample.granting("{apiGroups: [\"\"], resources: [secrets], verbs: [GET]}", account: "▼backup▲")),
      .flagged(
        "Jobs in the core group",
        AccessExample.granting("{apiGroups: [\"\"], resources: [jobs], verbs: [create]}", account: "▼backup▲")),
      .clean(
        "Resources of several groups",
        AccessExample.granting("{apiGroups: [\"\", apps, batch], resources: [configmaps, deployments, jobs], verbs: [get]}")),
      .clean(
        "Its own namespace", AccessExample.granting("{apiGroups: [\"\"], resources: [namespaces], verbs: [get]}")),
      .clean(
        "One object, as it should be",
        AccessExample.granting("{apiGroups: [\"\"], resources: [configmaps], resourceNames: [state], verbs: [get, update]}")),
    ])

  package static var isAboutPods: Bool { false }

  package static func check(_ subject: WorkloadAccess.Subject, in context: JudgingContext, _ answer: inout ClusterAnswer<Self>) {
    for dead in subject.ownReview.dead {
      let grant = dead.subject
      answer.fail(
        Situation(role: grant.role.role, rule: grant.rule.text, reason: dead.flaw.reason), severity: dead.flaw.severity, at: subject,
        related: grant.rule.origin)
    }
  }

  /// A rule that matches no request.
  package struct Situation: SituationKey {
    let role: RoleReference
    let rule: RuleText
    /// In words.
    let reason: String

    package func combine(into hash: inout StableHash) { hash.combine(role, rule) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    Explanation(
      message: "\(situation.role) allows \(situation.rule): \(situation.reason)",
      why: "The job is denied what the rule seems to allow, and the next one to look widens the role.", remedy: metadata.remedy)
  }
}
