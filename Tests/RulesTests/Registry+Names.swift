import Findings

@testable import Rules

extension Registry {
  /// The rule of a code or a name.
  static func rule(named name: String) -> (any Rule.Type)? { catalogue.index(named: name).map { rules[Int($0)] } }
}
