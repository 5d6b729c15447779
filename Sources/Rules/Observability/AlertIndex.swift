import ClusterState
import Manifests

/// More alerts may be about a CronJob than are compared with it.
struct TooManyAlerts: Error {
  static let reason = "more than \(AlertIndex.mostComparisons) alerts pick CronJobs by patterns, too many to compare each with them"
}

/// The alerts about one subject, filed by what they have to be about, so that a CronJob is compared with few of them.
struct AlertIndex: Sendable {
  /// Alerts that are compared with one CronJob; where there are more, it is not known what they select.
  static var mostComparisons: Int { 500 }

  private let alerts: [JobAlert]
  private let conditions: [AlertCondition]
  /// Alerts that say the same of every CronJob, other than that they are not about it.
  private var common: [(position: Int, match: JobAlerts.Match)] = []
  private var commonMatch = JobAlerts.Match.no
  private var byName: [String: [Int]] = [:]
  private var byNamespace: [String: [Int]] = [:]
  /// All of ``byNamespace``, for CronJobs whose namespace is left open.
  private var ofNamespaces: [Int] = []
  private var others: [Int] = []
  /// The CronJobs that series of other programs may be about.
  private var named: Set<String> = []

  /// - Parameters:
  ///   - names: Those of all CronJobs.
  ///   - condition: What makes an alert one about a CronJob.
  init(_ alerts: [JobAlert], names: Set<String>, condition: (JobAlert) -> AlertCondition) {
    self.alerts = alerts
    conditions = alerts.map(condition)
    var texts = NameSearch(names)
    for (position, condition) in conditions.enumerated() {
      switch condition {
      case .always(let match): if match > .no { common.append((position, match)) }
      case .named:
        for selector in alerts[position].query?.selectors ?? [] where !selector.metric.hasPrefix("kube_") {
          texts.look(inMetric: selector.metric)
          for matcher in selector.matchers { texts.look(in: matcher.value) }
        }
      case .selected(let any, let all): file(position, any, all)
      }
    }
    named = texts.found
    commonMatch = common.map(\.match).max() ?? .no
  }

  private mutating func file(_ position: Int, _ any: [SeriesCondition], _ all: [SeriesCondition]) {
    if let names = Self.values(of: .name, any, all) {
      for name in names { byName[name, default: []].append(position) }
    } else if let namespaces = Self.values(of: .namespace, any, all) {
      for namespace in namespaces { byNamespace[namespace, default: []].append(position) }
      ofNamespaces.append(position)
    } else {
      others.append(position)
    }
  }

  /// The values of a part of which a CronJob must have one; nil where it is not so simple.
  private static func values(of part: CronJobIdentity.Part, _ any: [SeriesCondition], _ all: [SeriesCondition]) -> Set<String>? {
    if let values = all.lazy.compactMap({ $0.values(of: part) }).first { return values }
    var values: Set<String> = []
    for condition in any {
      guard let some = condition.values(of: part) else { return nil }
      values.formUnion(some)
    }
    return values
  }

  /// The best that any alert says of a CronJob.
  func match(_ cronJob: WorkloadFacts) -> JobAlerts.Match {
    var best = named.contains(cronJob.name) ? max(commonMatch, .unknown) : commonMatch
    if best == .yes { return best }
    let identity = CronJobIdentity(cronJob)
    guard let candidates = try? candidates(identity) else { return .unknown }
    for candidate in candidates {
      best = max(best, conditions[candidate].match(identity))
      if best == .yes { break }
    }
    return best
  }

  /// The first alert that is certain to be about a CronJob and is as asked.
  func first(about cronJob: WorkloadFacts, where isAsked: (JobAlert) -> Bool) throws(TooManyAlerts) -> JobAlert? {
    let ofAll = common.first { $0.match == .yes && isAsked(alerts[$0.position]) }?.position
    let identity = CronJobIdentity(cronJob)
    let own = try candidates(identity).filter { isAsked(alerts[$0]) && conditions[$0].match(identity) == .yes }.min()
    return [ofAll, own].compactMap { $0 }.min().map { alerts[$0] }
  }

  /// The first alert about a CronJob, where all that may be about it are, and are as asked.
  func firstOfAll(about cronJob: WorkloadFacts, are isAsked: (JobAlert) -> Bool) throws(TooManyAlerts) -> JobAlert? {
    if named.contains(cronJob.name) { return nil }
    let identity = CronJobIdentity(cronJob)
    guard common.allSatisfy({ $0.match == .yes && isAsked(alerts[$0.position]) }) else { return nil }
    var first = common.first?.position
    for candidate in try candidates(identity) {
      switch conditions[candidate].match(identity) {
      case .no: continue
      case .unknown: return nil
      case .yes:
        guard isAsked(alerts[candidate]) else { return nil }
        first = min(first ?? candidate, candidate)
      }
    }
    return first.map { alerts[$0] }
  }

  /// The alerts that are about some CronJobs only, this one perhaps among them.
  private func candidates(_ cronJob: CronJobIdentity) throws(TooManyAlerts) -> [Int] {
    let ofName = byName[cronJob.name] ?? []
    let ofNamespace = cronJob.namespace.map { byNamespace[$0] ?? [] } ?? ofNamespaces
    guard others.count + ofName.count + ofNamespace.count <= Self.mostComparisons else { throw TooManyAlerts() }
    return others + ofName + ofNamespace
  }
}
