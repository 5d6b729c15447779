/// SplitMix64: the same corpus on every machine, in every run.
struct Generator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func number(in range: Range<Int>) -> Int {
    range.lowerBound + Int(next() % UInt64(range.count))
  }

  mutating func one(of choices: [String]) -> String {
    choices[number(in: 0..<choices.count)]
  }

  mutating func chance(oneIn count: Int) -> Bool {
    number(in: 0..<count) == 0
  }

  /// Lower-case hexadecimal digits, sixteen for each draw.
  mutating func hexadecimal(draws: Int) -> String {
    (0..<draws).map { _ in
      let digits = String(next(), radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}
