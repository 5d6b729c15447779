import Testing

@testable import Rules

@Suite struct PrometheusQueryTests {
  /// Metrics in order, with the labels they are matched by.
  private func series(_ text: String) throws -> [String] {
    try #require(PrometheusQuery(text)).selectors.map { selector in
      let matchers = selector.matchers.map { "\($0.label)\($0.operation.rawValue)\($0.value)" }
      return matchers.isEmpty ? selector.metric : "\(selector.metric){\(matchers.joined(separator: ","))}"
    }
  }

  @Test(
    "Series are found with their matchers",
    arguments: [
      ("kube_job_failed > 0", ["kube_job_failed"]),
      ("kube_job_failed{namespace=\"shop\",job_name=~'a-.+',} > 0", ["kube_job_failed{namespace=shop,job_name=~a-.+}"]),
      ("{__name__=\"up\", job!=\"x\"} == 0", ["up{job!=x}"]),
      ("sum by (namespace, cronjob) (a{x!~\"y\"}) / on (b) group_left c", ["a{x!~y}", "c"]),
      ("sum(increase(kube_job_status_failed[1h] offset 5m)) without (pod) > bool 0", ["kube_job_status_failed"]),
      ("max_over_time(a[5m:30s]) @ 1700000000 # a comment about b\n or c", ["a", "c"]),
      ("a{x=`\\d+`} and a{x=\"\\\\d+\"}", ["a{x=\\d+}", "a{x=\\d+}"]),
      ("job:failed:rate5m > 0.5e1", ["job:failed:rate5m"]),
      ("vector(1)", []),
    ])
  func selectors(_ text: String, _ expected: [String]) throws {
    #expect(try series(text) == expected)
  }

  @Test(
    "The limit is the number at the end",
    arguments: [
      ("time() - a > 3600", 3600.0), ("time() - a >= 12 * 60 * 60", 43200), ("time() - max(a > 0) > (60 * 5)", 300), ("a > 1h30m", 5400),
      ("a > b", nil), ("3600 < a", nil), ("(a > 5)", nil), ("a > 2 *", nil), ("a > 5 and b", nil),
    ] as [(String, Double?)])
  func lowerBound(_ text: String, _ expected: Double?) throws {
    #expect(try #require(PrometheusQuery(text)).lowerBound == expected)
  }

  @Test(
    "What cannot be read is no query",
    arguments: ["a{", "a{x=1}", "a[5m", "(a", "a)", "{x=\"y\"}", "a{x=\"y}", "sum by a", "a{\"x\"=\"y\"}", "1x2 > a", "é"])
  func isUnreadable(_ text: String) {
    #expect(PrometheusQuery(text) == nil)
  }

  @Test func recordingsAreExpanded() throws {
    let query = try #require(PrometheusQuery("jobs:failed > 0"))
    let recorded = [
      "jobs:failed": try #require(PrometheusQuery("jobs:failed + jobs:raw")), "jobs:raw": try #require(PrometheusQuery("kube_job_failed")),
    ]
    #expect(try #require(query.expanded(recorded)).selectors.map(\.metric).contains("kube_job_failed"))
  }

  @Test(
    "Durations are read as Prometheus does",
    arguments: [
      ("15m", 900), ("1h30m", 5400), ("1d", 86_400), ("0", 0), ("500ms", 0), ("2w", 1_209_600), ("", nil), ("15", nil), ("m", nil),
      ("1.5h", nil),
      ("99999999999999y", nil),
    ] as [(String, Int64?)])
  func durations(_ text: String, _ expected: Int64?) {
    #expect(PrometheusDuration.seconds(text) == expected)
  }
}
