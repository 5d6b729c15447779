internal import Findings
package import Manifests

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Gives a file another text: at once, so that whoever reads it, or whatever stops this process, finds the old text or the new one.
package struct FileRewriting: Sendable {
  /// What the files were found below: links are followed within it.
  package let roots: [InputRoot]
  /// Whether to wait until the disk has it.
  package let isSynced: Bool

  /// A rewriting of files that were found below these.
  package init(roots: [InputRoot], isSynced: Bool) {
    self.roots = roots
    self.isSynced = isSynced
  }

  /// Why a file keeps its old text.
  package enum Failure: Error, Hashable {
    /// The path leads out of what was given, by a link.
    case leadsOut
    /// The file is no longer what was judged.
    case changed
    /// The system refuses.
    case system(SystemError)

    /// What it is and what to do about it: a clause.
    package var message: String {
      switch self {
      case .leadsOut: "it is a link to a file outside of the paths that were given: name that file"
      case .changed: "it has changed since it was read: run the command again"
      case .system(let error): "\(error); check the folder, its permissions and the space left"
      }
    }
  }

  /// What else is to be known of a file that was rewritten.
  package enum Remark: Hashable, Sendable {
    /// Other names lead to the old text.
    case otherNames(Int)
    /// The file belongs to whoever runs this, not to whom it belonged.
    case otherOwner

    /// In words: a clause.
    package var message: String {
      switch self {
      case .otherNames(let count): "it has \(count) other name\(count == 1 ? "" : "s") (hard links), which keep the old text"
      case .otherOwner: "it now belongs to you, as its owner could not be kept"
      }
    }
  }

  /// Writes a file.
  ///
  /// - Parameters:
  ///   - path: As it was found.
  ///   - fingerprint: ``StableHash`` of what was judged.
  ///   - text: What it is to say, made of what it says.
  package func rewrite(_ path: String, judgedAs fingerprint: UInt64, _ text: ([UInt8]) -> [UInt8]) throws(Failure) -> [Remark] {
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else { throw .system(SystemError(code: errno)) }
    var target = path
    if status.st_mode & S_IFMT == S_IFLNK {
      guard let canonical = canonicalPath(path) else { throw .system(SystemError(code: errno)) }
      guard isGiven(canonical) else { throw .leadsOut }
      target = canonical
      guard unsafe stat(target, &status) == 0 else { throw .system(SystemError(code: errno)) }
    }
    // The folder alone would decide otherwise.
    guard unsafe access(target, W_OK) == 0 else { throw .system(SystemError(code: errno)) }
    guard let bytes = try? readFile(target), StableHash.of(bytes) == fingerprint else { throw .changed }
    do throws(SystemError) {
      let file = try PendingFile(for: target)
      var remarks: [Remark] = status.st_nlink > 1 ? [.otherNames(Int(status.st_nlink) - 1)] : []
      var failure: SystemError?
      if fchown(file.descriptor, status.st_uid, status.st_gid) != 0 { remarks.append(.otherOwner) }
      if fchmod(file.descriptor, status.st_mode & 0o7777) != 0 { failure = SystemError(code: errno) }
      do throws(SystemError) { if failure == nil { try file.write(text(bytes)) } } catch { failure = error }
      try file.finish(after: failure, isSynced: isSynced)
      return remarks
    } catch {
      throw .system(error)
    }
  }

  private func isGiven(_ path: String) -> Bool {
    roots.contains { root in
      guard let canonical = root.canonical else { return false }
      return path == canonical || root.isDirectory && path.utf8.starts(with: "\(canonical)/".utf8)
    }
  }
}
