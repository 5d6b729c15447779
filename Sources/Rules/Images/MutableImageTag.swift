package import Findings
package import Manifests

/// The image's tag is meant to move.
package enum MutableImageTag: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW401", name: "mutable-image-tag", severity: .medium,
    summary: "The image's tag is meant to move.",
    rationale: """
      `latest`, no tag at all (which means `latest`), and tags such as `stable`, `main` or `nightly` name whatever was pushed last. A CronJob pulls \
      its image at every run, unattended and at a known time: whoever can push to the repository, or has taken it over, runs their code with the \
      job's service account and Secrets at the next tick, and nobody has to deploy anything. Without an attacker it is the release that breaks the \
      nightly run, and no manifest shows what ran yesterday.

      The severity is medium: the change needs access to a registry, but then no review stands in its way.
      """,
    remedy: "Name the image by a version and its digest, such as `registry.example.com/app:1.4@sha256:…`.",
    references: [
      .kubernetes("concepts/containers/images/#image-names"), .cis("5.5.1"), .mitre("T1525"), .cwe(829), .cwe(494),
      .peer(tool: "checkov", id: "CKV_K8S_14"), .peer(tool: "trivy", id: "KSV-0013"), .peer(tool: "kube-linter", id: "latest-tag"),
      .peer(tool: "kube-score", id: "container-image-tag"),
      .peer(tool: "polaris", id: "tagNotSpecified"), .peer(tool: "kyverno", id: "disallow-latest-tag"),
    ],
    examples: [
      .flagged(
        "Latest, written and meant",
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
                  initContainers:
                    - name: prepare
                      image: ▼busybox▲
                  containers:
                    - name: dump
                      image: registry.example.com:5000/backup:▼latest▲
        """),
      .flagged(
        "The branch that was built last",
        """
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: migration
        spec:
          template:
            spec:
              restartPolicy: Never
              containers:
                - name: migrate
                  image: "registry.example.com/migrate:▼main▲"
        """),
      .clean(
        "A version and a digest",
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
                      image: registry.example.com:5000/backup:1.4@sha256:86784d3a5db8dd83543d3e4d2bd17441170b19c33eeff4cec0f54ac49a0e3ffe
                    - name: upload
                      image: registry.example.com/upload@sha256:80d9e1e7ef704d61aed30f8de614324c619a41b6080a24fc2efa11b3cc7b94a2
        """),
      .clean(
        "A name that is filled in later is not judged",
        """
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: migration
        spec:
          template:
            spec:
              restartPolicy: Never
              containers:
                - name: migrate
                  image: "${REGISTRY}/migrate"
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    for container in workload.pod.allContainers {
      guard let image = findings.readImage(of: container), image.reference.isMoving else { continue }
      findings.report(
        at: image.place(of: image.reference.tagRange, in: findings.context),
        Situation(container: ContainerName(container), image: image.reference.text, tag: image.reference.tag))
    }
  }

  /// An image whose tag moves.
  package struct Situation: SituationKey {
    let container: ContainerName
    /// As it is written.
    let image: String
    /// nil where there is none.
    let tag: String?

    package func combine(into hash: inout StableHash) { hash.combine(container, image) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    let message =
      if let tag = situation.tag, !tag.isEmpty {
        "\(situation.container) runs \(situation.image), and the tag \(tag) moves"
      } else {
        "\(situation.container) names no tag for \(situation.image), which means latest"
      }
    return Explanation(
      message: message,
      why: "Whoever can push to the repository decides what the next run does with the job's service account and Secrets.",
      remedy: metadata.remedy)
  }
}
