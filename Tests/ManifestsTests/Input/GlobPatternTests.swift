import Foundation
import Randomness
import Testing

@testable import Manifests

@Suite struct GlobPatternTests {
  struct Example: CustomTestStringConvertible, Sendable {
    let pattern: String
    let path: String
    let matches: Bool

    init(_ pattern: String, _ path: String, _ matches: Bool) {
      self.pattern = pattern
      self.path = path
      self.matches = matches
    }

    var testDescription: String { "\(pattern) \(matches ? "matches" : "does not match") \(path)" }
  }

  /// A slash at the end of a path makes it a directory.
  static let examples: [Example] = [
    Example("a.yaml", "a.yaml", true), Example("a.yaml", "x/y/a.yaml", true), Example("a.yaml", "A.yaml", false),
    Example("/a.yaml", "a.yaml", true), Example("/a.yaml", "x/a.yaml", false), Example("x/a.yaml", "y/x/a.yaml", false),
    Example("*.yaml", "x/a.yaml", true), Example("*", "x", true), Example("x/*", "x/y", true), Example("x/*", "x/y/z", false),
    Example("x/", "x/", true), Example("x/", "x", false), Example("x/", "y/x/", true), Example("x//", "x/", false),
    Example("**/a", "a", true), Example("**/a", "x/y/a", true), Example("**/a", "x/ya", false),
    Example("x/**", "x/y/z", true), Example("x/**", "x/", false), Example("x/**/a", "x/a", true), Example("x/**/a", "x/y/z/a", true),
    Example("x/**/y/*/a", "x/1/y/2/y/3/a", true), Example("x/**/y/*/a", "x/1/y/2/3/a", false), Example("x**y", "x1y", true),
    Example("x/y**z", "x/y/z", false), Example("x/y**/z", "x/yy/y/z", true), Example("*/y**/z", "x/y/w/z", false),
    Example("a?c", "abc", true), Example("x/a?c", "x/a/c", false), Example("[!a]", "b", true), Example("[!a]", "a", false),
    Example("[]a]", "]", true), Example("[a-c]x", "bx", true), Example("[a-c]x", "dx", false), Example("x[/]y", "x/y", false),
    Example("[[:digit:]]", "7", true), Example("[[:upper:]-z]", "-", true), Example("\\*", "*", true), Example("\\*", "a", false),
    Example("\\!a", "!a", true), Example("#a", "#a", true), Example("a ", "a ", true), Example("é", "é", true), Example("?", "é", false),
  ]

  @Test(arguments: examples) func matchesAsDocumented(_ example: Example) throws {
    let pattern = try #require(GlobPattern(example.pattern.utf8))
    #expect(!pattern.isNegated)
    #expect(GlobPatternList([pattern]).verdict(on: example.path) == (example.matches ? true : nil))
  }

  @Test(arguments: ["", "!", "/", "!/", "//", "a\\", "[", "[a", "[]", "[!]", "[[:foo:]]", "[a\\]", "x/[[:alpha:]"])
  func refusesWhatNeverMatches(_ text: String) {
    #expect(GlobPattern(text.utf8) == nil)
  }

  @Test func theLastPatternDecides() throws {
    let list = GlobPatternList(ignoreFile: Array("\u{FEFF}*.yaml\n# comment\n\n!keep.yaml\r\nkeep.yaml/ \nodd\\ \n".utf8))
    #expect(list.verdict(on: "a.yaml") == true)
    #expect(list.verdict(on: "keep.yaml") == false)
    #expect(list.verdict(on: "keep.yaml/") == true)
    #expect(list.verdict(on: "odd ") == true)
    #expect(list.verdict(on: "odd") == nil)
    #expect(list.verdict(on: "# comment") == nil)
  }

  /// Each pattern in a folder of its own, so that git is started once for all of them.
  @Test func matchesAsGitDoes() throws {
    var generator = SeededGenerator(seed: 1)
    let frequent = ["a", "b", "ab", "aa", "a.yaml"]
    let names = frequent + ["a b", "b.yaml", "é.yaml", "[a]", "!a", "#a", "a*", "a\\b", "-", "7", "a "]
    let directory = try TemporaryDirectory()
    var paths: [String] = []
    var lists: [GlobPatternList] = []
    for number in 0..<2_000 {
      let text = generator.pattern()
      try directory.write("\(number)/.gitignore", text: text)
      lists.append(GlobPatternList(ignoreFile: Array(text.utf8)))
      for _ in 0..<20 {
        let segments = (0..<Int.random(in: 1...4, using: &generator)).map { _ in generator.pick(generator.chance(60) ? frequent : names) }
        paths.append("\(number)/" + segments.joined(separator: "/"))
      }
    }
    let ignored = try Git.ignored(paths, in: directory.path)
    #expect(ignored.count > 1_000)
    var mismatches: [String] = []
    for path in paths {
      let segments = path.split(separator: "/").map(String.init)
      let number = try #require(Int(segments[0]))
      // Nothing in an ignored directory comes back.
      let isIgnored = (2...segments.count).contains { end in
        lists[number].verdict(on: segments[1..<end].joined(separator: "/") + (end < segments.count ? "/" : "")) == true
      }
      if isIgnored != ignored.contains(path) {
        mismatches.append("\(try String(contentsOfFile: directory["\(number)/.gitignore"], encoding: .utf8).debugDescription) on \(path)")
      }
    }
    #expect(mismatches == [])
  }

  /// The steps grow with the product of both lengths, where trying every way to match would not end.
  @Test(arguments: [
    (String(repeating: "*a", count: 500) + "b", String(repeating: "a", count: 2_000)),
    (String(repeating: "**/*a*a", count: 200) + "/b", String(repeating: "aaa/", count: 500) + "c"),
    ("x/" + String(repeating: "**/a/", count: 500) + "b", "x/" + String(repeating: "a/", count: 1_500) + "c"),
  ])
  func endsSoonOnHostilePatterns(_ pattern: String, _ path: String) throws {
    let compiled = try #require(GlobPattern(pattern.utf8))
    #expect(GlobPatternList([compiled]).verdict(on: path) == nil)
  }

  @Test func compilesHostilePatternsSoon() {
    #expect(GlobPattern(("[" + String(repeating: "[:", count: 200_000) + "x]").utf8) != nil)
    #expect(GlobPattern(String(repeating: "[a]", count: 4_096).utf8) != nil)
    #expect(GlobPattern(String(repeating: "[a]", count: 200_000).utf8) == nil)
    #expect(GlobPattern(String(repeating: "*", count: 1_000_000).utf8) != nil)
    #expect(GlobPattern(String(repeating: "**/", count: 300_000).utf8) != nil)
  }
}

extension GlobPatternList {
  /// The verdict on a path relative to the list's folder; a slash at its end makes it a directory.
  fileprivate func verdict(on path: String) -> Bool? {
    let isDirectory = path.hasSuffix("/")
    let bytes = Array(path.utf8.dropLast(isDirectory ? 1 : 0))
    let nameStart = bytes.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
    return verdict(on: bytes.span, from: 0, nameStart: nameStart, isDirectory: isDirectory)
  }
}
