import ClusterState
import AccessControl
import ArgumentParser
import Engine
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
        curfew access show -f git:main
        curfew access show cronjob/backup -f deploy/ --format mermaid
        curfew access show serviceaccount/backup -f deploy/ --format dot | dot -Tsvg > backup.svg
        curfew access show -f dump.json --format html > access.html
      """)

  @Argument(
    help: ArgumentHelp(
      "A workload or service account: [KIND/][NAMESPACE/]NAME, such as cronjob/shop/backup or serviceaccount/backup.", valueName: "name"))
  var name: ObjectReference?

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
    let accounts = self.accounts(of: input)
    if let name, accounts.isEmpty {
      StandardError.write("curfew: the input has no workload or service account \(name); `curfew access show` lists what it has\n")
      throw ExitCode(ExitStatus.unreadable.rawValue)
    }
    let places = input.manifests.places
    let bytes =
      switch format {
      case .text where name == nil: AccessTableReport.bytes(accounts, isColored: color.isOn)
      case .text: AccessTreeReport(places, isColored: color.isOn).bytes(accounts)
      case .json: AccessJSONReport(places).bytes(accounts)
      case .dot: AccessDiagram(accounts).dot()
      case .mermaid: AccessDiagram(accounts).mermaid()
      case .html: AccessHTMLReport(accounts, places, version: Version.current).bytes()
      }
    try AccessOutput.write(bytes, of: input)
  }

  private func accounts(of input: AccessInput) -> [ServiceAccountAccess] {
    let found = input.applications.map { application in
      let graph = AccessGraph(application.authorizer, application.state)
      let searches = graph.searches()
      return graph.accounts.all.indices.filter { index in
        let account = graph.accounts.all[index]
        if application.state.isOfUnplaced, !application.holds(account) { return false }
        if let namespace, account.name.namespace != namespace { return false }
        return name.map { matches($0, account) } ?? account.isOfInput
      }.map { graph.access(ofAccount: $0, searches, application.state) }
    }
    // What only bindings name in the whole is known better in its folder.
    let inFolders = Set(found.dropFirst().joined().map(\.name))
    return (found.first ?? []).filter { $0.origin != nil || !$0.workloads.isEmpty || !inFolders.contains($0.name) }
      + found.dropFirst().joined()
  }

  /// Whether an account is meant by a name: it is called so, or a workload called so runs as it.
  private func matches(_ name: ObjectReference, _ account: KnownServiceAccount) -> Bool {
    if name.matches(account.name) { return true }
    return account.workloads.contains {
      name.matches($0.object.kind, namespace: account.name.namespace, name: $0.object.name)
    }
  }
}
