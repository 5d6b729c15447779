import Foundation
import Testing

/// What GitHub Actions and pre-commit run.
struct IntegrationTests {
  private static func run(_ script: String, _ arguments: [String] = [], environment: [String: String] = [:]) throws -> Command {
    let path = "\(Command.binary.deletingLastPathComponent().path):\(ProcessInfo.processInfo.environment["PATH"] ?? "")"
    return try Command.run(
      arguments, program: Command.package.appending(path: script).path, environment: environment.merging(["PATH": path]) { $1 })
  }

  @Test func theActionAnnotatesAndSummarises() throws {
    let folder = try Command.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let summary = folder.appending(path: "summary.md")
    let sarif = folder.appending(path: "report.sarif")
    let output = folder.appending(path: "output")
    let action = try Self.run(
      "scripts/action",
      environment: [
        "CURFEW_PATHS": "Examples/careless/cleanup.yaml Examples/hardened", "CURFEW_ARGUMENTS": "--profile strict",
        "CURFEW_SARIF": sarif.path, "GITHUB_STEP_SUMMARY": summary.path, "GITHUB_OUTPUT": output.path,
      ])
    #expect(action.status == 1, "\(action.error)")
    #expect(action.output.contains("::error file=Examples/careless/cleanup.yaml,line=5,"))
    #expect(try String(contentsOf: summary, encoding: .utf8).hasPrefix("### Curfew: "))
    #expect(try String(contentsOf: sarif, encoding: .utf8).contains("\"2.1.0\""))
    #expect(try String(contentsOf: output, encoding: .utf8) == "exit-code=1\n")
  }

  /// Inputs are words, and never shell.
  @Test func theActionRunsNoText() throws {
    let action = try Self.run("scripts/action", environment: ["CURFEW_PATHS": "$(touch injected);touch injected"])
    #expect(action.status == 2)
    #expect(!FileManager.default.fileExists(atPath: Command.package.appending(path: "injected").path))
  }

  @Test func theHookPassesFilesWithoutWorkloads() throws {
    #expect(try Self.run("scripts/pre-commit", ["Examples/hardened/namespace.yaml"]).status == 0)
    #expect(try Self.run("scripts/pre-commit", ["Examples/hardened/cronjob.yaml"]).status == 0)
    #expect(try Self.run("scripts/pre-commit", ["Examples/careless/cleanup.yaml"]).status == 1)
    #expect(try Self.run("scripts/pre-commit", ["Examples/nowhere.yaml"]).status == 2)
  }
}
