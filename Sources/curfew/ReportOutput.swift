import ArgumentParser
import Engine
import Findings
import Manifests
import Reports
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Where one report's bytes go: standard output, a device or pipe, or a file that is put in place only when it is complete.
final class ReportOutput: ReportSink {
  private let name: String
  /// The file to put in place; nil where bytes go straight to their end.
  private let pending: PendingFile?
  private let descriptor: Int32
  private let state = Mutex(State())

  private struct State {
    var failure: OutputError?
    /// Whether whoever reads has seen enough.
    var isClosedByReader = false
  }

  /// - Parameter path: nil is standard output. Links are followed; a file that is replaced keeps its permissions.
  /// - Throws: ``OutputError`` where the path cannot be written, or no file can be made beside it.
  init(path: String?) throws(OutputError) {
    guard let path else {
      name = "standard output"
      pending = nil
      descriptor = STDOUT_FILENO
      return
    }
    name = path
    var status = stat()
    let exists = unsafe stat(path, &status) == 0
    if exists, status.st_mode & S_IFMT != S_IFREG {
      pending = nil
      descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw OutputError(name: path, code: errno) }
      return
    }
    // Whether it leads to nothing: what is there would be the link, and not what it leads to.
    if !exists, unsafe lstat(path, &status) == 0 { throw OutputError(name: path, code: ENOENT) }
    let file: PendingFile
    do { file = try PendingFile(for: exists ? canonicalPath(path) ?? path : path) } catch {
      throw OutputError(name: path, code: error.code)
    }
    if exists { fchmod(file.descriptor, status.st_mode & 0o777) }
    pending = file
    descriptor = file.descriptor
  }

  /// Whether there is still somebody who reads, and nothing went wrong.
  var isWanted: Bool { state.withLock { $0.failure == nil && !$0.isClosedByReader } }

  /// Writes all bytes; a failure is kept for ``close()``.
  func write(_ bytes: [UInt8]) {
    state.withLock { state in
      guard state.failure == nil, !state.isClosedByReader else { return }
      do throws(SystemError) {
        try writeAll(bytes, to: descriptor)
      } catch {
        if error.code == EPIPE { state.isClosedByReader = true } else { state.failure = OutputError(name: name, code: error.code) }
      }
    }
  }

  /// Puts the file in place of an older one; what was there stays where anything failed.
  func close() throws(OutputError) {
    var failure = state.withLock { $0.failure }
    do throws(SystemError) {
      if let pending {
        try pending.finish(after: failure.map { SystemError(code: $0.code) })
      } else if descriptor != STDOUT_FILENO, systemClose(descriptor) != 0, failure == nil {
        failure = OutputError(name: name, code: errno)
      }
    } catch {
      failure = OutputError(name: name, code: error.code)
    }
    if let failure { throw failure }
  }

  /// Writes the whole of a report.
  ///
  /// - Throws: `ExitCode` where it cannot be written, after standard error was told why.
  static func write(_ bytes: [UInt8], to path: String? = nil) throws(ExitCode) {
    do throws(OutputError) {
      let output = try ReportOutput(path: path)
      output.write(bytes)
      try output.close()
    } catch {
      StandardError.write("curfew: \(error)\n")
      throw ExitCode(ExitStatus.unreadable.rawValue)
    }
  }

  /// Makes it an error of the write, and not the end of the process, that a reader leaves early, such as `head`, or that a file gets larger
  /// than the system allows: what else is to be written is written.
  ///
  /// Handlers rather than ignoring the signals, as programs that are started inherit the latter.
  static func survivesFailedWrites() {
    for number in [SIGPIPE, SIGXFSZ] { signal(number) { _ in } }
  }
}

/// Why a report could not be written.
struct OutputError: Error, CustomStringConvertible {
  let name: String
  let code: Int32

  var description: String {
    "the report cannot be written to \(name): \(SystemError(code: code)); check the folder, its permissions and the space left"
  }
}

/// What people read beside the report.
enum StandardError {
  /// Writes a message that ends with a line break, whatever names from outside it holds: see ``TerminalText``.
  static func write(_ message: String) {
    var bytes: [UInt8] = []
    let text = message.utf8.last == UInt8(ascii: "\n") ? String(message.dropLast()) : message
    TerminalText.append(text, to: &bytes)
    bytes.append(UInt8(ascii: "\n"))
    write(shown: bytes)
  }

  /// Writes a message of several lines.
  static func write(lines text: String) {
    var bytes: [UInt8] = []
    TerminalText.append(lines: text, to: &bytes)
    write(shown: bytes)
  }

  /// Does something without which nothing else can be done.
  ///
  /// - Throws: `ExitCode` where it fails, after it has said why.
  static func reporting<Value>(_ body: () throws -> Value) throws(ExitCode) -> Value {
    do { return try body() } catch {
      write("curfew: \(error)\n")
      throw ExitCode(ExitStatus.unreadable.rawValue)
    }
  }

  /// Writes what has been made harmless, and may be coloured.
  static func write(shown bytes: [UInt8]) {
    try? writeAll(bytes, to: STDERR_FILENO)
  }
}

private func systemClose(_ descriptor: Int32) -> Int32 {
  #if canImport(Glibc)
    Glibc.close(descriptor)
  #elseif canImport(Musl)
    Musl.close(descriptor)
  #endif
}
