#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A file that takes the place of another, or of none, only when it is complete; until then it stands beside it under a name that nobody else has.
package struct PendingFile: Sendable {
  /// Where it goes.
  package let target: String
  /// What is written to until then.
  package let descriptor: Int32
  private let temporary: String

  /// Makes an empty file.
  ///
  /// - Parameter target: Its place; no link, as that would be replaced.
  /// - Throws: The system's error number.
  package init(for target: String) throws(SystemError) {
    self.target = target
    temporary = Self.unusedPath(beside: target)
    UnfinishedFiles.add(temporary)
    descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      let error = SystemError(code: errno)
      UnfinishedFiles.remove(temporary)
      throw error
    }
  }

  /// A hidden name that nobody has, so that whatever an ended run left behind is in nobody's way.
  private static func unusedPath(beside target: String) -> String {
    let folder = target.utf8.lastIndex(of: UInt8(ascii: "/")).map { target[...$0] } ?? ""
    return "\(folder).curfew-\(String(UInt64.random(in: .min ... .max), radix: 16))"
  }

  /// Writes all bytes.
  package func write(_ bytes: [UInt8]) throws(SystemError) { try writeAll(bytes, to: descriptor) }

  /// Ends the writing and puts the file in its place, at once; what was there stays where that fails.
  ///
  /// - Parameters:
  ///   - failure: What has gone wrong already: then the file goes away.
  ///   - isSynced: Whether to wait until the bytes, and the name, are on the disk.
  package func finish(after failure: SystemError? = nil, isSynced: Bool = false) throws(SystemError) {
    var failure = failure
    if failure == nil, isSynced, fsync(descriptor) != 0 { failure = SystemError(code: errno) }
    if closeDescriptor(descriptor) != 0, failure == nil { failure = SystemError(code: errno) }
    if failure == nil, unsafe rename(temporary, target) != 0 { failure = SystemError(code: errno) }
    if failure != nil { _ = unsafe unlink(temporary) }
    UnfinishedFiles.remove(temporary)
    if let failure { throw failure }
    if isSynced { syncFolder() }
  }

  /// A name is on the disk when its folder is; where that cannot be asked for, it is as good as the system makes it.
  private func syncFolder() {
    let folder = target.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(target[...$0]) } ?? "."
    let descriptor = unsafe open(folder, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    _ = fsync(descriptor)
    _ = closeDescriptor(descriptor)
  }
}

/// What the system says went wrong.
package struct SystemError: Error, Hashable, CustomStringConvertible {
  /// As `errno` has it.
  package let code: Int32

  /// An error of this number.
  package init(code: Int32) { self.code = code }

  package var description: String { unsafe String(cString: strerror(code)) }
}

/// Writes all bytes, however many calls that takes.
package func writeAll(_ bytes: [UInt8], to descriptor: Int32) throws(SystemError) {
  let code = unsafe bytes.withUnsafeBytes { buffer -> Int32 in
    var offset = 0
    while offset < buffer.count {
      let count = unsafe writeBytes(descriptor, buffer.baseAddress?.advanced(by: offset), buffer.count - offset)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return count == 0 ? EIO : errno }
      offset += count
    }
    return 0
  }
  if code != 0 { throw SystemError(code: code) }
}

private func writeBytes(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  #if canImport(Glibc)
    unsafe Glibc.write(descriptor, bytes, count)
  #elseif canImport(Musl)
    unsafe Musl.write(descriptor, bytes, count)
  #endif
}

private func closeDescriptor(_ descriptor: Int32) -> Int32 {
  #if canImport(Glibc)
    Glibc.close(descriptor)
  #elseif canImport(Musl)
    Musl.close(descriptor)
  #endif
}
