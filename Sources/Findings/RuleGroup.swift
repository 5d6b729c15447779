/// Rules whose codes begin with the same digit.
package enum RuleGroup: Character, Sendable, CaseIterable {
  case manifest = "0"
  case lifecycle = "1"
  case credentials = "2"
  case identityAndAccess = "3"
  case images = "4"
  case podHardening = "5"
  case network = "6"
  case observability = "7"
  case liveState = "8"
  case auditTrail = "9"

  /// - Parameter code: `CFWnnn`; nil where no digit stands behind its letters.
  package init?(code: String) {
    guard let digit = code.dropFirst(3).first else { return nil }
    self.init(rawValue: digit)
  }

  /// As in the documentation.
  package var title: String {
    switch self {
    case .manifest: "Manifest"
    case .lifecycle: "Lifecycle"
    case .credentials: "Credentials"
    case .identityAndAccess: "Identity and access"
    case .images: "Images"
    case .podHardening: "Pod hardening"
    case .network: "Network"
    case .observability: "Observability"
    case .liveState: "Live state"
    case .auditTrail: "Audit trail"
    }
  }

  /// As command lines have it: `pod-hardening`.
  package var name: String { title.split(separator: " ").map { $0.lowercased() }.joined(separator: "-") }

  /// Where the files of its rules stand, below `Sources/Rules`.
  package var folder: String { title.split(separator: " ").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined() }
}
