import ArgumentParser
import Findings
import Manifests
import Reports
import Rules
import SourceTree

/// `curfew scan`: reads manifests, judges their workloads, reports.
struct ScanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scan",
    abstract: "Judge every CronJob and Job in files, directories or standard input.",
    discussion: """
      Reads YAML and JSON: single objects, multi-document files, Lists, `kubectl get -o json|yaml` dumps and objects wrapped in others. In a \
      directory it takes `.yaml`, `.yml` and `.json` files, without hidden and git-ignored ones.

      Examples:
        curfew scan deploy/
        kubectl get cronjobs,jobs -A -o json | curfew scan -
        curfew scan --format text --format sarif --output curfew.sarif .
      """)

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Rules") var rules: RuleOptionGroup
  @OptionGroup(title: "Report") var output: OutputOptions

  func run() throws {
    let destinations = try ReportDestination.pair(Curfew.arguments, formats: output.format, outputs: output.output)
    let settings = try rules.settings(output)
    let selection = input.selection
    let isColored = output.color.isOn
    let status = TaskRunner.wait {
      await ScanRun(
        selection: selection, settings: settings, destinations: destinations, isColored: isColored
      ).execute()
    }
    throw ExitCode((status ?? .unreadable).rawValue)
  }
}
