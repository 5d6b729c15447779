import AccessControl
import ArgumentParser
import AuditTrail
import Engine
import Findings
import Manifests
import Policies
import Reports

/// `curfew access explain-denied`: what was denied, and what it would take and open to allow it.
struct AccessExplainDeniedCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain-denied",
    abstract: "Explain each denied request of an audit log: the smallest grant that would allow it, and what that grant would open.",
    discussion: """
      Only what the authorizer denied counts: a request that it allowed and that was refused later, by a quota or an admission webhook, needs no grant. \
      With roles and bindings (--filename) it says which requests they allow by now. Nothing is granted: that is for a human to decide.

      Examples:
        curfew access explain-denied --audit-log audit.log
        curfew access explain-denied --audit-log audit.log --as shop/backup -f deploy/
        gunzip -c audit-*.log.gz | curfew access explain-denied --audit-log - --format json
      """)

  @Option(
    name: .customLong("audit-log"),
    help: ArgumentHelp("An audit log, a line of JSON for each event; - is standard input; repeatable.", valueName: "path"),
    completion: .file())
  var auditLogs: [String] = []

  @Option(
    name: .customLong("as"), help: ArgumentHelp("Only requests of this user, or NAMESPACE/NAME of a service account.", valueName: "user"))
  var user: String?

  @OptionGroup(title: "Input") var input: AccessInputOptions

  @Option(help: "How to print it.")
  var format: PlainFormat = .text

  @Option(help: "Colours in the text.")
  var color: ColorChoice = .auto

  func validate() throws {
    if auditLogs.isEmpty { throw ValidationError("Name an --audit-log.") }
    if auditLogs.contains("-"), input.manifests.paths.contains("-") {
      throw ValidationError("Only one of --audit-log and --filename can be standard input.")
    }
  }

  func run() throws {
    let known = input.manifests.isEmpty ? nil : input.read()
    var logs = AuditLogInput()
    var denied = DeniedRequests()
    logs.read(auditLogs, AuditFilter(users: user.map { [Self.userName($0)] }, decision: .forbid)) { event in
      guard event.stage != "ResponseStarted" else { return }
      denied.add(event.need, by: User(name: event.user, groups: event.groups), at: event.time, pod: event.podName)
    }
    let entries = denied.entries
    let grants = SmallestGrants(of: entries.lazy.map(\.need), kubernetesMinorVersion: input.version.minor)
    let requests = entries.map { DeniedRequest($0, opens: grants[$0.need], known?.authorizer) }
    let report = DeniedRequestsReport(requests, others: denied.others)
    try ReportOutput.write(format == .json ? report.json() : report.text(isColored: color.isOn))
    if known?.manifests.isIncomplete == true || logs.isIncomplete { throw ExitCode(ExitStatus.unreadable.rawValue) }
  }

  private static func userName(_ text: String) -> String {
    let parts = text.split(separator: "/").map(String.init)
    return parts.count == 2 ? ServiceAccountName(namespace: parts[0], name: parts[1]).userName : text
  }
}
