/// Lengths of time as Go and kubectl write them: `1h30m`, `45s`.
package enum DurationText {
  /// Whole seconds in words of at most three units; days are hours, as Go has none.
  package static func of(seconds: Int64) -> String {
    guard seconds != 0 else { return "0s" }
    let rest = seconds.magnitude
    var text = seconds < 0 ? "-" : ""
    if rest >= 3600 { text += "\(rest / 3600)h" }
    if rest / 60 % 60 > 0 { text += "\(rest / 60 % 60)m" }
    if rest % 60 > 0 { text += "\(rest % 60)s" }
    return text
  }

  /// Reads what Go's `time.ParseDuration` reads, cut to whole seconds; nothing if it is malformed.
  package static func seconds(_ text: String) -> Int64? {
    let bytes = text.utf8Span.span
    return (try? GoDuration.nanoseconds(bytes, 0..<bytes.count)).map { $0 / 1_000_000_000 }
  }
}
