import ClusterState
import Manifests

/// The alerts of the input, asked by the rules about what they say of CronJobs.
///
/// Metric names and labels are those of kube-state-metrics (<https://github.com/kubernetes/kube-state-metrics/tree/main/docs/metrics/workload>).
struct JobAlerts: SharedFacts {
  /// Names of CronJobs are looked for in alerts.
  static var reads: KindSet { KindSet(.prometheusRule, .cronJob) }

  /// What an alert is about.
  enum Subject {
    case failure, missedRun
  }

  /// Whether an alert is about a CronJob; ordered.
  enum Match: Int, Comparable {
    case no, unknown, yes
    static func < (left: Match, right: Match) -> Bool { left.rawValue < right.rawValue }
  }

  /// Whether an alert that the configuration names is about all CronJobs. Those of kube-prometheus (`kubernetes-mixin`) are known; one of another name is taken
  /// to be about whatever is asked.
  static func isProvided(_ subject: Subject, by names: [String]) -> Bool {
    names.contains { name in
      switch name {
      case "KubeJobFailed": subject == .failure
      // These are about runs that take long.
      case "KubeJobNotCompleted", "KubeJobCompletion", "KubeCronJobRunning": false
      default: true
      }
    }
  }

  private let state: ClusterState
  let alerts: [JobAlert]
  /// Whether any of the alerts is about Jobs: then those that are missing are not kept elsewhere.
  let watchesJobs: Bool
  private let failure: AlertIndex
  private let missedRun: AlertIndex
  /// Alerts about Jobs of some CronJobs that take too long.
  private let runningTooLong: AlertIndex

  init(_ context: JudgingContext) {
    state = context.state
    let rules = state.prometheusRules.flatMap { object in
      object.object.groups.items.flatMap(\.items).map { (origin: object.origin, rule: $0) }
    }
    var recorded: [String: PrometheusQuery] = [:]
    for (_, rule) in rules {
      if let name = rule.record.value, let query = rule.expression.value.flatMap({ PrometheusQuery($0) }) { recorded[name] = query }
    }
    alerts = rules.compactMap { JobAlert($0.rule, at: $0.origin, recorded) }
    watchesJobs = alerts.contains(where: \.mentionsJobs)
    let names = Set(state.workloads.lazy.filter { $0.object.kind == .cronJob }.map(\.object.name))
    failure = AlertIndex(alerts, names: names) { AlertCondition($0, about: .failure) }
    missedRun = AlertIndex(alerts, names: names) { AlertCondition($0, about: .missedRun) }
    runningTooLong = AlertIndex(alerts, names: names) { alert in
      let isAsked = alert.isAboutRunningJobs && alert.picksByName && alert.query?.functions.contains("time") == true
      return isAsked ? AlertCondition(selecting: alert) : .always(.no)
    }
  }

  /// Stay as they were where the CronJobs have the names that they had.
  init?(_ context: JudgingContext, after earlier: JobAlerts) {
    let state = context.state
    guard state.version(of: .prometheusRule) == earlier.state.version(of: .prometheusRule) else { return nil }
    func names(_ part: ObjectTable<WorkloadFacts>.Part?) -> [String] {
      (part?.objects ?? []).lazy.filter { $0.object.kind == .cronJob }.map(\.object.name)
    }
    for part in state.workloads.changedParts(since: earlier.state.workloads) where names(part.earlier) != names(part.now) { return nil }
    self.state = state
    alerts = earlier.alerts
    watchesJobs = earlier.watchesJobs
    failure = earlier.failure
    missedRun = earlier.missedRun
    runningTooLong = earlier.runningTooLong
  }

  /// Whether an alert of the input fires when a CronJob does not do what it should.
  func covers(_ subject: Subject, of cronJob: WorkloadFacts) -> Match {
    switch subject {
    case .failure: failure.match(cronJob)
    case .missedRun: missedRun.match(cronJob)
    }
  }

  /// The first alert about failures of the CronJob that goes on as long as there is a failed Job.
  func alertThatNeverClears(for cronJob: WorkloadFacts) throws(TooManyAlerts) -> JobAlert? {
    try failure.first(about: cronJob, where: \.followsFailedJobs)
  }

  /// The first alert about the CronJob's Jobs that is to fire when they take longer than they can.
  ///
  /// - Parameter deadline: How many seconds a Job can take.
  func alertThatNeverFires(for cronJob: WorkloadFacts, deadline: Int64) throws(TooManyAlerts) -> JobAlert? {
    try runningTooLong.first(about: cronJob) { alert in
      guard let limit = alert.query?.lowerBound, let pending = alert.pendingSeconds else { return false }
      return limit + Double(pending) >= Double(deadline)
    }
  }

  /// The first alert about failures of the CronJob, where each of them that may be about it is, and comes too late for a failed Job.
  ///
  /// - Parameter life: How many seconds a failed Job stays.
  func lateAlert(for cronJob: WorkloadFacts, life: Int64) throws(TooManyAlerts) -> JobAlert? {
    try failure.firstOfAll(about: cronJob) { $0.followsFailedJobs && ($0.pendingSeconds ?? 0) > life }
  }
}

/// An alert, as far as it is about CronJobs.
struct JobAlert: Sendable {
  let name: String
  let origin: Origin
  /// Nil where the expression cannot be read.
  let query: PrometheusQuery?
  /// How long the expression has to hold; nil where that cannot be read.
  let pendingSeconds: Int64?
  /// Whether an expression that cannot be read says something of Jobs.
  let mentionsJobs: Bool
  /// Whether it fires as long as a failed Job is there, and only then.
  let followsFailedJobs: Bool

  /// Nil where the rule is no alert.
  init?(_ rule: PrometheusRuleItem, at origin: Origin, _ recorded: [String: PrometheusQuery]) {
    guard let name = rule.alert.value else { return nil }
    self.name = name
    self.origin = origin
    let written = rule.expression.value.flatMap { PrometheusQuery($0) }
    query = written?.expanded(recorded)
    pendingSeconds =
      switch rule.duration {
      case .absent: 0
      case .present(let text, _): PrometheusDuration.seconds(text)
      case .unreadable: nil
      }
    let isTooLong = written != nil && query == nil
    mentionsJobs = isTooLong || rule.expression.value.map { $0.contains("kube_job") || $0.contains("kube_cronjob") } ?? true
    followsFailedJobs = query.map(Self.followsFailedJobs) ?? false
  }

  private static func followsFailedJobs(_ query: PrometheusQuery) -> Bool {
    guard !query.hasRange, !query.setOperators.contains("unless"), !query.functions.contains("time") else { return false }
    let metrics = query.selectors.map(\.metric)
    return metrics.contains { $0 == "kube_job_failed" || $0 == "kube_job_status_failed" }
      && metrics.allSatisfy {
        ["kube_job_failed", "kube_job_status_failed", "kube_job_owner", "kube_job_info", "kube_job_labels"].contains($0)
      }
  }

  /// Whether it is about Jobs that take too long.
  var isAboutRunningJobs: Bool { query?.selectors.contains { $0.metric == "kube_job_status_active" } ?? false }

  /// Whether it picks Jobs or CronJobs by their names.
  var picksByName: Bool {
    query?.selectors.contains { selector in
      selector.matchers.contains { matcher in
        ["job_name", "cronjob", "owner_name"].contains(matcher.label) && ![".+", ".*", ""].contains(matcher.value)
      }
    } ?? false
  }
}
