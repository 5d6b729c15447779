import ArgumentParser
import Findings
import Rules

/// `curfew explain`: everything that is known about a rule.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Explain a rule: why it matters, what to do, examples, references.")

  @Argument(
    help: "The rule's code or name, such as CFW101 or concurrent-runs.",
    completion: .list(Registry.catalogue.rules.map { $0.metadata.name }))
  var rule: String

  func run() throws {
    guard let found = Registry.rule(named: rule) else {
      throw ValidationError("There is no rule \(rule). `curfew rules` lists them all.")
    }
    print(try RulePage(found).markdown, terminator: "")
  }
}
