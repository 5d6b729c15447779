import Foundation
import Testing

/// What of the file system is read, what is said of the rest, and what makes the exit status.
struct InputFileTests {
  static let job = ExitStatusTests.job
  static let clean = (try? String(contentsOf: Command.package.appending(path: "Examples/hardened/cronjob.yaml"), encoding: .utf8)) ?? ""

  private func summary(_ command: Command) throws -> [String: Any] {
    try #require(try Workspace.report(command.output)["summary"] as? [String: Any], "\(command.error)")
  }

  /// What a shell makes of `*.yaml`.
  @Test(arguments: ["-h.yaml", "--help.yaml", "--x.yaml", "-f", "-.yaml", "---.yaml", "--format=json.yaml-", "-ho", "--version.yaml"])
  func aFileWhoseNameBeginsWithADashIsAFile(_ name: String) throws {
    let workspace = try Workspace([name: Self.job])
    for arguments in [["scan", name], ["scan", "--", name], ["scan", "--format", "text", name, "--color", "never"]] {
      let command = try Command.run(arguments, folder: workspace.folder)
      #expect(command.status == (name.hasPrefix("--format=") && !arguments.contains("--") ? 64 : 1), "\(arguments): \(command.error)")
    }
  }

  @Test func theOtherCommandsTakeSuchFilesToo() throws {
    let workspace = try Workspace(["-h.yaml": Self.job, "-n.json": "{}"])
    #expect(try workspace.curfew("schedule", "next", "-h.yaml").output.contains("report"))
    #expect(try workspace.curfew("access", "exposure", "report", "-f", "-h.yaml").output.contains("report"))
    #expect(try workspace.curfew("config", "-h.yaml").output.hasPrefix("profile: "))
    #expect(try workspace.curfew("diff", "-n.json", "-n.json").error.contains("-n.json"))
    #expect(try workspace.curfew("scan", "--config", "-h.yaml").error.contains("-h.yaml"))
    #expect(try workspace.curfew("scan", "-o", "-n.json", "-h.yaml").status == 1)
  }

  /// What is an option as spelt is one, whatever files there are.
  @Test func optionsStayOptions() throws {
    let workspace = try Workspace(["-h": Self.job, "--help": Self.job, "job.yaml": Self.job])
    for arguments in [["scan", "-h"], ["scan", "--help"], ["--help"], ["scan", "job.yaml", "--help"]] {
      let command = try Command.run(arguments, folder: workspace.folder)
      #expect(command.status == 0 && command.output.contains("USAGE"), "\(arguments)")
    }
    #expect(try workspace.curfew("scan", "--", "-h").status == 1)
    #expect(try workspace.curfew("scan", "-x.yaml").status == 64)
  }

  @Test func theHookTakesSuchFilesToo() throws {
    let workspace = try Workspace(["-h.yaml": Self.job])
    let path = "\(Command.binary.deletingLastPathComponent().path):\(ProcessInfo.processInfo.environment["PATH"] ?? "")"
    let hook = Command.package.appending(path: "scripts/pre-commit").path
    for arguments in [["-h.yaml"], ["--", "-h.yaml"], ["--profile", "strict", "--", "-h.yaml"]] {
      let command = try Command.run(arguments, folder: workspace.folder, program: hook, environment: ["PATH": path])
      #expect(command.status == 1, "\(arguments): \(command.output)")
    }
  }

