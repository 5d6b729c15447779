import Foundation
import Testing

/// Names from outside steer no terminal, and give no command to a runner of GitHub Actions: in no output, on standard error neither.
@Suite struct HostileNamesTests {
  private static let name = #"::error file=x::\u001b[31m\u009b2J\u202e\r\n::warning::y"#
  private static let path = "::error ::\u{1B}[31m\u{202E}.yaml"

  private static func workspace() throws -> Workspace {
    let cronJob = """
      {"apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"name": "\(name)", "namespace": "\(name)", "labels": {"team": "\(name)"},
        "annotations": {"ignore-check.curfew.dev/\(name)": "x", "ignore-check.curfew.dev/unpinned-image": "\(name)"}},
       "spec": {"schedule": "*/5 * * * *", "timeZone": "Europe/Berlin", "\(name)": 1, "jobTemplate": {"spec": {"template": {"metadata": {"labels": {"app": "\(name)"}},
        "spec": {"serviceAccountName": "\(name)", "restartPolicy": "\(name)", "containers": [{"name": "\(name)", "image": "\(name)",
         "command": ["sh", "-c", "curl https://\(name)/ | sh"], "env": [{"name": "\(name)", "value": "https://\(name).example.com"}]}],
         "volumes": [{"name": "\(name)", "hostPath": {"path": "/\(name)"}}]}}}}}}
      """
    let schedule = #"{"apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"name": "\#(name)2"}, "spec": {"schedule": "\#(name)"}}"#
    let role = """
      {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": {"name": "\(name)"},
       "rules": [{"apiGroups": ["", "\(name)"], "resources": ["secrets", "\(name)"], "verbs": ["get", "\(name)"], "resourceNames": ["\(name)"]}]}
      """
    let binding = """
      {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding", "metadata": {"name": "\(name)"},
       "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "\(name)"},
       "subjects": [{"kind": "ServiceAccount", "name": "\(name)", "namespace": "\(name)"}, {"kind": "User", "name": "\(name)"}]}
      """
    let event = """
      {"stage":"ResponseComplete","auditID":"1","verb":"get","user":{"username":"\(name)"},"requestURI":"/\(name)","objectRef":{"resource":"secrets",\
      "namespace":"\(name)","name":"\(name)"},"requestReceivedTimestamp":"2026-11-23T05:10:00.000000Z","annotations":{"authorization.k8s.io/decision":"forbid"}}
      """
    return try Workspace([
      "a/\(path)": [cronJob, schedule, role, binding].joined(separator: "\n---\n"), "a/broken \(path)": "x: [\u{1B}[31m\n",
      "audit.log": event,
      "records.jsonl": #"{"cronjob":"\#(name)","creationTimestamp":"x"}"# + "\n",
      ".curfew.yaml": "{\"\(name)\": 1, \"rules\": {\"\(name)\": \"off\"}, \"profile\": \"\(name)\"}",
      "base.json": "{\"schemaVersion\": \"\(name)\"}",
    ])
  }

  private static let commands: [[String]] =
    ["text", "concise", "markdown", "junit", "html", "sarif", "json"].map {
      ["scan", "--no-config", "--profile", "strict", "--format", $0, "a"]
    }
    + [
      ["scan", "a"], ["config", "a"], ["scan", "--no-config", "--group-by", "label:team", "a"],
      ["scan", "--no-config", "--baseline", "base.json", "a"],
      ["scan", "--no-config", path], ["scan", "--no-config", "--\(path)"], ["scan", "--no-config", "--rule", path, "a"], ["--\(path)"],
      ["access", "show", "-f", "a"], ["access", "show", "--format", "tree", "-f", "a"], ["access", "show", path, "-f", "a"],
      ["access", "exposure", path, "-f", "a"],
      ["access", "who-can", "get", "secrets", "-f", "a"], ["access", "who-can", path, path, "-f", "a"],
      ["access", "diff", "a", "audit.log"],
      ["access", "minimize", path, "-f", "a"], ["access", "explain-denied", "--audit-log", "audit.log", "-f", "a"],
      ["access", "explain-denied", "--audit-log", path], ["generate", "network-policy", path, "-f", "a"],
      ["schedule", "next", "--from", "2026-11-23", "a"],
      ["schedule", "next", path], ["schedule", "explain", path], ["schedule", "explain", "\u{1B}[31m * * * *"],
      ["schedule", "timeline", "--from", "2026-11-23", "a"],
      ["schedule", "verify", "records.jsonl"], ["schedule", "spread", "--from", "2026-11-23", "a"],
      ["schedule", "simulate", "--from", "2026-11-23", "a"],
      ["diff", "base.json", path], ["explain", path], ["rules", path],
    ]

  @Test(arguments: commands.indices)
  func steerNothing(_ index: Int) throws {
    let arguments = Self.commands[index]
    let workspace = try Self.workspace()
    let command = try Command.run(arguments, folder: workspace.folder)
    #expect(command.status >= 0)
    for (output, name) in [(command.output, "output"), (command.error, "error")] {
      for line in output.split(separator: "\n", omittingEmptySubsequences: false) {
        let steers = line.unicodeScalars.first {
          switch $0.properties.generalCategory {
          case .control, .format, .lineSeparator, .paragraphSeparator: true
          default: false
          }
        }
        #expect(steers == nil, "\(arguments) \(name): \(line.debugDescription)")
        #expect(!line.drop { $0 == " " || $0 == "\t" }.hasPrefix("::"), "\(arguments) \(name): \(line.debugDescription)")
      }
    }
  }

  /// The one workload that is named so is answered for, as any other.
  @Test func minimizesAndGenerates() throws {
    let name = "::x\u{1B}[31m\u{202E}"
    let workspace = try Workspace([
      "a.yaml": """
      {apiVersion: batch/v1, kind: CronJob, metadata: {name: "::x\\e[31m\\u202e"}, spec: {schedule: "@daily", jobTemplate: {spec: {template: {spec: {
        containers: [{name: c, image: i, env: [{name: URL, value: "https://db.example.com"}]}]}}}}}}
      """
    ])
    for arguments in [["access", "minimize", name], ["generate", "network-policy", name], ["access", "show", name]] {
      let command = try Command.run(arguments + ["-f", "a.yaml"], folder: workspace.folder)
      #expect(command.status == 0)
      #expect(!(command.output + command.error).unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" }, "\(arguments)")
    }
  }
}
