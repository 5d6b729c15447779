package import Findings
package import Manifests
import SourceTree

/// A container cannot read the Secret that is mounted into it.
package enum SecretVolumeUnreadable: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW206", name: "secret-volume-unreadable", severity: .high, profile: .essential,
    summary: "A container cannot read the Secret that is mounted into it.",
    rationale: """
      The files of a Secret volume belong to root. A mode such as 0400 leaves them to root alone, so a container that runs as another user gets \
      "permission denied" at its first run, which for a CronJob is some night, not the moment of `kubectl apply`. Under time pressure the usual \
      repair is to run as root or to set 0644, and the hardening is gone.

      With `fsGroup` the kubelet gives the files to that group and adds its read bits (0440), which is what makes a narrow mode and a non-root user \
      go together. The severity is high because the job does not work at all. Whether the image itself has a non-root user is not known from the \
      manifest: with neither `runAsUser` nor `runAsNonRoot`, a mode that only root may read is *not evaluated*.
      """,
    remedy: "Set `fsGroup` in the pod's securityContext to a group of the container's user.",
    references: [
      .kubernetes("tasks/configure-pod-container/security-context/#set-the-security-context-for-a-pod"),
      .kubernetes("concepts/configuration/secret/#secret-files-permissions"),
    ],
    examples: [
      .flagged(
        "Only root may read the file, and the container is not root",
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
                  securityContext:
                    runAsUser: 10001
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
                      volumeMounts:
                        - name: credentials
                          mountPath: /run/secrets/backup
                  volumes:
                    - name: credentials
                      secret:
                        secretName: backup
                        defaultMode: ▼0400▲
        """),
      .flagged(
        "A single key, and whatever user the image has besides root",
        """
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: sync
        spec:
          template:
            spec:
              restartPolicy: Never
              containers:
                - name: sync
                  image: registry.example.com/sync:2.0
                  securityContext:
                    runAsNonRoot: true
                  volumeMounts:
                    - name: credentials
                      mountPath: /run/secrets/sync
              volumes:
                - name: credentials
                  projected:
                    sources:
                      - secret:
                          name: sync
                          items:
                            - {key: id_ed25519, path: id_ed25519, mode: ▼0400▲}
        """),
      .clean(
        "fsGroup makes the files readable",
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
                  securityContext:
                    runAsUser: 10001
                    runAsNonRoot: true
                    fsGroup: 10001
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
                      volumeMounts:
                        - name: credentials
                          mountPath: /run/secrets/backup
                  volumes:
                    - name: credentials
                      secret:
                        secretName: backup
                        defaultMode: 0400
        """),
      .clean(
        "Root reads what belongs to root",
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
                      securityContext:
                        runAsUser: 0
                      volumeMounts:
                        - name: credentials
                          mountPath: /run/secrets/backup
                  volumes:
                    - name: credentials
                      secret:
                        secretName: backup
                        defaultMode: 0400
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    let pod = workload.pod
    guard pod.osName.value != "windows" else { return }
    for volume in findings.readVolumes(of: pod) {
      let modes = modes(of: volume, into: &findings).filter { $0.mode & 0o004 == 0 }
      if modes.isEmpty { continue }
      guard findings.isAbsent(pod.securityContext.fsGroup) else { continue }
      _ = findings.readContainers(of: pod)
      var mounting: [Container] = []
      for mount in pod.mounts(of: volume) where mount.container.presence == .present && mount.container !== mounting.last {
        mounting.append(mount.container)
      }
      let nonRoot = mounting.first { user(of: $0, in: pod).isNonRoot }
      for (mode, place) in modes {
        if let container = nonRoot, mode & 0o040 == 0 {
          findings.report(
            at: place,
            Situation(
              volume: VolumeName(volume), mode: mode, container: ContainerName(container), user: user(of: container, in: pod).number),
            related: user(of: container, in: pod).place)
        } else {
          for container in mounting { judgeUnknown(user(of: container, in: pod), container, pod, mode, at: place, into: &findings) }
        }
      }
    }
  }

  /// Says why it is not known whether the container may read files of root that others may not read.
  private static func judgeUnknown(
    _ user: User, _ container: Container, _ pod: PodSpec, _ mode: Int64, at place: SourceRange, into findings: inout Answer<Self>
  ) {
    switch user {
    case .root: return
    case .unknown(let reason): findings.cannotEvaluate(at: place, because: reason)
    case .nonRoot:
      let group = container.securityContext.runAsGroup.overriding(pod.securityContext.runAsGroup)
      if let group = group.value, group == 0 { return }
      guard !group.isAbsent else { return }
      findings.cannotEvaluate(at: place, because: "whether the container's user belongs to group 0 is decided by its image")
    }
  }

  private enum User {
    case root
    /// By its number, where that is known.
    case nonRoot(Int64?, place: SourceRange)
    case unknown(String)

    var isNonRoot: Bool { if case .nonRoot = self { true } else { false } }
    var number: Int64? { if case .nonRoot(let number, _) = self { number } else { nil } }
    var place: SourceRange? { if case .nonRoot(_, let place) = self { place } else { nil } }
  }

  private static func user(of container: Container, in pod: PodSpec) -> User {
    let id = container.securityContext.runAsUser.overriding(pod.securityContext.runAsUser)
    let nonRoot = container.securityContext.runAsNonRoot.overriding(pod.securityContext.runAsNonRoot)
    switch (id, nonRoot) {
    case (.unreadable(let reason, _), _): return .unknown(reason.reason)
    case (.present(let id, let range), _): return id == 0 ? .root : .nonRoot(id, place: range.value)
    case (.absent, .unreadable(let reason, _)): return .unknown(reason.reason)
    case (.absent, .present(true, let range)): return .nonRoot(nil, place: range.value)
    case (.absent, _): return .unknown("the container's user is decided by its image")
    }
  }

  /// The modes that are written, each with its place, and whether files have them: a default counts only for files without a mode of their own.
  private static func modes(of volume: Volume, into findings: inout Answer<Self>) -> [(mode: Int64, place: SourceRange)] {
    var modes: [(mode: Int64, place: SourceRange)] = []
    if let secret = volume.secret { addModes(of: secret, to: &modes, &findings) }
    for source in volume.projected.items { if let secret = source.secret { addModes(of: secret, to: &modes, &findings) } }
    return modes
  }

  private static func addModes(
    of secret: SecretVolumeSource, to modes: inout [(mode: Int64, place: SourceRange)], _ findings: inout Answer<Self>
  ) {
    guard findings.canRead(secret.presence, at: secret.place), findings.canRead(secret.items.presence, at: secret.items.place) else {
      return
    }
    if secret.items.presence == .absent || secret.items.items.contains(where: { $0.mode.isAbsent }) {
      if let (mode, place) = findings.readIfPresent(secret.defaultMode), !modes.contains(where: { $0.place == place }) {
        modes.append((mode, place))
      }
    }
    for item in secret.items.items { if let (mode, place) = findings.readIfPresent(item.mode) { modes.append((mode, place)) } }
  }

  /// Files that a container is to read and cannot.
  package struct Situation: SituationKey {
    let volume: VolumeName
    let mode: Int64
    let container: ContainerName
    /// nil where it is only known that it is not root.
    let user: Int64?

    package func combine(into hash: inout StableHash) { hash.combine(volume, mode, container, user) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    Explanation(
      message:
        "\(situation.container) runs as \(situation.user.map { "user \($0)" } ?? "a user other than root") and cannot read the Secret in \(situation.volume) "
        + "(mode \(FileMode.octal(situation.mode)), no fsGroup)",
      why: "The files of a Secret volume belong to root, so a mode without the others' read bit leaves them to root.",
      remedy: metadata.remedy)
  }
}
