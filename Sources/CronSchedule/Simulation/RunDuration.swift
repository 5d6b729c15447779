/// How long the runs of a CronJob take.
package enum RunDuration: Hashable, Sendable {
  /// Always so many seconds.
  case fixed(Int64)
  /// About so many seconds, in the shape of a bell; never less than one.
  case spread(mean: Int64, deviation: Int64)
  /// One of those that were seen, in seconds; not empty.
  case seen([Int64])

  /// Reads `12m`, or `12m±3m`, which may also be written `12m+-3m`; nothing if it is malformed.
  package init?(_ text: String) {
    var parts = text.split(separator: "±", omittingEmptySubsequences: false)
    if parts.count == 1 { parts = text.split(separator: "+-", maxSplits: 1, omittingEmptySubsequences: false) }
    guard parts.count <= 2, let mean = DurationText.seconds(String(parts[0])), (0...Self.longest).contains(mean) else { return nil }
    if parts.count == 1 {
      self = .fixed(mean)
      return
    }
    guard let deviation = DurationText.seconds(String(parts[1])), (0...Self.longest).contains(deviation) else { return nil }
    self = .spread(mean: mean, deviation: deviation)
  }

  /// A hundred years.
  private static let longest: Int64 = 100 * 366 * 86_400

  func draw(_ random: inout RandomNumbers) -> Int64 {
    switch self {
    case .fixed(let seconds): seconds
    case .spread(let mean, let deviation): max(1, mean + Int64(random.bell() * Double(deviation)))
    case .seen(let durations): durations[random.number(below: durations.count)]
    }
  }
}

/// Random numbers that are the same for the same seed, everywhere (SplitMix64, by Sebastiano Vigna).
struct RandomNumbers: Sendable {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
    return value ^ value >> 31
  }

  mutating func number(below count: Int) -> Int {
    Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(count)).high)
  }

  /// The sum of four even numbers, scaled to mean 0 and deviation 1: close to a normal distribution, and never beyond 3.5.
  mutating func bell() -> Double {
    let bits = next()
    let sum = (bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + bits >> 48
    return (Double(sum) - 131_070) * (1.732_050_807_568_877_2 / 65_535)
  }
}
