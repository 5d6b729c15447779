import Findings

/// A situation of the fixture's rules: the names that their words have.
struct Names: SituationKey {
  let names: [String]

  init(_ names: String...) { self.names = names }

  init(_ names: [String]) { self.names = names }

  func combine(into hash: inout StableHash) { for name in names { hash.combine(name) } }
}
