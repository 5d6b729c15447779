import Manifests

/// The alerts of the input, asked by the rules about what they say of CronJobs.
///
/// Metric names and labels are those of kube-state-metrics (<https://github.com/kubernetes/kube-state-metrics/tree/main/docs/metrics/workload>).
struct JobAlerts {
  /// What an alert is about.
  enum Subject {
    case failure, missedRun
  }

  struct Alert {
    let name: String
    let origin: Origin
    /// Nil where the expression cannot be read.
    let query: PrometheusQuery?
    /// How long the expression has to hold; nil where that cannot be read.
    let pendingSeconds: Int64?
    /// Whether an expression that cannot be read says something of Jobs.
    let mentionsJobs: Bool
  }

  /// Whether an alert is about a CronJob; ordered.
  enum Match: Int, Comparable {
    case no, unknown, yes
    static func < (left: Match, right: Match) -> Bool { left.rawValue < right.rawValue }
  }

  private(set) var alerts: [Alert] = []
  /// Whether any of the alerts is about Jobs: then those that are missing are not kept elsewhere.
  let watchesJobs: Bool

  /// Nil where the input has no alerts.
  init?(_ inventory: Inventory) {
    if inventory.prometheusRules.isEmpty { return nil }
    let rules = inventory.prometheusRules.flatMap { object in
      object.object.groups.items.flatMap(\.items).map { (origin: object.origin, rule: $0) }
    }
    var recorded: [String: PrometheusQuery] = [:]
    for (_, rule) in rules {
      if let name = rule.record.value, let query = rule.expression.value.flatMap({ PrometheusQuery($0) }) { recorded[name] = query }
    }
    for (origin, rule) in rules {
      guard let name = rule.alert.value else { continue }
      var query = rule.expression.value.flatMap { PrometheusQuery($0) }
      query?.expand(recorded)
      let pending: Int64? =
        switch rule.duration {
        case .absent: 0
        case .present(let text, _): PrometheusDuration.seconds(text)
        case .unreadable: nil
        }
      let mentionsJobs = rule.expression.value.map { $0.contains("kube_job") || $0.contains("kube_cronjob") } ?? true
      alerts.append(Alert(name: name, origin: origin, query: query, pendingSeconds: pending, mentionsJobs: mentionsJobs))
    }
    if alerts.isEmpty { return nil }
    watchesJobs = alerts.contains(where: \.mentionsJobs)
  }

  /// The alerts that are, or may be, about a subject of a CronJob.
  func alerts(about subject: Subject, of cronJob: WorkloadFacts) -> [(alert: Alert, match: Match)] {
    let identity = CronJobIdentity(cronJob)
    return alerts.compactMap { alert in
      let match = alert.match(subject, identity)
      return match == .no ? nil : (alert, match)
    }
  }

  /// Whether an alert of the input fires when a CronJob does not do what it should.
  func covers(_ subject: Subject, of cronJob: WorkloadFacts) -> Match {
    alerts(about: subject, of: cronJob).map(\.match).max() ?? .no
  }
}

/// What the series of a CronJob, its Jobs and its pods are labelled with.
struct CronJobIdentity {
  let namespace: String?
  let name: String
  /// Jobs are called after the minute they were due, pods after their Job.
  let jobName: String
  let podName: String

  init(_ facts: WorkloadFacts) {
    namespace = facts.namespace
    name = facts.name
    jobName = "\(facts.name)-29400000"
    podName = "\(jobName)-x7k2p"
  }

  /// What a label of a series is to one CronJob.
  private enum Value {
    case known(String)
    /// The manifest does not tell, or the label is made of the object's own.
    case unknown
    /// CronJobs do not differ by it.
    case any
  }

  /// What a matcher says of the series of a metric.
  func match(_ matcher: PrometheusQuery.Matcher, of metric: String) -> JobAlerts.Match {
    switch value(of: matcher.label, metric) {
    case .any: return .yes
    case .unknown: return .unknown
    case .known(let text):
      let isMatch: Bool? =
        switch matcher.operation {
        case .equal: text == matcher.value
        case .notEqual: text != matcher.value
        case .matches: LabelPattern(matcher.value)?.matches(text)
        case .doesNotMatch: LabelPattern(matcher.value).map { !$0.matches(text) }
        }
      return isMatch.map { $0 ? .yes : .no } ?? .unknown
    }
  }

