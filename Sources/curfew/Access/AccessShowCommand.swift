import AccessControl
import ArgumentParser
import Findings
import Manifests
import Reports

/// `curfew access show`: what service accounts can do and reach.
struct AccessShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show what a workload or service account can do, and the shortest way to the gravest thing it can reach.",
    discussion: """
      Without a name it lists all service accounts, the gravest first. A path names the binding, the role and the rule at every step; it takes only \
      steps that the API server's guards allow (escalate, bind).

      Examples:
        curfew access show -f deploy/
        curfew access show backup -n shop -f dump.json
        curfew access show cronjob/backup -f deploy/ --format mermaid
        curfew access show serviceaccount/backup -f deploy/ --format dot | dot -Tsvg > backup.svg
        curfew access show -f dump.json --format html > access.html
      """)

  @Argument(
    help: ArgumentHelp(
      "A workload or service account: [KIND/][NAMESPACE/]NAME, such as cronjob/shop/backup or serviceaccount/backup.", valueName: "name"))
  var name: String?

  @Option(name: .shortAndLong, help: "The namespace to look in; without it, all.")
  var namespace: String?

  @OptionGroup(title: "Input") var input: AccessInputOptions

  /// How it is printed.
  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json, dot, mermaid, html }

  @Option(help: "How to print it: dot is for Graphviz, html a page with pictures that needs nothing else.")
  var format: Format = .text

  @Option(help: "Colours in the text.")
  var color: ColorChoice = .auto

  func run() throws {
    let input = input.read()
    let graph = input.graph()
    let selection = name.map(AccountSelection.init)
    let found = graph.accounts.all.indices.filter { index in
      let account = graph.accounts.all[index]
      return (namespace == nil || account.name.namespace == namespace) && selection?.matches(account, input.inventory) ?? account.isOfInput
    }
    if let name, found.isEmpty {
      StandardError.write("curfew: the input has no workload or service account \(name); `curfew access show` lists what it has\n")
      throw ExitCode(ExitStatus.unreadable.rawValue)
    }
    let searches = graph.searches()
    let accounts = found.map { graph.access(ofAccount: $0, searches, input.inventory) }
    let bytes =
      switch format {
      case .text where name == nil: AccessTableReport.bytes(accounts, isColored: color.isOn)
      case .text: AccessTreeReport(input.places, isColored: color.isOn).bytes(accounts)
      case .json: AccessJSONReport(input.places).bytes(accounts)
      case .dot: AccessDiagram(accounts).dot()
      case .mermaid: AccessDiagram(accounts).mermaid()
      case .html: AccessHTMLReport(accounts, input.places, version: Version.current).bytes()
      }
    try AccessOutput.write(bytes, of: input)
  }
}

/// Which service accounts a user means by a name: those called so, and those that workloads called so run as.
struct AccountSelection {
  private let kind: String?
  private let namespace: String?
  private let name: String

  /// Reads `[KIND/][NAMESPACE/]NAME`.
  init(_ text: String) {
    var parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    kind = parts.count > 1 ? Self.kinds[parts[0].lowercased()] : nil
    if kind != nil { parts.removeFirst() }
    name = parts.popLast() ?? text
    namespace = parts.last
  }

  private static let kinds = [
    "cronjob": "CronJob", "cronjobs": "CronJob", "cj": "CronJob", "job": "Job", "jobs": "Job", "pod": "Pod", "pods": "Pod", "po": "Pod",
    "serviceaccount": "ServiceAccount", "serviceaccounts": "ServiceAccount", "sa": "ServiceAccount",
  ]

  func matches(_ account: KnownServiceAccount, _ inventory: Inventory) -> Bool {
    guard namespace == nil || account.name.namespace == namespace else { return false }
    if kind == nil || kind == "ServiceAccount", account.name.name == name { return true }
    return account.workloads.contains { index in
      guard inventory.workloads.indices.contains(index) else { return false }
      let workload = inventory.workloads[index].object
      return workload.name == name && (kind == nil || workload.kind.rawValue == kind)
    }
  }
}
