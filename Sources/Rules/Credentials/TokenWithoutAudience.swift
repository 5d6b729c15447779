package import Findings
package import Manifests

/// A token that is meant for somebody else also opens the API server.
package enum TokenWithoutAudience: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW234", name: "token-without-audience", severity: .low, profile: .strict,
    summary: "A token that is meant for somebody else also opens the API server.",
    rationale: """
      A projected token without `audience` is one for the API server itself. Handed to Vault, a cloud or another service as proof of who \
      the job is, it can be presented to the API server by whoever receives it, with all rights of the job's service account. An \
      audience of the receiver's own makes the token worthless anywhere else.

      The severity is low: the receiver must be careless or hostile. A token at the place where clients of the API server look for it \
      (`/var/run/secrets/kubernetes.io/serviceaccount`) is meant for the API server and is not reported.
      """,
    remedy: "Set `audience` to the name that the receiver expects.",
    references: [
      .kubernetes("concepts/storage/projected-volumes/#serviceaccounttoken"),
      .kubernetes("tasks/configure-pod-container/configure-service-account/#serviceaccount-token-volume-projection"),
      .cwe(441), .mitre("T1528"),
    ],
    examples: [
      .flagged(
        "A token for Vault that opens the API server",
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
                          - ▼serviceAccountToken▲:
                              path: token
                              expirationSeconds: 3600
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
                      volumeMounts:
                        - name: token
                          mountPath: /run/secrets/vault
                          readOnly: true
        """),
      .clean(
        "A token for Vault",
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
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
                      volumeMounts:
                        - name: token
                          mountPath: /run/secrets/vault
                          readOnly: true
        """),
      .clean(
        "A token for the API server",
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
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
                      volumeMounts:
                        - name: token
                          mountPath: /var/run/secrets/kubernetes.io/serviceaccount
                          readOnly: true
        """),
    ])

  /// Where clients of the API server look for their token; `/var/run` is a link to `/run` in most images.
  private static let usualPaths = ["/var/run/secrets/kubernetes.io/serviceaccount", "/run/secrets/kubernetes.io/serviceaccount"]

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    for volume in findings.readVolumes(of: workload.pod) {
      lazy var mounts = workload.pod.mounts(of: volume)
      for source in volume.projected.items where source.serviceAccountToken == .present {
        guard let audience = findings.read(source.tokenAudience, default: ""), audience.isEmpty else { continue }
        let isForAPIServer = mounts.contains { element in
          element.mount.mountPath.value.map { path in usualPaths.contains { path == $0 || path == $0 + "/" } } ?? true
        }
        if !isForAPIServer { findings.report(at: source.serviceAccountTokenPlace, VolumeName(volume)) }
      }
    }
  }

  package static func explain(_ volume: VolumeName) -> Explanation {
    Explanation(
      message: "the token in \(volume) has no audience, so it is one for the API server",
      why: "Whoever the job shows it to can use it there, with the rights of the job's service account.", remedy: metadata.remedy)
  }
}
