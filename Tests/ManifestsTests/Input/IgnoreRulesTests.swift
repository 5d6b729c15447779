import Foundation
import Randomness
import Testing

@testable import Manifests

@Suite struct IgnoreRulesTests {
  /// Random trees with random ignore files in them, walked from the root of the repository and from within.
  @Test func skipsWhatGitIgnores() throws {
    var generator = SeededGenerator(seed: 2)
    var compared = 0
    var skipped = 0
    for round in 0..<120 {
      let directory = try TemporaryDirectory()
      var folders = [""]
      for _ in 0..<12 {
        let folder = generator.pick(folders) + generator.pick(["a", "b", "ab", "a b", "é", "c"]) + "/"
        if !folders.contains(folder) { folders.append(folder) }
      }
      var files: [String] = []
      for folder in folders {
        try directory.write(folder)
        for name in ["a.yaml", "b.yaml", "ab.yaml", "é.yml", "[a].json", "!a.yaml"] where generator.chance(50) {
          files.append(folder + name)
          try directory.write(folder + name)
        }
        if generator.chance(folder.isEmpty ? 90 : 30) {
          try directory.write(folder + ".gitignore", text: generator.lines(6))
        }
      }
      if generator.chance(40) { try directory.write(".git/info/exclude", text: generator.lines(3)) }

      let ignored = try Git.ignored(files + folders.dropFirst(), in: directory.path)
      let roots = folders.dropFirst().filter { !ignored.contains($0) }.sorted { $0.count > $1.count }
      for root in [""] + roots.prefix(3) {
        let listing = InputSelection(paths: [directory[root]]).list()
        let expected = files.filter { $0.hasPrefix(root) && !ignored.contains($0) }.map { directory[$0] }
        #expect(listing.files.map(\.path) == expected.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }, "round \(round), root \(root)")
        #expect(listing.errors.map(\.description) == [])
        compared += files.count { $0.hasPrefix(root) }
        skipped += ignored.count { $0.hasPrefix(root) }
      }
    }
    #expect(compared > 5_000)
    #expect(skipped > 500)
  }

  @Test func aRepositoryWithinARepositoryHasItsOwnRules() throws {
    let directory = try TemporaryDirectory()
    try directory.write(".gitignore", text: "a.yaml\n")
    try directory.write("a.yaml", "b.yaml", "inner/a.yaml", "inner/b.yaml", "inner/c.yaml")
    try directory.createRepository("inner")
    try directory.write("inner/.gitignore", text: "/b.yaml\n")
    try directory.write("inner/.git/info/exclude", text: "/c.yaml\n")
    #expect(InputSelection(paths: [directory.path]).list().files.map(\.path) == [directory["b.yaml"], directory["inner/a.yaml"]])
    #expect(InputSelection(paths: [directory["inner"]]).list().files.map(\.path) == [directory["inner/a.yaml"]])
  }

  @Test func aFurtherWorkingTreeHasTheExcludesOfTheRepository() throws {
    let directory = try TemporaryDirectory()
    _ = try Git.run(["commit", "-q", "--allow-empty", "-m", "Begin"], in: directory.path)
    _ = try Git.run(["worktree", "add", "-q", "--detach", directory["tree"]], in: directory.path)
    try directory.write(".git/info/exclude", text: "a.yaml\n")
    try directory.write("tree/a.yaml", "tree/sub/a.yaml", "tree/sub/b.yaml")
    #expect(try Git.ignored(["a.yaml", "sub/a.yaml", "sub/b.yaml"], in: directory["tree"]) == ["a.yaml", "sub/a.yaml"])
    #expect(InputSelection(paths: [directory["tree"]]).list().files.map(\.path) == [directory["tree/sub/b.yaml"]])
    #expect(InputSelection(paths: [directory["tree/sub"]]).list().files.map(\.path) == [directory["tree/sub/b.yaml"]])
  }

  @Test func ignoreFilesCountWithoutARepository() throws {
    let directory = try TemporaryDirectory(isRepository: false)
    try directory.write("top/.gitignore", text: "a.yaml\n")
    try directory.write("top/a.yaml", "top/sub/a.yaml", "top/sub/b.yaml")
    #expect(InputSelection(paths: [directory.path]).list().files.map(\.path) == [directory["top/sub/b.yaml"]])
    let below = InputSelection(paths: [directory["top/sub"]]).list()
    #expect(below.files.map(\.path) == [directory["top/sub/a.yaml"], directory["top/sub/b.yaml"]])
  }

  @Test func aLinkInPlaceOfAnIgnoreFileIsNotFollowed() throws {
    let directory = try TemporaryDirectory()
    try directory.write("rules", text: "*.yaml\n")
    try directory.write("sub/a.yaml")
    try directory.link("sub/.gitignore", to: "../rules")
    #expect(try Git.ignored(["sub/a.yaml"], in: directory.path) == [])
    #expect(InputSelection(paths: [directory.path]).list().files.map(\.path) == [directory["sub/a.yaml"]])
  }

  /// To git a link is no directory.
  @Test(arguments: ["linked/", "linked"]) func linksAreIgnoredAsFiles(_ pattern: String) throws {
    let directory = try TemporaryDirectory()
    let outside = try TemporaryDirectory()
    try outside.write("a.yaml")
    try directory.write(".gitignore", text: pattern + "\n")
    try directory.link("linked", to: outside.path)
    let ignored = try Git.ignored(["linked"], in: directory.path)
    #expect(ignored.isEmpty == (pattern == "linked/"))
    #expect(InputSelection(paths: [directory.path]).list().files.map(\.path) == (ignored.isEmpty ? [directory["linked/a.yaml"]] : []))
  }
}

extension SeededGenerator {
  fileprivate mutating func lines(_ most: Int) -> String {
    (0..<Int.random(in: 1...most, using: &self)).map { _ in pattern() + (chance(95) ? "\n" : "\r\n") }.joined()
  }
}
