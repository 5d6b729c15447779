internal import AccessControl
package import Findings
internal import Manifests

/// A role reaches the job through a group that every service account is in.
package enum GrantedByGroup: AccessRule {
  package static let metadata = RuleMetadata(
    code: "CFW312", name: "granted-by-group", severity: .medium,
    summary: "A role reaches the job through a group that every service account is in.",
    rationale: """
      `system:serviceaccounts` is every service account of the cluster, `system:serviceaccounts:NAMESPACE` every one of a namespace, and \
      `system:authenticated` everybody who can log in at all. What is bound to such a group is held by jobs that are not even written yet, \
      and by what gets into any pod.

      Medium; higher where the role is graver, and low where it only lets its holder read what is harmless: that is left alone where it is \
      meant for everybody. So are the bindings that Kubernetes makes itself, such as `system:discovery`.
      """,
    remedy: "Bind the role to the service accounts that need it.",
    references: [
      .kubernetes("concepts/security/rbac-good-practices/"),
      .kubernetes("reference/access-authn-authz/rbac/#service-account-permissions"),
      .cis("5.1.1"),
      .mitre("T1078.001"),
    ],
    examples: [
      .flagged(
        "Every service account of the namespace",
        AccessExample.list(
          account: "▼backup▲",
          """
          - apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: jobs, namespace: shop}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}
            subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: "system:serviceaccounts:shop"}]
          """)),
      .flagged(
        "Everybody who can log in",
        AccessExample.list(
          account: "▼backup▲",
          """
          - apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: policies}
            rules: [{apiGroups: [networking.k8s.io], resources: [networkpolicies], verbs: [create, delete]}]
          - apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: policies}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: policies}
            subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: "system:authenticated"}]
          """)),
      .clean(
        "What Kubernetes makes itself",
        AccessExample.list(
          """
          - apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: "system:discovery", labels: {kubernetes.io/bootstrapping: rbac-defaults}}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "system:discovery"}
            subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: "system:authenticated"}]
          """)),
      .clean(
        "A group of another namespace",
        AccessExample.list(
          """
          - apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: jobs, namespace: shop}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
            subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: "system:serviceaccounts:orders"}]
          """)),
    ])

  package static func check(_ subject: WorkloadAccess.Subject, in context: JudgingContext, _ answer: inout ClusterAnswer<Self>) {
    let granted = subject.groupReviews.compactMap(\.gravestOfGroup).sorted { $0.precedes($1) }
    guard let role = granted.max(by: { $0.level < $1.level }) else { return }
    answer.fail(
      Situation(binding: role.binding, role: role.role, group: role.subject.name),
      severity: role.level > .none ? Severity(role.level) : .low,
      at: subject, related: role.bindingOrigin)
  }

  /// What a group that the service account is in holds.
  package struct Situation: SituationKey {
    let binding: BindingReference
    let role: RoleReference
    let group: String

    package func combine(into hash: inout StableHash) { hash.combine(binding, role, group) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    Explanation(
      message:
        "\(situation.binding) grants \(situation.role) to the group \(situation.group), which the service account is in",
      why: "Service accounts that nobody thought of hold it as well.", remedy: metadata.remedy)
  }
}
