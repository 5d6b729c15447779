internal import ClusterState
internal import AccessControl
package import Findings
internal import Manifests

/// The service account is an identity of a cloud as well.
package enum CloudIdentity: AccessRule {
  package static let metadata = RuleMetadata(
    code: "CFW314", name: "cloud-identity", severity: .info, profile: .strict,
    summary: "The service account is an identity of a cloud as well.",
    rationale: """
      An annotation makes every pod of the service account an AWS role, a Google service account or an Azure application. What that one \
      may do is written elsewhere, and no RBAC limits it: whoever may run pods as the service account, or may annotate it, as the built-in \
      role `edit` may, has it.

      Info: it is the right way to give a job a cloud's permissions, and worth knowing when its access is reviewed. EKS Pod Identity \
      leaves no annotation.
      """,
    remedy: "Review what the identity may do in the cloud, and give the job a service account of its own.",
    references: [
      .url("https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html"),
      .url("https://cloud.google.com/kubernetes-engine/docs/concepts/workload-identity"),
      .url("https://azure.github.io/azure-workload-identity/docs/"),
      .mitre("T1078.004"),
    ],
    examples: [
      .flagged(
        "A role of AWS",
        AccessExample.list(
          account: "▼backup▲",
          """
          - apiVersion: v1
            kind: ServiceAccount
            metadata:
              name: backup
              namespace: shop
              annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::111122223333:role/backup"}
          """)),
      .clean("No identity elsewhere", AccessExample.list(AccessExample.serviceAccount)),
    ])

  package static var isAboutPods: Bool { false }

  package static func check(_ subject: WorkloadAccess.Subject, in context: JudgingContext, _ answer: inout ClusterAnswer<Self>) {
    guard let account = subject.account.object, let identity = ExternalIdentity.all(of: account.object).first else { return }
    answer.fail(Situation(account: AccountName(subject), identity: identity), at: subject, related: account.origin)
  }

  /// A service account, and what it is besides.
  package struct Situation: SituationKey {
    let account: AccountName
    let identity: ExternalIdentity

    package func combine(into hash: inout StableHash) { hash.combine(account, identity.annotation, identity.name) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    Explanation(
      message: "the \(situation.account) is \(situation.identity.description) as well",
      why: "What it may do there is written elsewhere, and no RBAC limits it.", remedy: metadata.remedy)
  }
}
