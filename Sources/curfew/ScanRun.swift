import Findings
import Manifests
import Reports
import Rules

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// One scan from the file system to its reports: the effects around ``Scan``.
struct ScanRun: Sendable {
  let listing: InputListing
  /// What is asked of each file of the listing, as an index of ``ScanSettings/policies``.
  let policyOfFile: [Int]
  let rendered: [Rendered]
  let settings: ScanSettings
  let baseline: BaselineComparison
  let destinations: [ReportDestination]
  let isColored: Bool

  /// What another program made of files, and what is asked of it.
  struct Rendered: Sendable {
    let name: String
    let output: RenderedInput.Output?
    /// Why there is no output.
    let error: RenderError?
    /// An index of ``ScanSettings/policies``.
    let policy: Int
  }

  /// Files that one worker takes at a time: enough to make the hand-over cheap, few enough to share the work evenly.
  private static var filesPerChunk: Int { 32 }
  /// Chunks under way at once.
  private static var window: Int { 8 }

  private struct Chunk: Sendable {
    var first: Int
    var files: ArraySlice<InputFile>
  }

  /// What reading and judging a chunk gave.
  private struct Outcome: Sendable {
    var judgements = Scan.Judgements()
    var errors: [InputError] = []
    /// Standard input cannot be read again for its excerpts.
    var kept: [String: [UInt8]] = [:]
  }

  /// Ends the process with everything it holds: to free it all piece by piece would only take time.
  func execute() -> Never {
    var errors = listing.errors
    var judgements = Scan.Judgements(capacity: listing.files.count + rendered.count)
    var kept = Dictionary(rendered.compactMap { input in input.output.map { (input.name, $0.bytes) } }) { first, _ in first }
    let inputs = listing.files + rendered.map { InputFile(path: $0.name) }
    let progress = Progress(files: inputs.count)
    var scan = Scan(settings)
    if let progress { scan.progress = { progress.advance(to: $0, of: $1) } }

    let chunks = stride(from: 0, to: inputs.count, by: Self.filesPerChunk).map { first in
      Chunk(first: first, files: inputs[first..<min(first + Self.filesPerChunk, inputs.count)])
    }
    forEachInOrder(chunks, window: Self.window) { [scan] in
      judge($0, scan)
    } consume: { outcome in
      judgements.append(outcome.judgements)
      errors += outcome.errors
      kept.merge(outcome.kept) { first, _ in first }
      progress?.advance(to: judgements.count)
    }
    progress?.finish()

    let read = Self.reading(kept)
    var files = scan.settle(&judgements, read: read)
    trace(in: &files)
    HelmChart.name(in: &files)
    let gone = baseline.compare(&files, settings)
    if let top = settings.top, settings.grouping == nil { files.show(top: top) }
    let status = writeBaseline(files, report(files, errors: errors, gone: gone, read))
    withExtendedLifetime((judgements, files)) { exit(status.rawValue) }
  }

  /// A baseline that could not be written is a failure.
  private func writeBaseline(_ files: [FileReport], _ status: ExitStatus) -> ExitStatus {
    guard let path = baseline.output, status != .unreadable else { return status }
    do throws(OutputError) {
      let output = try ReportOutput(path: ReportDestination.file(path))
      output.write(BaselineFile.bytes(files.recorded(in: settings.catalogue)))
      try output.close()
    } catch {
      StandardError.write("curfew: \(error)\n")
      return .unreadable
    }
    return status
  }

  private func judge(_ chunk: Chunk, _ scan: Scan) -> Outcome {
    var outcome = Outcome()
    for (offset, file) in chunk.files.enumerated() {
      let index = chunk.first + offset
      do throws(InputError) {
        if let (bytes, policy) = try read(file, at: index) {
          if file.isStandardInput { outcome.kept[file.path] = bytes }
          scan.judge(path: file.path, bytes: bytes, file: index, policy: policy, into: &outcome.judgements)
          continue
        }
      } catch {
        outcome.errors.append(error)
      }
      outcome.judgements.appendUnread(path: file.path)
    }
    return outcome
  }

