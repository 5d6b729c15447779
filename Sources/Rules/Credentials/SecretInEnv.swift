package import Findings
package import Manifests
internal import SourceTree

/// A container takes a credential from a Secret into its environment.
package enum SecretInEnv: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW202", name: "secret-in-env", severity: .low,
    summary: "A container takes a credential from a Secret into its environment.",
    rationale: """
      A reference keeps the value out of the manifest, so `kubectl describe pod` shows only the names of the Secret and its key. Inside the container \
      it is still handed to every process: child processes inherit it, `/proc/<pid>/environ` shows it to whoever runs as the same user, and error \
      reporters, debug pages and crash dumps like to print the whole environment. Its value also stays that of the pod's start.

      A file from a Secret volume is read only by the code that asks for it, can have a mode and an owner, and follows the Secret. Most programs take \
      a path as well as a value (`PGPASSFILE`, `AWS_SHARED_CREDENTIALS_FILE`, `…_FILE` of many images).

      The severity is low: it takes an attacker inside the container, or a careless program, to turn this into a loss. Each container is reported \
      once, however many variables it has. Where all of them only name something, such as a user or a project, only the strict profile asks.
      """,
    remedy: "Mount the Secret as a volume, with `items` for the keys that are needed, and give the program the file's path.",
    references: [
      .kubernetes("concepts/configuration/secret/"), .cis("5.4.1"), .nsa("Secrets"), .mitre("T1552"), .cwe(526),
      .peer(tool: "checkov", id: "CKV_K8S_35"), .peer(tool: "kubescape", id: "C-0207"),
      .peer(tool: "kube-linter", id: "read-secret-from-env-var"),
      .peer(tool: "kyverno", id: "disallow-secrets-from-env-vars"),
    ],
    examples: [
      .flagged(
        "Two variables from a Secret are one finding, at the first",
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
                      env:
                        - name: PGHOST
                          value: db.example.com
                        - name: PGPASSWORD
                          valueFrom:
                            ▼secretKeyRef▲:
                              name: backup
                              key: password
                        - name: UPLOAD_TOKEN
                          valueFrom:
                            secretKeyRef: {name: backup, key: token}
        """),
      .flagged(
        "A name that is kept in a Secret",
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
                      env:
                        - name: REPORT_ORG
                          valueFrom:
                            ▼secretKeyRef▲:
                              name: report
                              key: organization
        """),
      .flagged(
        "A script could read a file as well",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: dump
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
                      command: ["sh", "-c", "pg_dump shop > /backup/shop.sql"]
                      env:
                        - name: PGPASSWORD
                          valueFrom:
                            ▼secretKeyRef▲:
                              name: shop-database
                              key: password
        """),
      .clean(
        "The program reads a file",
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
                      env:
                        - name: PGPASSFILE
                          value: /run/secrets/backup/pgpass
                        - name: REGION
                          valueFrom:
                            configMapKeyRef:
                              name: backup
                              key: region
                      volumeMounts:
                        - name: credentials
                          mountPath: /run/secrets/backup
                          readOnly: true
                  volumes:
                    - name: credentials
                      secret:
                        secretName: backup
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    for container in findings.readContainers(of: workload.pod) where findings.canRead(container.env.presence, at: container.env.place) {
      let variables = container.env.items.filter {
        findings.canRead($0.secretKeyRef, at: $0.secretKeyRefPlace) && $0.secretKeyRef == .present
      }
      guard let first = variables.first else { continue }
      findings.report(
        at: first.secretKeyRefPlace, profile: variables.allSatisfy(\.isIdentifier) ? .strict : .essential,
        Situation(container: ContainerName(container), variables: variables.map { $0.name.value }))
    }
  }

  /// A container, and its variables with a Secret's values.
  package struct Situation: SituationKey {
    let container: ContainerName
    /// nil for one without a name.
    let variables: [String?]

    package func combine(into hash: inout StableHash) {
      hash.combine(container)
      hash.combine(unordered: variables)
    }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    let variables = situation.variables.map { $0 ?? "(unnamed)" }.enumeration
    return Explanation(
      message:
        "\(situation.container) takes \(variables) from \(situation.variables.count == 1 ? "a Secret" : "Secrets") into its environment",
      why: "Every process of the container inherits the environment, and crash dumps and debug pages print it.",
      remedy: metadata.remedy)
  }
}

extension EnvVar {
  /// Whether neither its name nor the key of the Secret says that it is a credential, and the name says that it is none.
  var isIdentifier: Bool {
    CredentialVariable.isIdentifierName(name.value ?? "") && !CredentialVariable.isCredentialName(secretKey.value ?? "")
  }
}

extension SecretInEnv: Fixable {
  package static let fixing = FixSafety.changesBehaviour(
    "The value leaves the pod's environment; the program, or the script before it, reads it from a file when it starts.")

  package static func fix(_ defect: Defect<Self>) -> Fix? {
    guard let path = defect.container?.path, let position = defect.workload.containers.firstIndex(where: { $0.path == path }) else {
      return nil
    }
    return SecretFiles(defect.workload).fix(ofContainer: position, fixing)
  }
}
