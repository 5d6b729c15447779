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
    let listing = input.selection.list()
    let renderedInputs = input.rendered
    var configuration = try rules.configuration(for: listing.roots + renderedInputs.map(\.root))
    var others = configuration.names + input.sources.filesBeside
    if let path = baseline.comparedFile { others.append(path) }
    try outputs.check(files: listing.files, others: others)
    let policies = listing.files.map { configuration.policy(of: $0) }
    let rendered = renderedInputs.enumerated().map { index, input in
      let policy = configuration.policy(of: InputFile(path: input.root.shown, argument: listing.roots.count + index))
      return input.render(policy: policy)
    }
    KubernetesVersion.announceNewer(configuration.policies.map(\.options.kubernetesMinorVersion))
    var settings = output.settings(configuration)
    settings.suppressions = rules.suppressions
    settings.skipsUnreadable = input.sources.skipsUnreadable
    settings.baseline = baseline.baseline
    settings.failsOnNewOnly = baseline.failsOnNewOnly
    settings.acceptsFindings = baseline.newBaseline != nil
    let comparison = BaselineComparison(
      source: try baseline.source(of: input, roots: listing.roots, configuration), output: baseline.newBaseline)
    settings.describesBehaviour = destinations.contains { $0.format.describesBehaviour }
    if let level = rules.podSecurityLevel {
      settings.podSecurity = level
      settings.threshold = .info
    }
    let run = ScanRun(
      listing: listing, policyOfFile: policies, rendered: rendered, settings: settings, baseline: comparison, destinations: destinations,
      isColored: output.color.isOn)
    run.execute()
  }
}