  /// An input and what is asked of it; nil for what could not be rendered.
  private func read(_ file: InputFile, at index: Int) throws(InputError) -> (bytes: [UInt8], policy: Int)? {
    if index < listing.files.count {
      return (try file.isStandardInput ? readStandardInput(name: file.path) : readFile(file.path), policyOfFile[index])
    }
    let input = rendered[index - listing.files.count]
    return input.output.map { ($0.bytes, input.policy) }
  }

  /// Says of what was rendered where it comes from; on a worker, which has room for deep documents.
  private func trace(in files: inout [FileReport]) {
    let first = listing.files.count
    let traced = rendered.indices.map { (report: files[first + $0], output: rendered[$0].output) }
    var index = first
    forEachInOrder(traced, window: Self.window) { report, output in
      output.map { RenderedInput.tracing(report, $0) } ?? report
    } consume: { report in
      files[index] = report
      index += 1
    }
  }

  /// Reads inputs again; what cannot be read twice is kept.
  private static func reading(_ kept: [String: [UInt8]]) -> ReportFormat.ReadFile {
    { path in
      if let bytes = kept[path] { return bytes }
      return try? readFile(path)
    }
  }

  /// Writes every report; the status is that of the scan, or *unreadable* where a report could not be written.
  private func report(_ files: [FileReport], errors: [InputError], gone: Int, _ read: @escaping ReportFormat.ReadFile) -> ExitStatus {
    var status = ExitStatus.clean
    let groups = settings.grouping.map { files.groups(by: $0, in: settings.catalogue) } ?? []
    for destination in destinations {
      // A file is the same whatever terminal the scan was started on.
      let width = destination.path == nil ? Terminal.width(of: STDOUT_FILENO) : nil
      let renderer = destination.format.renderer(
        settings, isColored: isColored && destination.path == nil, width: width ?? TextReport.usualWidth, read: read)
      let order = renderer.order(of: files)
      do throws(OutputError) {
        let output = try ReportOutput(path: destination.path)
        var report = ReportPart(sink: output)
        output.write(renderer.header())
        forEachInOrder(Self.portions(order, of: files), window: Self.window) { portion in
          var part = ReportPart()
          for index in portion.files where !portion.isLarge { renderer.render(files[index], into: &part) }
          return (portion, part)
        } consume: { portion, part in
          for index in portion.files where portion.isLarge { renderer.render(files[index], into: &report) }
          report.append(part, separator: renderer.separator)
          output.write(report.takeBytes())
        }
        report.add(
          inputErrors: errors.map(\.description) + rendered.compactMap(\.error?.description),
          skipped: settings.skipsUnreadable ? errors.count(where: \.isOfWhatIsThere) : 0)
        report.add(skipped: listing.skipped)
        report.add(gone: gone)
        report.add(groups: groups)
        output.write(renderer.footer(report))
        try output.close()
        status = report.summary.exitStatus(for: settings)
      } catch {
        StandardError.write("curfew: \(error)\n")
        return .unreadable
      }
    }
    return status
  }

  /// Files that are rendered in one go; a large one by itself and straight into the report, so that no more of what is said of it is kept than is written
  /// at once.
  private struct Portion: Sendable {
    var files: [Int]
    var isLarge = false
  }

  /// Findings that make a file a large one.
  private static var manyFindings: Int { 1_024 }

  private static func portions(_ order: [Int], of files: [FileReport]) -> [Portion] {
    var portions: [Portion] = []
    for index in order {
      var findings = 0
      for workload in files[index].workloads where findings < manyFindings { findings += max(workload.findings.count, 1) }
      if findings >= manyFindings {
        portions.append(Portion(files: [index], isLarge: true))
      } else if let last = portions.last, !last.isLarge, last.files.count < filesPerChunk {
        portions[portions.count - 1].files.append(index)
      } else {
        portions.append(Portion(files: [index]))
      }
    }
    return portions
  }
}
