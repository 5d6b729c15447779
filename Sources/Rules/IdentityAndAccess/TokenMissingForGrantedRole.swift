internal import ClusterState
internal import AccessControl
package import Findings
internal import Manifests

/// The service account holds a role, but the pods get no token to use it with.
package enum TokenMissingForGrantedRole: AccessRule {
  package static let metadata = RuleMetadata(
    code: "CFW304", name: "token-missing-for-granted-role", severity: .low,
    summary: "The service account holds a role, but the pods get no token to use it with.",
    rationale: """
      With `automountServiceAccountToken: false` and no projected token, the pods cannot log in to the API server, so the role is of no \
      use to them: either the job fails with its first request, or the role is left over. Left over it is still a way in: whoever may run \
      pods or request tokens in the namespace can use it.

      Low: a mistake that shows itself at the first run, or a grant to take back.
      """,
    remedy:
      "Take the binding away, or mount a token: a projected volume with an audience and a short life, or `automountServiceAccountToken: true`.",
    references: [
      .kubernetes("tasks/configure-pod-container/configure-service-account/#opt-out-of-api-credential-automounting"),
      .kubernetes("concepts/storage/projected-volumes/#serviceaccounttoken"),
      .kubernetes("concepts/security/rbac-good-practices/"),
    ],
    examples: [
      .flagged(
        "The pod opts out",
        AccessExample.granting(
          "{apiGroups: [batch], resources: [jobs], verbs: [get]}", account: "▼backup▲", pod: "automountServiceAccountToken: false")),
      .clean("A token is mounted", AccessExample.granting("{apiGroups: [batch], resources: [jobs], verbs: [get]}")),
      .clean(
        "A projected token",
        AccessExample.granting(
          "{apiGroups: [batch], resources: [jobs], verbs: [get]}",
          pod: """
            automountServiceAccountToken: false
                          volumes:
                            - name: token
                              projected: {sources: [{serviceAccountToken: {path: token, expirationSeconds: 600}}]}
            """)),
    ])

  package static var isAboutPods: Bool { false }

  package static func check(_ subject: WorkloadAccess.Subject, in context: JudgingContext, _ answer: inout ClusterAnswer<Self>) {
    // To leave out the token of `default` is no mistake, whatever others gave to it.
    guard subject.account.name.name != "default", !subject.mountsToken,
      !subject.workload.object.isPatch,
      let role = subject.roles.own.roles.first
    else { return }
    answer.fail(AccountRole(subject, role), at: subject, related: role.bindingOrigin)
  }

  package static func explain(_ held: AccountRole) -> Explanation {
    Explanation(
      message: "the \(held.account) holds \(held.role), but the pods get no token",
      why: "Without a token no request is made as the service account, so the role is of use only to others.", remedy: metadata.remedy)
  }
}
