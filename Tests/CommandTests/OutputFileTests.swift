import Foundation
import Testing

/// What is written replaces nothing that is read, is there whole or not at all, and leaves nothing beside it.
struct OutputFileTests {
  static let job = ExitStatusTests.job

  private static func workspace() throws -> Workspace {
    let workspace = try Workspace([
      "deploy/job.yaml": job, "deploy/.curfew.yaml": "profile: strict\n", "base/kustomization.yaml": "resources: [job.yaml]\n",
      "base/job.yaml": job, "other.json": "{}",
    ])
    let manager = FileManager.default
    try manager.createSymbolicLink(atPath: workspace.folder.appending(path: "link").path, withDestinationPath: "deploy/job.yaml")
    try manager.createSymbolicLink(atPath: workspace.folder.appending(path: "folder").path, withDestinationPath: "deploy")
    try manager.linkItem(at: workspace.folder.appending(path: "deploy/job.yaml"), to: workspace.folder.appending(path: "hard"))
    return workspace
  }

  @Test(arguments: [
    "deploy --output deploy/job.yaml", "deploy/job.yaml -o ./deploy/../deploy/job.yaml", "deploy --output link", "deploy --output hard",
    "folder --output deploy/job.yaml", "deploy --output folder/job.yaml", "link --output deploy/job.yaml",
    "deploy --write-baseline deploy/job.yaml", "deploy --write-baseline hard", "deploy --format json --output deploy/.curfew.yaml",
    "deploy --baseline known.json --format json --output known.json", "--kustomize base --output base/job.yaml",
    "deploy --format json --output new --format sarif --output new",
    "deploy --format json --output new --format sarif --output ./deploy/../new",
    "deploy --format json --output new --format sarif --output folder/../new",
    "deploy --format json --output link --format sarif --output hard",
    "deploy --format json --output folder/new --write-baseline deploy/new", "deploy --format json --format text",
    "deploy --format json --output - --format text", "deploy --write-baseline -", "deploy -o deploy/.gitignore", "deploy -o .git/index",
  ])
  func whatIsReadOrWrittenElsewhereIsNotReplaced(_ words: String) throws {
    let workspace = try Self.workspace()
    #expect(try workspace.curfew("scan", "deploy", "--write-baseline", "known.json").status == 0)
    let known = try workspace.read("known.json")
    let command = try Command.run(["scan"] + words.split(separator: " ").map(String.init), folder: workspace.folder)
    #expect(command.status == 64, "\(command.output)\(command.error)")
    #expect(try workspace.read("deploy/job.yaml") == Self.job)
    #expect(try workspace.read("base/job.yaml") == Self.job)
    #expect(try workspace.read("deploy/.curfew.yaml") == "profile: strict\n")
    #expect(try workspace.read("known.json") == known)
    #expect(!FileManager.default.fileExists(atPath: workspace.folder.appending(path: "new").path))
  }

