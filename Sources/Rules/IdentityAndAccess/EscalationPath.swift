internal import AccessControl
package import Findings
internal import Manifests

/// What the service account may do leads to more than it was granted.
package enum EscalationPath: AccessRule {
  package static let metadata = RuleMetadata(
    code: "CFW308", name: "escalation-path", severity: .high,
    summary: "What the service account may do leads to more than it was granted.",
    rationale: """
      Permissions open others. Whoever may create or change a CronJob, a Job or a Deployment runs pods as any service account of the \
      namespace and mounts any Secret of it; whoever may request tokens, run commands in pods or write bindings takes over what those \
      hold. A job that may `create` Jobs in `kube-system` is cluster-admin in two steps, though none of its roles says so.

      One finding for each workload, with the shortest way to the gravest thing it can reach, and the role and rule of every step; `curfew \
      access show` draws it. Only ways count that the API server lets through: who may write bindings without `bind` only binds what it \
      holds, and who may change roles without `escalate` only adds what it holds. What is granted outright is reported by the rules \
      cluster-admin and secrets-readable.

      The severity is that of the goal: critical for cluster-admin and for every Secret of the cluster, high for another namespace, medium \
      for every Secret of its own.
      """,
    remedy: "Take the permission of the first step away, limit it to names, or move what it reaches to another namespace.",
    references: [
      .kubernetes("concepts/security/rbac-good-practices/"),
      .kubernetes("reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping"),
      .mitre("T1078.004"),
      .mitre("T1610"),
      .cwe(269),
    ],
    examples: [
      .flagged(
        "Pods of its namespace may be cluster-admin",
        AccessExample.granting(
          "{apiGroups: [batch], resources: [jobs], verbs: [create]}", account: "▼backup▲",
          more: """
            - apiVersion: rbac.authorization.k8s.io/v1
              kind: ClusterRoleBinding
              metadata: {name: deployer}
              roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
              subjects: [{kind: ServiceAccount, name: deployer, namespace: shop}]
            """)),
      .flagged(
        "A service account of its namespace works in another one",
        AccessExample.granting(
          "{apiGroups: [\"\"], resources: [serviceaccounts/token], verbs: [create]}", account: "▼backup▲",
          more: """
            - apiVersion: rbac.authorization.k8s.io/v1
              kind: RoleBinding
              metadata: {name: deployer, namespace: orders}
              roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}
              subjects: [{kind: ServiceAccount, name: deployer, namespace: shop}]
            """)),
      .flagged(
        "Roles of its own making",
        AccessExample.granting(
          "{apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles], verbs: [patch, escalate]}", in: nil, account: "▼backup▲")),
      .clean(
        "It may write bindings, and bind what it holds",
        AccessExample.granting("{apiGroups: [rbac.authorization.k8s.io], resources: [rolebindings], verbs: [create, patch]}")),
      .clean("It may read", AccessExample.granting("{apiGroups: [batch], resources: [jobs, cronjobs], verbs: [get, list, watch]}")),
    ])

  package static func check(_ subject: WorkloadAccess.Subject, in context: JudgingContext, _ answer: inout ClusterAnswer<Self>) {
    guard let path = subject.path, let first = path.steps.first else { return }
    // Granted outright: other rules say so.
    if path.steps.count == 1, first.capability == .readSecrets { return }
    if subject.first(\.clusterAdmin, by: { $0 }) != nil { return }
    let severity: Severity =
      switch path.goal {
      case .clusterAdmin, .allSecrets: .critical
      case .namespace: .high
      case .ownSecrets: .medium
      }
    answer.fail(
      Situation(account: AccountName(subject), goal: path.goal, steps: path.steps), severity: severity, at: subject,
      related: first.ruleOrigin)
  }

  /// A way to more than was granted.
  package struct Situation: SituationKey {
    let account: AccountName
    let goal: AccessGoal
    let steps: [AccessStep]

    package func combine(into hash: inout StableHash) {
      hash.combine(account, goal)
      for step in steps { hash.combine(step.role, step.rule) }
    }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    let steps = situation.steps.map { step in
      guard let role = step.role, let rule = step.rule else { return "\(step.actor) can \(step.phrase)" }
      return "\(step.actor) can \(step.phrase) (\(role): \(rule))"
    }
    return Explanation(
      message:
        "the \(situation.account) reaches \(situation.goal) in \(steps.count == 1 ? "1 step" : "\(steps.count) steps")",
      why: "Whoever gets into the container, or changes what it runs, can go this way.", remedy: metadata.remedy, steps: steps)
  }
}