  private func value(of label: String, _ metric: String) -> Value {
    let isPod = metric.hasPrefix("kube_pod")
    switch label {
    case "namespace", "exported_namespace": return namespace.map { .known($0) } ?? .unknown
    case "cronjob", "exported_cronjob": return .known(name)
    case "job_name", "exported_job_name": return .known(jobName)
    case "pod", "exported_pod": return isPod ? .known(podName) : .any
    case "owner_kind": return isPod ? .known("Job") : metric.hasPrefix("kube_job") ? .known("CronJob") : .any
    case "owner_name": return isPod ? .known(jobName) : metric.hasPrefix("kube_job") ? .known(name) : .any
    case "created_by_kind": return isPod ? .known("Job") : .any
    case "phase": return metric == "kube_pod_status_phase" ? .known("Failed") : .any
    case _ where label.hasPrefix("label_") || label.hasPrefix("annotation_"): return .unknown
    default: return .any
    }
  }
}

extension JobAlerts.Alert {
  /// Series that tell of a run that failed, at once or by the absence of a success.
  private static let failures: Set<String> = [
    "kube_job_failed", "kube_job_status_failed", "kube_cronjob_status_failed", "kube_pod_status_phase",
    "kube_pod_container_status_terminated_reason",
    "kube_pod_container_status_last_terminated_reason", "kube_pod_container_status_terminated", "kube_pod_status_reason",
  ]
  /// Series that tell of successes: an alert about them notices both what failed and what did not run.
  private static let successes: Set<String> = [
    "kube_cronjob_status_last_successful_time", "kube_job_status_completion_time", "kube_job_complete", "kube_job_status_succeeded",
  ]
  /// Series that tell of starts.
  private static let starts: Set<String> = [
    "kube_cronjob_next_schedule_time", "kube_cronjob_status_last_schedule_time", "kube_job_status_start_time", "kube_job_created",
  ]

  func match(_ subject: JobAlerts.Subject, _ cronJob: CronJobIdentity) -> JobAlerts.Match {
    guard let query else { return mentionsJobs ? .unknown : .no }
    let isAbout: (String) -> Bool =
      switch subject {
      case .failure: { Self.failures.contains($0) || Self.successes.contains($0) }
      // How long an active Job has been running says nothing of those that were not started.
      case .missedRun:
        isAboutRunningJobs ? { _ in false } : { Self.successes.contains($0) || Self.starts.contains($0) }
      }
    let relevant = query.selectors.filter { isAbout($0.metric) }
    if relevant.isEmpty { return names(cronJob) ? .unknown : .no }
    let match = relevant.map { Self.match($0, cronJob) }.max() ?? .no
    // What is joined by anything else than `or` and `unless` narrows the selection.
    if query.setOperators.isDisjoint(with: ["or", "unless"]) {
      let joined = query.selectors.filter { !isAbout($0.metric) && $0.metric.hasPrefix("kube_") }.map { Self.match($0, cronJob) }
      return min(match, joined.min() ?? .yes)
    }
    return match
  }

  private static func match(_ selector: PrometheusQuery.Selector, _ cronJob: CronJobIdentity) -> JobAlerts.Match {
    selector.matchers.map { cronJob.match($0, of: selector.metric) }.min() ?? .yes
  }

  /// Whether series that are not kube-state-metrics' have the CronJob's name in them, as those that jobs push themselves.
  private func names(_ cronJob: CronJobIdentity) -> Bool {
    let name = cronJob.name
    let metricName = String(name.map { $0 == "-" ? "_" : $0 })
    return query?.selectors.contains { selector in
      !selector.metric.hasPrefix("kube_")
        && (selector.metric.contains(metricName) || selector.matchers.contains { $0.value.contains(name) })
    } ?? false
  }

  /// Whether no series that it asks for is certain to be another CronJob's.
  func selects(_ cronJob: CronJobIdentity) -> Bool {
    query?.selectors.allSatisfy { Self.match($0, cronJob) == .yes } ?? false
  }

  /// Whether it is about Jobs that take too long.
  var isAboutRunningJobs: Bool { query?.selectors.contains { $0.metric == "kube_job_status_active" } ?? false }

  /// Whether it fires as long as a failed Job is there, and only then.
  var followsFailedJobs: Bool {
    guard let query, !query.hasRange, !query.setOperators.contains("unless"), !query.functions.contains("time") else { return false }
    let metrics = query.selectors.map(\.metric)
    return metrics.contains { $0 == "kube_job_failed" || $0 == "kube_job_status_failed" }
      && metrics.allSatisfy {
        ["kube_job_failed", "kube_job_status_failed", "kube_job_owner", "kube_job_info", "kube_job_labels"].contains($0)
      }
  }

  /// Whether it picks Jobs or CronJobs by their names.
  var picksByName: Bool {
    query?.selectors.contains { selector in
      selector.matchers.contains { matcher in
        ["job_name", "cronjob", "owner_name"].contains(matcher.label) && ![".+", ".*", ""].contains(matcher.value)
      }
    } ?? false
  }
}
