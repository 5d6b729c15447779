package import Findings
package import Manifests

/// A file of a Secret is mounted by `subPath` and never follows the Secret.
package enum SecretMountedBySubpath: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW207", name: "secret-mounted-by-subpath", severity: .low, profile: .strict,
    summary: "A file of a Secret is mounted by `subPath` and never follows the Secret.",
    rationale: """
      The kubelet keeps a mounted Secret up to date, except for mounts with `subPath` or `subPathExpr`: they show what the Secret held when the \
      container started. A run of hours, a sidecar, or a restarted container in the same pod goes on with the credential that has just been revoked, \
      and a rotation that should take a minute takes until the last such pod is gone.

      The severity is low and the rule is asked by the strict profile only: most runs of a CronJob are short, and the next one reads the new value. `items` puts single keys at the paths that are \
      wanted without this drawback.
      """,
    remedy: "Mount the volume as a directory, and choose keys and their paths with `items`.",
    references: [
      .kubernetes("concepts/storage/volumes/#using-subpath"),
      .kubernetes("concepts/configuration/secret/#using-secrets-as-files-from-a-pod"),
    ],
    examples: [
      .flagged(
        "One key by subPath",
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
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
                      volumeMounts:
                        - name: credentials
                          mountPath: /etc/backup/token
                          subPath: ▼token▲
                  volumes:
                    - name: credentials
                      secret:
                        secretName: backup
        """),
      .clean(
        "A directory with the one key that is needed",
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
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
                      volumeMounts:
                        - name: credentials
                          mountPath: /etc/backup
                        - name: settings
                          mountPath: /etc/app/settings.yaml
                          subPath: settings.yaml
                  volumes:
                    - name: credentials
                      secret:
                        secretName: backup
                        items:
                          - {key: token, path: token}
                    - name: settings
                      configMap:
                        name: settings
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    for use in findings.readSecretMounts(of: workload.pod) {
      for field in [use.mount.subPath, use.mount.subPathExpr] {
        guard let (path, place) = findings.readIfPresent(field), !path.isEmpty else { continue }
        findings.report(at: place, use.situation)
      }
    }
  }

  package static func explain(_ mount: MountedVolume) -> Explanation {
    Explanation(
      message: "\(mount.container) mounts a file of the Secret in \(mount.volume) by subPath",
      why: "Such a file is never updated, so a rotated credential does not reach the container while it runs.",
      remedy: metadata.remedy)
  }
}
