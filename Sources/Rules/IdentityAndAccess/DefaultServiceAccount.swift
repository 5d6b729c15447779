package import Findings
package import Manifests

/// The pods run as the service account `default` of their namespace.
package enum DefaultServiceAccount: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW301", name: "default-service-account", severity: .low, profile: .strict,
    summary: "The pods run as the service account `default` of their namespace.",
    rationale: """
      Every pod that names no service account runs as `default`, so whatever is granted to it is granted to all of them, also to those \
      that are made later, and the audit log cannot tell them apart. A CronJob is where such a grant is forgotten: it runs when nobody \
      looks.

      Low, because the account holds nothing by itself; what is granted to it in the input is reported by the rules about that. Pods that \
      mount no token of it are left alone.
      """,
    remedy: "Give the workload a service account of its own, and name it in `serviceAccountName`.",
    references: [
      .kubernetes("tasks/configure-pod-container/configure-service-account/"),
      .kubernetes("concepts/security/rbac-good-practices/"),
      .cis("5.1.5"),
    ],
    examples: [
      .flagged(
        "No service account",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: backup, namespace: shop}
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              template:
                ▼spec▲:
                  restartPolicy: Never
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
        """),
      .flagged(
        "It is named",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: backup, namespace: shop}
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  serviceAccountName: ▼default▲
                  restartPolicy: Never
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
        """),
      .clean(
        "No token",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: backup, namespace: shop}
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  automountServiceAccountToken: false
                  restartPolicy: Never
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
        """),
      .clean(
        "One of its own",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: backup, namespace: shop}
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  serviceAccountName: backup
                  restartPolicy: Never
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    let pod = workload.pod
    guard findings.canRead(pod.presence, at: pod.place), findings.read(pod.automountServiceAccountToken, default: true) == true else {
      return
    }
    switch pod.serviceAccountName {
    case .absent: findings.report(at: pod.place)
    case .present("default", let range), .present("", let range): findings.report(at: range.value)
    case .present: break
    case .unreadable: _ = findings.readIfPresent(pod.serviceAccountName)
    }
  }

  package static func explain(_ situation: NoDetail) -> Explanation {
    Explanation(
      message: "the pods run as the service account \"default\" of their namespace",
      why: "What is granted to it is granted to every pod of the namespace that names no service account.", remedy: metadata.remedy)
  }
}
