extension Example {
  /// Stands directly before every byte at which a finding starts.
  private static var start: Unicode.Scalar { "▼" }
  /// Stands directly behind every byte at which a finding ends.
  private static var end: Unicode.Scalar { "▲" }

  /// The manifest, its marks taken out.
  package var manifest: String {
    String(String.UnicodeScalarView(text.unicodeScalars.filter { $0 != Self.start && $0 != Self.end }))
  }

  /// The UTF-8 offsets in ``manifest`` at which the rule's findings start, ascending.
  package var starts: [Int] { offsets(of: Self.start) }

  /// The UTF-8 offsets in ``manifest`` at which the rule's findings end, ascending.
  package var ends: [Int] { offsets(of: Self.end) }

  private func offsets(of mark: Unicode.Scalar) -> [Int] {
    var offsets: [Int] = []
    var offset = 0
    for scalar in text.unicodeScalars {
      if scalar == mark {
        offsets.append(offset)
      } else if scalar != Self.start, scalar != Self.end {
        offset += UTF8.width(scalar)
      }
    }
    return offsets
  }
}
