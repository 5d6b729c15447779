package import Findings
package import Manifests

/// The image comes from a registry that is not on the list.
package enum RegistryNotAllowed: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW405", name: "registry-not-allowed", severity: .high, profile: .essential,
    summary: "The image comes from a registry that is not on the list.",
    rationale: """
      A list of registries is how a team says whose code may run. An image from elsewhere has passed none of the scans and signatures that the team's \
      own registry asks for, may be a look-alike of a known name, and can be taken over or deleted by people the team does not know. A CronJob pulls \
      it unattended, with credentials for databases and storage at hand.

      The rule is asked only where registries are allowed by name, and its severity is high, because a written policy is broken. Names are \
      compared in full: `postgres` is `docker.io/library/postgres`, and an entry such as `registry.example.com/team` allows everything below it.
      """,
    remedy: "Mirror the image into an allowed registry and name it there, or add its registry to the list.",
    references: [
      .kubernetes("concepts/containers/images/#image-names"), .cis("5.5.1"), .nsa("Building secure container images"), .mitre("T1195.002"),
      .cwe(829),
      .peer(tool: "trivy", id: "KSV-0125"), .peer(tool: "kubescape", id: "C-0078"),
      .peer(tool: "kubescape", id: "C-0001"), .peer(tool: "kyverno", id: "restrict-image-registries"),
      .peer(tool: "kyverno", id: "advanced-restrict-image-registries"), .peer(tool: "kyverno", id: "allowed-image-repos"),
    ],
    examples: [
      .flagged(
        "Docker Hub is not on the list",
        options: RuleOptions(allowedRegistries: ["registry.example.com", "quay.io/acme"]),
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
                      image: ▼postgres:16.4▲
                    - name: upload
                      image: ▼quay.io▲/acme-tools/upload:3.1
        """),
      .clean(
        "Mirrored",
        options: RuleOptions(allowedRegistries: ["registry.example.com", "quay.io/acme"]),
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
                      image: registry.example.com/mirror/postgres:16.4
                    - name: upload
                      image: quay.io/acme/upload:3.1
        """),
      .clean(
        "The official images of Docker Hub",
        options: RuleOptions(allowedRegistries: ["docker.io/library"]),
        """
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: dump
        spec:
          template:
            spec:
              restartPolicy: Never
              containers:
                - name: dump
                  image: postgres:16.4
        """),
      .clean(
        "Any registry, where there is no list",
        """
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: dump
        spec:
          template:
            spec:
              restartPolicy: Never
              containers:
                - name: dump
                  image: postgres:16.4
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    guard !options.allowedRegistries.isEmpty else { return }
    for container in workload.pod.allContainers {
      guard let image = findings.readImage(of: container) else { continue }
      let name = image.reference.fullName
      if options.allowedRegistries.contains(imageNamed: name) { continue }
      findings.report(
        at: image.place(of: image.reference.registryRange, in: findings.context),
        ContainerImageName(container: ContainerName(container), image: name))
    }
  }

  package static func explain(_ image: ContainerImageName) -> Explanation {
    Explanation(
      message: "\(image.container) runs \(image.image), which is in no allowed registry",
      why: "It has passed none of the checks that the allowed registries stand for, and people outside decide what it holds.",
      remedy: metadata.remedy)
  }
}
