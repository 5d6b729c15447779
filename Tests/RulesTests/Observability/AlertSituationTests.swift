import Findings
import Rules
import SourceTree
import Testing

/// What the rules about alerts say of the CronJob `backup` in `shop`, which keeps a failed Job for an hour and may run for half of one.
@Suite struct AlertSituationTests {
  struct Situation: CustomTestStringConvertible, Sendable {
    var rule: String
    var expressions: [String]
    /// Nil: not evaluated.
    var isFlagged: Bool?
    var pending = "0s"
    var job = "activeDeadlineSeconds: 1800, ttlSecondsAfterFinished: 3600"
    var testDescription: String { "\(rule): \(expressions.joined(separator: " ; ")) \(pending)" }

    var manifest: String {
      let rules = expressions.enumerated().map { index, expression in
        "{alert: A\(index), for: \(pending), expr: '\(expression.replacing("'", with: "''"))'}"
      }
      return """
        {apiVersion: monitoring.coreos.com/v1, kind: PrometheusRule, metadata: {name: a}, spec: {groups: [{name: g, rules: [
          {record: "jobs:failed", expr: kube_job_failed}, \(rules.joined(separator: ", "))]}]}}
        ---
        {apiVersion: batch/v1, kind: CronJob, metadata: {name: backup, namespace: shop}, spec: {schedule: "0 2 * * *", jobTemplate: {spec: {
          \(job), template: {spec: {restartPolicy: Never, containers: [{name: main, image: postgres}]}}}}}}
        """
    }
  }

  static let failure: [Situation] = [
    Situation(rule: "missing-failure-alert", expressions: ["kube_job_failed > 0"], isFlagged: false),
    Situation(rule: "missing-failure-alert", expressions: ["kube_job_failed{namespace=\"other\"} > 0"], isFlagged: true),
    Situation(rule: "missing-failure-alert", expressions: ["kube_job_failed{namespace!~\"kube-.*|other\"} > 0"], isFlagged: false),
    Situation(rule: "missing-failure-alert", expressions: ["kube_job_status_failed{job_name=~\"backup-.*\"} > 0"], isFlagged: false),
    Situation(rule: "missing-failure-alert", expressions: ["kube_job_status_failed{job_name=\"backup\"} > 0"], isFlagged: true),
    Situation(rule: "missing-failure-alert", expressions: ["kube_job_failed{job_name=~\"(?i)backup.*\"} > 0"], isFlagged: nil),
    Situation(rule: "missing-failure-alert", expressions: ["kube_job_failed{", "up == 0"], isFlagged: nil),
    Situation(rule: "missing-failure-alert", expressions: ["jobs:failed > 0"], isFlagged: false),
    Situation(
      rule: "missing-failure-alert", expressions: ["kube_job_failed * on (job_name) group_left kube_job_owner{owner_name=\"other\"} > 0"],
      isFlagged: true),
    Situation(
      rule: "missing-failure-alert", expressions: ["kube_job_failed * on (job_name) group_left kube_job_owner{owner_name=\"backup\"} > 0"],
      isFlagged: false),
    Situation(
      rule: "missing-failure-alert", expressions: ["kube_job_failed * on (job_name) group_left kube_job_labels{label_team=\"shop\"} > 0"],
      isFlagged: nil),
    Situation(
      rule: "missing-failure-alert",
      expressions: ["kube_pod_status_phase{phase=~\"Pending|Unknown\"} * on (pod) group_left kube_pod_owner{owner_kind!=\"Job\"} > 0"],
      isFlagged: true),
    Situation(rule: "missing-failure-alert", expressions: ["kube_pod_status_phase{phase=\"Failed\"} > 0"], isFlagged: false),
    Situation(rule: "missing-failure-alert", expressions: ["backup_last_success_seconds < 0"], isFlagged: nil),
    Situation(rule: "missing-failure-alert", expressions: ["up == 0"], isFlagged: true),
    Situation(rule: "missing-failure-alert", expressions: ["kube_cronjob_status_failed > 0"], isFlagged: false),
  ]

  static let others: [Situation] = [
    Situation(rule: "missing-schedule-alert", expressions: ["time() - kube_cronjob_status_last_schedule_time > 90000"], isFlagged: false),
    Situation(
      rule: "missing-schedule-alert", expressions: ["kube_cronjob_next_schedule_time{cronjob=~\"b.*\"} - time() < -300"], isFlagged: false),
    Situation(
      rule: "missing-schedule-alert", expressions: ["kube_cronjob_next_schedule_time{cronjob=\"x\"} - time() < -300"], isFlagged: true),
    Situation(
      rule: "missing-schedule-alert", expressions: ["time() - kube_job_status_start_time and kube_job_status_active > 0"], isFlagged: true),

    Situation(
      rule: "alert-never-fires",
      expressions: ["time() - (kube_job_status_start_time{job_name=~\"backup-.+\"} and kube_job_status_active) > 1700"],
      isFlagged: false),
    Situation(
      rule: "alert-never-fires",
      expressions: ["time() - (kube_job_status_start_time{job_name=~\"backup-.+\"} and kube_job_status_active) > 1700"],
      isFlagged: true, pending: "2m"),
    Situation(
      rule: "alert-never-fires", expressions: ["time() - (kube_job_status_start_time and kube_job_status_active) > 43200"], isFlagged: false
    ),

    Situation(rule: "alert-never-clears", expressions: ["kube_job_failed > 0"], isFlagged: false),
    Situation(rule: "alert-never-clears", expressions: ["kube_job_failed > 0"], isFlagged: true, job: "backoffLimit: 1"),
    Situation(rule: "alert-never-clears", expressions: ["increase(kube_job_failed[1h]) > 0"], isFlagged: false, job: "backoffLimit: 1"),
    Situation(
      rule: "alert-never-clears", expressions: ["kube_job_failed > 0 unless on (namespace) kube_job_complete > 0"], isFlagged: false,
      job: "backoffLimit: 1"),

    Situation(rule: "job-gone-before-alert", expressions: ["kube_job_failed > 0"], isFlagged: false, pending: "1h"),
    Situation(rule: "job-gone-before-alert", expressions: ["kube_job_failed > 0"], isFlagged: true, pending: "61m"),
    Situation(
      rule: "job-gone-before-alert", expressions: ["kube_job_failed > 0", "increase(kube_job_status_failed[2h]) > 0"], isFlagged: false,
      pending: "61m"),
  ]

  @Test("Rules about alerts know their situations", arguments: failure + others)
  func situation(_ situation: Situation) throws {
    let rule = try #require(Registry.rule(named: situation.rule))
    let source = try Source(name: "situation", bytes: Array(situation.manifest.utf8))
    let collector = try rule.check(manifest: source, options: RuleOptions())
    #expect(collector.findings.isEmpty == (situation.isFlagged != true))
    #expect(collector.notEvaluated.isEmpty == (situation.isFlagged != nil))
  }

  @Test func aMissingAlertMattersLessWhereNoneIsAboutJobs() throws {
    let rule = try #require(Registry.rule(named: "missing-failure-alert"))
    func severity(_ expression: String) throws -> Severity? {
      let text = Situation(rule: "", expressions: [expression], isFlagged: true).manifest
      return try rule.check(manifest: Source(name: "situation", bytes: Array(text.utf8)), options: RuleOptions()).findings.first?.severity
    }
    #expect(try severity("up == 0") == .low)
    #expect(try severity("kube_job_failed{namespace=\"other\"} > 0") == .medium)
  }
}
