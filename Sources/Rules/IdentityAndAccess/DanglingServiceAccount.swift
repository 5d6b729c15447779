internal import ClusterState
internal import AccessControl
package import Findings
internal import Manifests

/// The pods name a service account that their namespace does not have.
package enum DanglingServiceAccount: AccessRule {
  package static let metadata = RuleMetadata(
    code: "CFW311", name: "dangling-service-account", severity: .high, profile: .essential,
    summary: "The pods name a service account that their namespace does not have.",
    rationale: """
      The API server refuses to create the pods, so the Job waits without one until its deadline, and without a deadline for ever; under \
      `Forbid` the schedule stops. The only sign is an event `FailedCreate`. Whoever may create service accounts there, the built-in role \
      `edit` among them, can supply one.

      Judged where the input has the service accounts of the namespace as the API server stored them: `default`, with a uid, is among \
      them.
      """,
    remedy: "Create the ServiceAccount, or correct its name.",
    references: [
      .kubernetes("tasks/configure-pod-container/configure-service-account/"),
      .kubernetes("reference/access-authn-authz/admission-controllers/#serviceaccount"),
    ],
    examples: [
      .flagged(
        "Another name",
        AccessExample.list(
          account: "▼backup▲",
          """
          - apiVersion: v1
            kind: ServiceAccount
            metadata: {name: default, namespace: shop, uid: 5e0f1c6a-0001}
          - apiVersion: v1
            kind: ServiceAccount
            metadata: {name: backup-v2, namespace: shop, uid: 5e0f1c6a-0002}
          """)),
      .clean(
        "It is there",
        AccessExample.list(
          """
          - apiVersion: v1
            kind: ServiceAccount
            metadata: {name: default, namespace: shop, uid: 5e0f1c6a-0001}
          - apiVersion: v1
            kind: ServiceAccount
            metadata: {name: backup, namespace: shop}
          """)),
    ])

  package static var isAboutPods: Bool { false }

  package static func check(_ subject: WorkloadAccess.Subject, in context: JudgingContext, _ answer: inout ClusterAnswer<Self>) {
    guard subject.account.object == nil else { return }
    guard context.state.coverage(of: .serviceAccount, in: .namespace(subject.account.name.namespace)).isComplete else {
      return answer.notInInput()
    }
    answer.fail(Situation(account: subject.account.name), at: subject)
  }

  /// The service account that is missing.
  package struct Situation: SituationKey {
    let account: ServiceAccountName

    package func combine(into hash: inout StableHash) { hash.combine(account.namespace, account.name) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    Explanation(
      message: "the namespace \(situation.account.namespace) has no ServiceAccount \"\(situation.account.name)\"",
      why: "The API server refuses to create the pods, and the Job waits without one.", remedy: metadata.remedy)
  }
}
