import Testing

@testable import Rules

@Suite struct LabelPatternTests {
  @Test(
    "Patterns are anchored at both ends",
    arguments: [
      ("backup", "backup", true), ("backup", "backups", false), ("backup.*", "backup-1", true), (".+", "", false), (".*", "", true),
      ("", "", true),
      ("a|b", "b", true), ("a|b", "ab", false), ("(a|b)+", "abba", true), ("(?:a|b)?c", "c", true), ("^a$", "a", true),
      ("backup-\\d+", "backup-29400000", true), ("backup-[0-9]+", "backup-2940x", false), ("[^a-c]", "d", true), ("[^a-c]", "b", false),
      ("[a-]", "-", true), ("[]x]", "]", true), ("a\\.b", "axb", false), ("a.b", "axb", true), ("\\w+", "a_1", true), ("a+?", "aaa", true),
      ("database|shop|", "", true), ("(a*)*", "aaaaaaaaaaaaaaaaaaaaaaaa!", false), ("(a?)+b", "aab", true),
    ])
  func matches(_ pattern: String, _ text: String, _ expected: Bool) throws {
    #expect(try #require(LabelPattern(pattern)).matches(text) == expected)
  }

  @Test(
    "What is not known is no pattern",
    arguments: [
      "(?i)a", "a{2}", "\\pL", "[[:alpha:]]", "(", ")", "a)", "*", "[a", "a**", "\\", "[b-a]", String(repeating: "(", count: 100),
    ])
  func isUnknown(_ pattern: String) {
    #expect(LabelPattern(pattern) == nil)
  }
}
