internal import AccessControl
package import Findings
internal import Manifests

/// The service account may do everything in the cluster.
package enum ClusterAdmin: AccessRule {
  package static let metadata = RuleMetadata(
    code: "CFW305", name: "cluster-admin", severity: .critical, profile: .essential,
    summary: "The service account may do everything in the cluster.",
    rationale: """
      Whoever gets a shell in the container, changes the script, or replaces the image, owns the cluster: every Secret, every node, every \
      other workload. A CronJob is the best place for that, since it is started again and again. Nothing that a scheduled job does needs \
      every verb on every resource.

      Critical: there is nothing more to gain.
      """,
    remedy: "Bind a Role that names the verbs and resources the job needs, in the namespaces where it needs them.",
    references: [
      .kubernetes("reference/access-authn-authz/rbac/"),
      .kubernetes("concepts/security/rbac-good-practices/"),
      .cis("5.1.1"),
      .mitre("T1078.004"),
      .nsa("Authentication and authorization"),
    ],
    examples: [
      .flagged(
        "Bound to cluster-admin",
        AccessExample.list(
          account: "▼backup▲",
          """
          - apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: backup}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
            subjects: [{kind: ServiceAccount, name: backup, namespace: shop}]
          """)),
      .flagged(
        "A ClusterRole that allows as much",
        AccessExample.granting("{apiGroups: [\"*\"], resources: [\"*\"], verbs: [\"*\"]}", in: nil, account: "▼backup▲")),
      .clean(
        "cluster-admin in its namespace alone, which another rule reports",
        AccessExample.list(
          """
          - apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: backup, namespace: shop}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
            subjects: [{kind: ServiceAccount, name: backup, namespace: shop}]
          """)),
    ])

  /// Whoever gets at the service account in another way has everything, whatever these pods get.
  package static var isAboutPods: Bool { false }

  package static func check(_ subject: WorkloadAccess.Subject, in context: JudgingContext, _ answer: inout ClusterAnswer<Self>) {
    guard let role = subject.first(\.clusterAdmin, by: { $0 }) else { return }
    answer.fail(AccountRole(subject, role), at: subject, related: role.bindingOrigin)
  }

  package static func explain(_ held: AccountRole) -> Explanation {
    Explanation(
      message:
        "the \(held.account) may do everything in the cluster: \(held.binding) grants \(held.role)",
      why: "Whoever gets into the container, or changes what it runs, owns the cluster.", remedy: metadata.remedy)
  }
}
