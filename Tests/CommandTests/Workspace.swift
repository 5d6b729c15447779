import Foundation
import Testing

/// A folder with files for one test, removed with it.
final class Workspace {
  let folder: URL

  init(_ files: [String: String] = [:]) throws {
    // Without links, so that the program's canonical paths are the same.
    folder = URL(filePath: try Command.temporaryFolder().resolvingSymlinksInPath().path)
    for (path, text) in files { try write(text, to: path) }
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func write(_ text: String, to path: String) throws { try write(Array(text.utf8), to: path) }

  func write(_ bytes: [UInt8], to path: String) throws {
    let file = folder.appending(path: path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
  }

  func read(_ path: String) throws -> String { try String(contentsOf: folder.appending(path: path), encoding: .utf8) }

  func read(bytes path: String) throws -> Data { try Data(contentsOf: folder.appending(path: path)) }

  func curfew(_ arguments: String..., input: String = "") throws -> Command {
    try Command.run(arguments, input: input, folder: folder)
  }

  /// Runs the installed git in the folder, without what is configured for the user and the machine.
  func git(_ arguments: String...) throws {
    let command = try Command.run(
      arguments, folder: folder, program: "git",
      environment: [
        "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "test", "GIT_AUTHOR_EMAIL": "test@example.org",
        "GIT_COMMITTER_NAME": "test", "GIT_COMMITTER_EMAIL": "test@example.org",
      ])
    #expect(command.status == 0, "git \(arguments): \(command.error)")
  }

  /// Commits what there is to the branch `main` of a repository in the folder.
  func commitAll(_ message: String) throws {
    try git("init", "-q", "-b", "main")
    try git("add", "-A")
    try git("commit", "-q", "-m", message)
  }

  /// The findings of a scan as `path:line rule severity`, in the order of the report.
  func findings(_ arguments: String..., input: String = "") throws -> [String] {
    try Self.findings(in: Command.run(["scan", "--format", "json"] + arguments, input: input, folder: folder).output)
  }

  static func report(_ text: String) throws -> [String: Any] {
    guard let report = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] else {
      throw CocoaError(.fileReadCorruptFile)
    }
    return report
  }

  static func findings(in text: String, _ member: String = "findings") throws -> [String] {
    let files = try report(text)["files"] as? [[String: Any]] ?? []
    return files.flatMap { file in
      (file["workloads"] as? [[String: Any]] ?? []).flatMap { workload in
        (workload[member] as? [[String: Any]] ?? []).map { finding in
          let line = (finding["start"] as? [String: Any])?["line"] as? Int ?? 0
          return "\(file["path"] ?? ""):\(line) \(finding["name"] ?? "") \(finding["severity"] ?? "")"
        }
      }
    }
  }
}
