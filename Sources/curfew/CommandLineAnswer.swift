import ArgumentParser

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// What a command line is answered that runs no command: the help or version it asks for, or what is wrong with it and how to get help.
struct CommandLineAnswer {
  private let text: String
  let status: ExitCode

  /// - Parameters:
  ///   - error: What the parser, or a command that had begun to run, has thrown.
  ///   - arguments: The command line without the program.
  init(_ error: any Error, to arguments: [String]) {
    // To the parser, help about a command that does not exist is that of the program.
    let isMistake = arguments.first == "help" && Self.mistake(in: arguments) != nil
    status = isMistake ? .validationFailure : Curfew.exitCode(for: error)
    let width = Terminal.width(of: status == .success ? STDOUT_FILENO : STDERR_FILENO) ?? Self.usualWidth
    let text = status == .validationFailure ? Self.text(error, in: arguments) : Curfew.fullMessage(for: error, columns: width)
    self.text = Self.broken(text, width: width)
  }

  /// - Returns: The exit status.
  func give() -> ExitCode {
    if text.isEmpty { return status }
    guard status == .success else {
      StandardError.write(lines: "\(text)\n")
      return status
    }
    do throws(ExitCode) { try ReportOutput.write(Array("\(text)\n".utf8)) } catch { return error }
    return status
  }

  private static var usualWidth: Int { 100 }

  private static func mistake(in arguments: [String]) -> CommandLineMistake? {
    CommandDescription.ofProgram.flatMap { CommandLineMistake.first(in: arguments, of: $0) }
  }

  /// What is wrong, how the command is used, and how to get help.
  private static func text(_ error: any Error, in arguments: [String]) -> String {
    let commands = Curfew.commands(in: arguments)
    let names = commands.compactMap { $0.configuration.commandName }
    return """
      \(problem(error, in: arguments))
      Usage: \(Curfew.usageString(for: commands.last ?? Curfew.self))
        See '\(names.joined(separator: " ")) --help' for more information.
      """
  }

  /// What is wrong; of a value that no list of names explains, also what the option is for.
  private static func problem(_ error: any Error, in arguments: [String]) -> String {
    if let mistake = mistake(in: arguments) { return "Error: \(mistake.message)" }
    let help = Curfew.fullMessage(for: error).split(separator: "\n").first { $0.hasPrefix("Help:  ") }
    return "Error: \(Curfew.message(for: error))\(help.map { "\n\($0)" } ?? "")"
  }

  /// The parser breaks all lines but these.
  private static func broken(_ text: String, width: Int) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      let isSynopsis = line.hasPrefix("USAGE: ") || line.hasPrefix("Usage: ")
      let isBroken = isSynopsis || line.hasPrefix("Error: ") || line.hasPrefix("Help:  ")
      return isBroken ? broken(line: line, isSynopsis: isSynopsis, width: width) : String(line)
    }.joined(separator: "\n")
  }

  /// - Parameter isSynopsis: Whether spaces between brackets belong to words.
  private static func broken(line: Substring, isSynopsis: Bool, width: Int) -> String {
    var depth = 0
    let words = line.dropFirst(7).split { character in
      if character == "[" || character == "<" { depth += 1 }
      if character == "]" || character == ">" { depth -= 1 }
      return character == " " && !(isSynopsis && depth > 0)
    }
    var output = String(line.prefix(7))
    var column = 7
    for word in words {
      if column > 7, column + 1 + word.count > width {
        output += "\n       "
        column = 7
      }
      output += column > 7 ? " \(word)" : "\(word)"
      column += word.count + (column > 7 ? 1 : 0)
    }
    return output
  }
}
