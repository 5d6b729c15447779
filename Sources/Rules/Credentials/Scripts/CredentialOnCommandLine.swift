package import Findings
import ShellScript

/// A script passes a secret to a program as an argument.
package enum CredentialOnCommandLine: ScriptRule {
  package static let metadata = RuleMetadata(
    code: "CFW211", name: "credential-on-command-line", severity: .medium,
    summary: "A script passes a secret to a program as an argument.",
    rationale: """
      Arguments are public: every process in the container, every container of a pod that shares its process namespace, and whoever \
      watches processes on the node (`ps`, `/proc/<pid>/cmdline`, audit and security agents that record started programs) reads them. \
      Programs that print their arguments when they fail put them into the log as well.

      Reported is a variable that takes its value from a Secret, one that was made of such a variable or read from a mounted Secret, and \
      `$(cat …)` of such a file. The shell's own commands (`echo`, `test`, `export`) start no process and are left alone, as are \
      variables set for one command (`PGPASSWORD=$X pg_dump`). What the kubelet expands, `$(NAME)`, is secret-in-arguments.
      """,
    remedy: "Let the program read the secret from a file, its environment or its standard input.",
    references: [
      .kubernetes("concepts/configuration/secret/"), .mitre("T1057"), .cwe(214),
      .url("https://dev.mysql.com/doc/refman/8.4/en/password-security-user.html"),
    ],
    examples: [
      .flagged(
        "A database password as an argument",
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
                          mysqldump -u root -p▼$MYSQL_PASSWORD▲ --all-databases | gzip > /backup/all.sql.gz
                      env:
                        - name: MYSQL_PASSWORD
                          valueFrom:
                            secretKeyRef: {name: orders, key: password}
        """),
      .flagged(
        "A token out of a mounted Secret",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: notify
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: notify
                      image: registry.example.com/backup:1.4
                      command: [/bin/sh, -c]
                      args:
                        - |
                          TOKEN=$(cat /run/secrets/notify/token)
                          curl -fsS -H "Authorization: Bearer ▼$TOKEN▲" https://hooks.example.com/nightly
                      volumeMounts:
                        - name: token
                          mountPath: /run/secrets/notify
                          readOnly: true
                  volumes:
                    - name: token
                      secret:
                        secretName: notify
        """),
      .clean(
        "From a file, the environment and standard input",
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
                          mysqldump --defaults-extra-file=/run/secrets/orders/my.cnf --all-databases > /backup/all.sql
                          PGPASSWORD=$DB_PASSWORD pg_dump orders > /backup/orders.sql
                          printf '%s' "$DB_PASSWORD" | registry-login --password-stdin
                      env:
                        - name: DB_PASSWORD
                          valueFrom:
                            secretKeyRef: {name: orders, key: password}
        """),
    ])

  package static func findings(in script: ReviewedScript) -> [ScriptFinding<Detail>] {
    script.commandsWithSecrets.compactMap { command, secrets in
      // Of `env A=b program` only an instant is seen.
      guard script.isExternal(command), command.name != "env" else { return nil }
      let arguments = secrets.filter { $0.word ?? 0 > 0 }
      guard let first = arguments.first else { return nil }
      var met = NameSet()
      let names = arguments.map(\.name).filter { met.insert($0) }
      return ScriptFinding(at: first.range, Detail(secrets: names, program: command.name))
    }
  }

  /// What is passed to whom.
  package struct Detail: SituationKey {
    /// Variables with a `$` in front, and files by their paths.
    let secrets: [String]
    /// nil where its name is not known.
    let program: String?

    package func combine(into hash: inout StableHash) { hash.combine(secrets, program) }
  }

  package static func explain(_ situation: ScriptSituation<Detail>) -> Explanation {
    let (secrets, program) = (situation.detail.secrets, situation.detail.program ?? "a program")
    return Explanation(
      message:
        "\(situation.holder) passes \(secrets.enumeration), \(secrets.count > 1 ? "secrets" : "a secret"), to \(program) as an argument",
      why: "Arguments are shown to every user of the container and recorded by agents on the node.",
      remedy: metadata.remedy)
  }
}
