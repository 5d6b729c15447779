package import Findings
package import Manifests

extension ExpectedBehaviour {
  /// What a cluster will do with the workload, as far as its manifest says, in the order of the aspects.
  ///
  /// - Parameter literalCredentials: How many credentials the rules found written into it.
  package static func of(_ workload: Workload, literalCredentials: Int, options: RuleOptions) -> [ExpectedBehaviour] {
    [
      credentials(workload.pod, literal: literalCredentials), serviceAccount(workload.pod), concurrentRuns(workload),
      retention(workload, longest: options.maximumTTLSeconds), image(workload.pod),
    ].compactMap { $0 }
  }

  private static func credentials(_ pod: PodSpec, literal: Int) -> ExpectedBehaviour {
    let hardened = "none: mounted as files, read-only and only the keys that are needed"
    var variables = 0
    var wholeSecrets = 0
    for container in pod.allContainers {
      variables += container.env.items.count { $0.secretKeyRef == .present }
      wholeSecrets += container.envFrom.items.count { $0.secretRef == .present }
    }
    var clauses: [String] = []
    if literal > 0 { clauses.append("\(count(literal, "value")) written out, for everyone who may read pods") }
    if variables > 0 { clauses.append("\(count(variables, "variable")) from Secrets, by name") }
    if wholeSecrets > 0 { clauses.append("\(count(wholeSecrets, "whole Secret")) as variables, by name") }
    if clauses.isEmpty {
      let lists: [Presence] = [pod.presence] + pod.allContainers.flatMap { [$0.presence, $0.env.presence, $0.envFrom.presence] }
      if let reason = lists.lazy.compactMap({ unreadable($0) }).first { return unknown(.credentials, reason, hardened) }
      return ExpectedBehaviour(.credentials, current: "none", hardened: hardened, state: .hardened)
    }
    return ExpectedBehaviour(.credentials, current: clauses.joined(separator: "; "), hardened: hardened, state: .notHardened)
  }

  private static func serviceAccount(_ pod: PodSpec) -> ExpectedBehaviour {
    let hardened = "no token; where the job calls the API, an account of its own"
    let account: String
    switch pod.serviceAccountName {
    case .unreadable(let reason, _): return unknown(.serviceAccount, reason, hardened)
    case .absent: account = "`default`, which the namespace's other pods share"
    case .present(let name, _): account = name == "default" ? "`default`, which the namespace's other pods share" : "`\(name)`"
    }
    let isOwn = pod.serviceAccountName.value.map { $0 != "default" } ?? false
    switch pod.automountServiceAccountToken {
    case .unreadable(let reason, _): return unknown(.serviceAccount, reason, hardened)
    case .present(false, _):
      return ExpectedBehaviour(.serviceAccount, current: "\(account), no token mounted", hardened: hardened, state: .hardened)
    case .present, .absent:
      return ExpectedBehaviour(
        .serviceAccount, current: "\(account), its token mounted\(pod.automountServiceAccountToken.isAbsent ? " by default" : "")",
        hardened: hardened, state: isOwn ? .hardened : .notHardened)
    }
  }

  private static func concurrentRuns(_ workload: Workload) -> ExpectedBehaviour? {
    guard let cronJob = workload.cronJob else { return nil }
    let hardened = "`Forbid`: a run that is due while another works is skipped"
    let byDefault = cronJob.concurrencyPolicy.isAbsent ? " (default)" : ""
    if case .unreadable(let reason, _) = cronJob.concurrencyPolicy { return unknown(.concurrentRuns, reason, hardened) }
    switch cronJob.concurrencyPolicy.value ?? CronJobSpec.Defaults.concurrencyPolicy {
    case "Forbid": return ExpectedBehaviour(.concurrentRuns, current: hardened, hardened: hardened, state: .hardened)
    case "Replace":
      return ExpectedBehaviour(
        .concurrentRuns, current: "`Replace`: a run that is due ends the one that works", hardened: hardened, state: .hardened)
    case "Allow":
      return ExpectedBehaviour(
        .concurrentRuns, current: "`Allow`\(byDefault): a run starts beside those that still work", hardened: hardened, state: .notHardened)
    default:
      return ExpectedBehaviour(.concurrentRuns, current: "no policy that exists", hardened: hardened, state: .notHardened)
    }
  }

