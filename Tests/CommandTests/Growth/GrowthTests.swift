import Foundation
import Reports
import Testing

/// What a scan costs grows as its input does, whatever the input is made of: counted in instructions, which are the same however busy the machine is.
///
/// It takes minutes, so it runs where `CURFEW_GROWTH` is set.
@Suite(
  .enabled(
    if: ProcessInfo.processInfo.environment["CURFEW_GROWTH"] != nil && Valgrind.program != nil,
    "CURFEW_GROWTH is not set, or valgrind or strip not installed"))
struct GrowthTests {
  /// How much larger the larger input is.
  private static let factor = 8
  /// n log n makes about 10 of it, the square 64.
  private static let mostTimes = 12

  @Test(arguments: Shape.all) func costsOfAScan(_ shape: Shape) throws { try expectGrowth(of: shape, .json) }

  @Test(arguments: Shape.ofAccess) func costsOfAccess(_ shape: Shape) throws { try expectGrowth(of: shape, .json) }

  /// Formats that show lines.
  @Test(arguments: Shape.ofOneLine, [ReportFormat.text, .html]) func costsOfAReport(_ shape: Shape, _ format: ReportFormat) throws {
    try expectGrowth(of: shape, format)
  }

  /// As a hook puts them on the command line.
  @Test func costsOfACommandLine() throws {
    func instructions(_ count: Int) throws -> Int {
      let paths = (0..<count).map { "\($0).yaml" }
      let workspace = try Workspace(Dictionary(uniqueKeysWithValues: paths.map { ($0, ExitStatusTests.job) }))
      return try Valgrind.instructions(of: ["scan", "--no-config", "--output", "report"] + paths, in: workspace.folder)
    }
    let (idle, small, large) = try (instructions(1), instructions(100), instructions(100 * Self.factor))
    #expect(large - idle < (small - idle) * Self.mostTimes)
  }

  /// Lists of a configuration, asked by as many workloads.
  @Test(arguments: ["allowed-registries", "exempt-namespaces"]) func costsOfAConfiguration(_ option: String) throws {
    func job(_ number: Int) -> String {
      """
      apiVersion: batch/v1
      kind: Job
      metadata: {name: j\(number), namespace: n\(number)}
      spec: {template: {spec: {containers: [{name: a, image: r/a}]}}}

      """
    }
    func instructions(_ count: Int) throws -> Int {
      let workspace = try Workspace([
        "input.yaml": (0..<count).map(job).joined(separator: "---\n"),
        "curfew.yaml": "options: {\(option): [\((0..<count).map { "name\($0)" }.joined(separator: ", "))]}\n",
      ])
      return try Valgrind.instructions(of: ["scan", "--config", "curfew.yaml", "--output", "report", "input.yaml"], in: workspace.folder)
    }
    let (idle, small, large) = try (instructions(1), instructions(100), instructions(100 * Self.factor))
    #expect(large - idle < (small - idle) * Self.mostTimes)
  }

  /// Jobs that the controller made, or someone else, and of which nothing ends.
  @Test(arguments: ["verify", "timeline"], ["annotations", "labels"]) func costsOfASchedule(_ command: String, _ field: String) throws {
    func job(_ number: Int) -> String {
      let created = 1_767_225_600 + number * 300
      let date = Date(timeIntervalSince1970: Double(created)).formatted(.iso8601)
      return """
        ---
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: job-\(created / 60)
          creationTimestamp: "\(date)"
          \(field): {batch.kubernetes.io/cronjob-scheduled-timestamp: "\(date)"}
          ownerReferences: [{apiVersion: batch/v1, kind: CronJob, name: job, uid: a, controller: true}]
        spec: {template: {spec: {containers: [{name: a, image: b}]}}}

        """
    }
    func instructions(_ count: Int) throws -> Int {
      let cronJob = """
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: job, uid: a, creationTimestamp: "2026-01-01T00:00:00Z"}
        spec: {schedule: "*/5 * * * *", jobTemplate: {spec: {template: {spec: {containers: [{name: a, image: b}]}}}}}

        """
      let workspace = try Workspace(["input.yaml": cronJob + (0..<count).map(job).joined()])
      return try Valgrind.instructions(of: ["schedule", command, "input.yaml"], in: workspace.folder)
    }
    let (idle, small, large) = try (instructions(1), instructions(40), instructions(40 * Self.factor))
    #expect(large - idle < (small - idle) * Self.mostTimes)
  }

  private func expectGrowth(of shape: Shape, _ format: ReportFormat) throws {
    let idle = try Self.instructions(shape.text(1), format)
    let (small, large) = try (
      Self.instructions(shape.text(shape.size), format) - idle, Self.instructions(shape.text(shape.size * Self.factor), format) - idle
    )
    #expect(small > 0)
    #expect(large < small * Self.mostTimes, "\(small / 1_000) thousand instructions became \(large / 1_000) thousand")
  }

  private static func instructions(_ text: String, _ format: ReportFormat) throws -> Int {
    let workspace = try Workspace(["input.yaml": text])
    let arguments = ["scan", "--no-config", "--profile", "strict", "--format", format.name, "--output", "report", "input.yaml"]
    return try Valgrind.instructions(of: arguments, in: workspace.folder)
  }
}

/// Counts the instructions of a run.
private enum Valgrind {
  /// `curfew` without what debuggers read, which valgrind does not understand in full.
  static let program: String? = {
    guard (try? Command.run(["--version"], program: "valgrind"))?.status == 0, let folder = try? Command.temporaryFolder() else {
      return nil
    }
    let stripped = folder.appending(path: "curfew").path
    guard (try? Command.run(["-o", stripped, Command.binary.path], program: "strip"))?.status == 0 else { return nil }
    atexit { try? Valgrind.program.map { try FileManager.default.removeItem(at: URL(filePath: $0).deletingLastPathComponent()) } }
    return stripped
  }()

  static func instructions(of arguments: [String], in folder: URL) throws -> Int {
    let run = try Command.run(
      arguments, folder: folder, program: program,
      wrapper: ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"])
    try #require(run.status <= 2, "\(run.error)")
    // `==1== I   refs:      127,679`
    let count = try #require(run.error.split(separator: "refs:").dropFirst().first?.split(separator: "\n").first)
    return try #require(Int(count.filter(\.isNumber)))
  }
}
