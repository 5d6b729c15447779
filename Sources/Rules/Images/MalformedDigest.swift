package import Findings
package import Manifests

/// The image's digest cannot be one.
package enum MalformedDigest: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW403", name: "malformed-digest", severity: .high, profile: .essential,
    summary: "The image's digest cannot be one.",
    rationale: """
      A digest is an algorithm and its lower-case hexadecimal digits: `sha256:` and 64 of them, `sha512:` and 128. The API server does not check \
      this. It is the kubelet that fails with `InvalidImageName`, at the first run: the pod never starts, the Job stays active, and under \
      `concurrencyPolicy: Forbid` it blocks every later run. Shortened digests, copied from a listing that cut them off, are the usual cause.

      The severity is high: nothing runs, and where no active deadline is set nothing fails either.
      """,
    remedy: "Write the whole digest, as `crane digest` or the registry shows it.",
    references: [
      .kubernetes("concepts/containers/images/#image-names"),
      .url("https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests"),
    ],
    examples: [
      .flagged(
        "The digest was cut off",
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
                      image: registry.example.com/backup:1.4@▼sha256:86784d3a5db8▲
        """),
      .flagged(
        "The algorithm is left out, or the digits are upper case",
        """
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: migration
        spec:
          template:
            spec:
              restartPolicy: Never
              initContainers:
                - name: wait
                  image: registry.example.com/wait@▼86784d3a5db8dd83543d3e4d2bd17441170b19c33eeff4cec0f54ac49a0e3ffe▲
              containers:
                - name: migrate
                  image: registry.example.com/migrate@▼sha256:86784D3A5DB8DD83543D3E4D2BD17441170B19C33EEFF4CEC0F54AC49A0E3FFE▲
        """),
      .clean(
        "A whole digest",
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
                      image: registry.example.com/backup:1.4@sha256:86784d3a5db8dd83543d3e4d2bd17441170b19c33eeff4cec0f54ac49a0e3ffe
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    for container in workload.pod.allContainers {
      guard let image = findings.readImage(of: container), let defect = image.reference.digestDefect else { continue }
      findings.report(
        at: image.place(of: image.reference.digestRange, in: findings.context),
        Situation(container: ContainerName(container), defect: defect))
    }
  }

  /// Goes on after "the digest".
  private static func clause(_ defect: ImageReference.DigestDefect) -> String {
    switch defect {
    case .incomplete: "is not an algorithm, a colon and digits"
    case .unknownAlgorithm(let algorithm): "has the unknown algorithm \"\(algorithm)\""
    case .length(let count, let expected, let algorithm): "has \(count) digits, and \(algorithm) has \(expected)"
    case .upperCase: "has upper-case digits, and only lower-case ones are allowed"
    case .notHexadecimal: "has characters that are no hexadecimal digits"
    }
  }

  /// An image, and what is wrong with its digest.
  package struct Situation: SituationKey {
    let container: ContainerName
    let defect: ImageReference.DigestDefect

    /// A digest that is wrong for another reason stays the same finding.
    package func combine(into hash: inout StableHash) { hash.combine(container) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    Explanation(
      message: "the digest of \(situation.container)'s image \(clause(situation.defect))",
      why: "The kubelet answers InvalidImageName, the pod never starts, and the Job stays active.", remedy: metadata.remedy)
  }
}
