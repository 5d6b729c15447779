package import Findings
package import Manifests
import ShellScript
import SourceTree

/// A `$(NAME)` that the kubelet leaves as it is written.
package enum UnresolvedVariable: Rule {
  package static let metadata = RuleMetadata(
    code: "CFW155", name: "unresolved-variable", severity: .medium,
    summary: "A `$(NAME)` that the kubelet leaves as it is written.",
    rationale: """
      The kubelet replaces `$(NAME)` in `command`, `args` and the values of `env`, where the container has such a variable; where it has none, the text stays as it \
      is, without an error. In `env` only variables that stand further up count. So a misspelt name, or an entry that was moved down, gives the program \
      `postgres://$(DB_HOST)/ledger` to connect to, or a folder that is called `$(BACKUP_DIR)`; in a script the shell takes it for a command of that name, and \
      puts nothing in its place.

      The severity is medium: mostly the job fails at once, and now and then it works on something that nobody meant. Where `envFrom` brings in variables whose \
      names are not known, it is *not evaluated*.
      """,
    remedy: "Define the variable above where it is used, or correct its name; a `$(` that is meant is written `$$(`.",
    references: [
      .kubernetes("tasks/inject-data-application/define-interdependent-environment-variables/"),
      .kubernetes("tasks/inject-data-application/define-command-argument-container/#use-environment-variables-to-define-arguments"),
    ],
    examples: [
      .flagged(
        "Nothing is called so",
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
                      command: [pg_dump, -h, ▼$(DB_HOST)▲]
                      env:
                        - {name: DATABASE_HOST, value: db}
        """),
      .flagged(
        "Defined further down",
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
                        - name: DB_URL
                          value: ▼postgres://$(DB_HOST)/ledger▲
                        - name: DB_HOST
                          value: db
        """),
      .clean(
        "Defined before, or no variable of the kubelet's",
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
                      command: [sh, -c]
                      args:
                        - |
                          echo "$(date): dump of $(DB_URL), as $$(whoami)"
                      env:
                        - name: DB_HOST
                          value: db
                        - name: DB_URL
                          value: postgres://$(DB_HOST)/ledger
                        - name: GATEWAY
                          value: $(GATEWAY_SERVICE_HOST)
                        - name: NOTE
                          value: as in $$(DB_HOME)
        """),
    ])

  package static func check(_ workload: Workload, options: RuleOptions, into findings: inout Answer<Self>) {
    for container in findings.readContainers(of: workload.pod) {
      let variables = container.env.items
      let command = ContainerCommand(container)
      guard variables.contains(where: { mayRefer($0.value.value) }) || command.items.contains(where: { mayRefer($0.value) }) else {
        continue
      }
      var isOpen = false
      // Where each name stands first: further down it is no use to what stands above.
      var positions: [String: Int] = [:]
      for (index, variable) in variables.enumerated() {
        if let name = variable.name.value, positions[name] == nil { positions[name] = index }
      }
      let hasUnknown = !container.envFrom.items.isEmpty
      for (index, variable) in variables.enumerated() {
        guard case .present(let text, let place) = variable.value, mayRefer(text) else { continue }
        for name in VariableReference.names(in: text) where isVariableName(name) {
          if let position = positions[name], position < index { continue }
          if hasUnknown {
            isOpen = true
          } else {
            findings.report(
              at: place.value,
              Situation(
                container: ContainerName(container), variable: name,
                use: .value(of: variable.name.value, isDefinedLater: positions[name] != nil)))
          }
        }
      }
      for (index, item) in command.items.enumerated() {
        guard case .present(let text, let place) = item, mayRefer(text) else { continue }
        lazy var functions = ShellScript(text).functions
        for name in VariableReference.names(in: text) where isVariableName(name) && positions[name] == nil {
          let isInScript = index == command.script
          if isInScript, functions.contains(name) { continue }
          if hasUnknown {
            isOpen = true
          } else {
            findings.report(
              at: place.value, Situation(container: ContainerName(container), variable: name, use: isInScript ? .script : .word))
          }
        }
      }
      if isOpen {
        findings.cannotEvaluate(at: container.place, because: "which variables `envFrom` brings in is not known")
      }
    }
  }

  private static func mayRefer(_ text: String?) -> Bool { text?.contains("$(") == true }

  /// Whether a reference is one to a variable, by custom in capitals, that is not one of those which the kubelet makes for Services.
  private static func isVariableName(_ name: String) -> Bool {
    guard let first = name.utf8.first, first >= UInt8(ascii: "A") && first <= UInt8(ascii: "Z") || first == UInt8(ascii: "_") else {
      return false
    }
    let isName = name.utf8.allSatisfy {
      $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") || $0 >= 0x30 && $0 <= 0x39 || $0 == UInt8(ascii: "_")
    }
    return isName && !name.contains("_SERVICE_HOST") && !name.contains("_SERVICE_PORT") && !name.contains("_PORT_")
  }

  /// A reference of a container, and where it stands.
  package struct Situation: SituationKey {
    /// Where it stands.
    package enum Use: Hashable, Sendable {
      /// In the value of a variable.
      case value(of: String?, isDefinedLater: Bool)
      /// In a word of the command.
      case word
      /// In a script.
      case script
    }

    let container: ContainerName
    let variable: String
    let use: Use

    package func combine(into hash: inout StableHash) {
      hash.combine(container, variable)
      if case .value(let name, _) = use { hash.combine(name) }
    }
  }

  package static func explain(_ situation: Situation) -> Explanation {
    let (container, variable) = (situation.container, situation.variable)
    return switch situation.use {
    case .value(let name, isDefinedLater: true):
      Explanation(
        message: "\(container) uses $(\(variable)) in \(name ?? "a variable") before it is defined",
        why: "Only variables further up in `env` are known there, so that the text stays as it is written.",
        remedy: "Move \(variable) above where it is used.")
    case .value(let name, isDefinedLater: false):
      Explanation(
        message: "\(container) uses $(\(variable)) in \(name ?? "a variable") and does not have it",
        why: "The text stays as it is written.", remedy: metadata.remedy)
    case .word:
      Explanation(
        message: "\(container) uses $(\(variable)) in its command and does not have it",
        why: "The text stays as it is written, and the program gets it so.", remedy: metadata.remedy)
    case .script:
      Explanation(
        message: "the script of \(container) uses $(\(variable)), and the container does not have it",
        why: "The shell looks for a command of that name, and puts nothing in its place.", remedy: metadata.remedy)
    }
  }
}
