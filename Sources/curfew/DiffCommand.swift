import ArgumentParser
import Findings
import Manifests
import Reports
import SourceTree

/// `curfew diff`: what changed between two scans.
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Compare the JSON reports of two scans: new findings, findings that are gone, and how many stayed.",
    discussion: """
      Findings are recognised when lines move and files are renamed. The exit status is 1 where a new finding is at or over the threshold.

      Examples:
        curfew diff yesterday.json today.json
        curfew diff --format json --severity-threshold high old.json new.json
      """)

  @Argument(help: ArgumentHelp("The report of the former scan.", valueName: "old.json"), completion: .file(extensions: ["json"]))
  var old: String

  @Argument(help: ArgumentHelp("The report of the later scan.", valueName: "new.json"), completion: .file(extensions: ["json"]))
  var new: String

  @Option(help: "How to print the comparison.")
  var format: PlainFormat = .text

  @Option(
    name: .customLong("severity-threshold"),
    help: ArgumentHelp("The least severity of a new finding that makes the exit status 1.", valueName: "severity"))
  var severityThreshold: Severity = .low

  @Option(help: "Colours in the text.")
  var color: ColorChoice = .auto

  func run() throws {
    let comparison = ComparisonReport(
      old: try FileProblem.reading(old) { source throws(PlacedError) in try ReportedFinding.read(source) },
      new: try FileProblem.reading(new) { source throws(PlacedError) in try ReportedFinding.read(source) })
    try ReportOutput.write(format == .json ? comparison.json() : comparison.text(isColored: color.isOn))
    throw ExitCode(comparison.exitStatus(threshold: severityThreshold).rawValue)
  }
}
