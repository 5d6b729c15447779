import Engine
import Findings
import Reports

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// One scan, its reports and the end of the process.
struct ScanRun {
  let scan: FileScan
  /// Where the findings are written as what is accepted from now on.
  let newBaseline: String?
  let destinations: [ReportDestination]
  let isColored: Bool

  /// Ends the process with everything it holds: to free it all piece by piece would only take time.
  func execute() -> Never {
    let result = result()
    let status = writeBaseline(result, report(result))
    withExtendedLifetime(result) { exit(status.rawValue) }
  }

  private func result() -> ScanResult {
    guard let progress = Progress(files: scan.input.entries.count) else { return scan.result() }
    defer { progress.finish() }
    return scan.result { progress.note($0) }
  }

  /// Writes every report; the status is that of the scan, or *unreadable* where a report could not be written.
  private func report(_ result: ScanResult) -> ExitStatus {
    var status = ExitStatus.clean
    for destination in destinations {
      // A file is the same whatever terminal the scan was started on.
      let width = destination.path == nil ? Terminal.width(of: STDOUT_FILENO) : nil
      let renderer = destination.format.renderer(
        result.settings, isColored: isColored && destination.path == nil, width: width ?? TextReport.usualWidth, read: result.read)
      do throws(OutputError) {
        let output = try ReportOutput(path: destination.path)
        let summary = result.write(with: renderer, to: output)
        try output.close()
        status = summary.exitStatus(for: result.settings)
      } catch {
        StandardError.write("curfew: \(error)\n")
        return .unreadable
      }
    }
    return status
  }

  /// A baseline that could not be written is a failure.
  private func writeBaseline(_ result: ScanResult, _ status: ExitStatus) -> ExitStatus {
    guard let newBaseline, status != .unreadable else { return status }
    do throws(OutputError) {
      let output = try ReportOutput(path: ReportDestination.file(newBaseline))
      output.write(BaselineFile.bytes(result.recorded))
      try output.close()
    } catch {
      StandardError.write("curfew: \(error)\n")
      return .unreadable
    }
    return status
  }
}
