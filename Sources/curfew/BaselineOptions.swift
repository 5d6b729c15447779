import ArgumentParser
import Engine
import Findings
import Manifests

/// What findings are compared with, and become.
struct BaselineOptions: ParsableArguments {
  @OptionGroup var comparison: BaselineComparison

  @Flag(name: .customLong("fail-on-new"), help: "With --baseline: exit with 1 for new findings only.")
  var failsOnNewOnly = false

  @Option(
    name: .customLong("write-baseline"),
    help: ArgumentHelp(
      "Write what is found to a file, as what is accepted from now on; findings do not make the exit status 1 then.", valueName: "file"),
    completion: .file())
  var newBaseline: String?

  func validate() throws {
    if failsOnNewOnly, comparison.baseline == nil { throw ValidationError("--fail-on-new needs a --baseline.") }
  }

  /// The file to compare with, unless it is the one that is written anew.
  var comparedFile: String? {
    guard let file = comparison.file else { return nil }
    let identity = FileIdentity(path: file)
    return identity == newBaseline.flatMap { FileIdentity(path: $0) } ? nil : file
  }
}

/// What findings are compared with.
struct BaselineComparison: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Tell new findings from known ones: those of a file that --write-baseline wrote, of a JSON report, or of a git revision, which is scanned as it was.
      """, valueName: "file|git:revision"), completion: .file())
  var baseline: String?

  func validate() throws {
    guard let revision = baseline.flatMap(RevisionPath.init) else { return }
    if revision.revision.name.isEmpty { throw ValidationError("--baseline git: needs a revision, such as git:main.") }
    if revision.path != nil {
      throw ValidationError("--baseline git:\(revision.revision.name) takes no path: it reads the paths that are scanned.")
    }
  }

  /// The file to compare with, if it is one.
  var file: String? { revision == nil ? baseline : nil }

  /// The revision to compare with, if it is one.
  private var revision: GitRevision? { baseline.flatMap(RevisionPath.init)?.revision }

  /// Reads what to compare with; where that cannot be done, says why on standard error and ends the process.
  func former(of input: InputOptions, roots: [InputRoot], _ configuration: ConfigurationFiles) throws -> FormerFindings? {
    guard let baseline else { return nil }
    guard let revision else {
      return .recorded(try FileProblem.reading(baseline) { source throws(PlacedError) in try BaselineReader.read(source) })
    }
    guard input.sources.rendering.isEmpty else {
      throw ValidationError("--baseline \(baseline) reads files only: compare what is rendered with a file that --write-baseline wrote.")
    }
    let selection = input.sources.reading.selection(input.paths)
    let files = TaskRunner.wait { () -> Result<[[GitRevision.File]?], GitError> in
      do throws(GitError) { return .success(try await revision.files(of: selection, roots: roots)) } catch { return .failure(error) }
    }
    return try StandardError.reporting {
      .inFiles(try files?.get().compactMap(\.self).flatMap(\.self) ?? [], configuration)
    }
  }
}
