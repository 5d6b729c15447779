import ClusterState
import Findings
import Manifests
import Randomness
import SourceTree
import Testing

@testable import Rules

/// Alerts that are filed against alerts that are compared one by one, with the standard library's regular expressions.
@Suite struct AlertIndexTests {
  @Test("What the index says is what comparing every alert says") func agreesWithComparingAll() throws {
    var random = SeededGenerator(seed: 7)
    var matches: [JobAlerts.Match: Int] = [:]
    for _ in 0..<60 {
      let expressions = (0..<random.number(1, 12)).map { _ in Self.expression(&random) }
      let workloads = try Self.workloads(&random)
      let alerts = try JobAlerts(JudgingContext(Self.state(expressions, workloads), options: RuleOptions()))
      for workload in workloads {
        let expected = Self.match(expressions, of: workload)
        #expect(alerts.covers(.failure, of: workload) == expected, "\(workload.namespace ?? "-")/\(workload.name): \(expressions)")
        matches[expected, default: 0] += 1
      }
    }
    #expect(matches.count == 3 && matches.values.allSatisfy { $0 > 20 }, "the random alerts must say all there is to say: \(matches)")
  }

  @Test("A CronJob is compared with the alerts that name it, whatever else there is") func comparesWithFew() throws {
    let workloads = try Self.workloads((0..<4).map { ("shop", "job-\($0)") })
    for count in [100, 1600] {
      let others = (0..<count).map { "kube_job_failed * on (job_name) group_left kube_job_owner{owner_name=\"other-\($0)\"} > 0" }
      let own = "kube_job_failed * on (job_name) group_left kube_job_owner{owner_name=\"job-1\"} > 0"
      let alerts = try JobAlerts(JudgingContext(Self.state(others + [own], workloads), options: RuleOptions()))
      #expect(workloads.map { alerts.covers(.failure, of: $0) } == [.no, .yes, .no, .no])
    }
  }

