internal import Manifests
internal import SourceTree

/// Words that the API knows, and what is to be done about another one.
enum APIValues {
  /// Names the value that was probably meant.
  static func remedy(for value: String?, among values: [String]) -> String {
    guard let meant = value.flatMap({ Spelling.meant(by: $0, among: values) }) else {
      return "Use one of \(values.enumeration); case matters."
    }
    return "Write `\(meant)`; case matters."
  }

  /// The value that is written in another case.
  static func inItsCase(_ value: String?, among values: [String]) -> String? {
    guard let value else { return nil }
    return values.first { $0.lowercased() == value.lowercased() }
  }
}
