package import Findings
package import Manifests
import SourceTree

/// A credential is written out in the manifest.
package enum LiteralCredential: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW201", name: "literal-credential", severity: .critical, profile: .essential,
    summary: "A credential is written out in the manifest.",
    rationale: """
      Whoever may read the CronJob, one of its Jobs or one of its pods reads the credential: `kubectl describe pod` prints it, the API server's audit \
      log and every backup of the cluster keep it, finished Jobs carry it until they are deleted, and so do the manifest's repository and all its \
      clones. Reading pods is a right that is given away freely; reading Secrets is not.

      Three kinds of findings come from this rule. Some values have a shape that nothing else has: tokens with a known prefix and length, private keys, \
      passwords in URLs. Others are known by their name: a `DB_PASSWORD` with a plain value, `--token=…`, `"api_key": "…"`. And some by the grammar \
      of a command line: `mysql -p…`, `curl -u user:…`, `sshpass -p …`. It looks at variables, `command` and `args` with the scripts in them, \
      probes and lifecycle hooks, what volume drivers are told, annotations, and the values of ConfigMaps that the workload uses, in plain text and in \
      Base64.

      A name that says it is something else (`…_FILE`, `…_NAME`, `…_URL`) and a value that holds the place of one (`<password>`, `xxx`, `$(VAR)`, a \
      template) are left alone, as are paths, names of objects, digests and UUIDs; `changeme` is not, because it is what runs until someone \
      changes it.

      The severity is critical because there is nothing left to do for the attacker. A credential that has been committed must be replaced at its \
      issuer: taking it out of the file does not take it out of the history. Reports show the kind and about how long it is, never the value, and the \
      place they give ends where it begins.
      """,
    remedy: "Revoke the credential, put its successor into a Secret, and let the container read it from a mounted file.",
    references: [
      .kubernetes("concepts/configuration/secret/"), .nsa("Secrets"), .mitre("T1552.007"), .cwe(798), .cwe(312),
      .peer(tool: "kubescape", id: "C-0012"), .peer(tool: "kube-linter", id: "env-var-secret"),
      .peer(tool: "polaris", id: "sensitiveContainerEnvVar"),
      .peer(tool: "kube-linter", id: "configmap-with-credentials"), .peer(tool: "kubescape", id: "C-0259"),
      .peer(tool: "polaris", id: "sensitiveConfigmapContent"), .peer(tool: "trivy", id: "KSV-0109"),
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
                          value: ▼changeme▲
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
                        - --upload-token=▼glpat-0123456789abcdefghij▲
                      env:
                        - name: DATABASE_URL
                          value: postgres://export:▼not-a-real-one▲@db.example.com/orders
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
                      export AWS_ACCESS_KEY_ID=▼AKIAZZZZZZZZZZZZZZZZ▲
                      sync-bucket
        """),
      .flagged(
        "Passwords on command lines",
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
                      command: [bash, -c]
                      args:
                        - |
                          mysqldump -u root -p'▼not-a-real-one▲' --all-databases > /backup/all.sql
                          curl -u backup:▼not-a-real-one▲ -T /backup/all.sql https://storage.example.com/
                    - name: ping
                      image: registry.example.com/redis:7.4
                      command: [redis-cli, -a, ▼not-a-real-one▲, ping]
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

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    for container in findings.readContainers(of: workload.pod) {
      if findings.canRead(container.env.presence, at: container.env.place) {
        for variable in container.env.items { _ = findings.readIfPresent(variable.value) }
      }
      for list in [container.command, container.args] where findings.canRead(list.presence, at: list.place) {
        for item in list.items { _ = findings.readIfPresent(item) }
      }
    }
    for credential in findings.context.literalCredentials(of: workload).found {
      findings.report(
        at: credential.field, Situation(holder: credential.holder, kind: credential.kind, length: CredentialLength(credential.length)))
    }
  }

  /// A credential, but for what it is.
  package struct Situation: SituationKey {
    let holder: CredentialHolder
    /// See ``CredentialMatch/kind``; under another name it is another situation.
    let kind: String
    let length: CredentialLength

    package func combine(into hash: inout StableHash) { hash.combine(holder, kind) }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    let (kind, holder, length) = (situation.kind, situation.holder, situation.length)
    return Explanation(
      message: kind == CredentialMatch.valueByItsName
        ? "\(holder) is a credential by its name and is written out (\(length))"
        : "\(holder) holds a credential: \(kind) (\(length))",
      why: "Everyone who may read the CronJob, its Jobs or its pods reads it, and so does everyone with the manifest's history.",
      remedy: metadata.remedy)
  }
}

extension LiteralCredential: Fixable {
  package static let fixing = FixSafety.changesBehaviour("The pods start only once the Secret exists.")

  package static func fix(_ defect: Defect<Self>) -> Fix? {
    guard let (container, index) = defect.item(of: "env"), container.container.env.items.indices.contains(index),
      let name = container.container.env.items[index].name.value, name.utf8.allSatisfy(Self.isPlain)
    else {
      return Fix("take the credential out of the manifest", .manual("It stands where no Secret can be referred to."), [])
    }
    let secret = secretName(of: defect.workload.workload)
    let key = String(name.lowercased().map { $0 == "_" ? "-" : $0 })
    let entry = container.path.field("env").appending(.item(index))
    let namespace =
      defect.workload.workload.metadata.namespace.value.map { $0.utf8.allSatisfy(Self.isPlain) ? " --namespace \($0)" : "" } ?? ""
    return Fix(
      "take `\(name)` from key `\(key)` of the Secret `\(secret)`",
      .changesBehaviour(
        "The pods start only once the Secret is there: `kubectl create secret generic \(secret)\(namespace) --from-file=\(key)=/dev/stdin`. "
          + "Change the credential: whoever may read the manifest's history knows it."),
      [
        entry.removing("value"),
        entry.setting("valueFrom", to: ["secretKeyRef": ["name": .text(secret), "key": .text(key)]]),
      ])
  }

  /// What a name may have that becomes a key, and part of a command line.
  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
    default: byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
    }
  }

  private static func secretName(of workload: Workload) -> String {
    let name = workload.metadata.name.value ?? workload.metadata.generateName.value.map { String($0.prefix { $0 != "-" }) } ?? ""
    return "\(name.isEmpty || !name.utf8.allSatisfy(isPlain) ? "job" : name)-credentials"
  }
}
