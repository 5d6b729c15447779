import Foundation
import Testing

@testable import Manifests

/// Indexes that git writes, in all its forms.
@Suite struct GitIndexTests {
  static let tracked = [
    ".github/workflows/run.yaml", ".hidden.json", "a/b.yaml", "a/b/c.yml", "a-b.yaml", "é.yaml",
    "a/\(String(repeating: "n", count: 200)).yaml",
    "\(String(repeating: "d/", count: 30))deep.yaml",
  ]

  /// What is done with git before and behind `git add`.
  struct Form: Sendable, CustomTestStringConvertible {
    let name: String
    var before: [[String]] = []
    var behind: [[String]] = []
    var testDescription: String { name }
  }

  static let forms = [
    Form(name: "version 2", behind: [["update-index", "--index-version", "2"]]),
    Form(name: "version 3", behind: [["add", "-f", "-N", "added.yaml"], ["update-index", "--index-version", "3"]]),
    Form(name: "version 4", behind: [["update-index", "--index-version", "4"]]),
    Form(name: "split", behind: [["update-index", "--split-index"], ["add", "-f", "added.yaml"]]),
    Form(name: "split, version 4", before: [["update-index", "--index-version", "4"]], behind: [["update-index", "--split-index"]]),
    Form(name: "SHA-256", before: [["init", "-q", "--object-format=sha256", "."]]),
    Form(
      name: "SHA-256, version 4", before: [["init", "-q", "--object-format=sha256", "."]],
      behind: [["update-index", "--index-version", "4"]]),
    Form(name: "untracked cache", behind: [["update-index", "--untracked-cache"], ["commit", "-q", "-m", "all"]]),
  ]

  @Test(arguments: forms)
  func tracksWhatGitTracks(_ form: Form) throws {
    let directory = try TemporaryDirectory(isRepository: false)
    _ = try Git.run(["init", "-q", "."], in: directory.path)
    if form.before.contains(where: { $0.first == "init" }) { try FileManager.default.removeItem(atPath: directory[".git"]) }
    for arguments in form.before { _ = try Git.run(arguments, in: directory.path) }
    for name in Self.tracked + ["added.yaml", "notes.txt"] { try directory.write(name) }
    try directory.link("link", to: "a")
    _ = try Git.run(["add", "-f", "notes.txt", "link"] + Self.tracked, in: directory.path)
    for arguments in form.behind { _ = try Git.run(arguments, in: directory.path) }
    try directory.write("untracked.yaml", "other/untracked.yaml")

    let listed = try Git.run(["ls-files", "-z"], in: directory.path).split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    #expect(listed.count >= Self.tracked.count + 2)
    let index = try GitRepository.index(root: directory.path)
    func tracks(_ path: String, isDirectory: Bool = false) -> Bool { index.tracks(Array(path.utf8)[...], isDirectory: isDirectory) }
    for path in listed { #expect(tracks(path) == (path != "notes.txt"), "\(path)") }
    for folder in [".github", ".github/workflows", "a", "a/b", "d/d/d"] { #expect(tracks(folder, isDirectory: true), "\(folder)") }
    for path in ["untracked.yaml", "a/c.yaml", "b.yaml", "", "a/b.yam", "a/b.yaml0"] { #expect(!tracks(path), "\(path)") }
    for folder in ["other", "githu", ".git", "a-b"] { #expect(!tracks(folder, isDirectory: true), "\(folder)") }
  }

  /// Damage is an error, or changes names alone; it never ends the process.
  @Test func damageIsAnErrorAndNeverMore() throws {
    let directory = try TemporaryDirectory(isRepository: false)
    _ = try Git.run(["init", "-q", "."], in: directory.path)
    for name in Self.tracked { try directory.write(name) }
    _ = try Git.run(["add", "-f"] + Self.tracked, in: directory.path)
    for version in ["2", "4"] {
      _ = try Git.run(["update-index", "--index-version", version], in: directory.path)
      let bytes = try readFile(directory[".git/index"])
      #expect(GitIndex(bytes) { _ in nil } != nil)
      for end in bytes.indices { #expect(GitIndex(Array(bytes[..<end])) { _ in nil } == nil) }
      for position in bytes.indices {
        for value: UInt8 in [0, 0x7F, 0xFF] {
          var damaged = bytes
          damaged[position] = value
          _ = GitIndex(damaged) { _ in nil }
        }
      }
    }
  }

  @Test func anIndexThatCannotBeReadIsSaid() throws {
    let directory = try TemporaryDirectory()
    try directory.write(".hidden.yaml", "a.yaml")
    try directory.write(".git/index", text: "DIRC and nothing that belongs there")
    let listing = InputSelection(paths: [directory.path]).list()
    #expect(listing.files.map(\.path) == [directory["a.yaml"]])
    #expect(listing.errors.map(\.reason) == [.unknownIndex])
  }
}
