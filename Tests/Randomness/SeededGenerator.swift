/// Random numbers that are the same in every run and on every machine, so that a failure can be repeated (SplitMix64; Steele, Lea and Flood, 2014).
package struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  package mutating func pick<Element>(_ elements: [Element]) -> Element { elements[number(0, elements.count - 1)] }

  package mutating func chance(_ percent: Int) -> Bool { number(0, 99) < percent }

  package mutating func number(_ low: Int, _ high: Int) -> Int { low + Int(truncatingIfNeeded: next() % UInt64(high - low + 1)) }
}
