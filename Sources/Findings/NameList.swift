/// Names in the order in which the user gives them, which may be many.
package struct NameList: Sendable, Hashable {
  /// As they were given.
  package let names: [String]
  private let known: Set<String>

  /// Names to be looked up.
  package init(_ names: [String]) {
    self.names = names
    known = Set(names)
  }

  /// Whether there are none.
  package var isEmpty: Bool { names.isEmpty }

  /// Whether it is one of them.
  package func contains(_ name: String) -> Bool { known.contains(name) }

  package func hash(into hasher: inout Hasher) { hasher.combine(names) }

  package static func == (left: NameList, right: NameList) -> Bool { left.names == right.names }
}
