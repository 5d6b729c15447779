/// Random numbers that are the same in every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func pick<Element>(_ elements: [Element]) -> Element { elements[Int.random(in: 0..<elements.count, using: &self)] }

  mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }

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
