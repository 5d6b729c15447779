internal import AccessControl
package import Findings
internal import Manifests

/// The service account is bound to a role that does not exist.
package enum DanglingRole: AccessRule {
  package static let metadata = RuleMetadata(
    code: "CFW310", name: "dangling-role", severity: .medium,
    summary: "The service account is bound to a role that does not exist.",
    rationale: """
      The binding grants nothing, so the job is denied what it was meant to have. Nothing says so when the binding is made. And it waits: \
      whoever may create the role later decides what the job's service account may do, without ever touching the binding.

      A finding where the input has all roles of the cluster: ClusterRoles with the built-in `cluster-admin` among them, Roles with \
      `extension-apiserver-authentication-reader` of `kube-system`. Otherwise what the service account may do is *not evaluated*, once for \
      each workload. The roles that Kubernetes makes itself are known.
      """,
    remedy: "Create the role, correct its name in `roleRef`, or delete the binding.",
    references: [
      .kubernetes("reference/access-authn-authz/rbac/"),
      .kubernetes("concepts/security/rbac-good-practices/"),
    ],
    examples: [
      .flagged(
        "The cluster has no such ClusterRole",
        AccessExample.list(
          account: "▼backup▲",
          """
          - apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: cluster-admin, uid: 5e0f1c6a-0001}
            rules: [{apiGroups: ["*"], resources: ["*"], verbs: ["*"]}]
          - apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: backup, namespace: shop}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: bakcup}
            subjects: [{kind: ServiceAccount, name: backup, namespace: shop}]
          """)),
      .clean(
        "It may be elsewhere",
        AccessExample.list(
          """
          - apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: backup, namespace: shop}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: job-reader}
            subjects: [{kind: ServiceAccount, name: backup, namespace: shop}]
          """)),
    ])

  package static var isAboutPods: Bool { false }

  package static func check(_ subject: WorkloadAccess.Subject, in context: JudgingContext, _ answer: inout ClusterAnswer<Self>) {
    guard let role = subject.ownReview.dangling else { return }
    guard role.standing == .missing else {
      return answer.cannotTell(
        because: "the input does not have all of the \(role.role), which \(role.binding) grants to the service account", at: subject)
    }
    answer.fail(AccountRole(subject, role), at: subject, related: role.bindingOrigin)
  }

  package static func explain(_ held: AccountRole) -> Explanation {
    Explanation(
      message:
        "\(held.binding) grants the \(held.account) the \(held.role), which does not exist",
      why: "The job is denied what it was meant to have, and whoever creates the role decides what that is.", remedy: metadata.remedy)
  }
}
