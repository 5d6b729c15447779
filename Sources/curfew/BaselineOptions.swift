import ArgumentParser
import Findings
import Manifests
import Rules

/// What findings are compared with.
struct BaselineOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Tell new findings from known ones: those of a file that --write-baseline wrote, of a JSON report, or of a git revision, which is scanned as it was.
      """, valueName: "file|git:revision"), completion: .file())
  var baseline: String?

  @Flag(name: .customLong("fail-on-new"), help: "With --baseline: exit with 1 for new findings only.")
  var failsOnNewOnly = false

  @Option(
    name: .customLong("write-baseline"),
    help: ArgumentHelp(
      "Write what is found to a file, as what is accepted from now on; findings do not make the exit status 1 then.", valueName: "file"),
    completion: .file())
  var newBaseline: String?

  func validate() throws {
    if failsOnNewOnly, baseline == nil { throw ValidationError("--fail-on-new needs a --baseline.") }
    if let revision, revision.name.isEmpty { throw ValidationError("--baseline git: needs a revision, such as git:main.") }
  }

  /// The revision to compare with, if it is one.
  var revision: GitRevision? {
    guard let baseline, baseline.hasPrefix("git:") else { return nil }
    return GitRevision(name: String(baseline.dropFirst("git:".count)))
  }

  /// Reads the file to compare with, if it is one; where it cannot be used, says why on standard error and ends the process.
  func recordedFindings() throws -> [RecordedFinding]? {
    guard let baseline, revision == nil else { return nil }
    return try FileProblem.reading(baseline) { source throws(PlacedError) in try BaselineReader.read(source) }
  }
}

/// What a scan compares its findings with, and where it writes the next baseline.
struct BaselineComparison: Sendable {
  enum Source: Sendable {
    case findings([RecordedFinding])
    /// Files as they were, to be judged like today's; the index of each one's policy.
    case revision(GitRevision, InputSelection, [InputRoot], ConfigurationFiles)
  }

  var source: Source?
  var output: String?

  /// The findings of before.
  ///
  /// - Parameter settings: Of the scan: what was is judged by today's rules and configuration.
  func recorded(_ settings: ScanSettings) async throws(GitError) -> [RecordedFinding]? {
    switch source {
    case nil: return nil
    case .findings(let findings): return findings
    case .revision(let revision, let selection, let roots, var configuration):
      let files = try await revision.files(of: selection, roots: roots)
      let policies = files.map { configuration.policy(of: $0.file) }
      var settings = settings
      settings.policies = configuration.policies
      let scan = Scan(settings)
      var judgements: [Scan.Judgement] = []
      let indices = Array(files.indices)
      await forEachInOrder(indices, window: 8) { index in
        scan.judge(path: files[index].file.path, bytes: files[index].bytes, file: index, policy: policies[index])
      } consume: { judgement in
        judgements.append(judgement)
      }
      return scan.settle(judgements).recorded(in: settings.catalogue)
    }
  }
}
