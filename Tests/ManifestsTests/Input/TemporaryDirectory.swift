import Foundation

/// A directory of its own for one test, removed with the last reference to it.
///
/// It looks like the root of a git repository, so that no ignore file above it counts.
final class TemporaryDirectory: Sendable {
  let path: String

  init(isRepository: Bool = true) throws {
    let url = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().appendingPathComponent("curfew-" + UUID().uuidString)
    path = url.path
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    if isRepository { try createRepository() }
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  subscript(_ name: String) -> String { name.isEmpty ? path : path + "/" + name }

  /// Writes files, and the directories they need; a name with a slash at its end is a directory.
  func write(_ names: String..., text: String = "kind: Job\n") throws {
    for name in names { try write(name, Data(text.utf8)) }
  }

  func write(_ name: String, _ bytes: Data) throws {
    if name.isEmpty { return }
    let directory = name.hasSuffix("/") ? self[name] : (self[name] as NSString).deletingLastPathComponent
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    if !name.hasSuffix("/") { try bytes.write(to: URL(fileURLWithPath: self[name])) }
  }

  func link(_ name: String, to target: String) throws {
    try write((name as NSString).deletingLastPathComponent + "/")
    try FileManager.default.createSymbolicLink(atPath: self[name], withDestinationPath: target)
  }

  func makePipe(_ name: String) throws {
    guard unsafe mkfifo(self[name], 0o600) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
  }

  /// The least that git takes for a repository, without starting it.
  func createRepository(_ name: String = "") throws {
    let prefix = name.isEmpty ? ".git/" : name + "/.git/"
    try write(prefix + "objects/", prefix + "refs/", prefix + "info/")
    try write(prefix + "HEAD", text: "ref: refs/heads/main\n")
  }
}
