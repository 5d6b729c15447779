package import Findings
package import Manifests

/// The image is named by a tag only.
package enum UnpinnedImage: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW402", name: "unpinned-image", severity: .low, profile: .strict,
    summary: "The image is named by a tag only.",
    rationale: """
      A tag is a label that a registry lets anyone with push access move, also when it looks like a version. A digest is the image's content: what \
      was reviewed and scanned is what runs, and two runs of the same manifest run the same code. CronJobs need that more than services do, because \
      they start anew at every tick and so pick up a moved tag without any deployment.

      The severity is low and the rule is asked by the strict profile only, since version tags seldom move by accident, registries with immutable tags \
      rule it out, and a digest takes a bot that keeps it current. A tag that is meant to move \
      is reported by mutable-image-tag instead, never by both.
      """,
    remedy: "Add the digest behind the tag, such as `registry.example.com/app:1.4@sha256:…`, and let a bot keep it current.",
    references: [
      .kubernetes("concepts/containers/images/#image-names"), .cis("5.5.1"), .mitre("T1525"), .cwe(494),
      .peer(tool: "checkov", id: "CKV_K8S_43"),
      .peer(tool: "kube-linter", id: "image-not-pinned-by-digest"), .peer(tool: "kube-linter", id: "image-sha"),
      .peer(tool: "kyverno", id: "require-image-checksum"),
    ],
    examples: [
      .flagged(
        "A version, but any content",
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
                      image: registry.example.com:5000/backup:▼1.4.2▲
                    - name: upload
                      image: "quay.io/acme/upload:▼v3▲"
        """),
      .clean(
        "The content is named",
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
                      image: registry.example.com:5000/backup:1.4.2@sha256:86784d3a5db8dd83543d3e4d2bd17441170b19c33eeff4cec0f54ac49a0e3ffe
        """),
      .clean(
        "A moving tag is another rule's concern",
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
                  image: registry.example.com/migrate:latest
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    for container in workload.pod.allContainers {
      guard let image = findings.readImage(of: container), !image.reference.isPinned, !image.reference.isMoving else { continue }
      findings.report(
        at: image.place(of: image.reference.tagRange, in: findings.context),
        ContainerImageName(container: ContainerName(container), image: image.reference.text))
    }
  }

  package static func explain(_ image: ContainerImageName) -> Explanation {
    Explanation(
      message: "\(image.container) names \(image.image) by its tag only",
      why: "The registry may serve another image under the same tag to the next run.", remedy: metadata.remedy)
  }
}
