package import Findings
package import Manifests

/// A volume brings a path of the node into the pod.
package enum HostPathVolume: PodSecurityRule {
  package static let metadata = RuleMetadata(
    code: "CFW503", name: "host-path-volume", severity: .high, profile: .essential,
    summary: "A volume brings a path of the node into the pod.",
    rationale: """
      A `hostPath` volume reaches past the container into the node's file system, and what that means depends on the path. The socket of the container \
      runtime starts privileged containers, so it is root on the node, also when it is mounted read-only. `/`, `/etc`, `/root`, `/proc`, `/dev` and the \
      state of the kubelet, the runtime and etcd hold the node's keys and the credentials of every pod; `/sys`, the folders of the node's programs and \
      services, and its list of users make whoever writes to them root: these are critical.

      Other paths are high: what is written there outlives the run, is shared with every other pod that mounts it, and may be read or executed by \
      root on the node; in `/var/log` a link makes the kubelet read any file out. Where every mount of the volume is read-only it is medium. Time zone \
      data and certificates of public authorities are low, for they reveal nothing, but they tie the job to the node's distribution; an image can \
      carry them itself.
      """,
    remedy: "Use a volume that belongs to the pod: a claim, an emptyDir, a ConfigMap, or a projected token.",
    references: [
      .kubernetes("concepts/storage/volumes/#hostpath"), .cis("5.2.12"), .nsa("Pod security enforcement"), .mitre("T1611"), .cwe(668),
      .peer(tool: "checkov", id: "CKV_K8S_27"), .peer(tool: "kubescape", id: "C-0045"), .peer(tool: "kubescape", id: "C-0048"),
      .peer(tool: "kubescape", id: "C-0074"), .peer(tool: "trivy", id: "KSV-0023"), .peer(tool: "kube-linter", id: "sensitive-host-mounts"),
      .peer(tool: "kube-linter", id: "docker-sock"), .peer(tool: "kube-linter", id: "writable-host-mount"),
      .peer(tool: "polaris", id: "hostPathSet"),
      .peer(tool: "kube-linter", id: "container-runtime-sock"), .peer(tool: "kubescape", id: "C-0020"),
      .peer(tool: "kyverno", id: "disallow-host-path"), .peer(tool: "kyverno", id: "disallow-cri-sock-mount"),
      .peer(tool: "kyverno", id: "ensure-readonly-hostpath"), .peer(tool: "trivy", id: "KSV-0006"), .peer(tool: "trivy", id: "KSV-0121"),
    ],
    examples: [
      .flagged(
        "The runtime's socket, and a directory of the node",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: clean-images
        spec:
          schedule: "@weekly"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: clean
                      image: registry.example.com/clean:1.0
                      volumeMounts:
                        - name: runtime
                          mountPath: /run/containerd/containerd.sock
                        - name: cache
                          mountPath: /cache
                  volumes:
                    - name: runtime
                      hostPath:
                        path: ▼/run/containerd/containerd.sock▲
                    - name: cache
                      hostPath:
                        path: ▼/srv/cache▲
                        type: DirectoryOrCreate
        """),
      .flagged(
        "Read only, and a file that says nothing",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: clean-images
        spec:
          schedule: "@weekly"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: clean
                      image: registry.example.com/clean:1.0
                      volumeMounts:
                        - name: cache
                          mountPath: /cache
                          readOnly: true
                        - name: zone
                          mountPath: /etc/localtime
                          readOnly: true
                  volumes:
                    - name: cache
                      hostPath:
                        path: ▼/srv/cache▲
                    - name: zone
                      hostPath:
                        path: ▼/etc/localtime▲
        """),
      .clean(
        "Storage that belongs to the pod",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: clean-images
        spec:
          schedule: "@weekly"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: clean
                      image: registry.example.com/clean:1.0
                      volumeMounts:
                        - name: cache
                          mountPath: /cache
                  volumes:
                    - name: cache
                      emptyDir:
                        sizeLimit: 1Gi
        """),
    ])

  package static let controls: PodSecurityControls = [.hostPathVolumes]

  package static let sharedControls: PodSecurityControls = [.restrictedVolumes]

  package static func covers(_ control: PodSecurityControl, _ value: String?) -> Bool {
    control == .hostPathVolumes || control == .restrictedVolumes && value == "hostPath"
  }

  package static func finding(
    about violation: PodSecurityViolation, brokenAt level: PodSecurityLevel?, in workload: Workload, options: RuleOptions
  ) -> (severity: Severity?, detail: Detail) {
    let volume = violation.volume(in: workload)
    guard let volume, let text = volume.hostPath.value else { return (nil, Detail(volume: VolumeName(volume), path: nil, use: .writable)) }
    let path = HostPathExposure.normalized(text)
    let shown = CredentialText.masking(path)
    let isReadOnly = isMountedReadOnly(volume, in: workload.pod)
    func detail(_ use: Detail.Use) -> Detail { Detail(volume: VolumeName(volume), path: shown, use: use) }
    if let exposure = HostPathExposure(path) { return (exposure.severity(isReadOnly: isReadOnly), detail(.exposure(exposure))) }
    return isReadOnly ? (.medium, detail(.readOnly)) : (.high, detail(.writable))
  }

  private static func isMountedReadOnly(_ volume: Volume, in pod: PodSpec) -> Bool {
    let mounts = pod.mounts(of: volume)
    return !mounts.isEmpty && mounts.allSatisfy { $0.mount.readOnly.value == true }
  }

  /// A path of the node.
  package struct Detail: SituationKey {
    /// What it is good for.
    enum Use: Hashable {
      case exposure(HostPathExposure)
      case readOnly, writable
    }

    let volume: VolumeName
    /// nil where it cannot be read.
    let path: String?
    let use: Use

    package func combine(into hash: inout StableHash) { hash.combine(volume, path) }
  }

  package static func describe(_ detail: Detail) -> Explanation {
    let message = "\(detail.volume) is \(detail.path.map { "the node's \($0)" } ?? "a path of the node")"
    switch detail.use {
    case .exposure(let exposure):
      return Explanation(message: "\(message): \(exposure.name)", why: exposure.consequence, remedy: metadata.remedy)
    case .readOnly:
      return Explanation(message: message, why: "The job reads what other pods and the node keep there.", remedy: metadata.remedy)
    case .writable:
      return Explanation(
        message: message, why: "What is written there outlives the run, and other pods and the node itself use it.", remedy: metadata.remedy
      )
    }
  }
}
