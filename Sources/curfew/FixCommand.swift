import ArgumentParser
import Engine
import Findings
import Manifests
import Reports
import Rules
import SourceTree

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// `curfew fix`: mends what a scan finds, in the files.
struct FixCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fix",
    abstract: "Mend manifests: only the lines that must change, in the file's own style.",
    discussion: """
      Shows a diff unless --write is given. What no controller, selector or program can observe is mended; what changes how jobs run is counted, and \
      mended with --unsafe. Each file is judged again before anything is written: a fix that does not help, or brings something as grave, is taken back.

      Templates, patches, dumps of a cluster, and what is shared by an anchor are left alone, with the reason.

      Exit status: 0 nothing to mend and nothing found, 1 something to mend or findings left, 2 a file could not be read or written.

      Examples:
        curfew fix deploy/
        curfew fix --write deploy/
        curfew fix --write --unsafe-rule missing-ttl --unsafe-rule concurrent-runs deploy/
        curfew fix --unsafe deploy/backup.yaml | git apply
        curfew fix --check .
      """)

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Rules") var rules: RuleOptionGroup
  @OptionGroup(title: "Baseline") var baseline: BaselineComparison

  @Flag(help: "Make every fix that is known, also those that change how jobs run.")
  var unsafe = false

  @Option(
    name: .customLong("unsafe-rule"),
    help: ArgumentHelp(
      "Make the fixes of this rule even where they change how jobs run; by name or code, or of a group such as lifecycle; repeatable.",
      valueName: "rule"),
    completion: .list(RuleOptionGroup.ruleNames + RuleGroup.allCases.map(\.name)))
  var unsafeRules: [String] = []

  @Option(
    name: .customLong("severity-threshold"),
    help: ArgumentHelp("The least severity of what is mended, and of what makes the exit status 1.", valueName: "severity"))
  var severityThreshold: Severity = .low

  @Flag(exclusivity: .exclusive, help: "What to do with the fixes; without any of these, show them as a diff.")
  var action: Action = .diff

  @Flag(help: "With --write: wait until the disk has each file.")
  var fsync = false

  @Option(
    help: ArgumentHelp("How to tell what is mended: \(FixFormat.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "format"))
  var format: FixFormat = .text

  @Option(help: "Colours in the text.")
  var color: ColorChoice = .auto

  enum Action: String, EnumerableFlag {
    case diff, write, check

    static func help(for value: Action) -> ArgumentHelp? {
      switch value {
      case .diff: "Show what would change as a unified diff; no file is touched."
      case .write: "Change the files; standard input is written to standard output."
      case .check: "Only say which files would change."
      }
    }
  }

  func validate() throws {
    if fsync, action != .write { throw ValidationError("--fsync belongs to --write.") }
    if format == .githubSuggestion, action == .write { throw ValidationError("--format github-suggestion suggests; leave --write out.") }
    if rules.podSecurityLevel != nil {
      throw ValidationError("fix mends what rules find; --pod-security belongs to scan.")
    }
  }

  func run() throws {
    let found = input.find()
    let configuration = try rules.configuration(for: found.roots)
    var settings = ScanSettings(version: Version.current, catalogue: Registry.catalogue, threshold: severityThreshold)
    settings.policies = configuration.policies
    settings.configurations = configuration.names
    settings.suppressions = rules.suppressions
    settings.skipsUnreadable = input.sources.reading.skipsUnreadable
    settings.baseline = baseline.baseline
    let scan = FileScan(found, configuration, settings, former: try baseline.former(of: input, roots: found.roots, configuration))
    KubernetesVersion.announceNewer(scan.settings.policies.map(\.options.kubernetesMinorVersion))
    let policy = FixPolicy(
      threshold: severityThreshold, changesBehaviour: unsafe,
      unsafeRules: try Set(unsafeRules.flatMap { try Registry.catalogue.rules(called: $0) }))
    let progress = Progress(files: found.entries.count)
    let result = Fixer(scan, policy).result { progress?.note($0) }
    progress?.finish()
    let report = FixReport(result.files.map(\.file), scan.settings.catalogue, read: result.read)
    var status = result.exitStatus(scan.settings, isWritten: action == .write)
    if action == .write, !write(result) { status = .unreadable }
    try show(report, result)
    throw ExitCode(status.rawValue)
  }

  /// - Returns: Whether all could be written.
  private func write(_ result: FixResult) -> Bool {
    let rewriting = FileRewriting(roots: result.roots, isSynced: fsync)
    var isWritten = true
    for (entry, file) in result.files where !file.edits.isEmpty {
      if entry.file.isStandardInput { continue }
      do throws(FileRewriting.Failure) {
        let remarks = try rewriting.rewrite(entry.file.path, judgedAs: file.before.fingerprint) { file.edits.applied(to: $0) }
        for remark in remarks { StandardError.write("curfew: \(file.path): \(remark.message)\n") }
      } catch {
        StandardError.write("curfew: \(file.path) is not changed: \(error.message)\n")
        if error != .leadsOut { isWritten = false }
      }
    }
    return isWritten
  }

  private func show(_ report: FixReport, _ result: FixResult) throws {
    for problem in result.problems { StandardError.write("curfew: \(problem)\n") }
    switch format {
    case .json: try ReportOutput.write(report.json())
    case .githubSuggestion: try ReportOutput.write(report.githubSuggestions())
    case .text:
      var output: [UInt8] = []
      switch action {
      case .diff: for (_, file) in result.files { output += report.text(of: file, isColored: color.isOn) }
      case .check: for (_, file) in result.files where !file.edits.isEmpty { output += report.name(of: file) }
      case .write: output = result.standardOutput
      }
      try ReportOutput.write(output)
      StandardError.write(shown: report.summary(isWritten: action == .write, isColored: color.isOnForErrors))
    }
  }
}

extension FixFormat: ExpressibleByArgument {}
