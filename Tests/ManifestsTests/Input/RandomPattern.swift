import Randomness

extension SeededGenerator {
  /// A line of an ignore file made of the pieces that patterns are made of.
  mutating func pattern() -> String {
    let pieces = [
      "a", "b", "ab", "é", ".yaml", "*.yaml", "a.yaml", "*", "*", "**", "**/", "/**", "/**/", "/", "/", "?", "[ab]", "[!a]", "[^b]",
      "[a-b]",
      "[[:alpha:]]", "[[:digit:][:punct:]]", "[]-a]", "[a-]", "[b-a]", "[[:a]", "[\\]]", "[", "]", "-", "\\a", "\\*", "\\[", "\\ ", " ",
      "\\", "!", "#",
    ]
    let frequent = ["a", "b", "/", "*", "**/", "?", "*.yaml"]
    let pool = chance(50) ? frequent : pieces
    let text = (0..<Int.random(in: 1...5, using: &self)).map { _ in pick(pool) }.joined()
    return (chance(15) ? "!" : "") + text + (chance(10) ? "/" : "") + (chance(5) ? "  " : "") + (chance(3) ? "\r" : "")
  }
}
