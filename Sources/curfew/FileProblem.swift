import ArgumentParser
import Findings
import Manifests
import Reports
import SourceTree

/// What ends the process because of a file that is not scanned itself: a baseline, a report.
enum FileProblem {
  /// Reads a file; where it cannot be read or is not what it should be, says so on standard error, with the place.
  ///
  /// - Throws: `ExitCode`.
  static func reading<Value>(_ path: String, _ read: (Source) throws(PlacedError) -> Value) throws -> Value {
    let bytes = try StandardError.reporting { try readFile(path) }
    let problem: PlacedError
    do throws(SyntaxError) {
      let source = try Source(name: path, bytes: bytes)
      do throws(PlacedError) { return try read(source) } catch { problem = error }
    } catch {
      problem = PlacedError(error.message, at: error.range)
    }
    StandardError.write(
      shown: Diagnostic.text(
        problem.message, at: problem.range, path: path, bytes: bytes, isColored: ColorChoice.auto.isOnForErrors))
    throw ExitCode(ExitStatus.unreadable.rawValue)
  }
}
