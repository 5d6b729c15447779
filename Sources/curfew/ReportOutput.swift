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
  /// The file to put in place and the one that is written until then; nil where bytes go straight to their end.
  private let replacement: (target: String, temporary: String)?
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
      replacement = nil
      descriptor = STDOUT_FILENO
      return
    }
    name = path
    var status = stat()
    let exists = unsafe stat(path, &status) == 0
    if exists, status.st_mode & S_IFMT != S_IFREG {
      replacement = nil
      descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw OutputError(name: path, code: errno) }
      return
    }
    // Whether it leads to nothing: what is there would be the link, and not what it leads to.
    if !exists, unsafe lstat(path, &status) == 0 { throw OutputError(name: path, code: ENOENT) }
    let target = exists ? canonicalPath(path) ?? path : path
    let temporary = Self.unusedPath(beside: target)
    replacement = (target, temporary)
    UnfinishedFiles.add(temporary)
    descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      let code = errno
      UnfinishedFiles.remove(temporary)
      throw OutputError(name: path, code: code)
    }
    if exists { fchmod(descriptor, status.st_mode & 0o777) }
  }

  /// A hidden name that nobody has, so that whatever an ended run left behind is in nobody's way.
  private static func unusedPath(beside target: String) -> String {
    let folder = target.utf8.lastIndex(of: UInt8(ascii: "/")).map { target[...$0] } ?? ""
    return "\(folder).curfew-\(String(UInt64.random(in: .min ... .max), radix: 16))"
  }

  /// Whether there is still somebody who reads, and nothing went wrong.
  var isWanted: Bool { state.withLock { $0.failure == nil && !$0.isClosedByReader } }

  /// Writes all bytes; a failure is kept for ``close()``.
  func write(_ bytes: [UInt8]) {
    state.withLock { state in
      guard state.failure == nil, !state.isClosedByReader else { return }
      let code = writeAll(bytes)
      if code == EPIPE {
        state.isClosedByReader = true
      } else if code != 0 {
        state.failure = OutputError(name: name, code: code)
      }
    }
  }

  /// - Returns: What went wrong; 0 where nothing did.
  private func writeAll(_ bytes: [UInt8]) -> Int32 {
    var code: Int32 = 0
    unsafe bytes.withUnsafeBytes { buffer in
      var offset = 0
      while offset < buffer.count {
        let count = unsafe systemWrite(descriptor, buffer.baseAddress?.advanced(by: offset), buffer.count - offset)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else {
          code = errno
          return
        }
        offset += count
      }
    }
    return code
  }

  /// Puts the file in place of an older one; what was there stays where anything failed.
  func close() throws(OutputError) {
    var failure = state.withLock { $0.failure }
    if descriptor != STDOUT_FILENO, systemClose(descriptor) != 0, failure == nil { failure = OutputError(name: name, code: errno) }
    if let (target, temporary) = replacement {
      if failure == nil, unsafe rename(temporary, target) != 0 { failure = OutputError(name: name, code: errno) }
      if failure != nil { _ = unsafe unlink(temporary) }
      UnfinishedFiles.remove(temporary)
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
    "the report cannot be written to \(name): \(unsafe String(cString: strerror(code))); check the folder, its permissions and the space left"
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
    _ = unsafe bytes.withUnsafeBytes { unsafe systemWrite(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  #if canImport(Glibc)
    unsafe Glibc.write(descriptor, bytes, count)
  #elseif canImport(Musl)
    unsafe Musl.write(descriptor, bytes, count)
  #endif
}

private func systemClose(_ descriptor: Int32) -> Int32 {
  #if canImport(Glibc)
    Glibc.close(descriptor)
  #elseif canImport(Musl)
    Musl.close(descriptor)
  #endif
}
