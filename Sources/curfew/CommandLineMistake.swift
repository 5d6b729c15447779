import SourceTree

/// The first name on a command line that does not exist, and the one that was probably meant.
///
/// The parser notices such mistakes as well, but suggests nothing for commands and values, and far-fetched names for options.
struct CommandLineMistake {
  /// What is wrong, and what was probably meant, in whole sentences.
  let message: String

  /// - Returns: nil where all names exist, so that the mistake is of another kind.
  static func first(in arguments: [String], of program: CommandDescription) -> CommandLineMistake? {
    var command = program
    var rest = arguments[...]
    while let argument = rest.first, argument.utf8.first != UInt8(ascii: "-"), !command.subcommands.isEmpty {
      guard let named = command.subcommands.first(where: { $0.name == argument }) else {
        if command.name == program.name, FileIdentity(path: argument) != nil {
          return CommandLineMistake(message: "There is no command '\(argument)'. Did you mean 'scan \(argument)'?")
        }
        return CommandLineMistake(
          unknown: argument, "There is no command '\(argument)'", among: command.subcommands.map(\.name), "The commands are")
      }
      rest.removeFirst()
      // `help` takes the names of commands.
      if named.name != "help" || command.name != program.name { command = named }
    }
    return first(in: rest, of: command)
  }

  /// - Parameter arguments: Those behind the names of commands.
  private static func first(in arguments: ArraySlice<String>, of command: CommandDescription) -> CommandLineMistake? {
    let known = command.arguments
    var rest = arguments
    var positions = known.filter { $0.kind == .positional }[...]
    while let argument = rest.popFirst(), argument != "--" {
      guard argument.utf8.starts(with: "--".utf8) else {
        if argument == "-f", positions.first != nil, !known.contains(where: { $0.names.contains("-f") }) {
          return CommandLineMistake(message: "There is no option '-f': '\(command.name)' takes files and directories as they are.")
        }
        // Letters are too short to be misspelt.
        if argument.utf8.first == UInt8(ascii: "-"), argument != "-" { continue }
        if let position = positions.first, let mistake = CommandLineMistake(value: argument, of: position, name: nil) { return mistake }
        if positions.count > 1 { positions.removeFirst() }
        continue
      }
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard let name = parts.first, let option = known.first(where: { $0.names.contains(name) }) else {
        let name = parts.first ?? argument
        if let owner = command.subcommands.first(where: { $0.arguments.contains { $0.names.contains(name) } }) {
          return CommandLineMistake(message: "The option '\(name)' follows its command, such as '\(owner.name)'.")
        }
        return CommandLineMistake(
          unknown: name, "Unknown option '\(name)'", among: known.flatMap(\.names).filter { $0.utf8.starts(with: "--".utf8) }, nil)
      }
      guard option.kind == .option else { continue }
      if parts.count == 1, let next = rest.first, next.utf8.first == UInt8(ascii: "-"), Double(next) != nil {
        return CommandLineMistake(message: "The value '\(next)' is invalid for '\(option.shown(name))'. It cannot be negative.")
      }
      let value = parts.count > 1 ? parts.last : rest.first?.utf8.first == UInt8(ascii: "-") ? nil : rest.popFirst()
      if let value, let mistake = CommandLineMistake(value: value, of: option, name: name) { return mistake }
    }
    return nil
  }

  private init(message: String) { self.message = message }

  private init?(value: String, of argument: CommandDescription.Argument, name: String?) {
    if argument.values.isEmpty || argument.values.contains(value) { return nil }
    self.init(
      unknown: value, "The value '\(value)' is invalid for '\(argument.shown(name))'", among: argument.values, "It is one of")
  }

  /// - Parameter list: The words before a list of all candidates; nil leaves the list out.
  private init(unknown word: String, _ statement: String, among candidates: [String], _ list: String?) {
    let suggestion = Spelling.meant(by: word, among: candidates).map { " Did you mean '\($0)'?" } ?? ""
    message = "\(statement).\(suggestion)\(list.map { " \($0) \(candidates.joined(separator: ", "))." } ?? "")"
  }
}
