/// A script with what becomes of the secrets in it: the one value that all rules about scripts look at.
package struct ReviewedScript: Sendable {
  package let script: ShellScript
  package let context: ScriptContext
  package let invocation: ShellInvocation
  /// For each command, the expansions in its words and assignments that hold a secret.
  package private(set) var secrets: [[Secret]] = []
  /// For each command, whether it is traced.
  package private(set) var isTraced: [Bool] = []
  /// Where tracing is switched on; nil where it is by the shell's options, or not at all.
  package private(set) var traceRange: Range<Int>?
  /// Whether the script switches the options on at any place, or is started with them.
  package private(set) var hasErrexit: Bool
  package private(set) var hasPipefail: Bool
  /// Variables whose value is written out in an assignment of the script.
  private var constants: Set<String> = []
  /// Variables that get a value which is not.
  private var changing: Set<String> = []
  /// Variables that hold names of files: the loop variable over a pattern or over what `find` and `ls` print.
  package private(set) var fileNames: Set<String> = []

  package struct Secret: Sendable {
    /// As messages call it: `$NAME`, or the path of the file.
    package var name: String
    package var range: Range<Int>
    /// Position of the word among the command's words; nil for an assignment.
    package var word: Int?
  }

  package init(_ script: ShellScript, in context: ScriptContext, startedAs invocation: ShellInvocation) {
    self.script = script
    self.context = context
    self.invocation = invocation
    hasErrexit = invocation.hasErrexit
    hasPipefail = invocation.hasPipefail
    secrets.reserveCapacity(script.commands.count)
    isTraced.reserveCapacity(script.commands.count)
    var review = Review(context: context)
    var traced = invocation.hasXtrace
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
      for option in ShellOption.changes(of: command) {
        switch option.name {
        case .errexit: hasErrexit = hasErrexit || option.isOn
        case .pipefail: hasPipefail = hasPipefail || option.isOn
        case .xtrace:
          traced = option.isOn
          if option.isOn, traceRange == nil { traceRange = option.range }
        }
      }
      secrets.append(review.secrets(of: command, in: script, before: secrets))
      isTraced.append(traced)
    }
  }

  private func isConstant(_ expansion: ShellScript.Expansion) -> Bool {
    if case .variable(let name) = expansion.kind { return isConstant(name) }
    return expansion.kind == .arithmetic
  }

  /// Whether the variable's value is written out, in the manifest or in all assignments of the script.
  private func isConstant(_ name: String) -> Bool {
    !changing.contains(name) && (constants.contains(name) || context.variables[name] == .constant)
  }

  /// Whether the expansion may be other than what someone has written down beside the script.
  func isOpen(_ expansion: ShellScript.Expansion) -> Bool {
    guard case .variable(let name) = expansion.kind, expansion.showsValue else { return false }
    switch name {
    case "#", "?", "-", "$", "!", "RANDOM", "HOSTNAME", "PWD", "HOME", "USER", "UID", "SECONDS", "BASHPID", "PATH", "0": return false
    default: return !isConstant(name)
    }
  }

  /// Whether the command starts a process, so that its arguments can be seen from outside; nil names do.
  func isExternal(_ command: ShellScript.Command) -> Bool {
    guard command.kind == .simple, !command.words.isEmpty else { return false }
    guard let name = command.name else { return true }
    return !ShellBuiltin.names.contains(name) && !script.functions.contains(name)
  }
}

/// Follows secrets through assignments.
private struct Review {
  private let context: ScriptContext
  /// The variables that the script has given a value so far, and whether that is a secret.
  private var assigned: [String: Bool] = [:]

  init(context: ScriptContext) {
    self.context = context
  }

  private static let declarations: Set<String> = ["export", "local", "readonly", "declare", "typeset"]

  /// Commands whose output is made of their arguments or input.
  private static let filters: Set<String> = [
    "echo", "printf", "cat", "base64", "tr", "cut", "sed", "awk", "jq", "yq", "head", "tail", "grep", "xargs", "rev", "sort", "uniq", "tee",
    "envsubst",
    "printenv", "urlencode", "basename",
  ]

  mutating func secrets(
    of command: ShellScript.Command, in script: ShellScript, before: [[ReviewedScript.Secret]]
  ) -> [ReviewedScript.Secret] {
    var found: [ReviewedScript.Secret] = []
    for (index, word) in command.words.enumerated() {
      for expansion in word.expansions {
        if let name = name(of: expansion, script, before) {
          found.append(ReviewedScript.Secret(name: name, range: expansion.range, word: index))
        }
      }
    }
    for assignment in command.assignments where command.kind == .simple {
      var isSecret = false
      for expansion in assignment.value.expansions {
        if let name = name(of: expansion, script, before) {
          isSecret = true
          found.append(ReviewedScript.Secret(name: name, range: expansion.range, word: nil))
        }
      }
      // An assignment before a command holds for that command alone.
      guard command.words.isEmpty else { continue }
      note(assignment.name, isSecret)
    }
    if let name = command.name, Self.declarations.contains(name) {
      for (index, word) in command.words.enumerated().dropFirst() {
        guard let equals = word.value.firstIndex(of: UInt8(ascii: "=")), !word.value[..<equals].contains(0) else { continue }
        note(String(decoding: word.value[..<equals], as: UTF8.self), found.contains { $0.word == index })
      }
    }
    if command.name == "read",
      command.redirections.contains(where: { $0.operation == "<" && $0.target.text.map(context.isSecretPath) == true })
    {
      for word in command.words.dropFirst() { if let name = word.text, !name.hasPrefix("-") { note(name, true) } }
    }
    return found
  }

  private mutating func note(_ name: String, _ isSecret: Bool) {
    assigned[name] = isSecret
  }

  /// What the expansion shows of which secret.
  private func name(of expansion: ShellScript.Expansion, _ script: ShellScript, _ before: [[ReviewedScript.Secret]]) -> String? {
    switch expansion.kind {
    case .variable(let name): return expansion.showsValue && isSecret(name) ? "$\(name)" : nil
    case .command(let range):
      for index in range where index < before.count {
        let command = script.commands[index]
        if let path = secretFile(readBy: command) { return path }
        if let name = command.name, Self.filters.contains(name), let secret = before[index].first(where: { $0.word != nil }) {
          return secret.name
        }
        if command.name == "printenv", let name = command.words.dropFirst().first?.text, isSecret(name) { return "$\(name)" }
      }
      return nil
    case .process, .arithmetic, .kubelet: return nil
    }
  }

  private func isSecret(_ name: String) -> Bool {
    if let isSecret = assigned[name] { return isSecret }
    if let variable = context.variables[name] { return variable == .secret }
    return context.hasUnknownSecretVariables && CredentialVariable.isCredentialName(name)
  }

  private func secretFile(readBy command: ShellScript.Command) -> String? {
    for redirection in command.redirections where redirection.operation == "<" {
      if let path = redirection.target.text, context.isSecretPath(path) { return path }
    }
    guard let name = command.name, Self.filters.contains(name) else { return nil }
    return command.words.dropFirst().lazy.compactMap(\.text).first(where: context.isSecretPath)
  }
}

extension ReviewedScript {
  /// The file of a Secret that the command prints, if it does nothing else with it.
  func secretFile(printedBy command: ShellScript.Command) -> ShellScript.Word? {
    guard let name = command.name, ["cat", "head", "tail", "less", "more", "base64"].contains(name) else { return nil }
    return command.words.dropFirst().first { $0.text.map(context.isSecretPath) == true }
  }
}
