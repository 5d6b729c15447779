package import Findings
package import Manifests
internal import SourceTree

/// A service account token is good for longer than any run.
package enum LongLivedToken: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW233", name: "long-lived-token", severity: .low,
    summary: "A service account token is good for longer than any run.",
    rationale: """
      The kubelet renews a projected token before it ends, so its life need not be longer than what a thief should have of it. A token \
      with a life of weeks that ends up in a log, a core dump or a backup is good for weeks: it works from anywhere the API server, or \
      whoever trusts its audience, can be reached. Only the end of its pod cuts it short, and only where the receiver asks the API \
      server.

      The severity is low, and medium from 30 days on. More than a day is reported, as the default is an hour and cloud providers ask \
      for a day.
      """,
    remedy: "Set `expirationSeconds` to 3600, or leave it out.",
    references: [
      .kubernetes("concepts/storage/projected-volumes/#serviceaccounttoken"),
      .kubernetes("reference/access-authn-authz/service-accounts-admin/#bound-service-account-tokens"), .cwe(613), .mitre("T1528"),
      .peer(tool: "kube-linter", id: "projected-token-long-expiration"),
    ],
    examples: [
      .flagged(
        "A week",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  volumes:
                    - name: token
                      projected:
                        sources:
                          - serviceAccountToken:
                              path: token
                              audience: vault
                              expirationSeconds: ▼604800▲
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
                      volumeMounts:
                        - name: token
                          mountPath: /run/secrets/vault
                          readOnly: true
        """),
      .clean(
        "An hour, renewed by the kubelet",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: backup
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  volumes:
                    - name: token
                      projected:
                        sources:
                          - serviceAccountToken:
                              path: token
                              audience: vault
                              expirationSeconds: 3600
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
                      volumeMounts:
                        - name: token
                          mountPath: /run/secrets/vault
                          readOnly: true
        """),
    ])

  private static var day: Int64 { 86_400 }

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    for volume in findings.readVolumes(of: workload.pod) {
      for source in volume.projected.items {
        guard let seconds = findings.readIfPresent(source.tokenExpirationSeconds), seconds.value > day else { continue }
        findings.report(at: seconds.place, severity: seconds.value >= 30 * day ? .medium : nil, Situation(days: seconds.value / day))
      }
    }
  }

  /// How long the token is good for.
  package struct Situation: SituationKey {
    let days: Int64

    package func combine(into hash: inout StableHash) { hash.combine(days) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    let days = situation.days
    return Explanation(
      message: days == 1 ? "the token is good for more than a day" : "the token is good for \(days) days",
      why: "A copy of it in a log or dump can be used for as long, though the kubelet would renew a short-lived one in time.",
      remedy: metadata.remedy)
  }
}

extension LongLivedToken: Fixable {
  package static let fixing = FixSafety.changesBehaviour("The kubelet renews the token every hour; the program has to read it again.")

  package static func fix(_ defect: Defect<Self>) -> Fix? {
    Fix(setting: defect.path, to: 3_600, fixing)
  }
}