  @Test("Too many alerts to compare with are not evaluated") func saysWhereThereAreTooMany() throws {
    let workloads = try Self.workloads([("shop", "backup")])
    let patterns = (0...AlertIndex.mostComparisons).map { "kube_job_failed{job_name=~\".*x\($0).*\"} > 0" }
    let context = try JudgingContext(Self.state(patterns, workloads), options: RuleOptions())
    #expect(JobAlerts(context).covers(.failure, of: workloads[0]) == .unknown)
    let verdicts = AlertNeverClears.verdicts(on: try #require(context.state.workloads.first), in: context)
    #expect(verdicts.all.count == 1)
    #expect(verdicts.all.allSatisfy { if case .notEvaluated = $0.outcome { true } else { false } })
    // One that is about every CronJob settles it.
    let all = try JudgingContext(Self.state(patterns + ["kube_job_failed > 0"], workloads), options: RuleOptions())
    #expect(JobAlerts(all).covers(.failure, of: workloads[0]) == .yes)
  }

  // MARK: Random alerts

  private static let names = ["backup", "report", "clean-up", "a", "backup-db"]
  private static let namespaces = ["shop", "kube-system", nil]

  private static func expression(_ random: inout SeededGenerator) -> String {
    let metric = random.pick(["kube_job_failed", "kube_job_failed", "kube_cronjob_status_last_successful_time", "up", "clean_up_age"])
    var text = "\(metric){\(matchers(&random))}"
    if random.chance(40) { text += " * on (job_name) group_left kube_job_owner{\(matchers(&random))}" }
    if random.chance(10) { text += " or vector(1)" }
    return random.chance(3) ? text + " ((" : text + " > 0"
  }

  private static func matchers(_ random: inout SeededGenerator) -> String {
    (0..<random.number(0, 2)).map { _ in
      let label = random.pick(["namespace", "owner_name", "cronjob", "job_name", "owner_kind", "label_team", "instance"])
      let value = random.pick(
        ["backup", "shop", "report|backup", ".*", "back.+", "b?a[c-k]+up", "kube-.*|shop", "backup-294\\\\d+", "CronJob", "x"])
      return "\(label)\(random.pick(["=", "!=", "=~", "=~", "!~"]))\"\(value)\""
    }.joined(separator: ",")
  }

  private static func workloads(_ random: inout SeededGenerator) throws -> [WorkloadFacts] {
    try workloads((0..<6).map { _ in (random.pick(namespaces), random.pick(names)) })
  }

  private static func workloads(_ names: [(namespace: String?, name: String)]) throws -> [WorkloadFacts] {
    try state([], names).workloads.map(\.object)
  }

  private static func state(_ expressions: [String], _ workloads: [WorkloadFacts]) throws -> ClusterState {
    try state(expressions, workloads.map { ($0.namespace, $0.name) })
  }

  private static func state(_ expressions: [String], _ names: [(namespace: String?, name: String)]) throws -> ClusterState {
    let rules = expressions.enumerated().map { "{alert: A\($0), expr: '\($1)'}" }.joined(separator: ", ")
    let cronJobs = names.map { namespace, name in
      """
      {apiVersion: batch/v1, kind: CronJob, metadata: {name: \(name)\(namespace.map { ", namespace: \($0)" } ?? "")}, spec: {schedule: "0 2 * * *",
        jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: main, image: postgres}]}}}}}}
      """
    }
    let text =
      "{apiVersion: monitoring.coreos.com/v1, kind: PrometheusRule, metadata: {name: a}, spec: {groups: [{name: g, rules: [\(rules)]}]}}\n"
      + cronJobs.map { "---\n\($0)\n" }.joined()
    var objects = GatheredObjects()
    var reader = ManifestReader(try Source(name: "input.yaml", bytes: Array(text.utf8)))
    while let element = reader.next() {
      guard case .object(let object) = element else {
        Issue.record("not read: \(text)")
        break
      }
      objects.gather(object, file: 0)
    }
    return objects.settled()
  }

  // MARK: The oracle

  private static func match(_ expressions: [String], of workload: WorkloadFacts) -> JobAlerts.Match {
    expressions.map { match($0, of: workload) }.max() ?? .no
  }

  private static func match(_ expression: String, of workload: WorkloadFacts) -> JobAlerts.Match {
    guard let query = PrometheusQuery(expression) else { return expression.contains("kube_job") ? .unknown : .no }
    let subjects: Set<String> = ["kube_job_failed", "kube_cronjob_status_last_successful_time"]
    let relevant = query.selectors.filter { subjects.contains($0.metric) }
    if relevant.isEmpty {
      let isNamed = query.selectors.contains { selector in
        !selector.metric.hasPrefix("kube_")
          && (selector.metric.contains(workload.name.replacing("-", with: "_"))
            || selector.matchers.contains { $0.value.contains(workload.name) })
      }
      return isNamed ? .unknown : .no
    }
    let best = relevant.map { match($0, of: workload) }.max() ?? .no
    if query.setOperators.contains("or") { return best }
    let joined = query.selectors.filter { !subjects.contains($0.metric) && $0.metric.hasPrefix("kube_") }.map { match($0, of: workload) }
    return min(best, joined.min() ?? .yes)
  }

  private static func match(_ selector: PrometheusQuery.Selector, of workload: WorkloadFacts) -> JobAlerts.Match {
    selector.matchers.map { match($0, of: workload, selector.metric) }.min() ?? .yes
  }

  private static func match(_ matcher: PrometheusQuery.Matcher, of workload: WorkloadFacts, _ metric: String) -> JobAlerts.Match {
    let text: String
    switch matcher.label {
    case "instance": return .yes
    case "label_team": return .unknown
    case "owner_kind", "owner_name":
      guard metric.hasPrefix("kube_job") else { return .yes }
      text = matcher.label == "owner_kind" ? "CronJob" : workload.name
    case "cronjob": text = workload.name
    case "job_name": text = "\(workload.name)-29400000"
    default:
      guard let namespace = workload.namespace else { return .unknown }
      text = namespace
    }
    switch matcher.operation {
    case .equal: return text == matcher.value ? .yes : .no
    case .notEqual: return text != matcher.value ? .yes : .no
    case .matches, .doesNotMatch:
      guard let pattern = try? Regex(matcher.value) else { return .unknown }
      return (text.wholeMatch(of: pattern) != nil) == (matcher.operation == .matches) ? .yes : .no
    }
  }
}