  @Test func theSummarySaysWhatWasSkipped() throws {
    let workspace = try Workspace([
      "a.yaml": Self.clean, ".hidden.yaml": Self.job, "made/b.yaml": Self.job, ".gitignore": "made/\n", "notes.md": "", "old.json": "{}",
      "page.yaml": "<html>\n<p>: x\n",
    ])
    guard unsafe mkfifo(workspace.folder.appending(path: "pipe.yaml").path, 0o600) == 0 else { throw CocoaError(.fileWriteUnknown) }
    let text = try workspace.curfew("scan", "--exclude", "*.json", ".")
    #expect(text.status == 0, "\(text.output)")
    let line = """
      skipped 1 hidden, 1 ignored by git, 2 neither .yaml, .yml nor .json, 1 left out by --include or --exclude, 1 pipes, sockets or devices, 1 unreadable
      """
    let words = text.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(words.contains(" \(line) judged by"), "\(text.output)")
    #expect(text.output.contains("page.yaml:"))
    let json = try summary(workspace.curfew("scan", "--format", "json", "--exclude", "*.json", "."))
    #expect(
      json["skipped"] as? [String: Int] == [
        "hidden": 1, "ignored": 1, "otherName": 2, "excluded": 1, "special": 1, "linkLoop": 0, "unreadable": 1,
      ])
    #expect(try !workspace.curfew("scan", "a.yaml").output.contains("skipped"))
  }

  /// An unreadable file is a failure where it may hold a workload.
  @Test(arguments: [
    ("a: [", 0), ("<p>\n\t: x: y\n", 0), ("{ // comment\n", 0), ("kind: CronJob\na: [", 2), ("kind: Job\na: [", 2),
    ("\"k\\x69nd\": x\na: [", 2),
    ("kind: CronJob\nkind: Job\n", 2), ("a: 1\na: 2\n", 0),
  ])
  func unreadableFilesFailWhereTheyMayHoldAWorkload(_ text: String, _ status: Int) throws {
    let workspace = try Workspace(["clean.yaml": Self.clean, "broken.yaml": text])
    let scan = try workspace.curfew("scan", "--format", "json", ".")
    #expect(Int(scan.status) == status, "\(scan.output)")
    let summary = try summary(scan)
    #expect(summary["unreadableDocuments"] as? Int == 1)
    #expect((summary["skipped"] as? [String: Int])?["unreadable"] == (status == 0 ? 1 : 0))
    #expect(try workspace.curfew("scan", ".").output.contains("broken.yaml:"))
    // By itself it is never clean.
    #expect(Int(try workspace.curfew("scan", "broken.yaml").status) == (status == 0 ? 3 : 2))

    let skipping = try workspace.curfew("scan", "--skip-unreadable", "--format", "json", ".")
    #expect(skipping.status == 0)
    #expect((try self.summary(skipping)["skipped"] as? [String: Int])?["unreadable"] == 1)
    #expect(try workspace.curfew("scan", "--skip-unreadable", ".").output.contains("broken.yaml:"))
    #expect(Int(try workspace.curfew("access", "show", "-f", ".").status) == (status == 0 ? 0 : 2))
    let access = try workspace.curfew("access", "show", "--skip-unreadable", "-f", ".")
    #expect(access.status == 0)
    #expect(access.error.contains("skipped: broken.yaml:"))
    for command in ["schedule next", "schedule simulate", "schedule timeline", "schedule spread", "access diff clean.yaml"] {
      let words = command.split(separator: " ").map(String.init) + ["."]
      #expect(Int(try Command.run(words, folder: workspace.folder).status) == (status == 0 ? 0 : 2), "\(command)")
      #expect(try Command.run(words + ["--skip-unreadable"], folder: workspace.folder).status == 0, "\(command)")
    }
  }

  /// What is not there is a mistake on the command line, and no unreadable file.
  @Test func whatIsNotThereIsNotSkipped() throws {
    let workspace = try Workspace(["clean.yaml": Self.clean])
    try FileManager.default.createSymbolicLink(
      atPath: workspace.folder.appending(path: "gone.yaml").path, withDestinationPath: "nowhere")
    #expect(try workspace.curfew("scan", "--skip-unreadable", "clean.yaml", "missing.yaml").status == 2)
    #expect(try workspace.curfew("scan", ".").status == 2)
    let skipping = try workspace.curfew("scan", "--skip-unreadable", ".")
    #expect(skipping.status == 0)
    #expect(skipping.output.contains("1 unreadable"))
    #expect(skipping.output.contains("gone.yaml: a symbolic link"))
  }

  @Test func theConfigurationInUseIsNamed() throws {
    let workspace = try Workspace(["a/job.yaml": Self.job, "a/.curfew.yaml": "profile: essential\n", "b/job.yaml": Self.job])
    #expect(try workspace.curfew("scan", "a", "b").output.contains(", a/.curfew.yaml\n"))
    #expect(try !workspace.curfew("scan", "b").output.contains(".curfew.yaml"))
    #expect(try !workspace.curfew("scan", "--no-config", "a").output.contains(".curfew.yaml"))
    let settings = try Workspace.report(workspace.curfew("scan", "--format", "json", "a").output)["settings"] as? [String: Any]
    #expect(settings?["configurations"] as? [String] == ["a/.curfew.yaml"])
  }

  /// One status for all of them.
  @Test(arguments: [
    "access show nobody -f", "access exposure nobody -f", "access control nobody -f", "access minimize nobody -f",
    "generate network-policy nobody -f",
  ])
  func anUnknownObjectIsOneStatus(_ words: String) throws {
    let workspace = try Workspace(["job.yaml": Self.job, "empty.yaml": "kind: List\nitems: []\n"])
    for path in ["job.yaml", "empty.yaml"] {
      let command = try Command.run(words.split(separator: " ").map(String.init) + [path], folder: workspace.folder)
      #expect(command.status == 2, "\(path): \(command.error)")
      #expect(command.error.contains("nobody"))
    }
  }
}
