import ArgumentParser
import Findings
import Rules

/// `curfew rules`: the catalogue, a line a rule.
struct RulesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rules", abstract: "List all rules: code, name, severity, profile and what each finds.",
    discussion: "A profile may leave situations of its rules to a stricter one; `curfew explain` shows which.")

  func run() {
    let entries = Registry.catalogue.rules.map(\.metadata)
    let width = entries.map(\.name.count).max() ?? 0
    for entry in entries {
      print(
        entry.code, padded(entry.name, width), padded(entry.severity.name, 8), padded(entry.profile.name, 11), entry.summary,
        separator: "  ")
    }
  }

  private func padded(_ text: String, _ width: Int) -> String { text + String(repeating: " ", count: max(width - text.count, 0)) }
}
