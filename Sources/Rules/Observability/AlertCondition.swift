import ClusterState
import Manifests

/// What has to be true of a CronJob for an alert to be about it: an alert's query without what is the same for all CronJobs.
enum AlertCondition: Sendable {
  /// The same answer for every CronJob.
  case always(JobAlerts.Match)
  /// Not known where the series have the CronJob's name in them, as those that jobs push themselves; else it is not about it.
  case named
  /// The best answer of some selectors, as far as those that it is joined with agree.
  case selected(any: [SeriesCondition], all: [SeriesCondition])

  init(_ alert: JobAlert, about subject: JobAlerts.Subject) {
    guard let query = alert.query else {
      self = .always(alert.mentionsJobs ? .unknown : .no)
      return
    }
    let isAbout: (String) -> Bool =
      switch subject {
      case .failure: { Self.failures.contains($0) || Self.successes.contains($0) }
      // How long an active Job has been running says nothing of those that were not started.
      case .missedRun:
        alert.isAboutRunningJobs ? { _ in false } : { Self.successes.contains($0) || Self.starts.contains($0) }
      }
    let relevant = query.selectors.filter { isAbout($0.metric) }.map(SeriesCondition.init).filter { $0.most > .no }
    if !query.selectors.contains(where: { isAbout($0.metric) }) {
      self = .named
      return
    }
    // What is joined by anything else than `or` and `unless` narrows the selection.
    let joined =
      query.setOperators.isDisjoint(with: ["or", "unless"])
      ? query.selectors.filter { !isAbout($0.metric) && $0.metric.hasPrefix("kube_") }.map(SeriesCondition.init) : []
    if let answer = Self.constant(relevant, joined) { self = .always(answer) } else { self = .selected(any: relevant, all: joined) }
  }

  /// Whether no series that an alert asks for is certain to be another CronJob's.
  init(selecting alert: JobAlert) {
    guard let query = alert.query else {
      self = .always(.no)
      return
    }
    self = .selected(any: [.certain], all: query.selectors.map(SeriesCondition.init))
  }

  func match(_ cronJob: CronJobIdentity) -> JobAlerts.Match {
    switch self {
    case .always(let answer): return answer
    case .named: return .no
    case .selected(let any, let all):
      let best = any.lazy.map { $0.match(cronJob) }.max() ?? .no
      return best == .no ? .no : all.reduce(best) { min($0, $1.match(cronJob)) }
    }
  }

  private static func constant(_ any: [SeriesCondition], _ all: [SeriesCondition]) -> JobAlerts.Match? {
    if any.isEmpty || all.contains(where: { $0.most == .no }) { return .no }
    guard any.allSatisfy(\.isConstant) || any.contains(where: { $0.isConstant && $0.most == .yes }), all.allSatisfy(\.isConstant) else {
      return nil
    }
    return min(any.map(\.most).max() ?? .no, all.map(\.most).min() ?? .yes)
  }

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
}

/// What a selector asks of the series of a CronJob, its Jobs and its pods.
struct SeriesCondition: Sendable {
  /// The best answer that any CronJob can get.
  private(set) var most = JobAlerts.Match.yes
  private var labels: [LabelCondition] = []

  /// Asks nothing.
  static let certain = SeriesCondition()

  private init() {}

  init(_ selector: PrometheusQuery.Selector) {
    for matcher in selector.matchers {
      switch LabelCondition.reading(matcher, of: selector.metric) {
      case .answer(let answer): most = min(most, answer)
      case .condition(let condition): labels.append(condition)
      }
    }
  }

  var isConstant: Bool { labels.isEmpty || most == .no }

  func match(_ cronJob: CronJobIdentity) -> JobAlerts.Match { most == .no ? .no : labels.reduce(most) { min($0, $1.match(cronJob)) } }

