/// Names in the order in which the user gives them, which may be many.
package struct NameList: Sendable, Hashable {
  package let names: [String]
  private let known: Set<String>

  package init(_ names: [String]) {
    self.names = names
    known = Set(names)
  }

  package var isEmpty: Bool { names.isEmpty }

  package func contains(_ name: String) -> Bool { known.contains(name) }

  package func hash(into hasher: inout Hasher) { hasher.combine(names) }

  package static func == (left: NameList, right: NameList) -> Bool { left.names == right.names }
}
