import Foundation
import Testing

/// Baselines from files and from git, and the comparison of two reports.
struct BaselineCommandTests {
  private static let old = ConfigurationFileTests.cronJob
  /// Moved, re-indented, and with one more mistake.
  private static let edited = """
    # A comment more.

    apiVersion: batch/v1
    kind: CronJob
    metadata:
        namespace: shop
        name: report
    spec:
        concurrencyPolicy: Allow
        schedule: "*/5 * * * *"
        jobTemplate: {spec: {template: {spec: {hostNetwork: true, restartPolicy: Never, containers: [{name: a, image: a}]}}}}
    """

  private func states(_ command: Command) throws -> [String: Int] {
    let files = try Workspace.report(command.output)["files"] as? [[String: Any]] ?? []
    var counts: [String: Int] = [:]
    for file in files {
      for workload in file["workloads"] as? [[String: Any]] ?? [] {
        for finding in workload["findings"] as? [[String: Any]] ?? [] {
          let state = finding["state"] as? String ?? "none"
          counts[state == "new" ? "new \(finding["name"] ?? "")" : state, default: 0] += 1
        }
      }
    }
    return counts
  }

  @Test func onlyNewFindingsCount() throws {
    let workspace = try Workspace(["a/job.yaml": Self.old])
    let written = try workspace.curfew("scan", "--write-baseline", "baseline.json", "a")
    #expect(written.status == 0)
    #expect(written.output.contains("exit code  0: findings are accepted in the new baseline"))
    let baseline = try workspace.read("baseline.json")
    #expect(
      baseline.split(separator: "\n").dropFirst(3).first?.hasPrefix(#"{"path":"a/job.yaml","workload":"CronJob/shop/report","rule":"CFW1"#)
        == true)
    #expect(try workspace.curfew("scan", "--write-baseline", "again.json", "a").status == 0)
    #expect(try workspace.read("again.json") == baseline)

    let same = try workspace.curfew("scan", "--baseline", "baseline.json", "--fail-on-new", "a")
    #expect(same.status == 0)
    #expect(same.output.hasPrefix("No new findings.\n"))
    #expect(same.output.contains("baseline   0 new, "))
    // Without --fail-on-new what is known counts as well.
    #expect(try workspace.curfew("scan", "--baseline", "baseline.json", "a").status == 1)

    try workspace.write(Self.edited, to: "a/renamed.yaml")
    try FileManager.default.removeItem(at: workspace.folder.appending(path: "a/job.yaml"))
    let edited = try workspace.curfew("scan", "--format", "json", "--baseline", "baseline.json", "--fail-on-new", "a")
    #expect(edited.status == 1)
    #expect(
      try states(edited) == ["known": baseline.split(separator: "\n").count { $0.hasPrefix(#"{"path""#) }, "new host-namespace": 1])
    let text = try workspace.curfew("scan", "--baseline", "baseline.json", "--fail-on-new", "a").output
    #expect(text.contains("a/renamed.yaml:11:56: new high: ") || text.contains(": new high: "))
    #expect(!text.contains("CFW101"))
    #expect(text.contains("exit code  1: new findings at or over low"))
    #expect(
      try workspace.curfew("scan", "--baseline", "baseline.json", "--fail-on-new", "--severity-threshold", "critical", "a").status == 0)
    let sarif = try workspace.curfew("scan", "--format", "sarif", "--baseline", "baseline.json", "a").output
    #expect(sarif.components(separatedBy: #""baselineState":"new""#).count == 2)
    #expect(sarif.contains(#""baselineState":"unchanged""#))
  }

  @Test func aReportServesAsBaseline() throws {
    let workspace = try Workspace(["job.yaml": Self.old])
    try workspace.write(try workspace.curfew("scan", "--format", "json", "job.yaml").output, to: "report.json")
    #expect(try workspace.curfew("scan", "--baseline", "report.json", "--fail-on-new", "job.yaml").status == 0)
  }

  @Test func aGitRevisionIsScannedAsItWas() throws {
    let workspace = try Workspace([
      "deploy/job.yaml": Self.old, "deploy/sub/other.json": "{}", "deploy/.hidden/job.yaml": Self.edited, "deploy/notes.md": "# none",
      "deploy/skipped.yaml": Self.edited, "elsewhere.yaml": Self.edited,
    ])
    try workspace.commitAll("first")
    let scan = ["scan", "--format", "json", "--fail-on-new", "--exclude", "skipped.yaml", "--baseline"]
    func run(_ arguments: String...) throws -> Command { try Command.run(scan + arguments, folder: workspace.folder) }

    #expect(try run("git:HEAD", "deploy").status == 0)
    try workspace.write(Self.edited, to: "deploy/job.yaml")
    let edited = try run("git:main", "deploy")
    #expect(edited.status == 1)
    #expect(try states(edited).filter { $0.key.hasPrefix("new") } == ["new host-namespace": 1])
    #expect(try states(run("git:main", "deploy/job.yaml")).filter { $0.key.hasPrefix("new") } == ["new host-namespace": 1])
    // Its own file was not among what is scanned, so its findings are new there.
    #expect(try states(run("git:main", "deploy/sub", "deploy/job.yaml", "deploy/.hidden")) == states(edited))

    // What is tracked although it is ignored is scanned, then and now.
    for (path, text) in [
      (".gitignore", "/deploy/made/*\n!kept.yaml\ntemp*.yaml\n"), ("deploy/made/job.yaml", Self.edited),
      ("deploy/made/kept.yaml", Self.old),
      ("deploy/sub/.gitignore", "*.json\n!temp-1.yaml\n"), ("deploy/sub/temp-1.yaml", Self.old), ("deploy/temp-2.yaml", Self.edited),
    ] { try workspace.write(text, to: path) }
    try workspace.git("add", "-f", "-A")
    try workspace.git("commit", "-q", "-m", "ignored")
    for folder in ["deploy", ".", "deploy/made", "deploy/sub"] {
      let report = try Workspace.report(run("git:HEAD", folder).output)
      let counts = try #require((report["summary"] as? [String: Any])?["baseline"] as? [String: Int])
      #expect(counts["new"] == 0 && counts["gone"] == 0 && counts["known"] ?? 0 > 0, "\(folder): \(counts)")
    }
    #expect(try run("git:HEAD", "deploy/made").output.contains("kept.yaml"))
    try workspace.git("reset", "-q", "--hard", "HEAD~1")
    try workspace.write(Self.edited, to: "deploy/job.yaml")

    try workspace.git("commit", "-q", "-am", "second")
    #expect(try run("git:HEAD", "deploy").status == 0)
    #expect(try run("git:HEAD~1", "deploy").status == 1)
    #expect(try FileManager.default.contentsOfDirectory(atPath: workspace.folder.path).sorted() == [".git", "deploy", "elsewhere.yaml"])

    for (arguments, message) in [
      (["git:no-such-branch", "deploy"], "git does not know it there; check the spelling, or fetch it first"),
      (["git:--all", "deploy"], "git does not know it there"), (["git:", "deploy"], "needs a revision"),
      (["nowhere.json", "deploy"], "nowhere.json: no such file"), (["deploy/job.yaml", "deploy"], "neither a baseline nor a JSON report"),
    ] {
      let command = try Command.run(scan + arguments, folder: workspace.folder)
      #expect(command.status == (arguments[0] == "git:" ? 64 : 2), "\(arguments)")
      #expect(command.error.contains(message), "\(command.error)")
    }
    #expect(try Command.run(["scan", "--fail-on-new", "deploy"], folder: workspace.folder).status == 64)
    let outside = try Workspace(["job.yaml": Self.old])
    let command = try Command.run(
      ["scan", "--baseline", "git:HEAD", "."], folder: outside.folder, environment: ["GIT_CEILING_DIRECTORIES": "/"])
    #expect(command.status == 2)
    #expect(command.error.contains("the git revision HEAD cannot be read in"))
  }

  @Test func diffTellsWhatChanged() throws {
    let workspace = try Workspace(["a.yaml": Self.old])
    try workspace.write(try workspace.curfew("scan", "--format", "json", "a.yaml").output, to: "old.json")
    try workspace.write(Self.edited.replacingOccurrences(of: "image: a}", with: "image: a:1}"), to: "a.yaml")
    try workspace.write(try workspace.curfew("scan", "--format", "json", "a.yaml").output, to: "new.json")

    let same = try workspace.curfew("diff", "old.json", "old.json")
    #expect(same.status == 0)
    #expect(same.output.hasPrefix("0 new, 0 gone, "))
    let text = try workspace.curfew("diff", "old.json", "new.json")
    #expect(text.status == 1)
    let lines = text.output.split(separator: "\n")
    #expect(lines.contains { $0.hasPrefix("+ a.yaml:11:") && $0.hasSuffix("[CFW502 host-namespace] CronJob/shop/report") })
    #expect(lines.contains { $0.hasPrefix("- a.yaml:7:") && $0.contains("[CFW401 mutable-image-tag]") })
    let back = try workspace.curfew("diff", "new.json", "old.json").output.split(separator: "\n")
    #expect(back.count { $0.hasPrefix("+") } == lines.count { $0.hasPrefix("-") })
    #expect(try workspace.curfew("diff", "--severity-threshold", "critical", "old.json", "new.json").status == 0)
    let json = try Workspace.report(workspace.curfew("diff", "--format", "json", "old.json", "new.json").output)
    #expect((json["new"] as? [[String: Any]])?.contains { $0["name"] as? String == "host-namespace" && $0["line"] as? Int == 11 } == true)
    let summary = try #require(json["summary"] as? [String: Int])
    #expect(summary["new"] == lines.count { $0.hasPrefix("+") } && summary["gone"] == lines.count { $0.hasPrefix("-") })
    for arguments in [["diff", "old.json", "nowhere.json"], ["diff", "old.json", "a.yaml"]] {
      #expect(try Command.run(arguments, folder: workspace.folder).status == 2)
    }
    #expect(try workspace.curfew("diff", "old.json").status == 64)
  }
}
