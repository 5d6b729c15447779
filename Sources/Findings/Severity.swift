/// How much a finding matters; the order is the order of the cases.
package enum Severity: UInt8, Sendable, CaseIterable, Comparable {
  case info, low, medium, high, critical

  /// The lower-case English word, as it stands in reports and on the command line.
  package var name: String {
    switch self {
    case .info: "info"
    case .low: "low"
    case .medium: "medium"
    case .high: "high"
    case .critical: "critical"
    }
  }

  package init?(name: String) {
    guard let severity = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = severity
  }

  package static func < (left: Severity, right: Severity) -> Bool { left.rawValue < right.rawValue }
}
