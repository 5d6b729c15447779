/// What is said of a credential's length: enough to know it again, too little to help guessing.
enum CredentialLength: Hashable, CustomStringConvertible {
  case under8, from8, from16, from32, from64

  /// - Parameter count: Of characters.
  init(_ count: Int) {
    self =
      switch count {
      case ..<8: .under8
      case 8..<16: .from8
      case 16..<32: .from16
      case 32..<64: .from32
      default: .from64
      }
  }

  /// How messages speak of it.
  var description: String {
    switch self {
    case .under8: "under 8 characters"
    case .from8: "8 to 15 characters"
    case .from16: "16 to 31 characters"
    case .from32: "32 to 63 characters"
    case .from64: "64 characters or more"
    }
  }
}
