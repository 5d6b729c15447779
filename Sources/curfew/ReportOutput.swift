import Reports

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Where one report's bytes go: standard output, a device or pipe, or a file that is put in place only when it is complete.
struct ReportOutput: ~Copyable {
  private let name: String
  /// The file to put in place and the one that is written until then; nil where bytes go straight to their end.
  private let replacement: (target: String, temporary: String)?
  private let descriptor: Int32
  private var failure: OutputError?

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
    let target = exists ? Self.resolvingLinks(path) : path
    let temporary = "\(target).curfew-\(getpid())"
    replacement = (target, temporary)
    descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, exists ? status.st_mode & 0o777 : 0o644)
    guard descriptor >= 0 else { throw OutputError(name: path, code: errno) }
  }

  private static func resolvingLinks(_ path: String) -> String {
    guard let resolved = unsafe realpath(path, nil) else { return path }
    defer { unsafe free(resolved) }
    return unsafe String(cString: resolved)
  }

  /// Writes all bytes; a failure is kept for ``close()``.
  mutating func write(_ bytes: [UInt8]) {
    guard failure == nil else { return }
    failure = unsafe bytes.withUnsafeBytes { buffer in
      var offset = 0
      while offset < buffer.count {
        let count = unsafe systemWrite(descriptor, buffer.baseAddress?.advanced(by: offset), buffer.count - offset)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return OutputError(name: name, code: errno) }
        offset += count
      }
      return nil
    }
  }

  /// Puts the file in place of an older one; what was there stays where anything failed.
  consuming func close() throws(OutputError) {
    if descriptor != STDOUT_FILENO, systemClose(descriptor) != 0, failure == nil { failure = OutputError(name: name, code: errno) }
    if let (target, temporary) = replacement {
      if failure == nil, unsafe rename(temporary, target) != 0 { failure = OutputError(name: name, code: errno) }
      if failure != nil { _ = unsafe unlink(temporary) }
    }
    if let failure { throw failure }
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
