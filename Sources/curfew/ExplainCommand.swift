import ArgumentParser
import Findings
import Reports
import Rules

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// `curfew explain`: everything that is known about a rule.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Explain a rule: why it matters, what to do, examples, references.",
    discussion: """
      On a terminal the page is set in colours; elsewhere, and with --color never, it is Markdown.

      Examples:
        curfew explain CFW101
        curfew explain concurrent-runs > concurrent-runs.md
      """)

  @Argument(
    help: "The rule's code or name, such as CFW101 or concurrent-runs; curfew rules lists them all.",
    completion: .list(Registry.catalogue.rules.map { $0.metadata.name }))
  var rule: String

  @Option(help: "Colours, and the page set for a terminal.")
  var color: ColorChoice = .auto

  func validate() throws { _ = try Registry.catalogue.rule(called: rule) }

  func run() throws {
    let index = try Registry.catalogue.rule(called: rule)
    let page = try RulePage(Registry.rules[Int(index)]).markdown
    let width = min(Terminal.width(of: STDOUT_FILENO) ?? TextReport.usualWidth, TextReport.usualWidth)
    try ReportOutput.write(Array((color.isOn ? TerminalMarkdown.text(page, width: width) : page).utf8))
  }
}
