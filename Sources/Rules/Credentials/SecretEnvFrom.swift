package import Findings
package import Manifests
internal import SourceTree

/// A container takes all keys of a Secret into its environment.
package enum SecretEnvFrom: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW203", name: "secret-env-from", severity: .low,
    summary: "A container takes all keys of a Secret into its environment.",
    rationale: """
      `envFrom` brings in every key of the Secret, also those that the container has no use for and those that are added to the Secret next year. \
      A key may even replace a variable that the program trusts, such as `LD_PRELOAD` or a proxy. And as with any variable from a Secret, every \
      process inherits the values, and crash dumps and debug pages print them.

      The severity is low, as for single variables from a Secret: an attacker must be inside the container, or whoever may write the Secret must be \
      less trusted than the job.
      """,
    remedy: "Mount the Secret as a volume, with `items` for the keys that are needed, and give the program the files' paths.",
    references: [
      .kubernetes("concepts/configuration/secret/"), .cis("5.4.1"), .nsa("Secrets"), .mitre("T1552"), .cwe(526),
      .peer(tool: "checkov", id: "CKV_K8S_35"), .peer(tool: "kubescape", id: "C-0207"),
      .peer(tool: "kyverno", id: "disallow-secrets-from-env-vars"),
    ],
    examples: [
      .flagged(
        "All keys of a Secret become variables",
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
                      envFrom:
                        - configMapRef:
                            name: report-settings
                        - ▼secretRef▲:
                            name: report-credentials
        """),
      .clean(
        "Only settings come from a ConfigMap",
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
                      envFrom:
                        - configMapRef:
                            name: report-settings
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    for container in findings.readContainers(of: workload.pod)
    where findings.canRead(container.envFrom.presence, at: container.envFrom.place) {
      for source in container.envFrom.items
      where findings.canRead(source.secretRef, at: source.secretRefPlace) && source.secretRef == .present {
        findings.report(
          at: source.secretRefPlace, Situation(container: ContainerName(container), secret: SecretName(name: source.secretName.value)))
      }
    }
  }

  /// A container, and the Secret that it takes.
  package struct Situation: SituationKey {
    let container: ContainerName
    let secret: SecretName

    package func combine(into hash: inout StableHash) { hash.combine(container, secret) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    Explanation(
      message: "\(situation.container) takes every key of \(situation.secret) into its environment",
      why: "Also keys that it does not need, or that are added later, reach every process of the container.",
      remedy: metadata.remedy)
  }
}

extension SecretEnvFrom: Fixable {
  package static let fixing = FixSafety.manual(
    "Which keys the program needs, the manifest does not say: name them in `env`, or have it read them from files.")

  package static func fix(_ defect: Defect<Self>) -> Fix? {
    Fix("take \(defect.situation.secret) out of `envFrom`", fixing, [])
  }
}
