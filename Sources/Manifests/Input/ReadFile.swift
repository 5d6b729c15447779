#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// The largest input in bytes: offsets are 32 bits wide.
package let maximumFileSize = Int(Int32.max)

/// Reads the bytes of a regular file, following symbolic links.
///
/// One allocation of the size the file has when it is opened; a file that grows or shrinks meanwhile is read to the end it then has.
/// - Parameter path: relative to the current directory, or absolute.
/// - Throws: ``InputError`` when it cannot be opened, is not a regular file, or is larger than ``maximumFileSize``.
package func readFile(_ path: String) throws(InputError) -> [UInt8] {
  try readFile(path, flags: 0)
}

/// Reads standard input to its end.
/// - Parameter name: stands for it in the error.
package func readStandardInput(name: String = "<stdin>") throws(InputError) -> [UInt8] {
  let status = try FileStatus(descriptor: STDIN_FILENO, path: name)
  if status.kind == .directory { throw InputError(path: name, reason: .isDirectory) }
  return try read(STDIN_FILENO, path: name, expecting: status.kind == .regular ? status.size : 0)
}

/// Reads a regular file that is opened with `flags` beside the usual ones.
func readFile(_ path: String, flags: Int32) throws(InputError) -> [UInt8] {
  // Without O_NONBLOCK, opening a pipe waits for its writer.
  let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | flags)
  guard descriptor >= 0 else { throw InputError(path: path, code: errno) }
  defer { close(descriptor) }
  let status = try FileStatus(descriptor: descriptor, path: path)
  switch status.kind {
  case .regular: return try read(descriptor, path: path, expecting: status.size)
  case .directory: throw InputError(path: path, reason: .isDirectory)
  case .link, .special: throw InputError(path: path, reason: .notRegularFile)
  }
}

/// Reads to the end of `descriptor`, which has `size` bytes as far as is known.
private func read(_ descriptor: Int32, path: String, expecting size: Int) throws(InputError) -> [UInt8] {
  guard size <= maximumFileSize else { throw InputError(path: path, reason: .tooLarge) }
  var bytes: [UInt8] = []
  // The byte more shows that the end is reached without asking a second time.
  var room = size + 1
  while true {
    var count = 0
    bytes.append(addingCapacity: room) { (output: inout OutputSpan<UInt8>) in
      unsafe output.withUnsafeMutableBufferPointer { buffer, initialized in
        repeat {
          count = unsafe systemRead(descriptor, buffer.baseAddress, min(room, buffer.count))
        } while count < 0 && errno == EINTR
        initialized = max(count, 0)
      }
    }
    if count < 0 { throw InputError(path: path, code: errno) }
    if bytes.count > maximumFileSize { throw InputError(path: path, reason: .tooLarge) }
    if count == 0 || (count < room && bytes.count == size) { return bytes }
    room -= count
    if room == 0 { room = max(bytes.count, 65_536) }
  }
}

private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutablePointer<UInt8>?, _ count: Int) -> Int {
  #if canImport(Glibc)
    unsafe Glibc.read(descriptor, buffer, count)
  #elseif canImport(Musl)
    unsafe Musl.read(descriptor, buffer, count)
  #endif
}

/// What is known of a file without reading it.
struct FileStatus {
  enum Kind {
    case regular
    case directory
    case link
    /// A pipe, a socket or a device.
    case special
  }

  let kind: Kind
  /// In bytes.
  let size: Int

  /// Of the file at `path`, or with `followingLinks` of what a link there leads to.
  init(path: String, followingLinks: Bool) throws(InputError) {
    var status = stat()
    let result = unsafe followingLinks ? stat(path, &status) : lstat(path, &status)
    guard result == 0 else {
      let code = errno
      if followingLinks, code == ENOENT || code == ELOOP, unsafe lstat(path, &status) == 0 {
        throw InputError(path: path, reason: .danglingLink)
      }
      throw InputError(path: path, code: code)
    }
    self.init(status)
  }

  init(descriptor: Int32, path: String) throws(InputError) {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw InputError(path: path, code: errno) }
    self.init(status)
  }

  init(_ status: stat) {
    switch status.st_mode & S_IFMT {
    case S_IFREG: kind = .regular
    case S_IFDIR: kind = .directory
    case S_IFLNK: kind = .link
    default: kind = .special
    }
    size = Int(status.st_size)
  }
}

extension InputError {
  /// The error for an `errno` value.
  init(path: String, code: Int32) {
    switch code {
    case ENOENT, ENOTDIR: self.init(path: path, reason: .missing)
    case EACCES, EPERM: self.init(path: path, reason: .permissionDenied)
    case ELOOP: self.init(path: path, reason: .danglingLink)
    case EISDIR: self.init(path: path, reason: .isDirectory)
    case ENXIO: self.init(path: path, reason: .notRegularFile)
    default: self.init(path: path, reason: .system(code: code, text: unsafe String(cString: strerror(code))))
    }
  }
}

/// The absolute path without symbolic links, `.` and `..` that leads to the same file; nil when there is none, or none in UTF-8.
package func canonicalPath(_ path: String) -> String? {
  guard let resolved = unsafe realpath(path, nil) else { return nil }
  defer { unsafe free(resolved) }
  return unsafe String(validatingCString: resolved)
}