  private static func retention(_ workload: Workload, longest: Int64) -> ExpectedBehaviour? {
    if workload.kind == .pod { return nil }
    let hardened = "\(duration(longest)) at most, by `ttlSecondsAfterFinished`"
    var clauses: [String] = []
    if let cronJob = workload.cronJob {
      for field in [cronJob.successfulJobsHistoryLimit, cronJob.failedJobsHistoryLimit] {
        if case .unreadable(let reason, _) = field { return unknown(.retention, reason, hardened) }
      }
      let successful = cronJob.successfulJobsHistoryLimit.value ?? CronJobSpec.Defaults.successfulJobsHistoryLimit
      let failed = cronJob.failedJobsHistoryLimit.value ?? CronJobSpec.Defaults.failedJobsHistoryLimit
      clauses.append("the last \(successful) successful and \(failed) failed runs")
    }
    switch workload.job.ttlSecondsAfterFinished {
    case .unreadable(let reason, _): return unknown(.retention, reason, hardened)
    case .absent:
      clauses.append(workload.cronJob == nil ? "until someone deletes them" : "whatever their age")
      return ExpectedBehaviour(.retention, current: clauses.joined(separator: ", "), hardened: hardened, state: .notHardened)
    case .present(let seconds, _):
      clauses.append(seconds == 0 ? "deleted at once" : "for \(duration(seconds)) at most")
      let isHardened = seconds > 0 && seconds <= longest
      return ExpectedBehaviour(
        .retention, current: clauses.joined(separator: ", "), hardened: hardened, state: isHardened ? .hardened : .notHardened)
    }
  }

  private static func image(_ pod: PodSpec) -> ExpectedBehaviour {
    let hardened = "the same, named by its digest"
    let mostNamed = 3
    var loose: [String] = []
    for container in pod.allContainers {
      if case .unreadable(let reason, _) = container.image { return unknown(.image, reason, hardened) }
      if container.image.isAbsent { continue }
      guard let reference = container.imageReference else {
        let current = "not known: an image is named by what is filled in later, or by no valid name"
        return ExpectedBehaviour(.image, current: current, hardened: hardened, state: .unknown)
      }
      if !reference.isPinned, !loose.contains(reference.text) { loose.append(reference.text) }
    }
    if let reason = unreadable(pod.containers.presence) { return unknown(.image, reason, hardened) }
    if loose.isEmpty {
      return ExpectedBehaviour(.image, current: hardened, hardened: hardened, state: .hardened)
    }
    let names = (loose.prefix(mostNamed).map { "`\($0)`" } + (loose.count > mostNamed ? ["\(loose.count - mostNamed) more"] : []))
    return ExpectedBehaviour(
      .image, current: "\(names.enumeration) may change, and differ from node to node", hardened: hardened, state: .notHardened)
  }

  private static func unreadable(_ presence: Presence) -> Unreadable? {
    if case .unreadable(let reason) = presence { reason } else { nil }
  }

  private static func unknown(_ aspect: Aspect, _ reason: Unreadable, _ hardened: String) -> ExpectedBehaviour {
    ExpectedBehaviour(aspect, current: "not known: \(reason.reason)", hardened: hardened, state: .unknown)
  }

  private static func count(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

  /// `1 day`, `90 minutes`: the largest unit that takes no fraction.
  private static func duration(_ seconds: Int64) -> String {
    for (unit, length) in [("day", 86_400), ("hour", 3_600), ("minute", 60)] as [(String, Int64)]
    where seconds >= length && seconds % length == 0 {
      return count(Int(clamping: seconds / length), unit)
    }
    return count(Int(clamping: seconds), "second")
  }
}
