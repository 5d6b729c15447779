import Randomness
import Testing

@testable import Manifests

/// Long lists of patterns, which are looked up, decide as short ones do, which are gone through.
@Test func longListsOfPatternsDecideAsShortOnes() {
  var random = SeededGenerator(seed: 1)
  let words = ["a", "b", "a/b", "/a", "b/", "!a", "!a/b", "a/", "*", "a*", "!b/", "**/b", "a/b/c", "\\a"]
  let paths = ["a", "b", "a/b", "b/a", "a/b/c", "c/a", "c/b/a"]
  for _ in 0..<300 {
    let texts = (0..<Int.random(in: 1...6, using: &random)).map { _ in words.randomElement(using: &random) ?? "a" }
    let patterns = texts.compactMap { GlobPattern($0.utf8) }
    let padding = (0..<20).compactMap { GlobPattern("other\($0)".utf8) }
    for path in paths {
      let bytes = Array(path.utf8)
      #expect(GlobPatternList(patterns).matches(bytes.span) == GlobPatternList(padding + patterns).matches(bytes.span), "\(texts) \(path)")
    }
  }
}
