import ArgumentParser
import Findings

extension Catalogue {
  /// The rule that the command line names by its name or code.
  ///
  /// - Throws: A `ValidationError`, with the name that was probably meant.
  func rule(called name: String) throws -> RuleIndex {
    if let rule = index(named: name) { return rule }
    let meant = suggestion(for: name)
    throw ValidationError("There is no rule '\(name)'. \(meant.map { "Did you mean '\($0)'?" } ?? "`curfew rules` lists them all.")")
  }

  /// The rules that the command line names by a group's name, or the one by its own.
  ///
  /// - Throws: A `ValidationError`, with the name that was probably meant.
  func rules(called name: String) throws -> [RuleIndex] {
    guard let group = RuleGroup.allCases.first(where: { $0.name == name }) else { return [try rule(called: name)] }
    return rules.indices.filter { rules[$0].metadata.group == group.title }.map { RuleIndex(truncatingIfNeeded: $0) }
  }
}
