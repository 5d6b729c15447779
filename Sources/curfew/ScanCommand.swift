import ArgumentParser
import Engine
import Findings
import Manifests
import Reports
import Rules
import SourceTree

/// `curfew scan`: reads manifests, judges their workloads, reports.
struct ScanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scan",
    // Parsed on its own, too: completion scripts are then left to the whole tree.
    _superCommandName: "curfew",
    abstract: "Judge every CronJob and Job in files, directories or standard input.",
    discussion: """
      Reads YAML and JSON: single objects, multi-document files, Lists, `kubectl get -o json|yaml` dumps and objects wrapped in others. In a \
      directory it takes `.yaml`, `.yml` and `.json` files; hidden and git-ignored ones only where git tracks them.

      Examples:
        curfew scan deploy/
        kubectl get cronjobs,jobs -A -o json | curfew scan -
        curfew scan --helm charts/backup --values prod.yaml
        curfew scan git:v1.2.0:deploy
        curfew scan --format concise --severity-threshold high .
        curfew scan --format text --format sarif --output curfew.sarif .
      """)

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Rules") var rules: RuleOptionGroup
  @OptionGroup(title: "Baseline") var baseline: BaselineOptions
  @OptionGroup(title: "Report") var output: OutputOptions

  func run() throws {
    let destinations = try ReportDestination.pair(Curfew.arguments, formats: output.format, outputs: output.output)
    var written = destinations.map(\.path)
    if let path = baseline.newBaseline { written.append(ReportDestination.file(path)) }
    let outputs = try OutputFiles(written)
    let found = input.find()
    let configuration = try rules.configuration(for: found.roots)
    var others = configuration.names + input.sources.rendering.files
    if let path = baseline.comparedFile { others.append(path) }
    try outputs.check(files: found.entries.map(\.file), others: others)
    var settings = output.settings(configuration)
    settings.suppressions = rules.suppressions
    settings.skipsUnreadable = input.sources.reading.skipsUnreadable
    settings.baseline = baseline.comparison.baseline
    settings.failsOnNewOnly = baseline.failsOnNewOnly
    settings.acceptsFindings = baseline.newBaseline != nil
    settings.describesBehaviour = destinations.contains { $0.format.describesBehaviour }
    if let level = rules.podSecurityLevel {
      settings.podSecurity = level
      settings.threshold = .info
    }
    let scan = FileScan(
      found, configuration, settings, former: try baseline.comparison.former(of: input, roots: found.roots, configuration))
    KubernetesVersion.announceNewer(scan.settings.policies.map(\.options.kubernetesMinorVersion))
    ScanRun(scan: scan, newBaseline: baseline.newBaseline, destinations: destinations, isColored: output.color.isOn).execute()
  }
}