  /// The values of a part of which every CronJob has one that this may be about; nil where it is not so simple.
  func values(of part: CronJobIdentity.Part) -> Set<String>? {
    labels.lazy.compactMap { label in
      guard label.part == part, !label.isNegated, case .oneOf(let values) = label.test else { return nil }
      return values
    }.first
  }
}

/// What a matcher asks of a label by which CronJobs differ.
struct LabelCondition: Sendable {
  enum Test: Sendable {
    case oneOf(Set<String>)
    case pattern(LabelPattern)
  }

  /// What a matcher comes to.
  enum Reading {
    case answer(JobAlerts.Match)
    case condition(LabelCondition)
  }

  let part: CronJobIdentity.Part
  let test: Test
  let isNegated: Bool

  static func reading(_ matcher: PrometheusQuery.Matcher, of metric: String) -> Reading {
    let value = LabelValue(of: matcher.label, metric)
    switch value {
    case .any: return .answer(.yes)
    case .unknown: return .answer(.unknown)
    case .known, .part: break
    }
    let test: Test
    switch matcher.operation {
    case .equal, .notEqual: test = .oneOf([matcher.value])
    case .matches, .doesNotMatch:
      guard let pattern = LabelPattern(matcher.value) else { return .answer(.unknown) }
      test = pattern.literals.map { .oneOf(Set($0)) } ?? .pattern(pattern)
    }
    let isNegated = matcher.operation == .notEqual || matcher.operation == .doesNotMatch
    switch value {
    case .part(let part): return .condition(LabelCondition(part: part, test: test, isNegated: isNegated))
    case .known(let text): return .answer(Self.holds(test, text) != isNegated ? .yes : .no)
    case .any, .unknown: return .answer(.unknown)
    }
  }

  func match(_ cronJob: CronJobIdentity) -> JobAlerts.Match {
    guard let text = cronJob[part] else { return .unknown }
    return Self.holds(test, text) != isNegated ? .yes : .no
  }

  private static func holds(_ test: Test, _ text: String) -> Bool {
    switch test {
    case .oneOf(let texts): texts.contains(text)
    case .pattern(let pattern): pattern.matches(text)
    }
  }
}

/// What a label of a series is.
private enum LabelValue {
  case part(CronJobIdentity.Part)
  /// The same for every CronJob.
  case known(String)
  /// The manifest does not tell, or the label is made of the object's own.
  case unknown
  /// CronJobs do not differ by it.
  case any

  init(of label: String, _ metric: String) {
    let isPod = metric.hasPrefix("kube_pod")
    let isJob = metric.hasPrefix("kube_job")
    self =
      switch label {
      case "namespace", "exported_namespace": .part(.namespace)
      case "cronjob", "exported_cronjob": .part(.name)
      case "job_name", "exported_job_name": .part(.jobName)
      case "pod", "exported_pod": isPod ? .part(.podName) : .any
      case "owner_kind": isPod ? .known("Job") : isJob ? .known("CronJob") : .any
      case "owner_name": isPod ? .part(.jobName) : isJob ? .part(.name) : .any
      case "created_by_kind": isPod ? .known("Job") : .any
      case "phase": metric == "kube_pod_status_phase" ? .known("Failed") : .any
      case _ where label.hasPrefix("label_") || label.hasPrefix("annotation_"): .unknown
      default: .any
      }
  }
}

/// What the series of a CronJob, its Jobs and its pods are labelled with.
struct CronJobIdentity {
  enum Part {
    case namespace, name, jobName, podName
  }

  let namespace: String?
  let name: String
  /// Jobs are called after the minute they were due, pods after their Job.
  private let jobName: String
  private let podName: String

  init(_ facts: WorkloadFacts) {
    namespace = facts.namespace
    name = facts.name
    jobName = "\(facts.name)-29400000"
    podName = "\(jobName)-x7k2p"
  }

  /// Nil where the manifest does not tell.
  subscript(part: Part) -> String? {
    switch part {
    case .namespace: namespace
    case .name: name
    case .jobName: jobName
    case .podName: podName
    }
  }
}
