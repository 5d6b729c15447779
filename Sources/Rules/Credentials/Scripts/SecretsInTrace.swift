package import Findings
import ShellScript

/// A script that handles secrets prints every command it runs.
package enum SecretsInTrace: ScriptRule {
  package static let metadata = RuleMetadata(
    code: "CFW210", name: "secrets-in-trace", severity: .medium,
    summary: "A script that handles secrets prints every command it runs.",
    rationale: """
      `set -x`, and a shell that is started with `-x`, prints each command with its variables replaced by their values. What a command \
      takes from a Secret then stands in the pod's log: for everyone with `pods/log`, which is given away more freely than reading \
      Secrets, and wherever logs are collected and kept.

      It is medium where a traced command visibly uses a secret. Where the container only has secrets, it is low: nothing is printed \
      yet, and the next line that someone adds may do it. Tracing between `set -x` and `set +x` counts only for the commands between \
      them.
      """,
    remedy: "Remove the tracing, or switch it off with `set +x` before the first command that uses a secret.",
    references: [
      .kubernetes("concepts/configuration/secret/"), .mitre("T1552.007"), .cwe(532),
      .url("https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html"),
    ],
    examples: [
      .flagged(
        "A password is used while commands are traced",
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
                      command: [/bin/sh, -c]
                      args:
                        - |
                          set ▼-x▲
                          pg_dump "postgres://orders:$DB_PASSWORD@db.example.com/orders" > /backup/orders.sql
                      env:
                        - name: DB_PASSWORD
                          valueFrom:
                            secretKeyRef: {name: orders, key: password}
        """),
      .flagged(
        "The shell is started with tracing",
        """
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: migrate
        spec:
          template:
            spec:
              restartPolicy: Never
              containers:
                - name: migrate
                  image: registry.example.com/migrate:8.0
                  command: [bash, ▼-exc▲, "migrate --password-file <(printf %s \\"$DB_PASSWORD\\")"]
                  env:
                    - name: DB_PASSWORD
                      valueFrom:
                        secretKeyRef: {name: orders, key: password}
        """),
      .clean(
        "Tracing ends before the secret is used",
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
                      command: [/bin/sh, -c]
                      args:
                        - |
                          set -x
                          mkdir -p /backup
                          set +x
                          pg_dump "postgres://orders:$DB_PASSWORD@db.example.com/orders" > /backup/orders.sql
                      env:
                        - name: DB_PASSWORD
                          valueFrom:
                            secretKeyRef: {name: orders, key: password}
        """),
      .clean(
        "There is nothing to give away",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: report
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: report
                      image: registry.example.com/backup:1.4
                      command: [/bin/sh, -c]
                      args:
                        - |
                          set -ex
                          report --day "$(date +%F)"
        """),
    ])

  package static func findings(in script: ReviewedScript) -> [ScriptFinding<Detail>] {
    guard script.invocation.hasXtrace || script.traceRange != nil else { return [] }
    if let secret = script.secrets.first(where: { script.isTraced($0.command) }) {
      return [ScriptFinding(at: script.traceRange, Detail(secret: secret.name))]
    }
    let isSwitchedOff = script.script.commands.last.map { !script.isTraced($0.index) } ?? false
    guard script.context.hasSecrets, !isSwitchedOff else { return [] }
    return [ScriptFinding(at: script.traceRange, severity: .low, Detail(secret: nil))]
  }

  /// What is printed.
  package struct Detail: SituationKey {
    /// nil where it is only known that there are secrets.
    let secret: String?

    package func combine(into hash: inout StableHash) { hash.combine(secret) }
  }

  package static func explain(_ situation: ScriptSituation<Detail>) -> Explanation {
    guard let secret = situation.detail.secret else {
      return Explanation(
        message: "\(situation.holder) is traced in a container that has secrets",
        why: "The first command that uses a secret puts it into the pod's log.", remedy: metadata.remedy)
    }
    return Explanation(
      message: "\(situation.holder) prints \(secret), a secret, because it is traced",
      why: "A traced command is printed with its values, and the pod's log is read by more people and programs than the Secret.",
      remedy: metadata.remedy)
  }
}
