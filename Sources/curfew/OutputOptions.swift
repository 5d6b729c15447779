import ArgumentParser
import Findings
import Reports

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// How to report, and what counts as failure.
struct OutputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "text, json or sarif; repeatable, each with the --output that follows it. One may go to standard output.", valueName: "format"))
  var format: [ReportFormat] = []

  @Option(help: ArgumentHelp("The file for the --format before it.", valueName: "path"), completion: .file())
  var output: [String] = []

  @Option(
    name: .customLong("severity-threshold"),
    help: ArgumentHelp("The least severity that makes the exit status 1.", valueName: "severity"))
  var severityThreshold: Severity = .low

  @Flag(name: .customLong("fail-on-not-evaluated"), help: "Exit with 1 also where something could not be evaluated.")
  var failsOnNotEvaluated = false

  @Option(help: "Colours in the text report.")
  var color: ColorChoice = .auto
}

/// When to use colours.
enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
  case auto, always, never

  /// Whether to use them now: with `auto`, on a terminal that is not dumb, unless `NO_COLOR` is set (https://no-color.org).
  var isOn: Bool {
    switch self {
    case .always: true
    case .never: false
    case .auto: isatty(STDOUT_FILENO) == 1 && !isSet("NO_COLOR") && !isSet("TERM", to: "dumb")
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
  /// - Throws: A `ValidationError` where two reports would go to one place, or an output has no format.
  static func pair(_ arguments: [String], formats: [ReportFormat], outputs: [String]) throws -> [ReportDestination] {
    guard !formats.isEmpty else {
      if outputs.count > 1 { throw ValidationError("Each --output needs a --format before it.") }
      return [ReportDestination(format: .text, path: outputs.first)]
    }
    var result: [ReportDestination] = []
    var remainingFormats = formats[...]
    var remainingOutputs = outputs[...]
    for argument in arguments {
      if argument == "--" { break }
      if argument == "--format" || argument.hasPrefix("--format="), let format = remainingFormats.popFirst() {
        result.append(ReportDestination(format: format, path: nil))
      } else if argument == "--output" || argument.hasPrefix("--output="), let path = remainingOutputs.popFirst() {
        guard let last = result.indices.last, result[last].path == nil else {
          throw ValidationError("--output \(path) has no --format before it.")
        }
        result[last].path = path
      }
    }
    if result.count(where: { $0.path == nil }) > 1 {
      throw ValidationError("Only one report can go to standard output: give each other --format an --output.")
    }
    let paths = result.compactMap(\.path)
    if Set(paths).count < paths.count { throw ValidationError("Two reports cannot go to the same file.") }
    return result
  }
}

extension ReportFormat: ExpressibleByArgument {}

extension Severity: ExpressibleByArgument {}
