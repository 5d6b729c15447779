package import Findings
internal import Manifests
internal import Reports
internal import Rules

/// Reads an input, judges it and compares it with former findings: the effects around ``Scan``.
package struct FileScan: Sendable {
  package let input: Input
  /// What is asked of each entry, as an index of ``ScanSettings/policies``.
  private let policies: [Int]
  /// Which cluster each is of, as an index of ``ScanSettings/clusters``.
  private let clusters: [Int]
  let patches: KustomizePatches
  package let settings: ScanSettings
  private let former: FormerFindings?
  /// What entries say in place of what can be read, by their positions.
  var texts: [Int: [UInt8]] = [:]

  /// - Parameters:
  ///   - configuration: Says what is asked of each entry.
  ///   - former: What findings are compared with, if with anything.
  package init(_ input: Input, _ configuration: ConfigurationFiles, _ settings: ScanSettings, former: FormerFindings? = nil) {
    self.input = input
    var configuration = configuration
    policies = input.entries.map { configuration.policy(of: $0.file) }
    patches = KustomizePatches(input.entries)
    clusters = input.entries.map { configuration.cluster(of: $0.file) }
    var settings = settings
    settings.policies = configuration.policies
    settings.clusters = configuration.clusters
    self.settings = settings
    self.former = former
  }

  /// How far a scan has come.
  package enum Progress: Sendable {
    /// So many entries are judged.
    case entries(Int)
    /// Of one of them, so much is read.
    case bytes(Int, of: Int)
  }

  /// Entries that one worker takes at a time: enough to make the hand-over cheap, few enough to share the work evenly.
  private static var entriesPerChunk: Int { 32 }
  /// Chunks under way at once.
  private static var window: Int { 8 }

  /// What reading and judging a chunk gave.
  private struct Outcome: Sendable {
    var judgements = Scan.Judgements()
    var errors: [UnreadInput] = []
    /// Standard input cannot be read again for its excerpts.
    var held: [String: [UInt8]] = [:]
  }

  /// Scans; an error of the input is in the result.
  ///
  /// - Parameter progress: Workers call it from all sides.
  package func result(progress: (@Sendable (Progress) -> Void)? = nil) -> ScanResult {
    var errors = input.errors
    var judgements = Scan.Judgements(capacity: input.entries.count)
    var held = Dictionary(input.entries.compactMap { entry in entry.held.map { (entry.name, $0) } }) { first, _ in first }
    var scan = Scan(settings)
    if let progress { scan.progress = { progress(.bytes($0, of: $1)) } }

    let count = input.entries.count
    let chunks = stride(from: 0, to: count, by: Self.entriesPerChunk).map { $0..<min($0 + Self.entriesPerChunk, count) }
    forEachInOrder(chunks, window: Self.window) { [scan] in
      judge($0, scan)
    } consume: { outcome in
      judgements.append(outcome.judgements)
      errors += outcome.errors
      held.merge(outcome.held) { first, _ in first }
      progress?(.entries(judgements.count))
    }

    let read = Self.reading(held)
    var files = scan.settle(&judgements, read: read)
    trace(in: &files)
    HelmChart.name(in: &files)
    let gone = former?.compare(&files, settings) ?? 0
    if let top = settings.top, settings.grouping == nil { files.show(top: top) }
    return ScanResult(
      files: files, settings: settings, errors: errors, skipped: input.skipped, gone: gone, read: read, judgements: judgements)
  }

  private func judge(_ chunk: Range<Int>, _ scan: Scan) -> Outcome {
    var outcome = Outcome()
    for index in chunk {
      let entry = input.entries[index]
      do throws(UnreadInput) {
        let bytes = if let text = texts[index] { text } else { try entry.read() }
        if entry.file.isStandardInput || texts[index] != nil { outcome.held[entry.name] = bytes }
        scan.judge(
          path: entry.name, bytes: bytes, file: index, policy: policies[index], cluster: clusters[index],
          isPatch: patches.contains(entry.name), into: &outcome.judgements)
      } catch {
        outcome.errors.append(error)
        outcome.judgements.appendUnread(path: entry.name)
      }
    }
    return outcome
  }

  /// Says of what was rendered where it comes from; on all cores.
  private func trace(in files: inout [FileReport]) {
    let rendered = input.entries.indices.compactMap { index in
      input.entries[index].rendered.map { (index: index, report: files[index], output: $0) }
    }
    forEachInOrder(rendered, window: Self.window) { rendered in
      (rendered.index, RenderedInput.tracing(rendered.report, rendered.output))
    } consume: { index, report in
      files[index] = report
    }
  }

  /// Reads entries again; what cannot be read twice is held.
  private static func reading(_ held: [String: [UInt8]]) -> ReportFormat.ReadFile {
    { path in
      if let bytes = held[path] { return bytes }
      return try? readFile(path)
    }
  }
}
