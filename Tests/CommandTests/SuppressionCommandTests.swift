import Foundation
import Testing

/// Suppressions on the command line, from the flags to the reports.
struct SuppressionCommandTests {
  private static let manifest = """
    apiVersion: batch/v1
    kind: CronJob
    metadata:
      name: report
      namespace: shop
      annotations:
        checkov.io/skip1: "CKV_K8S_43=built in this pipeline"
    spec:
      schedule: "*/5 * * * *"
      concurrencyPolicy: Allow # curfew:ignore concurrent-runs until=2027-01-31 it only reads
      jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: a}]}}}}
    """

  @Test func flagsAndDates() throws {
    let workspace = try Workspace(["a.yaml": Self.manifest])
    let rules = ["--rule", "concurrent-runs", "--rule", "expired-suppression"]
    func findings(_ arguments: String...) throws -> [String] {
      try Workspace.findings(in: Command.run(["scan", "--format", "json"] + rules + arguments, folder: workspace.folder).output)
    }
    #expect(try findings("--today", "2027-01-31") == [])
    #expect(try findings("--today", "2027-02-01") == ["a.yaml:10 concurrent-runs medium", "a.yaml:10 expired-suppression low"])
    #expect(try findings("--today", "2027-01-31", "--no-suppressions") == ["a.yaml:10 concurrent-runs medium"])
    #expect(try workspace.curfew("scan", "--today", "soon", "a.yaml").status == 64)

    let peers = try Command.run(
      ["scan", "--format", "json", "--rule", "unpinned-image", "--rule", "mutable-image-tag", "--honor-peer-annotations", "a.yaml"],
      folder: workspace.folder)
    let plain = try workspace.curfew("scan", "--format", "json", "--rule", "unpinned-image", "--rule", "mutable-image-tag", "a.yaml")
    #expect(
      try Workspace.findings(in: plain.output).count == Workspace.findings(in: peers.output).count
        + Workspace.findings(in: peers.output, "suppressed").count)
  }

  /// What the configuration does not allow suppresses nothing, and is said.
  @Test(arguments: [
    ("{unsuppressible-rules: [concurrent-runs]}", false), ("{unsuppressible-rules: [CFW101]}", false),
    ("{unsuppressible-rules: [missing-ttl]}", true),
    ("{suppression-reasons: ['[A-Z]+-[0-9]+']}", false), ("{suppression-reasons: ['[A-Z]+-[0-9]+', 'only (reads|lists)']}", true),
    ("{suppression-reasons: ['it only']}", true), ("{suppression-reasons: ['(']}", false),
  ])
  func theConfigurationLimitsSuppressions(_ options: String, _ isAllowed: Bool) throws {
    let workspace = try Workspace(["a.yaml": Self.manifest, ".curfew.yaml": "options: \(options)\n"])
    let rules = ["--rule", "concurrent-runs", "--rule", "invalid-suppression", "--today", "2026-01-01"]
    let output = try Command.run(["scan", "--format", "json"] + rules, folder: workspace.folder).output
    let findings = ["a.yaml:10 concurrent-runs medium", "a.yaml:10 invalid-suppression low"]
    #expect(try Workspace.findings(in: output) == (isAllowed ? [] : findings))
  }

  /// What alerts the cluster brings along is said once, and silences what they are about.
  @Test(arguments: [
    ("[]", ["missing-failure-alert", "missing-schedule-alert"]), ("[KubeJobFailed]", ["missing-schedule-alert"]),
    ("[KubeJobNotCompleted]", ["missing-failure-alert", "missing-schedule-alert"]), ("[PlatformCronJobs]", []),
  ])
  func providedAlertsAreTheConfigurations(_ alerts: String, _ rules: [String]) throws {
    let alert = """
      {apiVersion: monitoring.coreos.com/v1, kind: PrometheusRule, metadata: {name: web}, spec: {groups: [{name: web, rules: [
        {alert: WebDown, expr: 'up == 0'}]}]}}
      """
    let workspace = try Workspace(["a.yaml": "\(Self.manifest)\n---\n\(alert)", ".curfew.yaml": "options: {provided-alerts: \(alerts)}\n"])
    let asked = ["--rule", "missing-failure-alert", "--rule", "missing-schedule-alert"]
    let output = try Command.run(["scan", "--format", "json"] + asked, folder: workspace.folder).output
    #expect(try Workspace.findings(in: output).map { $0.split(separator: " ")[1] }.sorted() == rules.map { $0[...] })
  }

  @Test func reportsShowWhatIsSuppressed() throws {
    let workspace = try Workspace(["a.yaml": Self.manifest, ".curfew.yaml": "options: {exempt-namespaces: [shop]}\n"])
    let text = try workspace.curfew("scan", "--today", "2026-01-01", "a.yaml")
    #expect(text.status == 0)
    #expect(text.output.hasPrefix("No findings.\n"))
    #expect(text.output.contains("  findings   none; ") && text.output.contains(" suppressed\n"))
    let json = try workspace.curfew("scan", "--today", "2026-01-01", "--format", "json", "a.yaml").output
    #expect(json.contains(#""suppression":{"origin":"comment","reason":"it only reads","until":"2027-01-31"}"#))
    #expect(json.contains(#""suppression":{"origin":"configuration","reason":"the configuration exempts the namespace shop"}"#))
    let sarif = try workspace.curfew("scan", "--today", "2026-01-01", "--format", "sarif", "a.yaml").output
    #expect(sarif.contains(#""suppressions":[{"kind":"inSource","status":"accepted","justification":"it only reads"}]"#))
    #expect(sarif.contains(#""suppressions":[{"kind":"external","status":"accepted""#))
    #expect(try !workspace.curfew("scan", "--no-suppressions", "--format", "sarif", "a.yaml").output.contains("suppressions"))
    #expect(try workspace.curfew("scan", "--no-suppressions", "a.yaml").status == 1)
  }
}
