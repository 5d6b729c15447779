import ShellScript

/// Where a script's variables get their values, as far as that decides what an expansion may be.
struct ScriptVariables {
  /// Variables whose value is written out in an assignment of the script.
  private var constants: Set<String> = []
  /// Variables that get a value which is not.
  private var changing: Set<String> = []
  /// Variables that hold names of files: the loop variable over a pattern or over what `find` and `ls` print.
  private(set) var fileNames: Set<String> = []
  /// Those of the container.
  private let inherited: [String: ScriptContext.Variable]

  init(_ script: ShellScript, in context: ScriptContext) {
    inherited = context.variables
    for command in script.commands {
      if command.kind == .loop, let name = command.assignments.first?.name {
        changing.insert(name)
        let listsFiles = command.words.contains { word in
          word.isPattern
            || word.expansions.contains { expansion in
              guard case .command(let range) = expansion.kind else { return false }
              return script.commands[range].contains { $0.name == "find" || $0.name == "ls" }
            }
        }
        if listsFiles { fileNames.insert(name) }
      }
      for assignment in command.assignments where command.kind == .simple {
        if assignment.value.isLiteral {
          constants.insert(assignment.name)
        } else if !assignment.value.expansions.allSatisfy(isConstant) {
          changing.insert(assignment.name)
        }
      }
      if command.name == "read" || command.name == "getopts" || command.name == "mapfile" {
        for word in command.words.dropFirst() { if let name = word.text { changing.insert(name) } }
      }
    }
  }

  private func isConstant(_ expansion: ShellScript.Expansion) -> Bool {
    if case .variable(let name) = expansion.kind { return isConstant(name) }
    return expansion.kind == .arithmetic
  }

  /// Whether the variable's value is written out, in the manifest or in all assignments of the script.
  private func isConstant(_ name: String) -> Bool {
    !changing.contains(name) && (constants.contains(name) || inherited[name] == .constant)
  }

  /// Whether the expansion may be other than what someone has written down beside the script.
  func isOpen(_ expansion: ShellScript.Expansion) -> Bool {
    guard case .variable(let name) = expansion.kind, expansion.showsValue else { return false }
    switch name {
    case "#", "?", "-", "$", "!", "RANDOM", "HOSTNAME", "PWD", "HOME", "USER", "UID", "SECONDS", "BASHPID", "PATH", "0": return false
    default: return !isConstant(name)
    }
  }
}
