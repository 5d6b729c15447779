import Findings
import SourceTree
import Testing

@testable import Rules

/// Credentials that move from variables to files.
struct SecretFilesTests {
  private static func manifest(
    _ container: String, pod: String = "", command: String = #"["sh", "-c", "pg_dump shop"]"#, image: String = "r.example.com/pg:1"
  ) -> String {
    """
    apiVersion: batch/v1
    kind: CronJob
    metadata: {name: dump}
    spec:
      schedule: "0 4 * * *"
      jobTemplate:
        spec:
          template:
            spec:
              restartPolicy: Never
              containers:
                - name: dump
                  image: \(image)
    \(command.isEmpty ? "" : "              command: \(command)\n")\(container)
    \(pod)
    """
  }

  private static let password = """
                  env:
                    - name: PGPASSWORD
                      valueFrom: {secretKeyRef: {name: db, key: password}}
    """

  /// What becomes of a manifest, or why nothing does.
  private static func mended(_ text: String) throws -> (text: String, reasons: [String]) {
    let bytes = Array(text.utf8)
    let index = RuleIndex(truncatingIfNeeded: try #require(Registry.rules.firstIndex { $0 == SecretInEnv.self }))
    var judgements = Scan.Judgements()
    let settings = ScanSettings(version: "", catalogue: Registry.catalogue, profile: .strict, threshold: .info)
    let scan = Scan(settings)
    scan.judge(path: "0.yaml", bytes: bytes, file: 0, into: &judgements)
    var report = try #require(scan.settle(&judgements) { _ in bytes }.first)
    for workload in report.workloads.indices { report.workloads[workload].findings.removeAll { $0.rule != index } }
    let plan = FixPlan(
      for: report, bytes: bytes, isPatch: false, refusal: nil, FixPolicy(changesBehaviour: true), options: RuleOptions(),
      except: FixPlan.Exceptions())
    let reasons = plan.others.map { fix in
      switch fix.outcome {
      case .manual(let reason), .refused(let reason): reason
      default: ""
      }
    }
    return (String(decoding: plan.edits.applied(to: bytes), as: UTF8.self), reasons)
  }

  @Test func aScriptReadsTheFile() throws {
    let (text, reasons) = try Self.mended(Self.manifest(Self.password))
    #expect(reasons.isEmpty)
    #expect(text.contains(#"command: ["sh", "-c", "export PGPASSWORD=\"$(cat /run/secrets/db/password)\"; pg_dump shop"]"#))
    #expect(!text.contains("env:"))
    #expect(
      text.contains(
        """
                      volumeMounts:
                        - name: db
                          mountPath: /run/secrets/db
                          readOnly: true
        """))
    #expect(
      text.contains(
        """
                  volumes:
                    - name: db
                      secret:
                        secretName: db
                        defaultMode: 0440
                        items:
                          - key: password
                            path: password
        """))
    #expect(text.contains("securityContext:\n            fsGroup: 65532"))
  }

  @Test(arguments: [
    ("#!/bin/bash\nset -euo pipefail\nset -x\npg_dump\n", "#!/bin/bash\nset -euo pipefail\n+set -x\npg_dump\n"),
    ("set -ex\npg_dump\n", "+set -ex\npg_dump\n"), ("pg_dump\n", "+pg_dump\n"), ("set -e; pg_dump\n", "+set -e; pg_dump\n"),
    ("set -o pipefail\n\npg_dump\n", "set -o pipefail\n+\npg_dump\n"),
  ]) func theLineStandsBeforeWhatItIsFor(_ script: String, _ wanted: String) throws {
    let block = script.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map {
      $0.isEmpty ? "" : "                    \($0)"
    }
    let command = "\n                - bash\n                - -c\n                - |\n" + block.joined(separator: "\n")
    let (text, reasons) = try Self.mended(Self.manifest(Self.password, command: command))
    #expect(reasons.isEmpty)
    let line = "export PGPASSWORD=\"$(cat /run/secrets/db/password)\"\n"
    let expected = wanted.replacingOccurrences("+", with: line).split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      .map { $0.isEmpty ? "" : "                    \($0)" }.joined(separator: "\n")
    #expect(text.contains("- |\n" + expected), "\(text)")
  }

  @Test func aProgramHasAVariableOfItsOwn() throws {
    for (program, name, other, value) in [
      ("restic", "RESTIC_PASSWORD", "RESTIC_PASSWORD_FILE", "/run/secrets/db/password"),
      ("borg", "BORG_PASSPHRASE", "BORG_PASSCOMMAND", "cat /run/secrets/db/password"),
    ] {
      let variable = Self.password.replacingOccurrences("PGPASSWORD", with: name)
      for command in ["[\(program), backup, /data]", "[\"sh\", \"-c\", \"\(program) check && \(program) backup /data\"]"] {
        let (text, reasons) = try Self.mended(Self.manifest(variable, command: command))
        #expect(reasons.isEmpty)
        #expect(text.contains("- name: \(other)\n                  value: \(value)\n"), "\(text)")
        #expect(!text.contains("secretKeyRef"))
      }
    }
    let (text, _) = try Self.mended(
      Self.manifest(
        Self.password.replacingOccurrences("PGPASSWORD", with: "POSTGRES_PASSWORD"), command: "",
        image: "prodrigestivill/postgres-backup-local:16"))
    #expect(text.contains("- name: POSTGRES_PASSWORD_FILE"))
  }

  @Test func whoIsRootReadsWhatIsRoots() throws {
    let root = try Self.mended(Self.manifest(Self.password, pod: "          securityContext: {runAsUser: 0}")).text
    #expect(root.contains("defaultMode: 0400"))
    #expect(!root.contains("fsGroup"))
    let group = try Self.mended(Self.manifest(Self.password, pod: "          securityContext: {fsGroup: 7}")).text
    #expect(group.contains("defaultMode: 0440"))
    let user = try Self.mended(Self.manifest(Self.password, pod: "          securityContext: {runAsUser: 1001}")).text
    #expect(user.contains("{runAsUser: 1001, fsGroup: 1001}"))
  }

  @Test func whatIsThereIsUsed() throws {
    let mounted = Self.password + "\n              volumeMounts:\n                - {name: all, mountPath: /var/db/, readOnly: true}"
    let whole = try Self.mended(
      Self.manifest(
        mounted, pod: "          securityContext: {fsGroup: 7}\n          volumes:\n            - {name: all, secret: {secretName: db}}"))
    #expect(whole.text.contains("$(cat /var/db/password)"))
    #expect(whole.text.contains("volumeMounts:\n                - {name: all, mountPath: /var/db/, readOnly: true}\n"))
    let part = try Self.mended(
      Self.manifest(
        mounted,
        pod:
          "          securityContext: {fsGroup: 7}\n          volumes:\n            - {name: all, secret: {secretName: db, items: [{key: ca, path: ca.pem}]}}"
      ))
    #expect(part.text.contains("items: [{key: ca, path: ca.pem}, {key: password, path: password}]"))
  }

  @Test func optionalStaysOptional() throws {
    let optional = Self.password.replacingOccurrences("key: password", with: "key: password, optional: true")
    let text = try Self.mended(Self.manifest(optional)).text
    #expect(text.contains("if [ -f /run/secrets/db/password ]; then export PGPASSWORD="))
    #expect(text.contains("optional: true"))
  }

  @Test(arguments: [
    ("env:\n                - {name: A, value: \"x$(PGPASSWORD)\"}", "`$(PGPASSWORD)` stands in the command line or in another variable."),
    ("envFrom:\n                - configMapRef: {name: c}\n              env:", "`envFrom` may set the same variables."),
    ("env:\n                - {name: PGPASSWORD, value: x}", "Another entry sets `PGPASSWORD` as well."),
    (
      "lifecycle: {preStop: {exec: {command: [sync]}}}\n              env:",
      "A probe or lifecycle hook may need the variables, and gets none from a script."
    ),
  ]) func isLeftWhereSomethingElseNeedsIt(_ container: String, _ reason: String) throws {
    let (_, reasons) = try Self.mended(Self.manifest(Self.password.replacingOccurrences("env:", with: container)))
    #expect(reasons == [reason])
  }

  @Test func isLeftToPeopleWhereTheProgramIsNotKnown() throws {
    let reason = "What the container runs is not in the manifest: have it read `PGPASSWORD` from a file."
    for command in ["", "[pg_dump, shop]", "[bash, /scripts/dump.sh]"] {
      #expect(try Self.mended(Self.manifest(Self.password, command: command)).reasons == [reason])
    }
    let claim = "          volumes:\n            - {name: out, persistentVolumeClaim: {claimName: out}}"
    #expect(
      try Self.mended(Self.manifest(Self.password, pod: claim)).reasons == [
        "The pod needs an `fsGroup` to read the file, and that would change the owner of what its volumes hold."
      ])
  }
}

extension String {
  fileprivate func replacingOccurrences(_ part: String, with other: String) -> String {
    split(separator: part, omittingEmptySubsequences: false).joined(separator: other)
  }
}
