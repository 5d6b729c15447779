import ArgumentParser
import Reports
import Rules

/// `curfew rules`: the catalogue.
struct RulesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rules", abstract: "List all rules: code, name, severity, profile and what each finds.",
    discussion: "A profile may leave situations of its rules to a stricter one; `curfew explain` shows which.")

  @Option(help: "How to print them: json also has why each matters, what to do, and references.")
  var format: PlainFormat = .text

  func run() throws {
    let rules = RuleList(Registry.catalogue)
    try ReportOutput.write(format == .json ? rules.json() : rules.text())
  }
}
