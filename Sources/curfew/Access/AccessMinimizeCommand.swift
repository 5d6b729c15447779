import AccessControl
import ArgumentParser
import AuditTrail
import CronSchedule
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

    var logs = AuditLogInput()
    var observation = Observation(workload, current)
    let needs: AccessNeeds
    var comments: [String]
    if !auditLogs.isEmpty {
      logs.read(auditLogs, AuditFilter(users: [current.userName])) { observation.add($0) }
      needs = observation.needs
      comments = observation.comments(window: logs.window)
    } else if let declared = DeclaredNeeds(annotationOf: workload, namespace: namespace) {
      needs = declared.needs
      comments =
        ["What it needs is what its annotation \(DeclaredNeeds.annotation) says."] + declared.confirmations.map { "Confirm: \($0)." }
    } else {
      let seen = DeclaredNeeds(scriptsOf: workload, configMaps: input.manifests.configMaps, namespace: namespace)
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
    if draft.proven > 0 {
      let byDefault = draft.grantedByDefault > 0 ? ", \(draft.grantedByDefault) of them granted to everybody by Kubernetes itself" : ""
      comments.append("Proof: the authorizer allows all \(draft.proven) different requests with these roles alone\(byDefault).")
    }
    for widened in draft.widened {
      comments.append("Confirm: \(widened) is for any name, as the names it was used on do not stay the same.")
    }
    if isObserved, draft.notAllowedNow > 0, !draft.held.isEmpty {
      comments.append("Confirm: the roles of the input do not allow \(draft.notAllowedNow) of the requests that the log says were allowed.")
    }
    if !draft.held.isEmpty { comments.append("What it holds now goes only when these bindings no longer name it:") }
    for held in draft.held {
      let fate =
        switch held.fate {
        case .kept: "given here too"
        case .narrowed: "narrowed here to what was used"
        case .unused: "not used, and not given here"
        }
      let group = held.subject.kind == .group ? ", by the group \(held.subject.name)" : ""
      comments.append("  \(held.binding)\(group): \(held.rule): \(fate).")
    }
    return comments
  }
}

/// What the pods of one workload were seen to ask the API server for.
private struct Observation {
  private(set) var needs = AccessNeeds()
  private let workload: Workload
  private let account: ServiceAccountName
  private var pods: Set<String> = []
  private var hasMorePods = false
  /// Requests of the account that other pods made, or that no pod is known of.
  private var othersRequests = 0
  private var requestsWithoutPod = 0
  private var denied = 0
  /// Long requests are logged when they start and when they end.
  private var started: Set<String> = []

  private static let mostPods = 100_000
  /// A year has half a million minutes.
  private static let mostRuns = 1_000_000

  init(_ workload: Workload, _ account: ServiceAccountName) {
    self.workload = workload
    self.account = account
  }

  mutating func add(_ event: AuditEvent) {
    guard event.stage != "RequestReceived" else { return }
    if event.stage == "ResponseStarted" {
      if started.count < Self.mostPods { started.insert(event.auditID) }
    } else if started.remove(event.auditID) != nil {
      return
    }
    if let pod = event.podName {
      guard isOwn(pod) else {
        othersRequests += 1
        return
      }
      if pods.count < Self.mostPods { pods.insert(pod) } else if !pods.contains(pod) { hasMorePods = true }
    } else {
      requestsWithoutPod += 1
    }
    guard event.decision == .allow else {
      if event.decision == .forbid { denied += 1 }
      return
    }
    for need in event.needs { needs.add(need) }
  }

  /// Whether a pod is one of the workload's: `NAME-29391840-x7k2p` of a CronJob, `NAME-x7k2p` of a Job.
  private func isOwn(_ pod: String) -> Bool {
    let prefix = workload.name.hasSuffix("*") ? String(workload.name.dropLast()) : "\(workload.name)-"
    guard pod.hasPrefix(prefix) else { return false }
    let rest = pod.dropFirst(prefix.count).split(separator: "-", omittingEmptySubsequences: false)
    guard workload.kind == .cronJob else { return rest.count <= 2 }
    return rest.first?.allSatisfy(\.isNumber) == true
  }

  func comments(window: (first: String, last: String)?) -> [String] {
    guard let window else { return ["Confirm: the log holds no event, so nothing is known of what it needs."] }
    var comments = [
      "From the audit log of \(window.first) to \(window.last): \(needs.requestCount) allowed requests of \(podCount)."
    ]
    if needs.isEmpty {
      comments.append("Confirm: the log has no request of the service account \(account); did it run, and does the audit policy log it?")
    }
    if let expected = Self.runs(of: workload, window) {
      let runs = expected > Self.mostRuns ? "more than \(Self.mostRuns)" : "\(expected)"
      comments.append(
        pods.count < expected
          ? "Confirm: the schedule has \(runs) runs in that time, and \(podCount) asked for something; what other runs need is not in the log."
          : "The schedule has \(runs) runs in that time.")
      if expected < 3 { comments.append("Confirm: the log covers \(expected) runs; what is done only sometimes may be missing.") }
    }
    func requests(_ count: Int, _ one: String, _ many: String) -> String { count == 1 ? "1 request \(one)" : "\(count) requests \(many)" }
    if othersRequests > 0 {
      let account = "of the same service account by other pods"
      comments.append("\(requests(othersRequests, "\(account) was", "\(account) were")) left out.")
    }
    if requestsWithoutPod > 0 {
      comments.append(
        "Confirm: \(requests(requestsWithoutPod, "names", "name")) no pod, and may be of others that use the service account.")
    }
    if denied > 0 {
      comments.append(
        "\(requests(denied, "was denied and is", "were denied and are")) not granted; `curfew access explain-denied` tells which.")
    }
    return comments
  }

  private var podCount: String { pods.count == 1 ? "1 pod" : "\(hasMorePods ? "more than " : "")\(pods.count) pods" }

  /// How often the schedule fires between two times of RFC 3339, counted up to one more than ``mostRuns``; nil where that is not known.
  private static func runs(of workload: Workload, _ window: (first: String, last: String)) -> Int? {
    guard let cronJob = workload.cronJob, let text = cronJob.schedule.value, let expression = try? CronExpression(text),
      let first = Instant(window.first), let last = Instant(window.last),
      // What a run asks for comes after it is due.
      let start = Instant(secondsSince1970: first.secondsSince1970 - 60)
    else { return nil }
    var schedule = Schedule(expression)
    if let name = cronJob.timeZone.value {
      guard let zone = try? TimeZone(named: name) else { return nil }
      schedule.timeZone = zone
    }
    // An event that claims to be of the year 9999 must cost neither memory nor minutes.
    return schedule.firings(after: start).lazy.prefix { $0 <= last }.prefix(mostRuns + 1).reduce(0) { count, _ in count + 1 }
  }
}
