internal import AccessControl
package import ClusterState
package import Findings
package import Manifests

/// A role reaches the job through a group that every service account is in.
package enum GrantedByGroup: FleetRule {
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

  package static var reads: KindSet { ClusterAdmin.reads }
  package static var needs: KindSet { ClusterAdmin.needs }

  /// One finding says it of a binding, at the first of the workloads that it reaches.
  package static func check(_ context: JudgingContext) -> [(workload: Located<WorkloadFacts>, answer: ClusterAnswer<Self>)] {
    struct Grant: Hashable {
      let application: Int
      let binding: BindingReference
      let role: RoleReference
      let group: String
    }
    let access = context.shared(WorkloadAccess.self)
    var grants: [Grant] = []
    var reached: [Grant: (role: HeldRole, subjects: [WorkloadAccess.Subject])] = [:]
    for workload in context.state.workloads where workload.object.owner == nil {
      guard let subject = access.subject(of: workload), subject.mountsToken else { continue }
      let granted = subject.groupReviews.compactMap(\.gravestOfGroup).sorted { $0.precedes($1) }
      guard let role = granted.max(by: { $0.level < $1.level }) else { continue }
      let grant = Grant(application: subject.application, binding: role.binding, role: role.role, group: role.subject.name)
      if reached[grant] == nil { grants.append(grant) }
      reached[grant, default: (role, [])].subjects.append(subject)
    }
    return grants.compactMap { grant in
      guard let (role, subjects) = reached[grant], let first = subjects.first else { return nil }
      let others = subjects.dropFirst().prefix(mostNamed).map { subject in
        let object = subject.workload.object
        return "\(object.kind.rawValue) \(object.namespace.map { "\($0)/" } ?? "")\(object.name)"
      }
      var answer = ClusterAnswer<Self>()
      answer.fail(
        Situation(
          binding: grant.binding, role: grant.role, group: grant.group, others: others, more: subjects.count - 1 - others.count),
        severity: role.level > .none ? Severity(role.level) : .low, at: first, related: role.bindingOrigin)
      return (first.workload, answer)
    }
  }

  private static var mostNamed: Int { 3 }

  /// What a group that service accounts are in holds, and whose those are.
  package struct Situation: SituationKey {
    let binding: BindingReference
    let role: RoleReference
    let group: String
    /// The first of the other workloads that it reaches.
    let others: [String]
    /// How many there are besides.
    let more: Int

    package func combine(into hash: inout StableHash) { hash.combine(binding, role, group) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    let all = situation.others + (situation.more > 0 ? ["\(situation.more) more"] : [])
    let others = all.isEmpty ? "" : "; so are those of \(all.enumeration)"
    return Explanation(
      message:
        "\(situation.binding) grants \(situation.role) to the group \(situation.group), which the service account is in\(others)",
      why: "Service accounts that nobody thought of hold it as well.", remedy: metadata.remedy)
  }
}
