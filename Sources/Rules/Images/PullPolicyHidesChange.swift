package import Findings
package import Manifests
internal import SourceTree

/// Nodes keep an old image behind a tag that moves.
package enum PullPolicyHidesChange: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW404", name: "pull-policy-hides-change", severity: .medium,
    summary: "Nodes keep an old image behind a tag that moves.",
    rationale: """
      With `imagePullPolicy: IfNotPresent` or `Never` a node that has an image of that name uses it for ever. Behind a tag that moves, each node then \
      has the image of the day on which it first ran the job: a fixed vulnerability stays on some nodes, and what a run does depends on where it \
      lands. Someone who can load an image onto one node decides what the job runs there, and the credentials of the registry are not asked for.

      `latest` and no tag default to `Always`, so the policy was written to get this behaviour. The other tags default to `IfNotPresent`, which is \
      fine for an image that never changes: pin the digest, and the policy does not matter. The severity is medium, like the moving tag's own.
      """,
    remedy: "Pin the image by its digest; until then set `imagePullPolicy: Always`.",
    references: [
      .kubernetes("concepts/containers/images/#image-pull-policy"), .kubernetes("concepts/containers/images/#imagepullpolicy-defaulting"),
      .cwe(494), .peer(tool: "checkov", id: "CKV_K8S_15"), .peer(tool: "kubescape", id: "C-0075"),
      .peer(tool: "kube-score", id: "container-image-pull-policy"),
      .peer(tool: "polaris", id: "pullPolicyNotAlways"), .peer(tool: "kyverno", id: "always-pull-images"),
    ],
    examples: [
      .flagged(
        "Every node has the latest image of another day",
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
                      image: registry.example.com/backup:latest
                      imagePullPolicy: ▼IfNotPresent▲
                    - name: upload
                      image: registry.example.com/upload
                      imagePullPolicy: ▼Never▲
        """),
      .clean(
        "Each run asks the registry",
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
                      image: registry.example.com/backup:latest
                      imagePullPolicy: Always
        """),
      .clean(
        "A pinned image may stay on the node",
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
                      image: registry.example.com/backup@sha256:86784d3a5db8dd83543d3e4d2bd17441170b19c33eeff4cec0f54ac49a0e3ffe
                      imagePullPolicy: IfNotPresent
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    for container in workload.pod.allContainers {
      guard let image = findings.readImage(of: container), image.reference.isMoving,
        let policy = findings.readIfPresent(container.imagePullPolicy),
        policy.value == "IfNotPresent" || policy.value == "Never"
      else { continue }
      findings.report(
        at: policy.place, Situation(container: ContainerName(container), policy: policy.value, image: image.reference.text),
        related: image.place(of: image.reference.tagRange, in: findings.context))
    }
  }

  /// An image, and the policy that keeps an old one.
  package struct Situation: SituationKey {
    let container: ContainerName
    let policy: String
    /// As it is written.
    let image: String

    package func combine(into hash: inout StableHash) { hash.combine(container, policy, image) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    Explanation(
      message:
        "\(situation.container): imagePullPolicy: \(situation.policy) keeps an old \(situation.image) on the node",
      why: "Each node runs the image it first got under that name, so fixes do not arrive and runs differ by node.",
      remedy: metadata.remedy)
  }
}

extension PullPolicyHidesChange: Fixable {
  package static let fixing = FixSafety.changesBehaviour(
    "Each run asks the registry which image the tag means, and needs the registry to start.")

  package static func fix(_ defect: Defect<Self>) -> Fix? {
    Fix(setting: defect.path, to: "Always", fixing)
  }
}
