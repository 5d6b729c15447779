import Foundation
import Testing

/// `--group-by` and `--top`: an overview of many findings.
struct GroupingCommandTests {
  private static func job(_ name: String, namespace: String?, team: String? = nil, podTeam: String? = nil, privileged: Bool = false)
    -> String
  {
    """
    apiVersion: batch/v1
    kind: CronJob
    metadata: {name: \(name)\(namespace.map { ", namespace: \($0)" } ?? "")\(team.map { ", labels: {team: \($0)}" } ?? "")}
    spec:
      schedule: "*/5 * * * *"
      concurrencyPolicy: Allow
      jobTemplate:
        spec:
          template:
            metadata: {labels: {\(podTeam.map { "team: \($0)" } ?? "")}}
            spec: {restartPolicy: Never, containers: [{name: a, image: a, securityContext: {privileged: \(privileged)}}]}
    """
  }

  private static let rules = ["scan", "--rule", "concurrent-runs", "--rule", "privileged-container"]

  private func workspace() throws -> Workspace {
    try Workspace([
      "a.yaml": [
        Self.job("one", namespace: "shop", team: "red"), Self.job("two", namespace: "shop", podTeam: "blue"),
        Self.job("three", namespace: nil, team: "red", podTeam: "blue"),
      ].joined(separator: "\n---\n"),
      "b.yaml": Self.job("four", namespace: "vault", privileged: true),
    ])
  }

  /// Everything up to the summary.
  private func table(_ workspace: Workspace, _ arguments: String...) throws -> String {
    let output = try Command.run(Self.rules + arguments, folder: workspace.folder).output
    return output.components(separatedBy: "\n\nSummary").first ?? output
  }

  @Test func findingsAreCounted() throws {
    let workspace = try workspace()
    #expect(
      try table(workspace, "--group-by", "namespace") == """
        Findings by namespace

          critical  high  medium  low  info  workloads
                 1     0       1    0     0          1  vault
                 0     0       2    0     0          2  shop
                 0     0       1    0     0          1  (none)
        """)
    #expect(
      try table(workspace, "--group-by", "label:team", "--top", "2") == """
        Findings by label:team

          critical  high  medium  low  info  workloads
                 1     0       1    0     0          1  (none)
                 0     0       2    0     0          2  red
          … and 1 more group
        """)
    #expect(try table(workspace, "--group-by", "path").hasSuffix("0     0       3    0     0          3  a.yaml"))
    #expect(try table(workspace, "--group-by", "rule").hasSuffix("0     0       4    0     0          4  CFW101 concurrent-runs"))
  }

  @Test func theReportForProgramsHoldsEverything() throws {
    let workspace = try workspace()
    let output = try Command.run(Self.rules + ["--format", "json", "--group-by", "namespace", "--top", "1"], folder: workspace.folder)
      .output
    #expect(try Workspace.findings(in: output).count == 5)
    let summary = try #require(Workspace.report(output)["summary"] as? [String: Any])
    let groups = try #require(summary["groups"] as? [String: Any])
    #expect(groups["by"] as? String == "namespace")
    let counts = try #require(groups["counts"] as? [[String: Any]])
    #expect(counts.map { $0["name"] as? String } == ["vault", "shop", nil])
    #expect(counts.map { ($0["findings"] as? [String: Int])?["medium"] } == [1, 2, 1])
  }

  @Test func topShowsTheGravestWorkloads() throws {
    let workspace = try workspace()
    let text = try Command.run(Self.rules + ["--top", "2"], folder: workspace.folder)
    #expect(text.status == 1)
    #expect(text.output.hasPrefix("CronJob vault/four (b.yaml:2)\n"))
    #expect(text.output.contains("\nCronJob shop/one (a.yaml:2)\n"))
    #expect(!text.output.contains("shop/two") && text.output.contains("\n2 more workloads with findings; `--top` leaves them out.\n"))
    #expect(text.output.contains("  findings   5: 1 critical"))
    #expect(try workspace.curfew("scan", "--top", "0").status == 64)
    #expect(try workspace.curfew("scan", "--group-by", "colour").status == 64)
    #expect(try workspace.curfew("scan", "--group-by", "label:").status == 64)
  }

  @Test func nothingToCountIsNoFinding() throws {
    let workspace = try Workspace(["a.yaml": Self.job("one", namespace: "shop")])
    let command = try workspace.curfew("scan", "--rule", "privileged-container", "--group-by", "rule")
    #expect(command.output.hasPrefix("No findings.\n"))
  }
}
