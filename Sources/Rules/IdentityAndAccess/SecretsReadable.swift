internal import ClusterState
internal import AccessControl
package import Findings
internal import Manifests

/// The service account may read Secrets without naming them.
package enum SecretsReadable: AccessRule {
  package static let metadata = RuleMetadata(
    code: "CFW307", name: "secrets-readable", severity: .high,
    summary: "The service account may read Secrets without naming them.",
    rationale: """
      `get`, `list` and `watch` all show what Secrets hold, and without `resourceNames` that is every Secret: the credentials of \
      databases, registries and clouds, and tokens of other service accounts. One request from the job's shell takes them all.

      A Role that names the one Secret it needs passes: that is the right way, also with `list` and `watch`, which then work with a field \
      selector on the name. Mounting the Secret takes no permission at all.

      The severity is that of the reach: critical for every Secret of the cluster, high for another namespace, medium for its own.
      """,
    remedy: "Name the Secrets in `resourceNames`, or mount them and take the permission away.",
    references: [
      .kubernetes("concepts/security/secrets-good-practices/"),
      .kubernetes("concepts/security/rbac-good-practices/"),
      .cis("5.1.2"),
      .mitre("T1552.007"),
    ],
    examples: [
      .flagged(
        "Every Secret of the namespace",
        AccessExample.granting("{apiGroups: [\"\"], resources: [secrets], verbs: [get]}", account: "▼backup▲")),
      .flagged(
        "Every Secret of another namespace",
        AccessExample.granting("{apiGroups: [\"\"], resources: [secrets], verbs: [get]}", in: "orders", account: "▼backup▲")),
      .flagged(
        "Every Secret of the cluster, by a list",
        AccessExample.granting("{apiGroups: [\"\"], resources: [secrets], verbs: [list]}", in: nil, account: "▼backup▲")),
      .flagged(
        "By the built-in role edit",
        AccessExample.list(
          account: "▼backup▲",
          """
          - apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: backup, namespace: shop}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}
            subjects: [{kind: ServiceAccount, name: backup, namespace: shop}]
          """)),
      .clean(
        "The one Secret that it needs",
        AccessExample.granting("{apiGroups: [\"\"], resources: [secrets], resourceNames: [database], verbs: [get, watch]}")),
      .clean(
        "The built-in role view",
        AccessExample.list(
          """
          - apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: backup, namespace: shop}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
            subjects: [{kind: ServiceAccount, name: backup, namespace: shop}]
          """)),
    ])

  package static func check(_ subject: WorkloadAccess.Subject, in context: JudgingContext, _ answer: inout ClusterAnswer) {
    let readable = subject.roles.filter { role in
      !role.isClusterAdmin && role.capabilities.contains { $0.capability == .readSecrets && $0.names.isEmpty }
    }
    func worst() -> (role: HeldRole, severity: Severity, place: String)? {
      if let role = readable.first(where: { $0.binding.namespace == nil }) { return (role, .critical, "every Secret of the cluster") }
      if let role = readable.first(where: { $0.binding.namespace != subject.account.name.namespace }) {
        return (role, .high, "every Secret of namespace \(role.binding.namespace ?? "")")
      }
      return readable.first.map { ($0, .medium, "every Secret of its namespace") }
    }
    guard let (role, severity, place) = worst(),
      let rule = role.capabilities.first(where: { $0.capability == .readSecrets && $0.names.isEmpty }).map({ role.rules[$0.rule] })
    else { return }
    answer.fail(
      [subject.account.name.name, place, role.role.description, rule.text.description], severity: severity, at: subject,
      related: rule.origin)
  }

  package static func explain(_ arguments: [String]) -> Explanation {
    Explanation(
      message:
        "the service account \"\(arguments.argument(0))\" may read \(arguments.argument(1)): \(arguments.argument(2)) allows \(arguments.argument(3))",
      why: "Whoever gets into the container takes them all with one request.", remedy: metadata.remedy)
  }
}
