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
}
