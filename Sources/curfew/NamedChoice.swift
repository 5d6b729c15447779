import ArgumentParser

/// Values that are chosen by name.
///
/// The library's own defaults say the same through key paths and generic collections, whose types take longer to look up than the rest of a command line to parse.
extension ExpressibleByArgument where Self: CaseIterable, Self: RawRepresentable, RawValue == String, AllCases == [Self] {
  static var allValueStrings: [String] { allCases.map { $0.rawValue } }
  static var allValueDescriptions: [String: String] { [:] }
}
