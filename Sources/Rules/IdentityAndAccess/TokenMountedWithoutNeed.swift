internal import ClusterState
internal import AccessControl
package import Findings
internal import Manifests
internal import SourceTree

/// The pods get a token of a service account that holds no role.
package enum TokenMountedWithoutNeed: AccessRule {
  package static let metadata = RuleMetadata(
    code: "CFW303", name: "token-mounted-without-need", severity: .low, profile: .strict,
    summary: "The pods get a token of a service account that holds no role.",
    rationale: """
      A token in the file system is a login to the API server for whoever gets into the container. Where nothing is granted to the service \
      account the job cannot use it for more than to look around: discovery, its own identity, and whatever some later binding to a group \
      gives every account.

      Judged where the input has the ServiceAccount, no binding of the input names it, and the job's commands are written out: where only the image says \
      what runs, it may need the token, and a job that runs `kubectl` does. Low, since the token opens nothing today.
      """,
    remedy: "Set `automountServiceAccountToken: false` on the ServiceAccount or in the pod.",
    references: [
      .kubernetes("tasks/configure-pod-container/configure-service-account/#opt-out-of-api-credential-automounting"),
      .cis("5.1.6"),
      .mitre("T1528"),
    ],
    examples: [
      .flagged("Mounted by default", AccessExample.list(account: "▼backup▲", command: "[pg_dump, orders]", AccessExample.serviceAccount)),
      .clean("The pod opts out", AccessExample.list(pod: "automountServiceAccountToken: false", AccessExample.serviceAccount)),
      .clean(
        "The ServiceAccount opts out",
        AccessExample.list(
          """
          - apiVersion: v1
            kind: ServiceAccount
            metadata: {name: backup, namespace: shop}
            automountServiceAccountToken: false
          """)),
      .clean(
        "A role is bound to it",
        AccessExample.granting("{apiGroups: [batch], resources: [jobs], verbs: [get]}", more: AccessExample.serviceAccount)),
      .clean(
        "A cloud looks at the token",
        AccessExample.list(
          """
          - apiVersion: v1
            kind: ServiceAccount
            metadata:
              name: backup
              namespace: shop
              annotations: {iam.gke.io/gcp-service-account: backup@example.iam.gserviceaccount.com}
          """)),
    ])

  package static var isAboutPods: Bool { false }

  package static func check(_ subject: WorkloadAccess.Subject, in context: JudgingContext, _ answer: inout ClusterAnswer<Self>) {
    guard let account = subject.account.object, subject.roles.isEmpty,
      subject.workload.object.automountsToken(of: account.object),
      ExternalIdentity.all(of: account.object).isEmpty
    else { return }
    switch subject.workload.object.callsAPIServer {
    case true?: return
    case nil: return answer.cannotTell(because: "the image decides what the job runs, and whether that needs the token", at: subject)
    case false?: break
    }
    answer.fail(AccountName(subject), at: subject, related: account.origin)
  }

  package static func explain(_ account: AccountName) -> Explanation {
    Explanation(
      message: "the pods get a token of the \(account), which holds no role",
      why: "The token is a login to the API server for whoever gets into the container.", remedy: metadata.remedy)
  }
}

extension TokenMountedWithoutNeed: Fixable {
  package static let fixing = FixSafety.changesBehaviour("The pods get no token, and cannot call the API server.")

  package static func fix(_ defect: Defect<Self>) -> Fix? {
    Fix(setting: defect.workload.pod.field("automountServiceAccountToken"), to: false, fixing)
  }
}
