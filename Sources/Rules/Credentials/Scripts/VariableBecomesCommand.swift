package import Findings
import ShellScript

/// Text from outside is read as shell commands.
package enum VariableBecomesCommand: ScriptRule {
  package static let metadata = RuleMetadata(
    code: "CFW214", name: "variable-becomes-command", severity: .medium,
    summary: "Text from outside is read as shell commands.",
    rationale: """
      `eval "$X"`, `sh -c "… $X"` and `find -exec sh -c '… {}'` put a value into the text of a program: a value with `;`, `$(` or a \
      quote in it is run. The values are whatever a file is called, a request answers or a ConfigMap says, so whoever can create a file \
      or change that object runs commands with the job's service account. Quotes around the variable do not help, as they are gone when \
      the inner shell reads the text.

      Reported are `eval` and `sh -c` of variables whose value is not written out beside the script, `{}` within the text of `sh -c` \
      behind `find -exec` and `xargs`, and names of files that become commands: a loop's variable, `find -exec {}` or a list of files \
      that is piped into a shell. It is medium: someone has to get hold of the value first.
      """,
    remedy: "Pass the value as an argument: `sh -c '… \"$1\"' sh \"$X\"`, and `find … -exec sh -c '… \"$1\"' sh {} +`.",
    references: [
      .mitre("T1059.004"), .cwe(78), .url("https://mywiki.wooledge.org/BashFAQ/048"),
    ],
    examples: [
      .flagged(
        "A variable in the text of a program",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: sync
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: sync
                      image: registry.example.com/backup:1.4
                      command: [/bin/sh, -c]
                      args:
                        - |
                          eval "sync-bucket ▼$SYNC_OPTIONS▲"
                          bash -c "sync-bucket --since ▼$LAST_RUN▲"
        """),
      .flagged(
        "Names of files in the text of a program",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: cleanup
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: cleanup
                      image: registry.example.com/backup:1.4
                      command: [/bin/sh, -c]
                      args:
                        - |
                          find /incoming -name '*.gz' -exec sh -c 'gunzip ▼{}▲ && rm {}.done' \\;
                          ls /incoming | xargs -I{} sh -c "process ▼{}▲"
        """),
      .clean(
        "Values are arguments; what is written out is known",
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: sync
        spec:
          schedule: "0 2 * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: sync
                      image: registry.example.com/backup:1.4
                      command: [/bin/sh, -c]
                      args:
                        - |
                          BUCKET=orders
                          sh -c "sync-bucket $BUCKET"
                          sh -c 'sync-bucket "$1"' sh "$SYNC_OPTIONS"
                          find /incoming -name '*.gz' -exec sh -c 'gunzip "$1"' sh {} \\;
                          eval "$(ssh-agent -s)"
        """),
    ])

  package static func findings(in script: ReviewedScript) -> [ScriptFinding<Detail>] {
    guard !script.script.programs.isDisjoint(with: [.evaluator, .shell, .shellStarter, .multiplier, .unknown]) else { return [] }
    let variables = ScriptVariables(script.script, in: script.context)
    var findings: [ScriptFinding<Detail>] = []
    for command in script.script.commands where command.kind == .simple {
      if let finding = evaluated(command, variables) ?? substitutedName(command) ?? nameAsCommand(command, variables) {
        findings.append(finding)
      }
    }
    for pipe in script.script.pipes {
      guard let reader = script.script.commands[pipe.consumer].last, let name = reader.name, reader.program.contains(.shell),
        reader.words.count == 1, let writer = script.script.commands[pipe.producer].last, writer.name == "find" || writer.name == "ls"
      else { continue }
      findings.append(ScriptFinding(at: reader.range, .namesOfFiles(program: name)))
    }
    return findings
  }

  /// `eval … $X`, `sh -c "… $X"`
  private static func evaluated(_ command: ShellScript.Command, _ variables: ScriptVariables) -> ScriptFinding<Detail>? {
    let words = command.words
    let texts: Slice<ShellScript.Parts<ShellScript.Word>>
    if command.name == "eval" {
      texts = words.dropFirst()
    } else if !command.program.isDisjoint(with: [.shell, .shellStarter]), let found = ShellInvocation.find(in: words.map(\.text)) {
      texts = words[found.script...found.script]
    } else {
      return nil
    }
    for expansion in texts.flatMap(\.expansions) where variables.isOpen(expansion) {
      guard case .variable(let name) = expansion.kind else { continue }
      return ScriptFinding(at: expansion.range, .variable(name, program: command.name))
    }
    return nil
  }

  /// `find … -exec sh -c '… {}'`, `xargs -I% sh -c '… %'`, and `find … -exec {}`
  private static func substitutedName(_ command: ShellScript.Command) -> ScriptFinding<Detail>? {
    guard command.name == "find" || command.name == "xargs" || command.name == "parallel" else { return nil }
    let words = command.words
    var mark = Array("{}".utf8)
    for (index, word) in words.enumerated() where command.name == "xargs" && word.value.starts(with: "-I".utf8) {
      let own = word.value.count > 2 ? Array(word.value.dropFirst(2)) : index + 1 < words.count ? words[index + 1].value : []
      if !own.isEmpty { mark = own }
    }
    if let run = words.firstIndex(where: { ["-exec", "-execdir", "-ok"].contains($0.text ?? "") }), run + 1 < words.count,
      words[run + 1].text == "{}"
    {
      return ScriptFinding(at: words[run + 1].range, .nameOfFile(program: "find"))
    }
    guard let found = ShellInvocation.find(in: words.map(\.text)) else { return nil }
    let text = words[found.script]
    let value = text.value
    for start in value.indices where value[start...].starts(with: mark) {
      return ScriptFinding(at: text.range(of: start..<start + mark.count), .nameOfFile(program: found.invocation.shell))
    }
    return nil
  }

  /// `for f in *; do $f; done`
  private static func nameAsCommand(_ command: ShellScript.Command, _ variables: ScriptVariables) -> ScriptFinding<Detail>? {
    guard let first = command.words.first, first.value == [0], let expansion = first.expansions.first,
      case .variable(let name) = expansion.kind, variables.fileNames.contains(name)
    else { return nil }
    return ScriptFinding(at: expansion.range, .variableAsCommand(name))
  }

  /// What becomes part of a command, and the program that runs it.
  package enum Detail: SituationKey {
    case variable(String, program: String?)
    /// The variable has the name of a file.
    case variableAsCommand(String)
    case nameOfFile(program: String)
    case namesOfFiles(program: String)

    package func combine(into hash: inout StableHash) {
      switch self {
      case .variable(let name, let program): hash.combine("variable", name, program)
      case .variableAsCommand(let name): hash.combine("variableAsCommand", name)
      case .nameOfFile(let program): hash.combine("nameOfFile", program)
      case .namesOfFiles(let program): hash.combine("namesOfFiles", program)
      }
    }
  }

  package static func explain(_ situation: ScriptSituation<Detail>) -> Explanation {
    let (what, program) =
      switch situation.detail {
      case .variable(let name, let program): ("$\(name)", program ?? "a shell")
      case .variableAsCommand(let name): ("$\(name), the name of a file,", "the shell")
      case .nameOfFile(let program): ("the name of a file", program)
      case .namesOfFiles(let program): ("names of files", program)
      }
    return Explanation(
      message: "\(situation.holder) makes \(what) part of a command that \(program) runs",
      why: "A value with a semicolon or a substitution in it is run, with the job's rights.",
      remedy: metadata.remedy)
  }
}
