import Foundation
import Testing

/// No secret of any input is told, by no command and in no format, on standard error neither.
@Suite struct CanaryTests {
  private static let inputs = CanaryInputs()

  private static func workspace() throws -> Workspace {
    let workspace = try Workspace()
    for (path, bytes) in inputs.files { try workspace.write(bytes, to: path) }
    return workspace
  }

  /// What is told of the secrets, and what by the look of it is one of them.
  private static func leaks(_ command: Command, _ arguments: [String]) -> [String] {
    let said = command.output + command.error
    guard said.range(of: "canary", options: .caseInsensitive) != nil || said.contains("Q2FuYXJ5") else { return [] }
    let known = inputs.canaries.filter { said.contains($0.text) }.map { "\(arguments.joined(separator: " ")): \($0.text) of \($0.place)" }
    let lines = said.split(separator: "\n").filter { $0.range(of: "canary", options: .caseInsensitive) != nil }
    return known + lines.prefix(5).map { "\(arguments.joined(separator: " ")): \($0.prefix(300))" }
  }

  private func expectNoLeak(_ workspace: Workspace, _ arguments: [String], says expected: String? = nil) throws {
    let command = try Command.run(arguments, folder: workspace.folder)
    let leaks = Self.leaks(command, arguments)
    #expect(leaks.isEmpty, "\(leaks.joined(separator: "\n"))")
    #expect(command.status >= 0 && command.status != 64, "\(arguments): \(command.status) \(command.error.prefix(300))")
    if let expected { #expect((command.output + command.error).contains(expected), "\(arguments): \(command.error.prefix(300))") }
  }

  @Test func plantsEnough() {
    #expect(Self.inputs.canaries.count >= 200)
    #expect(Set(Self.inputs.canaries.map(\.text)).count == Self.inputs.canaries.count)
  }

  @Test(arguments: ["text", "html", "json", "sarif", "junit", "github", "markdown", "concise"])
  func scans(_ format: String) throws {
    let workspace = try Self.workspace()
    try expectNoLeak(
      workspace, ["scan", "--profile", "strict", "--today", "2026-01-01", "--no-config", "--format", format, "a", "broken"],
      says: "everything")
  }

  @Test(arguments: [
    [], ["--unsafe"], ["--check"], ["--format", "json", "--unsafe"], ["--format", "github-suggestion", "--unsafe"],
    ["--write", "--unsafe"],
  ])
  func fixes(_ options: [String]) throws {
    let workspace = try Self.workspace()
    try expectNoLeak(
      workspace, ["fix", "--profile", "strict", "--severity-threshold", "info", "--no-config"] + options + ["a", "broken"],
      says: options.contains("github-suggestion") ? "suggestion" : "a/cronjob.yaml")
    let isWritten = options.contains("--write")
    let changed = try Self.inputs.files.filter { try Array(workspace.read(bytes: $0.key)) != $0.value }
    #expect(changed.isEmpty != isWritten)
  }

  /// What is hidden is found, where anything but its look speaks for it.
  @Test func finds() throws {
    let workspace = try Self.workspace()
    let found = try workspace.findings("--no-config", "--rule", "literal-credential", "a").map { $0.split(separator: " ")[0] }
    let lines = String(decoding: Self.inputs.files["a/cronjob.yaml"] ?? [], as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    for place in [
      "/bin/tool", "postStart:", "mysqldump -pcanary", "path: /health", "name: Authorization", "redis-cli", "mysqladmin", "flexVolume:",
    ] {
      let line = try #require(lines.lastIndex { $0.contains(place) })
      #expect(found.contains("a/cronjob.yaml:\(line + 1)"), "\(place)")
    }
    #expect(found.count { $0.hasPrefix("a/scripts.yaml") } >= 35)
  }

  /// Names are what reports speak of, and are no secrets.
  @Test func tellsNames() throws {
    let workspace = try Workspace([
      "a.yaml": """
      {apiVersion: batch/v1, kind: CronJob, metadata: {name: canary-name}, spec: {schedule: "@daily", jobTemplate: {spec: {template: {
        spec: {containers: [{name: canary-container, image: canary-image}]}}}}}}
      """
    ])
    let output = try workspace.curfew("scan", "a.yaml").output
    for name in ["canary-name", "canary-container", "canary-image"] { #expect(output.contains(name)) }
  }

  @Test func otherCommands() throws {
    let workspace = try Self.workspace()
    let commands: [[String]] = [
      ["access", "show", "-f", "a", "-f", "broken"], ["access", "show", "backup", "-f", "a/access.yaml"],
      ["access", "show", "backup", "--format", "html", "-f", "a/access.yaml"], ["access", "show", "--format", "json", "-f", "a"],
      ["access", "exposure", "backup", "-f", "a/access.yaml"], ["access", "control", "backup", "-f", "a/access.yaml"],
      ["access", "who-can", "get", "secrets", "-f", "a"], ["access", "minimize", "backup", "-f", "a/access.yaml"],
      ["access", "minimize", "backup", "--audit-log", "audit.log", "-f", "a/access.yaml"],
      ["access", "explain-denied", "--audit-log", "audit.log", "-f", "a/access.yaml"],
      ["access", "explain-denied", "--audit-log", "audit.log", "--format", "json"], ["access", "minimize", "backup", "-f", "broken"],
      ["access", "check", "--requests", "requests.jsonl", "-f", "a/access.yaml"], ["access", "diff", "a/access.yaml", "a/cronjob.yaml"],
      ["generate", "network-policy", "backup", "-f", "a/access.yaml"],
      ["generate", "network-policy", "cronjob/everything", "-f", "a/cronjob.yaml"],
      ["schedule", "next", "--from", "2026-11-23", "--count", "1", "a/cronjob.yaml"], ["schedule", "verify", "records.jsonl"],
      ["schedule", "timeline", "a", "--from", "2026-11-23"], ["schedule", "timeline", "a", "--from", "2026-11-23", "--format", "html"],
      ["schedule", "timeline", "records.jsonl", "--from", "2026-11-23", "--to", "2026-11-24"], ["schedule", "verify", "audit.log"],
      ["scan", "--no-config", "--baseline", "baseline.json", "a/access.yaml"],
      ["scan", "--no-config", "--baseline", "broken-baseline.json", "a/access.yaml"],
      ["scan", "--no-config", "--baseline", "newer.json", "a/access.yaml"], ["diff", "baseline.json", "broken-baseline.json"],
      ["diff", "newer.json", "newer.json"], ["scan", "--no-config", "audit.log", "records.jsonl", "baseline.json"],
      ["scan", "--no-config", "--write-baseline", "written.json", "a"],
    ]
    for arguments in commands { try expectNoLeak(workspace, arguments) }
    #expect(try workspace.read("written.json").range(of: "canary", options: .caseInsensitive) == nil)
  }

  @Test func configurations() throws {
    let workspace = try Workspace(["a.yaml": "{apiVersion: batch/v1, kind: CronJob, metadata: {name: a}}"])
    for (index, text) in CanaryInputs.configurations.enumerated() {
      let planted = text.replacingOccurrences(of: "%R%", with: "Canary7Kq2xZ9w").replacingOccurrences(of: "%W%", with: "canaryq")
      try workspace.write(planted, to: ".curfew.yaml")
      for arguments in [["scan", "a.yaml"], ["config", "a.yaml"]] {
        let command = try Command.run(arguments, folder: workspace.folder)
        #expect(command.status == 2 && command.error.contains("error:"), "\(index) \(command.error)")
        #expect((command.output + command.error).range(of: "canary", options: .caseInsensitive) == nil, "\(index) \(command.error)")
      }
    }
  }
}
