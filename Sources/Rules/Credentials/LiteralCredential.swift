package import Findings
package import Manifests
import SourceTree

/// A credential is written out in the manifest.
package enum LiteralCredential: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW201", name: "literal-credential", severity: .critical,
    summary: "A credential is written out in the manifest.",
    rationale: """
      Whoever may read the CronJob, one of its Jobs or one of its pods reads the credential: `kubectl describe pod` prints it, the API server's audit \
      log and every backup of the cluster keep it, finished Jobs carry it until they are deleted, and so do the manifest's repository and all its \
      clones. Reading pods is a right that is given away freely; reading Secrets is not.

      Two kinds of findings come from this rule. Some values have a shape that nothing else has: tokens with a known prefix and length, private keys, \
      passwords in URLs. Others are known by the name of their variable: a `DB_PASSWORD` with a plain value. A name that says it is something else \
      (`…_FILE`, `…_NAME`, `…_URL`) and a value that holds the place of one (`<password>`, `xxx`, `$(VAR)`, a template) are left alone; `changeme` is \
      not, because it is what runs until someone changes it.

      The severity is critical because there is nothing left to do for the attacker. A credential that has been committed must be replaced at its \
      issuer: taking it out of the file does not take it out of the history. Reports show the kind and the length, never the value.
      """,
    remedy: "Revoke the credential, put its successor into a Secret, and let the container read it from a mounted file.",
    references: [
      .kubernetes("concepts/configuration/secret/"), .nsa("Secrets"), .mitre("T1552.007"), .cwe(798), .cwe(312),
      .peer(tool: "kubescape", id: "C-0012"), .peer(tool: "kube-linter", id: "env-var-secret"),
      .peer(tool: "polaris", id: "sensitiveContainerEnvVar"),
    ],
    examples: [
      .flagged(
        "A password as a variable's value",
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
                        - name: PGPASSWORD
                          value: ▼changeme
        """),
      .flagged(
        "A password in a URL, and a token in an argument",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: export
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: export
                      image: registry.example.com/export:3.1
                      args:
                        - --upload-token=▼glpat-0123456789abcdefghij
                      env:
                        - name: DATABASE_URL
                          value: postgres://export:▼not-a-real-one@db.example.com/orders
        """),
      .flagged(
        "A key inside a script",
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
                  command:
                    - sh
                    - -c
                    - |
                      export AWS_ACCESS_KEY_ID=▼AKIAZZZZZZZZZZZZZZZZ
                      sync-bucket
        """),
      .clean(
        "The credential comes from a Secret, as a file",
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
                        - name: DB_PASSWORD_FILE
                          value: /run/secrets/backup/password
                        - name: PULL_SECRET
                          value: registry-credentials
                        - name: DATABASE_URL
                          value: postgres://backup@db.example.com/orders
                      volumeMounts:
                        - name: credentials
                          mountPath: /run/secrets/backup
                          readOnly: true
                  volumes:
                    - name: credentials
                      secret:
                        secretName: backup
        """),
      .clean(
        "Places for values, not values",
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
                      args: ["--url=postgres://backup:$(DB_PASSWORD)@db.example.com/orders"]
                      env:
                        - name: DB_PASSWORD
                          value: <password>
                        - name: API_TOKEN
                          value: "xxxxxxxx"
                        - name: TOKEN_TTL
                          value: "3600"
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout FindingCollector) {
    let shapes = CredentialShapes()
    var secretNames = SecretNames(workload.pod)
    for container in findings.readContainers(of: workload.pod) {
      if findings.canRead(container.env.presence, at: container.env.place) {
        for variable in container.env.items { check(variable, of: container, &secretNames, shapes, into: &findings) }
      }
      for (field, list) in [("command", container.command), ("args", container.args)]
      where findings.canRead(list.presence, at: list.place) {
        for item in list.items {
          guard let (text, place) = findings.readIfPresent(item) else { continue }
          let matches = shapes.matches(in: text)
          if !matches.isEmpty { report(matches, in: text, writtenAt: place, "an entry of \(field)", of: container, into: &findings) }
        }
      }
    }
  }

  private static func check(
    _ variable: EnvVar, of container: Container, _ secretNames: inout SecretNames, _ shapes: CredentialShapes,
    into findings: inout FindingCollector
  ) {
    let name = variable.name.value ?? "(unnamed)"
    let isSensitive = CredentialVariable.isSensitive(name)
    if isSensitive, let text = variable.valueText { findings.redact(text) }
    guard let (value, place) = findings.readIfPresent(variable.value) else { return }
    let matches = shapes.matches(in: value)
    if !matches.isEmpty {
      let text = variable.valueText ?? place
      report(matches, in: value, writtenAt: text, reportedWithin: place, "environment variable \(name)", of: container, into: &findings)
    } else if isSensitive, CredentialVariable.isCredential(name: name, value: value, secretNames: secretNames.all) {
      findings.report(
        at: place, "environment variable \(name)", [container].displayName, "value by its name", lengthClass(value.unicodeScalars.count))
    }
  }

  /// - Parameters:
  ///   - range: Where the text stands.
  ///   - field: Where the field stands; another place than `range` where that is an alias.
  private static func report(
    _ matches: [CredentialShapes.Match], in text: String, writtenAt range: SourceRange, reportedWithin field: SourceRange? = nil,
    _ holder: String,
    of container: Container, into findings: inout FindingCollector
  ) {
    let bytes = Array(text.utf8)
    for match in matches {
      let places = findings.occurrences(of: Array(bytes[match.range]), in: range)
      for place in places { findings.redact(place) }
      if places.isEmpty { findings.redact(range) }
      let place = field == nil || field == range ? places.first ?? startingPlace(of: match, in: bytes, range, findings) : field
      findings.report(at: place ?? range, holder, [container].displayName, match.kind.name, lengthClass(match.range.count))
    }
  }

  /// Where the first line of a credential of several lines stands.
  private static func startingPlace(
    of match: CredentialShapes.Match, in bytes: [UInt8], _ range: SourceRange, _ findings: FindingCollector
  ) -> SourceRange? {
    let firstLine = bytes[match.range].prefix { $0 != UInt8(ascii: "\n") }
    return findings.occurrences(of: Array(firstLine), in: range).first
  }

  /// The Secrets a pod names; gathered when they are first asked for, which is seldom.
  private struct SecretNames {
    private let pod: PodSpec

    init(_ pod: PodSpec) { self.pod = pod }

    private(set) lazy var all: Set<String> = {
      var names: Set<String> = []
      for volume in pod.volumes.items {
        if let name = volume.secret?.name.value { names.insert(name) }
        for source in volume.projected.items { if let name = source.secret?.name.value { names.insert(name) } }
      }
      for container in pod.allContainers {
        for variable in container.env.items { if let name = variable.secretName.value { names.insert(name) } }
        for source in container.envFrom.items { if let name = source.secretName.value { names.insert(name) } }
      }
      return names
    }()
  }

  private static func lengthClass(_ count: Int) -> String {
    switch count {
    case ..<8: "under 8 characters"
    case 8..<16: "8 to 15 characters"
    case 16..<32: "16 to 31 characters"
    case 32..<64: "32 to 63 characters"
    default: "64 characters or more"
    }
  }

  package static func explain(_ arguments: [String]) -> Explanation {
    let kind = arguments.argument(2)
    let holder = "\(arguments.argument(0)) of \(arguments.argument(1))"
    return Explanation(
      message: kind == "value by its name"
        ? "\(holder) is a credential by its name and is written out (\(arguments.argument(3)))"
        : "\(holder) holds a credential: \(kind) (\(arguments.argument(3)))",
      why: "Everyone who may read the CronJob, its Jobs or its pods reads it, and so does everyone with the manifest's history.",
      remedy: metadata.remedy)
  }
}
