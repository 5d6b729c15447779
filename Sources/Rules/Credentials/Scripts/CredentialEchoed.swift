package import Findings
import ShellScript

/// A script prints a secret into the pod's log.
package enum CredentialEchoed: ScriptRule {
  package static let metadata = RuleMetadata(
    code: "CFW212", name: "credential-echoed", severity: .high,
    summary: "A script prints a secret into the pod's log.",
    rationale: """
      What a container prints is its log: shown by `kubectl logs` to everyone with `pods/log`, kept on the node, and shipped to wherever \
      logs are collected, where it outlives the Secret's rotation. It is high because nothing else has to happen: the next run prints \
      it.

      Reported are `echo` and `printf` of a secret, `cat` of a mounted Secret's file, and `env`, `printenv`, `set` and `export -p` in a \
      container whose environment has secrets, as far as their output is neither piped, redirected to a file nor substituted.
      """,
    remedy: "Remove the command, or print whether the value is there (`${NAME:+set}`) instead of the value.",
    references: [
      .kubernetes("concepts/cluster-administration/logging/"), .mitre("T1552.007"), .cwe(532),
    ],
    examples: [
      .flagged(
        "A password for debugging",
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
                          echo "connecting as orders with ▼$DB_PASSWORD▲"
                          dump-orders
                      env:
                        - name: DB_PASSWORD
                          valueFrom:
                            secretKeyRef: {name: orders, key: password}
        """),
      .flagged(
        "The whole environment",
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
                          ▼printenv▲
                          dump-orders
                      env:
                        - name: DB_PASSWORD
                          valueFrom:
                            secretKeyRef: {name: orders, key: password}
        """),
      .clean(
        "Into a file, into a pipe, or whether it is there",
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
                          echo "password is ${DB_PASSWORD:+set}"
                          echo "db.example.com:5432:orders:orders:$DB_PASSWORD" > /tmp/pgpass
                          echo "$DB_PASSWORD" | dump-orders --password-stdin
                      env:
                        - name: DB_PASSWORD
                          valueFrom:
                            secretKeyRef: {name: orders, key: password}
        """),
    ])

  package static func findings(in script: ReviewedScript) -> [ScriptFinding<Detail>] {
    let commands = script.script.commands
    let printers: ShellProgram =
      script.secrets.isEmpty ? [.variablePrinter, .filePrinter] : [.wordPrinter, .variablePrinter, .filePrinter]
    guard !script.script.programs.isDisjoint(with: printers) else { return [] }
    // Behind `exec > file` nothing is printed to the log.
    let hasOwnLog = commands.contains { $0.words.count == 1 && $0.name == "exec" && $0.redirections.contains(where: \.isOutput) }
    if hasOwnLog { return [] }
    lazy var variables = script.context.variables
    return commands.compactMap { command in
      guard !command.program.isDisjoint(with: printers), !command.isOutputCaptured else { return nil }
      if command.program.contains(.wordPrinter) {
        return script.secrets(of: command.index).first { $0.word ?? 0 > 0 }.map { ScriptFinding(at: $0.range, .secret($0.name)) }
      }
      let arguments = command.words.dropFirst()
      if command.program.contains(.filePrinter) {
        guard let file = arguments.first(where: { $0.text.map(script.context.isSecretPath) == true }), let path = file.text else {
          return nil
        }
        return ScriptFinding(at: file.range, .secret(path))
      }
      if command.program.contains(.readsVariables), let variable = arguments.first?.text {
        return variables[variable] == .secret ? ScriptFinding(at: command.range, .secret("$\(variable)")) : nil
      }
      let printsAll = arguments.isEmpty || arguments.allSatisfy { $0.text == "-p" } && command.name != "env" && command.name != "set"
      guard printsAll, script.context.hasUnknownSecretVariables || variables.values.contains(.secret) else { return nil }
      return ScriptFinding(at: command.range, .allVariables)
    }
  }

  /// What is printed.
  package enum Detail: SituationKey {
    /// A variable with a `$` in front, or a file by its path.
    case secret(String)
    case allVariables

    package func combine(into hash: inout StableHash) {
      switch self {
      case .secret(let name): hash.combine("secret", name)
      case .allVariables: hash.combine("allVariables")
      }
    }
  }

  package static func explain(_ situation: ScriptSituation<Detail>) -> Explanation {
    let what =
      switch situation.detail {
      case .secret(let name): "\(name), a secret"
      case .allVariables: "all variables, secrets among them"
      }
    return Explanation(
      message: "\(situation.holder) prints \(what)",
      why: "Logs are shown to everyone with pods/log, and kept where they are collected.",
      remedy: metadata.remedy)
  }
}