  @Test func aLinkThatLeadsToNothingStays() throws {
    let workspace = try Self.workspace()
    let link = workspace.folder.appending(path: "dangling").path
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "nowhere.json")
    let command = try workspace.curfew("scan", "deploy", "-o", "dangling")
    #expect(command.status == 2 && command.error.contains("the report cannot be written to dangling"))
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "nowhere.json")
  }

  /// A former report is no manifest, wherever it is.
  @Test(arguments: [
    "deploy --write-baseline deploy/known.json", "deploy --format json --output deploy/report.json",
    "deploy --format sarif --output deploy/sarif.json", "deploy --baseline deploy/known.json --write-baseline deploy/known.json",
    "deploy --output /dev/null --write-baseline /dev/null", "deploy --format json --output /dev/null --format sarif --output /dev/null",
    "deploy --output - --write-baseline new", "deploy --format json --output new --write-baseline -",
  ])
  func formerReportsAndDevicesMayBeWrittenTo(_ words: String) throws {
    let workspace = try Self.workspace()
    #expect(try workspace.curfew("scan", "deploy", "--write-baseline", "deploy/known.json").status == 0)
    for _ in 1...2 {
      let command = try Command.run(["scan"] + words.split(separator: " ").map(String.init), folder: workspace.folder)
      #expect(command.status < 2, "\(command.error)")
    }
  }

  @Test func aTimelineReplacesNoInput() throws {
    let workspace = try Self.workspace()
    let command = try workspace.curfew("schedule", "timeline", "deploy", "-o", "hard")
    #expect(command.status == 64)
    #expect(try workspace.read("deploy/job.yaml") == Self.job)
    #expect(try workspace.curfew("schedule", "timeline", "deploy", "-o", "-").output.contains("report"))
  }

  @Test func aFileKeepsItsPermissions() throws {
    let workspace = try Workspace(["job.yaml": Self.job, "report": ""])
    let report = workspace.folder.appending(path: "report").path
    try FileManager.default.setAttributes([.posixPermissions: 0o666], ofItemAtPath: report)
    #expect(try workspace.curfew("scan", "job.yaml", "-o", "report").status == 1)
    #expect(try FileManager.default.attributesOfItem(atPath: report)[.posixPermissions] as? Int == 0o666)
  }

  @Test(arguments: [SIGTERM, SIGKILL])
  func aStoppedRunIsInNobodysWay(_ number: Int32) throws {
    let workspace = try Workspace(["out/report.html": "old"])
    let folder = workspace.folder.appending(path: "out").path
    var count = 400
    while true {
      // As many as it takes for the report to be still under way when it is stopped.
      let jobs = (0..<count).map { Self.job.replacing("name: report", with: "name: report-\($0)") }
      try workspace.write(jobs.joined(separator: "\n---\n"), to: "jobs.yaml")
      try workspace.write("old", to: "out/report.html")
      let process = Process()
      process.executableURL = URL(filePath: "/usr/bin/env")
      process.arguments = [
        "--default-signal=TERM", Command.binary.path, "scan", "--format", "html", "--output", "out/report.html", "jobs.yaml",
      ]
      process.currentDirectoryURL = workspace.folder
      try process.run()
      while process.isRunning, try FileManager.default.contentsOfDirectory(atPath: folder).count == 1 { usleep(500) }
      kill(process.processIdentifier, number)
      process.waitUntilExit()
      if process.terminationReason == .uncaughtSignal { break }
      count *= 2
      try #require(count < 100_000)
    }
    #expect(try workspace.read("out/report.html") == "old")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == (number == SIGKILL ? 2 : 1))
    let again = try workspace.curfew("scan", "--format", "json", "--output", "out/report.html", "-", input: Self.job)
    #expect(again.status == 1, "\(again.error)")
    #expect(try workspace.read("out/report.html").hasPrefix("{"))
  }

  /// Who stops reading has seen enough; the other reports are written all the same.
  @Test func aReaderThatLeavesIsNoFailure() throws {
    let workspace = try Workspace(["job.yaml": Self.job])
    let script = #""$0" scan --format json --output - --format sarif --output out.sarif job.yaml; echo $? >status"#
    let shell = try Command.run(
      ["-c", "(sleep 0.3; \(script)) 2>error | true", Command.binary.path], folder: workspace.folder, program: "/bin/sh")
    #expect(shell.status == 0)
    for _ in 0..<200 where !FileManager.default.fileExists(atPath: workspace.folder.appending(path: "status").path) { usleep(50_000) }
    #expect(try workspace.read("error") == "")
    #expect(try workspace.read("status") == "1\n")
    #expect(try workspace.read("out.sarif").contains("2.1.0"))
  }

  @Test func aFailedWriteLeavesTheOldReport() throws {
    let workspace = try Workspace(["job.yaml": Self.job, "out/report.html": "old"])
    let scan = try Command.run(
      ["-c", "ulimit -f 4; \"$0\" scan --format html --output out/report.html job.yaml", Command.binary.path], folder: workspace.folder,
      program: "/bin/bash")
    #expect(scan.status == 2)
    #expect(scan.error.contains("File too large"))
    #expect(try workspace.read("out/report.html") == "old")
    #expect(try FileManager.default.contentsOfDirectory(atPath: workspace.folder.appending(path: "out").path) == ["report.html"])
    let rules = try Command.run(["-c", "\"$0\" rules >/dev/full", Command.binary.path], program: "/bin/sh")
    #expect(rules.status == 2)
    #expect(rules.error.contains("No space left"))
  }
}
