import ArgumentParser
import Manifests
import Reports

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The files that a run writes: no two of them are one file, and none is read by it.
struct OutputFiles {
  /// With the path that the command line has for each.
  private var paths: [FileIdentity: String] = [:]

  /// - Parameter outputs: nil is standard output.
  /// - Throws: A `ValidationError` where two outputs would go to one place, by whatever links.
  init(_ outputs: [String?]) throws {
    if outputs.count(where: { $0 == nil }) > 1 {
      throw ValidationError("Only one report can go to standard output: give each other --format an --output.")
    }
    for output in outputs {
      if let output, Self.isOfGit(output) {
        throw ValidationError("\(output) is what git, and a scan, goes by: write the report to another file.")
      }
      guard let identity = output.map({ FileIdentity(ofOutput: $0) }) ?? FileIdentity(descriptor: STDOUT_FILENO) else { continue }
      if let other = paths.updateValue(output ?? "standard output", forKey: identity) {
        throw ValidationError("Two reports cannot go to the same file, \(other) and \(output ?? "standard output").")
      }
    }
  }

  /// - Parameters:
  ///   - files: What is to be scanned. A former report among them is no input: it holds no objects, and may be replaced.
  ///   - others: Files and folders that are read beside them; what stands below the folders is read, too.
  /// - Throws: A `ValidationError` where one of them would be replaced.
  func check(files: [InputFile] = [], others: [String] = []) throws {
    guard paths.keys.contains(where: \.exists) else { return }
    for file in files {
      let identity = file.isStandardInput ? FileIdentity(descriptor: STDIN_FILENO) : FileIdentity(path: file.path)
      guard let identity, let output = paths[identity], !Self.isReport(file) else { continue }
      throw refusal(output, file.path)
    }
    for other in others {
      if let identity = FileIdentity(path: other), let output = paths[identity] { throw refusal(output, other) }
      guard let folder = canonicalPath(other) else { continue }
      for output in paths.filter(\.key.exists).values.sorted() {
        if let path = canonicalPath(output), path.utf8.starts(with: "\(folder)/".utf8) { throw refusal(output, other) }
      }
    }
  }

  /// Whether it is an ignore file, or in a repository's own folder.
  private static func isOfGit(_ output: String) -> Bool {
    let segments = (canonicalPath(output) ?? output).utf8.split(separator: UInt8(ascii: "/"))
    return segments.last?.elementsEqual(".gitignore".utf8) == true || segments.contains { $0.elementsEqual(".git".utf8) }
  }

  private func refusal(_ output: String, _ input: String) -> ValidationError {
    ValidationError("\(output) would replace what is read from \(input): write it to another file.")
  }

  private static func isReport(_ file: InputFile) -> Bool {
    guard !file.isStandardInput, let bytes = try? readFile(file.path) else { return false }
    return ReportFormat.isReport(bytes)
  }
}

/// What is the same of a file, by whatever path or link it is reached.
struct FileIdentity: Hashable {
  private let device: UInt64
  private let inode: UInt64
  /// The name of a file that is not there yet, in the folder that the numbers are of.
  private let newName: String?

  var exists: Bool { newName == nil }

  /// nil where there is no regular file.
  init?(path: String) {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  /// nil where it is open on no regular file.
  init?(descriptor: Int32) {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { return nil }
    self.init(status)
  }

  /// That of the file which will be there; nil for devices, pipes, and where none can be made.
  init?(ofOutput path: String) {
    var status = stat()
    if unsafe stat(path, &status) == 0 {
      self.init(status)
      return
    }
    let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    let folder = slash.map { String(path[...$0]) } ?? "."
    guard unsafe stat(folder, &status) == 0 else { return nil }
    self.init(status, newName: slash.map { String(path[path.utf8.index(after: $0)...]) } ?? path)
  }

  private init?(_ status: stat) {
    guard status.st_mode & S_IFMT == S_IFREG else { return nil }
    self.init(status, newName: nil)
  }

  private init(_ status: stat, newName: String?) {
    device = UInt64(truncatingIfNeeded: status.st_dev)
    inode = UInt64(truncatingIfNeeded: status.st_ino)
    self.newName = newName
  }
}
