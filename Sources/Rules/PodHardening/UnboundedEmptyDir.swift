package import Findings
package import Manifests
import SourceTree

/// An emptyDir volume may grow until the node has no room left.
package enum UnboundedEmptyDir: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW533", name: "unbounded-empty-dir", severity: .low, profile: .strict,
    summary: "An emptyDir volume may grow until the node has no room left.",
    rationale: """
      An `emptyDir` lies on the node's disk, or in its memory with `medium: Memory`. Without `sizeLimit` nothing stops a job that writes more than it \
      was thought to: the disk fills, the kubelet evicts pods, and not always the guilty one first. With a limit the kubelet evicts the pod that \
      exceeds its own volume, and a volume in memory is no larger than the limit.

      Low: it takes a fault or an attacker who wants to disturb, and the kubelet clears up in the end. A limit on the containers' ephemeral storage \
      bounds the volume on disk as well, a limit on the memory of every container that mounts it the volume in memory; then it is not reported.
      """,
    remedy: "Set `sizeLimit` to what the job needs at most.",
    references: [
      .kubernetes("concepts/storage/volumes/#emptydir"), .kubernetes("concepts/configuration/manage-resources-containers/"), .cwe(770),
    ],
    examples: [
      .flagged(
        "No limit",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: report
        spec:
          schedule: "0 6 * * 1"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: report
                      image: registry.example.com/report:1.9
                      volumeMounts:
                        - name: tmp
                          mountPath: /tmp
                  volumes:
                    - name: tmp
                      ▼emptyDir▲: {}
        """),
      .clean(
        "A limit of its own, and one by the container's memory",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: report
        spec:
          schedule: "0 6 * * 1"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: report
                      image: registry.example.com/report:1.9
                      resources:
                        limits:
                          memory: 256Mi
                      volumeMounts:
                        - name: tmp
                          mountPath: /tmp
                        - name: cache
                          mountPath: /cache
                  volumes:
                    - name: tmp
                      emptyDir:
                        sizeLimit: 100Mi
                    - name: cache
                      emptyDir:
                        medium: Memory
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    let pod = workload.pod
    lazy var hasStorageLimit = hasStorageLimit(pod)
    for volume in findings.readVolumes(of: pod) {
      guard findings.canRead(volume.emptyDir, at: volume.place), volume.emptyDir == .present,
        findings.isAbsent(volume.emptyDirSizeLimit), let medium = findings.read(volume.emptyDirMedium, default: "")
      else { continue }
      let isInMemory = medium == "Memory"
      guard isInMemory ? !hasMemoryLimit(volume, in: pod) : !hasStorageLimit else { continue }
      let place = volume.sources.first { $0.value == "emptyDir" }?.range?.key ?? volume.place
      findings.report(at: place, Situation(volume: VolumeName(volume), medium: isInMemory ? .memory : .disk))
    }
  }

  /// The kubelet holds the pod to the sum of its containers' limits, volumes included (`pkg/kubelet/eviction`).
  private static func hasStorageLimit(_ pod: PodSpec) -> Bool {
    !pod.limits.ephemeralStorage.isAbsent || pod.containers.items.contains { !$0.limits.ephemeralStorage.isAbsent }
  }

  /// What a container writes to a volume in memory counts as its own memory.
  private static func hasMemoryLimit(_ volume: Volume, in pod: PodSpec) -> Bool {
    if volume.name.value == nil { return false }
    if !pod.limits.memory.isAbsent { return true }
    let mounts = pod.mounts(of: volume)
    return !mounts.isEmpty && mounts.allSatisfy { !$0.container.limits.memory.isAbsent }
  }

  /// A volume, and what of the node it may fill.
  package struct Situation: SituationKey {
    enum Medium: String, StableHashable {
      case memory, disk
    }

    let volume: VolumeName
    let medium: Medium

    package func combine(into hash: inout StableHash) { hash.combine(volume, medium) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    Explanation(
      message: "\(situation.volume) may fill the node's \(situation.medium.rawValue): its emptyDir has no sizeLimit",
      why: situation.medium == .memory
        ? "A volume in memory takes what other pods need." : "A full disk gets pods evicted, and not always the guilty one first.",
      remedy: metadata.remedy)
  }
}
