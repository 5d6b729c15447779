import Manifests

/// Registries, with or without a path, in the order in which the user gives them, which may be many.
package struct RegistryList: Sendable, Hashable {
  /// As they were given.
  package let names: [String]
  private let fullNames: NameList

  /// Registries, with or without a path behind them.
  package init(_ names: [String]) {
    self.names = names
    fullNames = NameList(names.map(Self.fullName))
  }

  /// Whether there are none.
  package var isEmpty: Bool { names.isEmpty }

  /// Whether an image is in one of them.
  ///
  /// - Parameter fullName: ``ImageReference/fullName``.
  package func contains(imageNamed fullName: String) -> Bool {
    if fullNames.contains(fullName) { return true }
    return fullName.utf8.indices.contains { index in
      fullName.utf8[index] == UInt8(ascii: "/") && fullNames.contains(String(fullName[..<index]))
    }
  }

  /// An entry without a final slash, its registry under the one name that full names use.
  private static func fullName(_ entry: String) -> String {
    var parts = entry.split(separator: "/").map(String.init)
    if let registry = parts.first { parts[0] = ImageReference.canonicalRegistry(registry) }
    return parts.joined(separator: "/")
  }
}
