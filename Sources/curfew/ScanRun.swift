import Findings
import Manifests
import Reports
import Rules

/// One scan from the file system to its reports: the effects around ``Scan``.
struct ScanRun: Sendable {
  let selection: InputSelection
  let settings: ScanSettings
  let destinations: [ReportDestination]
  let isColored: Bool

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
    var judgements: [Scan.Judgement] = []
    var errors: [InputError] = []
    /// Standard input cannot be read again for its excerpts.
    var standardInput: [String: [UInt8]] = [:]
  }

  func execute() async -> ExitStatus {
    let listing = selection.list()
    var errors = listing.errors
    var judgements: [Scan.Judgement] = []
    judgements.reserveCapacity(listing.files.count)
    var standardInput: [String: [UInt8]] = [:]
    var progress = Progress(total: listing.files.count)
    let scan = Scan(settings)

    let chunks = stride(from: 0, to: listing.files.count, by: Self.filesPerChunk).map { first in
      Chunk(first: first, files: listing.files[first..<min(first + Self.filesPerChunk, listing.files.count)])
    }
    await forEachInOrder(chunks, window: Self.window) {
      Self.judge($0, scan)
    } consume: { outcome in
      judgements += outcome.judgements
      errors += outcome.errors
      standardInput.merge(outcome.standardInput) { first, _ in first }
      progress.advance(to: judgements.count)
    }
    progress.finish()

    let files = scan.settle(judgements)
    judgements = []
    return await report(files, errors: errors.map(\.description), standardInput)
  }

  private static func judge(_ chunk: Chunk, _ scan: Scan) -> Outcome {
    var outcome = Outcome()
    for (offset, file) in chunk.files.enumerated() {
      do throws(InputError) {
        let bytes = try file.isStandardInput ? readStandardInput(name: file.path) : readFile(file.path)
        if file.isStandardInput { outcome.standardInput[file.path] = bytes }
        outcome.judgements.append(scan.judge(path: file.path, bytes: bytes, file: chunk.first + offset))
      } catch {
        // The place among the files stays taken, as origins count by it.
        outcome.judgements.append(Scan.Judgement(report: FileReport(path: file.path)))
        outcome.errors.append(error)
      }
    }
    return outcome
  }

  /// Writes every report; the status is that of the scan, or *unreadable* where a report could not be written.
  private func report(_ files: [FileReport], errors: [String], _ standardInput: [String: [UInt8]]) async -> ExitStatus {
    var status = ExitStatus.clean
    let read: ReportFormat.ReadFile = { path in
      if let bytes = standardInput[path] { return bytes }
      return try? readFile(path)
    }
    let chunks = stride(from: 0, to: files.count, by: Self.filesPerChunk).map { first in
      files[first..<min(first + Self.filesPerChunk, files.count)]
    }
    for destination in destinations {
      let renderer = destination.format.renderer(settings, isColored: isColored && destination.path == nil, read: read)
      do throws(OutputError) {
        var output = try ReportOutput(path: destination.path)
        var report = ReportPart()
        var failure: OutputError?
        output.write(renderer.header())
        await forEachInOrder(chunks, window: Self.window) { chunk in
          var part = ReportPart()
          for file in chunk { renderer.render(file, into: &part) }
          return part
        } consume: { part in
          report.append(part, separator: renderer.separator)
          output.write(report.takeBytes())
        }
        report.add(inputErrors: errors)
        output.write(renderer.footer(report))
        do throws(OutputError) { try output.close() } catch { failure = error }
        if let failure { throw failure }
        status = report.summary.exitStatus(for: settings)
      } catch {
        StandardError.write("curfew: \(error)\n")
        return .unreadable
      }
    }
    return status
  }
}
