#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Where one report's bytes go: standard output, or a file that is put in place only when it is complete.
struct ReportOutput: ~Copyable {
  private let path: String?
  private let temporaryPath: String
  private let descriptor: Int32
  private var failure: OutputError?

  /// - Parameter path: nil is standard output.
  /// - Throws: ``OutputError`` where no file can be made beside `path`.
  init(path: String?) throws(OutputError) {
    self.path = path
    guard let path else {
      temporaryPath = ""
      descriptor = STDOUT_FILENO
      return
    }
    temporaryPath = "\(path).curfew-\(getpid())"
    descriptor = unsafe open(temporaryPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw OutputError(path: path, code: errno) }
  }

  /// Writes all bytes; a failure is kept for ``close()``.
  mutating func write(_ bytes: [UInt8]) {
    guard failure == nil else { return }
    failure = unsafe bytes.withUnsafeBytes { buffer in
      var offset = 0
      while offset < buffer.count {
        let count = unsafe systemWrite(descriptor, buffer.baseAddress?.advanced(by: offset), buffer.count - offset)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return OutputError(path: path ?? "standard output", code: errno) }
        offset += count
      }
      return nil
    }
  }

  /// Puts the file in place of an older one; what was there stays where anything failed.
  consuming func close() throws(OutputError) {
    guard let path else {
      if let failure { throw failure }
      return
    }
    if systemClose(descriptor) != 0, failure == nil { failure = OutputError(path: path, code: errno) }
    if failure == nil, unsafe rename(temporaryPath, path) != 0 { failure = OutputError(path: path, code: errno) }
    if let failure {
      _ = unsafe unlink(temporaryPath)
      throw failure
    }
  }
}

/// Why a report could not be written.
struct OutputError: Error, CustomStringConvertible {
  let path: String
  let code: Int32

  var description: String {
    "the report cannot be written to \(path): \(unsafe String(cString: strerror(code))); check the folder, its permissions and the space left"
  }
}

/// What people read beside the report.
enum StandardError {
  static func write(_ text: String) {
    var text = text
    text.withUTF8 { buffer in _ = unsafe systemWrite(STDERR_FILENO, buffer.baseAddress, buffer.count) }
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
