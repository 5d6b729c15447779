import AccessControl
import AuditTrail
import CronSchedule
import Manifests

/// What the pods of one workload were seen to ask the API server for.
struct Observation {
  private(set) var needs = AccessNeeds()
  private let workload: Workload
  private let account: ServiceAccountName
  private var pods: Set<String> = []
  private var hasMorePods = false
  private var allowed = 0
  /// Requests of the account that other pods made, or that no pod is known of.
  private var othersRequests = 0
  private var requestsWithoutPod = 0
  /// Requests of people and controllers that asked to be taken for the account.
  private var requestsInItsName = 0
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
    if let impersonator = event.impersonator, impersonator != account.userName {
      requestsInItsName += 1
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
    // Whether somebody else may do what it asks for in their name is not its own affair.
    let impersonates = event.impersonator != nil
    guard event.decision == .allow || impersonates && event.decision != nil else {
      if event.decision == .forbid || impersonates { denied += 1 }
      return
    }
    allowed += 1
    if impersonates { for need in event.impersonationNeeds { needs.add(need) } }
    if event.user == account.userName, event.decision == .allow { for need in event.needs { needs.add(need) } }
  }

  /// Whether a pod is one of the workload's: `NAME-29391840-x7k2p` of a CronJob, `NAME-x7k2p` of a Job, with an index before the end where it has one.
  private func isOwn(_ pod: String) -> Bool {
    let prefix = workload.name.hasSuffix("*") ? String(workload.name.dropLast()) : "\(workload.name)-"
    guard pod.hasPrefix(prefix) else { return false }
    guard workload.kind == .cronJob else {
      return pod.dropFirst(prefix.count).split(separator: "-", omittingEmptySubsequences: false).count <= 2
    }
    // What is generated is put behind as much of a name as there is place for (`k8s.io/apiserver/pkg/storage/names`).
    let base = pod.dropLast(Self.generatedLength)
    let rest = base.dropFirst(prefix.count)
    let minute = rest.prefix(while: \.isNumber)
    let parts = rest.dropFirst(minute.count)
    return parts.isEmpty
      ? base.utf8.count >= Self.longestBase : !minute.isEmpty && parts.hasPrefix("-") && parts.count(where: { $0 == "-" }) <= 2
  }

  private static let generatedLength = 5
  private static let longestBase = 58

  func comments(window: (first: String, last: String)?) -> [String] {
    guard let window else { return ["Confirm: the log holds no event, so nothing is known of what it needs."] }
    func requests(_ count: Int, _ one: String, _ many: String) -> String { count == 1 ? "1 request\(one)" : "\(count) requests\(many)" }
    var comments = [
      "From the audit log of \(window.first) to \(window.last): \(requests(allowed, " that was", " that were")) allowed, of \(podCount)."
    ]
    if needs.isEmpty {
      comments.append(
        pods.isEmpty && othersRequests + requestsWithoutPod + requestsInItsName == 0
          ? "Confirm: the log has no request of the service account \(account); did it run, and does the audit policy log it?"
          : "Confirm: none of the requests that the log has of the service account \(account) is one of its pods that was allowed.")
    }
    comments += runComments(window)
    if othersRequests > 0 {
      let account = "of the same service account by other pods"
      comments.append("\(requests(othersRequests, " \(account) was", " \(account) were")) left out.")
    }
    if requestsInItsName > 0 {
      let others = "by others who impersonated the service account (--as)"
      comments.append("\(requests(requestsInItsName, " \(others) was", " \(others) were")) left out.")
    }
    if requestsWithoutPod > 0 {
      comments.append(
        "Confirm: \(requests(requestsWithoutPod, " names", " name")) no pod, and may be of others that use the service account.")
    }
    if denied > 0 {
      comments.append(
        "\(requests(denied, " was denied and is", " were denied and are")) not granted; `curfew access explain-denied` tells which.")
    }
    return comments
  }

  private func runComments(_ window: (first: String, last: String)) -> [String] {
    guard workload.cronJob?.suspend.value != true else {
      return ["Confirm: the CronJob is suspended now; the schedule does not say how many runs the log should have."]
    }
    guard let expected = runs(in: window) else { return [] }
    let runs = expected == 1 ? "1 run" : expected > Self.mostRuns ? "more than \(Self.mostRuns) runs" : "\(expected) runs"
    var comments = [
      pods.count < expected
        ? "Confirm: the schedule has \(runs) in that time, and \(podCount) asked for something; what other runs need is not in the log."
        : "The schedule has \(runs) in that time."
    ]
    if expected < 3 { comments.append("Confirm: the log covers \(runs); what is done only sometimes may be missing.") }
    return comments
  }

  private var podCount: String { pods.count == 1 ? "1 pod" : "\(hasMorePods ? "more than " : "")\(pods.count) pods" }

  /// How often the schedule fires between two times of RFC 3339, counted up to one more than ``mostRuns``; nil where that is not known.
  private func runs(in window: (first: String, last: String)) -> Int? {
    guard let cronJob = workload.cronJob, let text = cronJob.schedule.value, let expression = try? CronExpression(text),
      let first = Instant(window.first), let last = Instant(window.last),
      // What a run asks for comes after it is due.
      let earliest = Instant(secondsSince1970: first.secondsSince1970 - 60)
    else { return nil }
    var schedule = Schedule(expression)
    if let name = cronJob.timeZone.value {
      guard let zone = try? TimeZone(named: name) else { return nil }
      schedule.timeZone = zone
    }
    // Before it was made it had no runs.
    let created = workload.status?.creationTimestamp.value.flatMap { Instant($0) }
    let start = created.map { max($0, earliest) } ?? earliest
    // An event that claims to be of the year 9999 must cost neither memory nor minutes.
    return schedule.firings(after: start).lazy.prefix { $0 <= last }.prefix(Self.mostRuns + 1).reduce(0) { count, _ in count + 1 }
  }
}
