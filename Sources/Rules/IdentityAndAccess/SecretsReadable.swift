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

  package static func check(_ subject: WorkloadAccess.Subject, in context: JudgingContext, _ answer: inout ClusterAnswer<Self>) {
    func reader(where isWanted: (_ namespace: String?) -> Bool) -> HeldRole? {
      subject.first({ $0.secretReaders.first { isWanted($0.binding.namespace) } }, by: { $0 })
    }
    func worst() -> (role: HeldRole, severity: Severity, reach: Situation.Reach)? {
      if let role = reader(where: { $0 == nil }) { return (role, .critical, .cluster) }
      if let role = reader(where: { $0 != subject.account.name.namespace }) {
        return (role, .high, .namespace(role.binding.namespace ?? ""))
      }
      return reader { _ in true }.map { ($0, .medium, .ownNamespace) }
    }
    guard let (role, severity, reach) = worst(), let rule = role.content.rule(giving: .readSecrets) else { return }
    answer.fail(
      Situation(account: AccountName(subject), reach: reach, role: role.role, rule: rule.text), severity: severity, at: subject,
      related: rule.origin)
  }

  /// Who may read which Secrets by what.
  package struct Situation: SituationKey {
    /// The Secrets' namespaces.
    enum Reach: Hashable, StableHashable {
      case cluster, ownNamespace
      case namespace(String)

      func combine(into hash: inout StableHash) {
        switch self {
        case .cluster: hash.combine("cluster")
        case .ownNamespace: hash.combine("ownNamespace")
        case .namespace(let name): hash.combine("namespace", name)
        }
      }
    }

    let account: AccountName
    let reach: Reach
    let role: RoleReference
    let rule: RuleText

    package func combine(into hash: inout StableHash) { hash.combine(account, reach, role, rule) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    let place =
      switch situation.reach {
      case .cluster: "the cluster"
      case .ownNamespace: "its namespace"
      case .namespace(let name): "namespace \(name)"
      }
    return Explanation(
      message: "the \(situation.account) may read every Secret of \(place): \(situation.role) allows \(situation.rule)",
      why: "Whoever gets into the container takes them all with one request.", remedy: metadata.remedy)
  }
}
