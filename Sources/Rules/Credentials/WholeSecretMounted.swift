package import Findings
package import Manifests

/// A volume brings in every key of a Secret.
package enum WholeSecretMounted: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW209", name: "whole-secret-mounted", severity: .low, profile: .strict,
    summary: "A volume brings in every key of a Secret.",
    rationale: """
      Without `items` the volume holds all keys of the Secret, those that the job has no use for and those that are added later by someone who knows \
      nothing of this job. Whoever gets into the container reads them all. With `items` the manifest says which keys the job depends on, and the pod \
      does not start when one of them is missing, instead of failing in the middle of a run.

      Many Secrets have one key or belong to one job, hence low and in the strict profile only. A volume whose every mount takes a single file by \
      `subPath` is not reported here.
      """,
    remedy: "List the keys that are needed under `items`.",
    references: [.kubernetes("concepts/configuration/secret/#using-secrets-as-files-from-a-pod"), .mitre("T1552.001"), .cwe(272)],
    examples: [
      .flagged(
        "All keys",
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
                          mountPath: /run/secrets/backup
                          readOnly: true
                  volumes:
                    - name: credentials
                      ▼secret▲:
                        secretName: backup
        """),
      .clean(
        "The keys that are needed",
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
                          mountPath: /run/secrets/backup
                          readOnly: true
                  volumes:
                    - name: credentials
                      secret:
                        secretName: backup
                        items:
                          - key: password
                            path: password
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    for volume in findings.readVolumes(of: workload.pod) {
      let secrets = [volume.secret].compactMap(\.self) + volume.projected.items.compactMap(\.secret)
      for secret in secrets
      where findings.canRead(secret.presence, at: secret.place) && findings.canRead(secret.items.presence, at: secret.items.place) {
        if secret.items.presence == .absent, !isMountedBySubpathOnly(volume, in: workload.pod) {
          findings.report(at: secret.place, Situation(volume: VolumeName(volume), secret: SecretName(name: secret.name.value)))
        }
      }
    }
  }

  private static func isMountedBySubpathOnly(_ volume: Volume, in pod: PodSpec) -> Bool {
    let mounts = pod.mounts(of: volume)
    return !mounts.isEmpty && mounts.allSatisfy { !$0.mount.subPath.isAbsent || !$0.mount.subPathExpr.isAbsent }
  }

  /// A volume, and the Secret that it brings in.
  package struct Situation: SituationKey {
    let volume: VolumeName
    let secret: SecretName

    package func combine(into hash: inout StableHash) { hash.combine(volume, secret) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    Explanation(
      message: "\(situation.volume) brings in every key of \(situation.secret)",
      why: "Keys that the job does not need, or that are added later, are open to whoever gets into the container.",
      remedy: metadata.remedy)
  }
}
