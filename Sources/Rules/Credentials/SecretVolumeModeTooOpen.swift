package import Findings
package import Manifests
import SourceTree

/// The files of a Secret are open to more users than their owner and group, or to more than reading.
package enum SecretVolumeModeTooOpen: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW205", name: "secret-volume-mode-too-open", severity: .low,
    summary: "The files of a Secret are open to more users than their owner and group, or to more than reading.",
    rationale: """
      A mode such as 0644 lets every user of the container read the credential: a helper that runs under a user of its own, a process that dropped its \
      rights, whoever gets in through either. It need not be so: the kubelet gives the files to the pod's `fsGroup` and sets the group's read bit \
      itself, so 0400 with an `fsGroup` is readable by a non-root container and by nobody else. Some programs (ssh, libpq) even refuse keys that \
      others may read.

      Only a mode that is written is reported. Leaving it out means 0644, too, but that is what nearly every manifest does, and in a container with \
      one user it changes nothing; a mode that the API server has filled in (the object has a `uid`) is not reported either. The severity is low, and \
      only the strict profile asks about a written 0644, which says no more than leaving it out.

      Modes are octal in YAML when they start with a zero. `644` is the decimal number, octal 1204, which the API server refuses; `400` is 0620, which \
      it takes. JSON knows decimal numbers only: 0400 is 256 there. Such a mix-up is medium, because the files get a mode that nobody meant.
      """,
    remedy: "Set the mode to 0400 (256 in JSON), and `fsGroup` where the container does not run as root.",
    references: [
      .kubernetes("concepts/configuration/secret/#secret-files-permissions"), .cwe(732), .mitre("T1552.001"),
    ],
    examples: [
      .flagged(
        "Everyone in the container may read the files",
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
                  volumes:
                    - name: credentials
                      secret:
                        secretName: backup
                        defaultMode: ▼0444▲
        """),
      .flagged(
        "What leaving it out would mean, too",
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
                  volumes:
                    - name: credentials
                      secret:
                        secretName: backup
                        defaultMode: ▼0644▲
        """),
      .flagged(
        "Decimal where octal was meant",
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
                  volumes:
                    - name: credentials
                      secret:
                        secretName: backup
                        defaultMode: ▼400▲
        """),
      .flagged(
        "One key of a projected volume",
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
                  volumes:
                    - name: credentials
                      projected:
                        defaultMode: 0440
                        sources:
                          - secret:
                              name: backup
                              items:
                                - {key: token, path: token, mode: ▼0660▲}
        """),
      .flagged(
        "Everyone may read what the group of the pod would read as well",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: upload
        spec:
          schedule: "0 3 * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  securityContext:
                    fsGroup: 20001
                  containers:
                    - name: upload
                      image: registry.example.com/upload:2.0
                      volumeMounts:
                        - name: bucket
                          mountPath: /run/secrets/bucket
                          readOnly: true
                  volumes:
                    - name: bucket
                      secret:
                        secretName: bucket
                        defaultMode: ▼0444▲
        """),
      .clean(
        "The owner, and the group through fsGroup",
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
                    runAsNonRoot: true
                    fsGroup: 10001
                  containers:
                    - name: dump
                      image: registry.example.com/backup:1.4
                  volumes:
                    - name: credentials
                      secret:
                        secretName: backup
                        defaultMode: 0400
                    - name: left-to-its-default
                      secret:
                        secretName: other
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    let isFromServer = !workload.metadata.uid.isAbsent
    for volume in findings.readVolumes(of: workload.pod) {
      if let secret = volume.secret, findings.canRead(secret.presence, at: secret.place) {
        check(secret.defaultMode, of: volume, isFromServer: isFromServer, into: &findings)
        check(secret.items, of: volume, into: &findings)
      }
      guard findings.canRead(volume.projected.presence, at: volume.projected.place) else { continue }
      let secrets = volume.projected.items.compactMap(\.secret).filter { findings.canRead($0.presence, at: $0.place) }
      if let first = secrets.first { check(first.defaultMode, of: volume, isFromServer: isFromServer, into: &findings) }
      for secret in secrets { check(secret.items, of: volume, into: &findings) }
    }
  }

  private static func check(_ items: List<KeyToPath>, of volume: Volume, into findings: inout Answer<Self>) {
    guard findings.canRead(items.presence, at: items.place) else { return }
    for item in items.items { check(item.mode, of: volume, isFromServer: false, into: &findings) }
  }

  private static func check(_ mode: Field<Int64>, of volume: Volume, isFromServer: Bool, into findings: inout Answer<Self>) {
    guard let (mode, place) = findings.readIfPresent(mode), !(isFromServer && mode == FileMode.defaultOfVolumes),
      // Others are refused, which is the matter of invalid-value.
      (0...0o777).contains(mode)
    else { return }
    func situation(_ problem: Situation.Problem) -> Situation { Situation(problem: problem, volume: VolumeName(volume), mode: mode) }
    if FileMode.isOctalWrittenAsDecimal(mode) {
      findings.report(at: place, severity: .medium, situation(.decimal))
    } else if mode & 0o027 != 0 {
      findings.report(
        at: place, profile: mode == FileMode.defaultOfVolumes ? .strict : .essential, situation(mode & 0o007 != 0 ? .others : .group))
    }
  }

  /// A mode that is too open.
  package struct Situation: SituationKey {
    enum Problem: String, StableHashable {
      /// An octal number was meant.
      case decimal
      /// Who gets too much.
      case group, others
    }

    let problem: Problem
    let volume: VolumeName
    let mode: Int64

    package func combine(into hash: inout StableHash) { hash.combine(problem, volume, mode) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    let volume = situation.volume
    let octal = FileMode.octal(situation.mode)
    switch situation.problem {
    case .decimal:
      let digits = situation.mode
      return Explanation(
        message: "mode \(digits) of the Secret in \(volume) is a decimal number: octal \(octal)",
        why: "YAML reads a number as octal only with a zero in front, so the files do not get the mode that is written.",
        remedy: "Write 0\(digits) in YAML, or better 0400; JSON needs the decimal number, 256 for 0400.")
    case .group:
      return Explanation(
        message: "mode \(octal) of the Secret in \(volume) goes beyond reading for the group",
        why: "A credential is only read by the container, and the kubelet gives the group what it needs through fsGroup.",
        remedy: metadata.remedy)
    case .others:
      return Explanation(
        message: "mode \(octal) of the Secret in \(volume) gives every user of the container access",
        why: "Helpers and processes that dropped their rights can read the credential too.",
        remedy: metadata.remedy)
    }
  }
}

extension SecretVolumeModeTooOpen: Fixable {
  package static let fixing = FixSafety.changesBehaviour("Only the container's group, or root, reads the files.")

  package static func fix(_ defect: Defect<Self>) -> Fix? {
    let pod = defect.workload.workload.pod
    let users = pod.allContainers.map { $0.securityContext.runAsUser.value ?? pod.securityContext.runAsUser.value }
    if pod.securityContext.fsGroup.value != nil { return mode(0o440, at: defect.path) }
    if !users.isEmpty, users.allSatisfy({ $0 == 0 }) { return mode(0o400, at: defect.path) }
    return Fix(
      "set the mode to 0440, and `fsGroup` of the pod to a group that only it has",
      .manual("Whether the container's user could still read the files, the manifest does not say."), [])
  }

  private static func mode(_ mode: Int64, at path: FieldPath?) -> Fix? {
    path.map { Fix("set the mode to \(FileMode.octal(mode))", fixing, [Change($0, .set(.octal(mode)))]) }
  }
}
