import ArgumentParser
import CronSchedule
import Engine

/// Where the process starts: runs one command and hands its exit status to the system.
struct Curfew: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "curfew",
    abstract: "Find what is insecure or unreliable in Kubernetes CronJobs and Jobs.",
    discussion: """
      A scan reads manifests and nothing else: it contacts no cluster and no network.

      Examples:
        curfew scan deploy/
        kubectl get cronjobs,jobs -A -o json | curfew scan -
        curfew explain CFW101
        curfew schedule next "30 2 * * 1-5" --zone Europe/Berlin
        curfew access show backup -f deploy/

      Exit status: 0 clean, 1 findings at or over the threshold, 2 some input that may hold a workload could not be \
      read, or what is named is not in it, 3 no workload in the input, 64 wrong usage.
      """,
    version: "\(Version.current), time zones \(TimeZoneTable.version)",
    subcommands: [
      ScanCommand.self, FixCommand.self, ExplainCommand.self, RulesCommand.self, ConfigCommand.self, DiffCommand.self, AccessCommand.self,
      ScheduleCommand.self, GenerateCommand.self, CompletionsCommand.self,
    ])

  /// The command line, the program's name left out.
  @TaskLocal static var arguments: [String] = []

  /// - Returns: The exit status.
  fileprivate static func run(_ arguments: [String]) -> CInt {
    do {
      var command = try scan(arguments) ?? parseAsRoot(arguments)
      try command.run()
      return ExitCode.success.rawValue
    } catch let status as ExitCode {
      return status.rawValue
    } catch {
      return CommandLineAnswer(error, to: arguments).give().rawValue
    }
  }

  /// The commands that a command line names, from the program itself to the one that is meant.
  static func commands(in arguments: [String]) -> [any ParsableCommand.Type] {
    var commands: [any ParsableCommand.Type] = [Curfew.self]
    for argument in arguments {
      let subcommands = commands.last?.configuration.subcommands ?? []
      guard let named = subcommands.first(where: { $0.configuration.commandName == argument }) else { break }
      commands.append(named)
    }
    return commands
  }

  /// A scan, parsed on its own: to look for it in the tree of commands, which has no options at its root, takes longer than to read a small file.
  ///
  /// The paths at the end of the command line are not parsed at all, as the library takes time with the square of their number.
  ///
  /// - Returns: nil for whatever else the arguments say: the tree tells what is wrong, and answers `--help` and the like.
  static func scan(_ arguments: [String]) -> (any ParsableCommand)? {
    guard arguments.first == ScanCommand.configuration.commandName else { return nil }
    let arguments = arguments.dropFirst()
    let terminator = arguments.firstIndex(of: "--")
    let lastOption = terminator ?? arguments.lastIndex { $0.utf8.first == UInt8(ascii: "-") && $0 != "-" }
    // An option may take what stands next to it.
    let paths = lastOption.map { arguments[min($0 + (terminator == nil ? 2 : 1), arguments.endIndex)...] } ?? arguments
    guard var scan = try? ScanCommand.parseAsRoot(Array(arguments[..<paths.startIndex])) as? ScanCommand else { return nil }
    scan.input.paths += paths
    return scan
  }
}

/// What the system calls: SwiftPM makes this name the executable's `main`.
///
/// Instead of `@main`, as `CommandLine` reads `/proc/self/cmdline`, and is empty where nothing is mounted there.
@c(curfew_main)
public func main(_ count: CInt, _ values: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
  var arguments: [String] = []
  for index in 1..<max(1, Int(count)) {
    if let value = unsafe values[index] { arguments.append(unsafe String(cString: value)) }
  }
  arguments = DashedPaths.protecting(arguments)
  ReportOutput.survivesFailedWrites()
  UnfinishedFiles.goWithTheProcess()
  return Curfew.$arguments.withValue(arguments) { Curfew.run(arguments) }
}
