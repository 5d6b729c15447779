package import Findings
package import Manifests
internal import SourceTree

/// The mount of a Secret is not declared read-only.
package enum WritableSecretMount: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW208", name: "writable-secret-mount", severity: .info, profile: .strict,
    summary: "The mount of a Secret is not declared read-only.",
    rationale: """
      The kubelet mounts Secrets read-only whatever the manifest says (since Kubernetes 1.9.6, after CVE-2017-1002102), so nothing is open. What is \
      written down still matters to readers and to tools: policies ask for `readOnly: true`, and a volume that is later replaced by one of another \
      kind, a claim or an `emptyDir` that an init container fills, would be writable at once.

      Hence info, and in the strict profile only.
      """,
    remedy: "Set `readOnly: true` on the mount.",
    references: [.kubernetes("concepts/configuration/secret/#using-secrets-as-files-from-a-pod"), .cwe(732)],
    examples: [
      .flagged(
        "Nothing is said about writing",
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
                        - ▼name▲: credentials
                          mountPath: /run/secrets/backup
                  volumes:
                    - name: credentials
                      secret:
                        secretName: backup
        """),
      .clean(
        "Declared read-only",
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
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    for use in findings.readSecretMounts(of: workload.pod) {
      guard let isReadOnly = findings.read(use.mount.readOnly, default: false), !isReadOnly else { continue }
      findings.report(at: use.mount.readOnly.range?.value ?? use.mount.place, use.situation)
    }
  }

  package static func explain(_ mount: MountedVolume) -> Explanation {
    Explanation(
      message: "\(mount.container) does not mount the Secret in \(mount.volume) with readOnly: true",
      why: "The kubelet mounts Secrets read-only anyway, but policies and later changes of the volume rely on what is written.",
      remedy: metadata.remedy)
  }
}

extension WritableSecretMount: Fixable {
  package static let fixing = FixSafety.safe

  package static func fix(_ defect: Defect<Self>) -> Fix? {
    guard let (container, index) = defect.item(of: "volumeMounts") else { return nil }
    return Fix(setting: container.path.field("volumeMounts").appending(.item(index)).field("readOnly"), to: true, fixing)
  }
}
