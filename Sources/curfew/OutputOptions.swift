import ArgumentParser
import Engine
import Findings
import Reports
import SourceTree
import Rules

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// How to report, and what counts as failure.
struct OutputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What to write, text by default; repeatable, each with the --output that follows it. One may go to standard output.",
      valueName: "format"))
  var format: [ReportFormat] = []

  @Option(
    name: [.customShort("o"), .long], help: ArgumentHelp("The file for the --format before it; - is standard output.", valueName: "path"),
    completion: .file())
  var output: [String] = []

  @Option(
    name: .customLong("severity-threshold"),
    help: ArgumentHelp("The least severity that makes the exit status 1.", valueName: "severity"))
  var severityThreshold: Severity = .low

  @Flag(name: .customLong("fail-on-not-evaluated"), help: "Exit with 1 also where something could not be evaluated.")
  var failsOnNotEvaluated = false

  @Option(
    name: .customLong("group-by"),
    help: ArgumentHelp(
      "Count the findings by namespace, path, rule or label:KEY; the text report shows the counts alone.", valueName: "what"),
    transform: Grouping.init(argument:))
  var grouping: Grouping?

  @Option(
    help: ArgumentHelp("In the text report, show only so many groups, or workloads without --group-by: the gravest.", valueName: "count"))
  var top: Int?

  @Option(help: "Colours in the reports text and concise.")
  var color: ColorChoice = .auto

  func validate() throws {
    if let top, top < 1 { throw ValidationError("--top is 1 or more.") }
  }

  func settings(_ configuration: ConfigurationFiles) -> ScanSettings {
    var settings = ScanSettings(
      version: Version.current, catalogue: Registry.catalogue, threshold: severityThreshold, failsOnNotEvaluated: failsOnNotEvaluated)
    settings.policies = configuration.policies
    settings.configurations = configuration.names
    settings.grouping = grouping
    settings.top = top
    return settings
  }
}

/// When to use colours.
enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
  case auto, always, never

  /// Whether to use them now: with `auto`, on a terminal that is not dumb, unless `NO_COLOR` is set (https://no-color.org).
  var isOn: Bool { isOn(for: STDOUT_FILENO) }

  /// The same for what is written beside reports.
  var isOnForErrors: Bool { isOn(for: STDERR_FILENO) }

  private func isOn(for descriptor: Int32) -> Bool {
    switch self {
    case .always: true
    case .never: false
    case .auto: isatty(descriptor) == 1 && !isSet("NO_COLOR") && !isSet("TERM", to: "dumb")
    }
  }

  private func isSet(_ name: String, to value: String? = nil) -> Bool {
    guard let found = unsafe getenv(name) else { return false }
    let text = unsafe String(cString: found)
    return value.map { $0 == text } ?? !text.isEmpty
  }
}

/// One report to write: its format, and the file it goes to; none is standard output.
struct ReportDestination: Equatable {
  var format: ReportFormat
  var path: String?

  /// Gives each `--format` the `--output` that follows it, as both may be repeated.
  ///
  /// - Parameters:
  ///   - arguments: The command line without the program, for the order of the two.
  ///   - formats: All `--format` values; text where there are none.
  ///   - outputs: All `--output` values.
  /// - Throws: A `ValidationError` where an output has no format, or two formats are left to standard output.
  static func pair(_ arguments: [String], formats: [ReportFormat], outputs: [String]) throws -> [ReportDestination] {
    guard !formats.isEmpty else {
      if outputs.count > 1 { throw ValidationError("Each --output needs a --format before it.") }
      return [ReportDestination(format: .text, path: outputs.first.flatMap(file))]
    }
    var result: [(format: ReportFormat, output: String?)] = []
    var remainingFormats = formats[...]
    var remainingOutputs = outputs[...]
    for argument in arguments {
      if argument == "--" { break }
      switch argument.prefix(while: { $0 != "=" }) {
      case "--format":
        if let format = remainingFormats.popFirst() { result.append((format, nil)) }
      case "--output", "-o":
        guard let path = remainingOutputs.popFirst() else { continue }
        guard let last = result.indices.last, result[last].output == nil else {
          throw ValidationError("--output \(path) has no --format before it.")
        }
        result[last].output = path
      default: break
      }
    }
    return result.map { ReportDestination(format: $0.format, path: $0.output.flatMap(file)) }
  }

  /// The file that is meant; nil is standard output.
  static func file(_ path: String) -> String? { path == "-" ? nil : path }
}

extension ReportFormat: ExpressibleByArgument {}

extension Severity: ExpressibleByArgument {}

extension Grouping {
  /// `namespace`, `path`, `rule` or `label:KEY`.
  fileprivate init(argument: String) throws {
    guard let grouping = Grouping(name: argument) else {
      let meant = Spelling.meant(by: argument, among: ["namespace", "path", "rule", "label:KEY"])
      throw ValidationError(meant.map { "did you mean '\($0)'?" } ?? "there is no such group")
    }
    self = grouping
  }
}
