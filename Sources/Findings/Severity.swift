/// How much a finding matters; the order is the order of the cases.
package enum Severity: String, Sendable, CaseIterable, Comparable {
  case info, low, medium, high, critical

  /// The lower-case English word, as it stands in reports and on the command line.
  package var name: String { rawValue }

  /// The severity of a word.
  package init?(name: String) { self.init(rawValue: name) }

  /// Position among all severities, 0 for the least.
  package var rank: Int {
    switch self {
    case .info: 0
    case .low: 1
    case .medium: 2
    case .high: 3
    case .critical: 4
    }
  }

  package static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }
}
