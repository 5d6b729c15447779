import AccessControl
import ArgumentParser
import AuditTrail
import Engine
import Findings
import Manifests
import Policies

/// `curfew access minimize`: the least that a workload needs, and nothing else.
struct AccessMinimizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "minimize",
    abstract: "Write the ServiceAccount, Role and RoleBinding that give a workload what it needs, with proof.",
    discussion: """
      What it needs comes from audit logs; without any, from the annotation \(DeclaredNeeds.annotation) of the workload (a line for each permission: \
      VERB[,VERB] RESOURCE[/NAME] [in NAMESPACE]); without that, from the kubectl commands in its scripts. Mounted Secrets and ConfigMaps need no \
      permission. Comments say how far the log reaches, which permissions would be taken away, and what a human must confirm. Every permission that was \
      used is asked of the authorizer again, with the new roles alone.

      Examples:
        curfew access minimize backup --audit-log audit.log -f deploy/
        gunzip -c audit-*.log.gz | curfew access minimize cronjob/shop/backup --audit-log - -f dump.json
        curfew access minimize backup -f deploy/
      """)

  @Argument(help: ArgumentHelp("[KIND/][NAMESPACE/]NAME of a CronJob or Job in the input.", valueName: "workload"))
  var workload: ObjectReference

  @Option(
    name: .customLong("audit-log"),
    help: ArgumentHelp("An audit log, a line of JSON for each event; - is standard input; repeatable.", valueName: "path"),
    completion: .file())
  var auditLogs: [String] = []

  @OptionGroup(title: "Input") var input: AccessInputOptions

  func validate() throws {
    if auditLogs.contains("-"), input.manifests.paths.contains("-") {
      throw ValidationError("Only one of --audit-log and --filename can be standard input.")
    }
  }

  func run() throws {
    let input = input.read(keepsWritten: true)
    let workload = try StandardError.reporting { try input.manifests.workload(self.workload) }
    let application = input.application(of: workload)
    let (state, authorizer) = (application.state, application.authorizer)
    let namespace = workload.metadata.namespace.value ?? authorizer.defaultNamespace
    let current = ServiceAccountName(namespace: namespace, name: workload.pod.serviceAccountName.value ?? "default")
    // Whatever `default` is granted, every pod of the namespace has.
    let account = current.name == "default" ? ServiceAccountName(namespace: namespace, name: workload.name) : current

    let resources = NamedResources(state)
    var logs = AuditLogInput()
    var observation = Observation(workload, current)
    let needs: AccessNeeds
    var comments: [String]
    if !auditLogs.isEmpty {
      let filter = AuditFilter(users: [current.userName], impersonators: [current.userName])
      logs.read(auditLogs, filter) { observation.add($0) }
      needs = observation.needs
      comments = observation.comments(window: logs.window)
    } else if let declared = DeclaredNeeds(annotationOf: workload, namespace: namespace, resources: resources) {
      needs = declared.needs
      comments =
        ["What it needs is what its annotation \(DeclaredNeeds.annotation) says."] + declared.confirmations.map { "Confirm: \($0)." }
    } else {
      let seen = DeclaredNeeds(scriptsOf: workload, configMaps: input.manifests.configMaps, namespace: namespace, resources: resources)
      needs = seen.needs
      comments =
        [
          needs.isEmpty
            ? "Nothing in its manifests asks the API server for anything; what it mounts needs no permission."
            : "What it needs is guessed from the kubectl commands of its scripts.",
          "Confirm: it does nothing else; give an audit log of its runs (--audit-log) to know.",
        ] + seen.confirmations.map { "Confirm: \($0)." }
    }
    let graph = AccessGraph(authorizer, state)
    let draft = try StandardError.reporting {
      try LeastPrivilegeDraft(needs: needs, for: account, current: current, in: graph)
    }
    if account != current {
      comments.insert("Confirm: put `serviceAccountName: \(account.name)` into the pod template, which uses \"default\" now.", at: 0)
    }
    comments += Self.comments(on: draft, isObserved: !auditLogs.isEmpty)
    let title = "Least privilege for \(workload.kind.rawValue) \"\(workload.name)\"."
    let text = ([title] + comments).map { "# \(YAMLScalar.comment($0))\n" }.joined() + draft.manifests
    try ReportOutput.write(Array(text.utf8))
    if input.manifests.isIncomplete || logs.isIncomplete { throw ExitCode(ExitStatus.unreadable.rawValue) }
  }

  private static func comments(on draft: LeastPrivilegeDraft, isObserved: Bool) -> [String] {
    var comments: [String] = []
    let byDefault = draft.grantedByDefault > 0 ? ", \(draft.grantedByDefault) of them granted to everybody by Kubernetes itself" : ""
    switch draft.proven {
    case 0: comments.append("No proof: there is no request to ask the authorizer about.")
    case 1: comments.append("Proof: the authorizer allows the one request with these roles alone\(byDefault).")
    default: comments.append("Proof: the authorizer allows all \(draft.proven) different requests with these roles alone\(byDefault).")
    }
    comments += draft.widened.map { "Confirm: \($0)." }
    if isObserved, draft.notAllowedNow > 0, !draft.held.isEmpty {
      comments.append("Confirm: the roles of the input do not allow \(draft.notAllowedNow) of the requests that the log says were allowed.")
    }
    if isObserved, draft.notEvaluatedNow > 0 {
      comments.append(
        "Confirm: whether the roles of the input allow \(draft.notEvaluatedNow) of the requests is not evaluated, as it does not have all of them."
      )
    }
    if !draft.held.isEmpty { comments.append("What it holds now goes only when these bindings no longer name it:") }
    for held in draft.held {
      let fate =
        switch held.fate {
        case .kept: "given here too"
        case .narrowed: "narrowed here to what \(isObserved ? "was used" : "it needs")"
        case .unused: isObserved ? "not used in that time, and not given here" : "not needed for that, and not given here"
        }
      let group = held.subject.kind == .group ? ", by the group \(held.subject.name)" : ""
      comments.append("  \(held.binding)\(group): \(held.rule): \(fate).")
    }
    return comments
  }
}
