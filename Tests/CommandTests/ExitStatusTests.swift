import Foundation
import Testing

/// The exit status is an interface: scripts decide by it.
struct ExitStatusTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var title: String
    var arguments: [String]
    var input = ""
    var status: Int32
    var testDescription: String { title }
  }

  static let job = """
    apiVersion: batch/v1
    kind: CronJob
    metadata: {name: report}
    spec:
      schedule: "*/5 * * * *"
      concurrencyPolicy: Allow
      jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: a}]}}}}
    """

  static let windowsPod = """
    apiVersion: v1
    kind: Pod
    metadata: {name: report}
    spec: {os: {name: windows}, securityContext: {runAsNonRoot: true}, containers: [{name: a, image: a}]}
    """

  static let cases: [Case] = [
    Case(title: "clean", arguments: ["scan", "Examples/hardened"], status: 0),
    Case(title: "findings", arguments: ["scan", "-"], input: job, status: 1),
    Case(title: "findings below the threshold", arguments: ["scan", "--severity-threshold", "critical", "-"], input: job, status: 0),
    Case(title: "not well-formed", arguments: ["scan", "-"], input: "a: [", status: 2),
    Case(title: "unreadable beside findings", arguments: ["scan", "-"], input: job + "\n---\na: [", status: 2),
    Case(title: "duplicate keys", arguments: ["scan", "-"], input: "kind: CronJob\nkind: Job\n", status: 2),
    Case(title: "not UTF-16", arguments: ["scan", "-"], input: "a: \u{1}", status: 2),
    Case(title: "missing path", arguments: ["scan", "Examples/nowhere"], status: 2),
    Case(title: "missing path beside a clean one", arguments: ["scan", "Examples/hardened", "Examples/nowhere"], status: 2),
    Case(title: "no workload", arguments: ["scan", "-"], input: "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n", status: 3),
    Case(title: "nothing at all", arguments: ["scan", "-"], status: 3),
    Case(title: "a template only", arguments: ["scan", "-"], input: "kind: {{ .Values.kind }}\n", status: 3),
    Case(
      title: "a template, when that is to fail", arguments: ["scan", "--fail-on-not-evaluated", "-"], input: "kind: {{ .Values.kind }}\n",
      status: 1),
    Case(title: "no command", arguments: ["scan", "--no-such-option"], status: 64),
    Case(title: "unknown format", arguments: ["scan", "--format", "yaml"], status: 64),
    Case(title: "unknown version", arguments: ["scan", "--kubernetes-version", "1.12"], status: 64),
    Case(
      title: "a version newer than the known ones", arguments: ["scan", "--kubernetes-version", "v1.41.2", "Examples/hardened"], status: 0),
    Case(title: "no version", arguments: ["access", "show", "--kubernetes-version", "1.36.x", "Examples/hardened"], status: 64),
    Case(title: "version without a minor", arguments: ["scan", "--pod-security", "baseline", "--kubernetes-version", "1"], status: 64),
    Case(title: "unknown Pod Security level", arguments: ["scan", "--pod-security", "privileged"], status: 64),
    Case(title: "baseline allows it", arguments: ["scan", "--pod-security", "baseline", "-"], input: job, status: 0),
    Case(
      title: "restricted denies it, whatever the threshold",
      arguments: ["scan", "--pod-security", "restricted", "--severity-threshold", "critical", "-"], input: job, status: 1),
    Case(
      title: "restricted denies a Pod",
      arguments: ["scan", "--pod-security", "restricted", "--kubernetes-version", "1.0", "-"],
      input: "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: a, image: a}]}}", status: 1),
    Case(
      title: "a Linux control of 1.24, for Windows",
      arguments: ["scan", "--pod-security", "restricted", "--kubernetes-version", "v1.24", "-"], input: windowsPod, status: 1),
    Case(
      title: "no Linux control since 1.25, for Windows",
      arguments: ["scan", "--pod-security", "restricted", "--kubernetes-version", "1.25", "-"], input: windowsPod, status: 0),
    Case(
      title: "a template that admission would depend on",
      arguments: ["scan", "--pod-security", "baseline", "--fail-on-not-evaluated", "-"],
      input: "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {hostPID: '${HOST}', containers: [{name: a, image: a}]}}", status: 1),
    Case(title: "unknown rule", arguments: ["explain", "no-such-rule"], status: 64),
    Case(title: "two reports to standard output", arguments: ["scan", "--format", "json", "--format", "text"], status: 64),
    Case(title: "report that cannot be written", arguments: ["scan", "--output", "/nowhere/report", "Examples/hardened"], status: 2),
    Case(title: "version", arguments: ["--version"], status: 0),
    Case(title: "rules", arguments: ["rules"], status: 0),
    Case(title: "explain by code", arguments: ["explain", "cfw101"], status: 0),
    Case(title: "completions", arguments: ["completions", "bash"], status: 0),
  ]

  @Test(arguments: cases)
  func status(_ sample: Case) throws {
    let command = try Command.run(sample.arguments, input: sample.input)
    #expect(command.status == sample.status, "\(command.output)\(command.error)")
  }

  @Test func aFailedWriteLeavesTheOldReport() throws {
    let folder = try Command.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let report = folder.appending(path: "report.json")
    try Data("old".utf8).write(to: report)
    let command = try Command.run(
      ["scan", "--format", "json", "--output", folder.appending(path: "missing/report.json").path, "-"], input: Self.job)
    #expect(command.status == 2)
    #expect(command.error.contains("cannot be written"))
    #expect(try String(contentsOf: report, encoding: .utf8) == "old")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["report.json"])
  }

  @Test func aDeviceIsWrittenToAndStays() throws {
    let command = try Command.run(["scan", "--format", "json", "--output", "/dev/stdout", "-"], input: Self.job)
    #expect(command.status == 1)
    #expect(command.output.hasPrefix("{"))
    // A full disk.
    let full = try Command.run(["scan", "--output", "/dev/full", "-"], input: Self.job)
    #expect(full.status == 2)
    #expect(full.error.contains("cannot be written to /dev/full"))
    #expect(try FileManager.default.attributesOfItem(atPath: "/dev/full")[.type] as? FileAttributeType == .typeCharacterSpecial)
  }

  @Test func aLinkStaysOneAndItsTargetIsReplaced() throws {
    let folder = try Command.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let report = folder.appending(path: "report")
    let link = folder.appending(path: "link")
    try Data("old".utf8).write(to: report)
    try FileManager.default.createSymbolicLink(at: link, withDestinationURL: report)
    #expect(try Command.run(["scan", "--output", link.path, "-"], input: Self.job).status == 1)
    #expect(try String(contentsOf: report, encoding: .utf8).hasPrefix("CronJob"))
    #expect(try FileManager.default.attributesOfItem(atPath: link.path)[.type] as? FileAttributeType == .typeSymbolicLink)
  }

  @Test func aReportReplacesTheOldOne() throws {
    let folder = try Command.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let report = folder.appending(path: "report.sarif")
    try Data("old".utf8).write(to: report)
    let command = try Command.run(["scan", "--format", "sarif", "--output", report.path, "-"], input: Self.job)
    #expect(command.status == 1)
    #expect(command.output.isEmpty)
    #expect(try String(contentsOf: report, encoding: .utf8).contains("\"2.1.0\""))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["report.sarif"])
  }
}
