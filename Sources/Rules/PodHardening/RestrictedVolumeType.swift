package import Findings
package import Manifests

/// A volume's storage is named in the pod instead of a claim.
package enum RestrictedVolumeType: PodSecurityRule {
  package static let metadata = RuleMetadata(
    code: "CFW521", name: "restricted-volume-type", severity: .low, profile: .strict,
    summary: "A volume's storage is named in the pod instead of a claim.",
    rationale: """
      A volume of a type such as `nfs`, `iscsi`, `cephfs` or `azureDisk` names the storage in the pod: whoever may create pods may mount any export or disk \
      the nodes can reach, with the credentials that stand beside it, around the quotas and the access that go with claims. `gitRepo` runs git on the node. \
      With a PersistentVolumeClaim the administrator decides what there is.

      Low: the mount is often what the job is for. The Pod Security Standard *restricted* denies such pods; host paths are the matter of host-path-volume.
      """,
    remedy: "Use a PersistentVolumeClaim, a CSI volume or an ephemeral volume.",
    references: [
      .kubernetes("concepts/security/pod-security-standards/"), .kubernetes("concepts/storage/persistent-volumes/"),
      .nsa("Pod security enforcement"), .cwe(668),
      .peer(tool: "trivy", id: "KSV-0028"),
      .peer(tool: "kyverno", id: "restrict-volume-types"),
    ],
    examples: [
      .flagged(
        "An export of a file server",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: archive
        spec:
          schedule: "@hourly"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: archive
                      image: registry.example.com/archive:1.1
                      volumeMounts:
                        - name: archive
                          mountPath: /archive
                  volumes:
                    - name: archive
                      ▼nfs▲:
                        server: files.example.com
                        path: /archive
        """),
      .clean(
        "A claim",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: archive
        spec:
          schedule: "@hourly"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: archive
                      image: registry.example.com/archive:1.1
                      volumeMounts:
                        - name: archive
                          mountPath: /archive
                  volumes:
                    - name: archive
                      persistentVolumeClaim:
                        claimName: archive
        """),
    ])

  package static let controls: PodSecurityControls = [.restrictedVolumes]

  package static func covers(_ control: PodSecurityControl, _ value: String?) -> Bool {
    control == .restrictedVolumes && value != "hostPath"
  }

  package static func finding(
    about violation: PodSecurityViolation, brokenAt level: PodSecurityLevel?, in workload: Workload, options: RuleOptions
  ) -> (severity: Severity?, detail: Detail) {
    (nil, Detail(volume: VolumeName(violation.volume(in: workload)), type: violation.value ?? ""))
  }

  /// A volume and the type that it has.
  package struct Detail: SituationKey {
    let volume: VolumeName
    let type: String

    package func combine(into hash: inout StableHash) { hash.combine(volume, type) }
  }

  package static func describe(_ detail: Detail) -> Explanation {
    Explanation(
      message: "\(detail.volume) is of the type \(detail.type)",
      why: "Whoever may create pods may mount any storage that the nodes can reach.",
      remedy: metadata.remedy)
  }
}
