import ArgumentParser

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Files whose names begin with `-`, as shells put them on the command line for `*.yaml`.
enum DashedPaths {
  /// The arguments, with `./` before each that begins with `-`, is no option as spelt, and names a file.
  ///
  /// Without it `-h.yaml` asks for help, and nothing is scanned. Behind `--` everything is a path anyway.
  static func protecting(_ arguments: [String]) -> [String] {
    var arguments = arguments
    var options: Set<String>?
    for index in arguments.indices {
      let argument = arguments[index]
      if argument == "--" { break }
      guard argument.utf8.first == UInt8(ascii: "-"), argument != "-", exists(argument) else { continue }
      let known = options ?? self.options(of: arguments)
      options = known
      if !known.contains(String(argument.prefix { $0 != "=" })) { arguments[index] = "./\(argument)" }
    }
    return arguments
  }

  private static func exists(_ path: String) -> Bool {
    var status = stat()
    return unsafe lstat(path, &status) == 0
  }

  /// The options of the command that is meant, as they are spelt.
  private static func options(of arguments: [String]) -> Set<String> {
    guard var command = CommandDescription.ofProgram else { return [] }
    for argument in arguments {
      guard let named = command.subcommands.first(where: { $0.name == argument }) else { break }
      command = named
    }
    // Help does not list how to get it.
    return Set(command.arguments.flatMap(\.names)).union(["-h", "--help", "--help-hidden", "--version"])
  }
}
