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

  /// The file to compare with, unless it is the one that is written anew.
  var comparedFile: String? {
    guard let baseline, revision == nil else { return nil }
    let identity = FileIdentity(path: baseline)
    return identity == newBaseline.flatMap { FileIdentity(path: $0) } ? nil : baseline
  }

  /// The revision to compare with, if it is one.
  var revision: GitRevision? {
    guard let baseline, baseline.hasPrefix("git:") else { return nil }
    return GitRevision(name: String(baseline.dropFirst("git:".count)))
  }

  /// Reads what to compare with; where that cannot be done, says why on standard error and ends the process.
  func source(of input: InputOptions, roots: [InputRoot], _ configuration: ConfigurationFiles) throws -> BaselineComparison.Source? {
    guard let baseline else { return nil }
    guard let revision else {
      return .findings(try FileProblem.reading(baseline) { source throws(PlacedError) in try BaselineReader.read(source) })
    }
    guard input.rendered.isEmpty else {
      throw ValidationError("--baseline \(baseline) reads files only: compare what is rendered with a file that --write-baseline wrote.")
    }
    let selection = input.selection
    let files = TaskRunner.wait { () -> Result<[GitRevision.File], GitError> in
      do throws(GitError) { return .success(try await revision.files(of: selection, roots: roots)) } catch { return .failure(error) }
    }
    switch files {
    case .success(let files)?: return .files(files, configuration)
    case .failure(let error)?: StandardError.write("curfew: \(error)\n")
    case nil: break
    }
    throw ExitCode(ExitStatus.unreadable.rawValue)
  }
}

/// What a scan compares its findings with, and where it writes the next baseline.
struct BaselineComparison: Sendable {
  enum Source: Sendable {
    case findings([RecordedFinding])
    /// Files as they were, to be judged by today's rules and configuration.
    case files([GitRevision.File], ConfigurationFiles)
  }

  let source: Source?
  let output: String?

  /// Tells new findings from known ones.
  ///
  /// - Returns: How many of the former findings are gone.
  func compare(_ files: inout [FileReport], _ settings: ScanSettings) -> Int {
    switch source {
    case nil: 0
    case .findings(let findings): files.compare(with: findings, in: settings.catalogue)
    case .files(let former, let configuration):
      files.compare(with: Self.findings(in: former, configuration, settings), in: settings.catalogue)
    }
  }

  private static func findings(
    in files: [GitRevision.File], _ configuration: ConfigurationFiles, _ settings: ScanSettings
  ) -> [RecordedFinding] {
    var configuration = configuration
    let policies = files.map { configuration.policy(of: $0.file) }
    var settings = settings
    settings.policies = configuration.policies
    let scan = Scan(settings)
    var judgements = Scan.Judgements()
    forEachInOrder(Array(files.indices), window: 256) { index in
      var judgements = Scan.Judgements()
      scan.judge(path: files[index].file.path, bytes: files[index].bytes, file: index, policy: policies[index], into: &judgements)
      return judgements
    } consume: { judgement in
      judgements.append(judgement)
    }
    let bytes = Dictionary(files.map { ($0.file.path, $0.bytes) }) { first, _ in first }
    return scan.settle(&judgements) { bytes[$0] }.recorded(in: settings.catalogue)
  }
}
