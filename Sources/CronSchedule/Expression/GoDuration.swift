/// Durations as Go's `time.ParseDuration` reads them: `1h30m`, `-1.5h`, `0`.
enum GoDuration {
  /// The duration in `text[range]`, in nanoseconds; it may be negative.
  static func nanoseconds(_ text: Span<UInt8>, _ range: Range<Int>) throws(CronExpressionError) -> Int64 {
    var rest = range
    var isNegative = false
    if let first = rest.first, text[first] == UInt8(ascii: "-") || text[first] == UInt8(ascii: "+") {
      isNegative = text[first] == UInt8(ascii: "-")
      rest = rest.dropFirst()
    }
    if rest.count == 1, text[rest.lowerBound] == UInt8(ascii: "0") { return 0 }
    guard !rest.isEmpty else { throw CronExpressionError(.duration(.missing), at: range) }

    var sum: UInt64 = 0
    while !rest.isEmpty {
      // Go adds without a check, and looks at the sum afterwards.
      sum &+= try part(text, &rest)
      guard sum <= 1 << 63 else { throw CronExpressionError(.duration(.tooLong), at: range) }
    }
    if isNegative { return sum == 1 << 63 ? .min : -Int64(sum) }
    guard let duration = Int64(exactly: sum) else { throw CronExpressionError(.duration(.tooLong), at: range) }
    return duration
  }

  /// A number and its unit, taken from the start of `rest`.
  private static func part(_ text: Span<UInt8>, _ rest: inout Range<Int>) throws(CronExpressionError) -> UInt64 {
    let start = rest.lowerBound
    var index = start
    var whole: UInt64 = 0
    while index < rest.upperBound, text[index].isDigit {
      guard whole <= (1 << 63) / 10 else { throw CronExpressionError(.duration(.tooLong), at: rest) }
      whole = whole * 10 + UInt64(text[index] - UInt8(ascii: "0"))
      guard whole <= 1 << 63 else { throw CronExpressionError(.duration(.tooLong), at: rest) }
      index += 1
    }
    var digitCount = index - start
    var fraction: UInt64 = 0
    var scale = 1.0
    if index < rest.upperBound, text[index] == UInt8(ascii: ".") {
      index += 1
      var isExact = true
      while index < rest.upperBound, text[index].isDigit {
        if isExact, fraction <= (1 << 63 - 1) / 10, fraction * 10 + UInt64(text[index] - UInt8(ascii: "0")) <= 1 << 63 {
          fraction = fraction * 10 + UInt64(text[index] - UInt8(ascii: "0"))
          scale *= 10
        } else {
          isExact = false
        }
        digitCount += 1
        index += 1
      }
    }
    guard digitCount > 0 else { throw CronExpressionError(.duration(.missingNumber), at: rest) }

    let unitStart = index
    while index < rest.upperBound, !text[index].isDigit, text[index] != UInt8(ascii: ".") { index += 1 }
    guard index > unitStart else { throw CronExpressionError(.duration(.missingUnit), at: start..<index) }
    guard let unit = unit(text, unitStart..<index) else {
      throw CronExpressionError(.duration(.unknownUnit), at: unitStart..<index)
    }
    rest = index..<rest.upperBound
    guard whole <= (1 << 63) / unit else { throw CronExpressionError(.duration(.tooLong), at: start..<index) }
    // Go computes the fraction in floating point, too.
    let value = whole * unit + UInt64(Double(fraction) * (Double(unit) / scale))
    guard value <= 1 << 63 else { throw CronExpressionError(.duration(.tooLong), at: start..<index) }
    return value
  }

  private static func unit(_ text: Span<UInt8>, _ range: Range<Int>) -> UInt64? {
    let units: [(StaticString, UInt64)] = [
      ("ns", 1), ("us", 1000), ("\u{B5}s", 1000), ("\u{3BC}s", 1000), ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000),
      ("h", 3_600_000_000_000),
    ]
    return units.first { text.equals($0.0, in: range) }?.1
  }
}
