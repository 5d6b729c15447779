package import ShellScript
import SourceTree

/// A script with what becomes of the secrets in it: what all rules about scripts look at. A class, so that handing it to a rule copies nothing.
package final class ReviewedScript: Sendable {
  /// The script, taken apart.
  package let script: ShellScript
  /// What it finds in its container.
  package let context: ScriptContext
  /// How its shell is started.
  package let invocation: ShellInvocation
  /// What holds a secret in the words and assignments of commands, in the order of these.
  package let secrets: [Secret]
  /// Where tracing is switched on; nil where it is by the shell's options, or not at all.
  package let traceRange: Range<Int>?
  /// Whether the script switches the options on at any place, or is started with them.
  package let hasErrexit: Bool
  /// The same of `-o pipefail`.
  package let hasPipefail: Bool
  /// Commands that switch tracing on or off.
  private let traceChanges: [(command: Int, isOn: Bool)]

  /// A place where a secret is used.
  package struct Secret: Sendable {
    /// As messages call it: `$NAME`, or the path of the file.
    package var name: String
    /// Where it stands in the script.
    package var range: Range<Int>
    /// Position of the command.
    package var command: Int
    /// Position of the word among the command's words; nil for an assignment.
    package var word: Int?
  }

  /// Follows the secrets of the context through the script.
  package init(_ script: ShellScript, in context: ScriptContext, startedAs invocation: ShellInvocation) {
    self.script = script
    self.context = context
    self.invocation = invocation
    var (hasErrexit, hasPipefail) = (invocation.hasErrexit, invocation.hasPipefail)
    var traceRange: Range<Int>?
    var traceChanges: [(command: Int, isOn: Bool)] = []
    for command in script.commands where command.program.contains(.setsOptions) {
      ShellOption.forEachChange(of: command) { change in
        switch change.name {
        case .errexit: hasErrexit = hasErrexit || change.isOn
        case .pipefail: hasPipefail = hasPipefail || change.isOn
        case .xtrace:
          traceChanges.append((command.index, change.isOn))
          if change.isOn, traceRange == nil { traceRange = change.range }
        }
      }
    }
    (self.hasErrexit, self.hasPipefail, self.traceRange, self.traceChanges) = (hasErrexit, hasPipefail, traceRange, traceChanges)
    var secrets: [Secret] = []
    if context.maySupplySecrets(to: script) {
      var review = Review(context: context)
      for command in script.commands { secrets += review.secrets(of: command, in: script, before: secrets) }
    }
    self.secrets = secrets
  }

  /// Whether a command is traced.
  ///
  /// - Parameter index: Its position.
  func isTraced(_ index: Int) -> Bool {
    let changes = traceChanges.prefixCount { $0.command <= index }
    return changes > 0 ? traceChanges[changes - 1].isOn : invocation.hasXtrace
  }

  /// The secrets of one command.
  ///
  /// - Parameter index: Its position.
  func secrets(of index: Int) -> ArraySlice<Secret> { secrets.ofCommand(index) }

  /// Commands with the secrets they use.
  var commandsWithSecrets: [(ShellScript.Command, ArraySlice<Secret>)] {
    var commands: [(ShellScript.Command, ArraySlice<Secret>)] = []
    var rest = secrets[...]
    while let index = rest.first?.command {
      let own = rest.prefix { $0.command == index }
      commands.append((script.commands[index], own))
      rest = rest[own.endIndex...]
    }
    return commands
  }

  /// Whether the command starts a process, so that its arguments can be seen from outside; nil names do.
  func isExternal(_ command: ShellScript.Command) -> Bool {
    guard command.kind == .simple, !command.words.isEmpty else { return false }
    guard let name = command.name else { return true }
    return !command.program.contains(.builtin) && !script.functions.contains(name)
  }
}

extension [ReviewedScript.Secret] {
  /// Those of one command, where they are in the order of commands.
  fileprivate func ofCommand(_ index: Int) -> ArraySlice<ReviewedScript.Secret> {
    let start = prefixCount { $0.command < index }
    return self[start...].prefix { $0.command == index }
  }
}

/// Follows secrets through assignments.
private struct Review {
  private let context: ScriptContext
  private let variables: [String: ScriptContext.Variable]
  /// The variables that the script has given a value so far, and whether that is a secret.
  private var assigned: [String: Bool] = [:]

  init(context: ScriptContext) {
    self.context = context
    variables = context.variables
  }

  private static let declarations: Set<String> = ["export", "local", "readonly", "declare", "typeset"]

  /// Commands whose output is made of their arguments or input.
  private static let filters: Set<String> = [
    "echo", "printf", "cat", "base64", "tr", "cut", "sed", "awk", "jq", "yq", "head", "tail", "grep", "xargs", "rev", "sort", "uniq", "tee",
    "envsubst",
    "printenv", "urlencode", "basename",
  ]

  mutating func secrets(
    of command: ShellScript.Command, in script: ShellScript, before: [ReviewedScript.Secret]
  ) -> [ReviewedScript.Secret] {
    var found: [ReviewedScript.Secret] = []
    for (index, word) in command.words.enumerated() {
      for expansion in word.expansions {
        if let name = name(of: expansion, script, before) {
          found.append(ReviewedScript.Secret(name: name, range: expansion.range, command: command.index, word: index))
        }
      }
    }
    for assignment in command.assignments where command.kind == .simple {
      var isSecret = false
      for expansion in assignment.value.expansions {
        if let name = name(of: expansion, script, before) {
          isSecret = true
          found.append(ReviewedScript.Secret(name: name, range: expansion.range, command: command.index, word: nil))
        }
      }
      // An assignment before a command holds for that command alone.
      guard command.words.isEmpty else { continue }
      note(assignment.name, isSecret)
    }
    if let name = command.name, Self.declarations.contains(name) {
      let secretWords = Set(found.compactMap(\.word))
      for (index, word) in command.words.enumerated().dropFirst() {
        let value = word.value
        guard let equals = value.firstIndex(of: UInt8(ascii: "=")), !value[..<equals].contains(0) else { continue }
        note(String(decoding: value[..<equals], as: UTF8.self), secretWords.contains(index))
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
  private func name(of expansion: ShellScript.Expansion, _ script: ShellScript, _ before: [ReviewedScript.Secret]) -> String? {
    switch expansion.kind {
    case .variable(let name): return expansion.showsValue && isSecret(name) ? "$\(name)" : nil
    case .command(let range):
      for command in script.commands[range] {
        if let path = secretFile(readBy: command) { return path }
        if let name = command.name, Self.filters.contains(name),
          let secret = before.ofCommand(command.index).first(where: { $0.word != nil })
        {
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
    if let variable = variables[name] { return variable == .secret }
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
