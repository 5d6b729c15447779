import Foundation
import Testing

struct FixCommandTests {
  private static let manifest = """
    # Nightly.
    apiVersion: batch/v1beta1 # old
    kind: CronJob
    metadata:
      name: report
    spec:
      schedule: "0 4 * * *"
      concurrencyPolicy: forbid
      jobTemplate:
        spec:
          # What runs.
          template:
            spec:
              restartPolicy: Never
              containers:
                - name: report
                  image: registry.example.com/report:1.0

    """

  private static let diff = """
    # report.yaml: CronJob report
    #   set `apiVersion` to `batch/v1` (CFW003 unserved-api-version)
    #   set `concurrencyPolicy` to `Forbid` (CFW130 invalid-job-fields)
    --- a/report.yaml
    +++ b/report.yaml
    @@ -1,11 +1,11 @@
     # Nightly.
    -apiVersion: batch/v1beta1 # old
    +apiVersion: batch/v1 # old
     kind: CronJob
     metadata:
       name: report
     spec:
       schedule: "0 4 * * *"
    -  concurrencyPolicy: forbid
    +  concurrencyPolicy: Forbid
       jobTemplate:
         spec:
           # What runs.

    """

  @Test func showsADiffAndTouchesNothing() throws {
    let workspace = try Workspace(["report.yaml": Self.manifest])
    let command = try workspace.curfew("fix", "report.yaml")
    #expect(command.output == Self.diff)
    #expect(command.status == 1)
    #expect(command.error.hasPrefix("would mend 2 findings in 1 file; --write does it\n"))
    #expect(command.error.contains("more would change behaviour; --unsafe mends all of them, --unsafe-rule NAME those of a rule:"))
    #expect(command.error.contains("  1 × missing-active-deadline: set `activeDeadlineSeconds` to `77760`."))
    #expect(try workspace.read("report.yaml") == Self.manifest)
  }

  @Test func itsDiffIsOneThatGitTakes() throws {
    let workspace = try Workspace(["report.yaml": Self.manifest, "crlf.yaml": Self.manifest.replacingOccurrences(of: "\n", with: "\r\n")])
    let command = try workspace.curfew("fix", "--unsafe", ".")
    try workspace.git("init", "-q")
    try workspace.write(command.output, to: "fix.diff")
    try workspace.git("apply", "fix.diff")
    let written = try Workspace(["report.yaml": Self.manifest, "crlf.yaml": Self.manifest.replacingOccurrences(of: "\n", with: "\r\n")])
    #expect(try written.curfew("fix", "--unsafe", "--write", ".").output.isEmpty)
    for name in ["report.yaml", "crlf.yaml"] {
      #expect(try workspace.read(name) == written.read(name))
    }
    #expect(try !written.read("crlf.yaml").replacingOccurrences(of: "\r\n", with: "").contains("\n"))
  }

  @Test func writesOnce() throws {
    let workspace = try Workspace(["report.yaml": Self.manifest])
    #expect(try workspace.curfew("fix", "--write", "--unsafe", "report.yaml").error.hasPrefix("mended "))
    let fixed = try workspace.read("report.yaml")
    #expect(
      fixed.contains(
        """
          concurrencyPolicy: Forbid
          jobTemplate:
            spec:
              activeDeadlineSeconds: 77760
              # What runs.
              template:
        """))
    let again = try workspace.curfew("fix", "--write", "--unsafe", "report.yaml")
    #expect(again.output.isEmpty)
    #expect(again.error.hasPrefix("nothing to mend without more being asked for"))
    #expect(try workspace.read("report.yaml") == fixed)
  }

  @Test func someRulesAreMendedWhatever() throws {
    let workspace = try Workspace(["report.yaml": Self.manifest])
    _ = try workspace.curfew(
      "fix", "--write", "--unsafe-rule", "missing-active-deadline", "--rule", "missing-active-deadline", "report.yaml")
    let text = try workspace.read("report.yaml")
    #expect(text.contains("activeDeadlineSeconds: 77760"))
    #expect(text.contains("batch/v1beta1"))
    _ = try workspace.curfew(
      "fix", "--write", "--unsafe-rule", "lifecycle", "--profile", "strict", "--severity-threshold", "info", "report.yaml")
    #expect(try workspace.read("report.yaml").contains("timeZone: Etc/UTC"))
    #expect(try !workspace.read("report.yaml").contains("securityContext"))
    #expect(try workspace.curfew("fix", "--unsafe-rule", "lifecicle", "report.yaml").status == 64)
  }

  @Test func checks() throws {
    let workspace = try Workspace(["a/report.yaml": Self.manifest, "b.yaml": "a: 1\n"])
    let command = try workspace.curfew("fix", "--check", ".")
    #expect(command.output == "a/report.yaml\n")
    #expect(command.status == 1)
    let other = try workspace.curfew("fix", "--check", "b.yaml")
    #expect(other.output.isEmpty)
    #expect(other.status == 0)
  }

  @Test func standardInputGoesToStandardOutput() throws {
    let workspace = try Workspace()
    let shown = try workspace.curfew("fix", "--stdin-filename", "report.yaml", "-", input: Self.manifest)
    #expect(shown.output == Self.diff)
    let written = try workspace.curfew("fix", "--write", "-", input: Self.manifest)
    #expect(written.output.contains("apiVersion: batch/v1 # old\n"))
    #expect(try workspace.curfew("fix", "--write", "-", input: "a: 1\n").output == "a: 1\n")
  }

  @Test func suppressedAndKnownFindingsAreLeftAlone() throws {
    let suppressed = Self.manifest.replacingOccurrences(
      of: "  name: report",
      with: "  name: report\n  annotations: {ignore-check.curfew.dev/invalid-job-fields: \"the mutating webhook mends it\"}")
    let workspace = try Workspace(["report.yaml": suppressed])
    #expect(try workspace.curfew("fix", "report.yaml").output.contains("concurrencyPolicy: Forbid") == false)
    _ = try workspace.curfew("scan", "--write-baseline", "known.json", "report.yaml")
    #expect(try workspace.curfew("fix", "--baseline", "known.json", "report.yaml").output.isEmpty)
  }

  @Test func aJobIsCreatedAnew() throws {
    let job = """
      apiVersion: batch/v1
      kind: Job
      metadata: {name: migrate}
      spec:
        ttlSecondsAfterFinished: 0
        template:
          spec:
            containers: [{name: migrate, image: "r.example.com/migrate:8"}]

      """
    let workspace = try Workspace(["job.yaml": job])
    let note = "The pod template of a Job cannot be changed: where the Job is there already, delete it first."
    #expect(try workspace.curfew("fix", "job.yaml").output.contains(note))
    #expect(try !workspace.curfew("fix", "--rule", "ttl-zero", "--unsafe", "job.yaml").output.contains(note))
  }

  /// What only comes to light when something else is mended is told at its place in the file as it was.
  @Test func placesAreThoseOfTheFile() throws {
    let text =
      "# One.\n# Two.\n"
      + Self.manifest.replacing(
        "              image: registry.example.com/report:1.0",
        with: """
                        image: registry.example.com/report:1.0
                        command: [sh, -c, "report --all"]
                        env:
                          - name: API_TOKEN
                            value: 0123abcdef98f1e2d3
          """)
    let workspace = try Workspace(["report.yaml": text])
    let report = try Workspace.report(try workspace.curfew("fix", "--unsafe", "--format", "json", "report.yaml").output)
    let fixes = (report["files"] as? [[String: Any]])?.first?["fixes"] as? [[String: Any]] ?? []
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let value = try #require(lines.firstIndex { $0.contains("value: 0123") }) + 1
    // Where the value stood, there is nothing left: the place is where it was cut out, at the end of the line before.
    #expect(fixes.filter { $0["name"] as? String == "secret-in-env" }.map { $0["line"] as? Int } == [value - 1])
  }

  // MARK: Files

  private func mode(_ workspace: Workspace, _ path: String) throws -> Int {
    try FileManager.default.attributesOfItem(atPath: workspace.folder.appending(path: path).path)[.posixPermissions] as? Int ?? 0
  }

  @Test func keepsTheMode() throws {
    let workspace = try Workspace(["report.yaml": Self.manifest])
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: workspace.folder.appending(path: "report.yaml").path)
    _ = try workspace.curfew("fix", "--write", "--fsync", "report.yaml")
    #expect(try mode(workspace, "report.yaml") == 0o640)
    #expect(try workspace.read("report.yaml").contains("batch/v1 #"))
  }

  @Test func followsLinksWithinWhatIsGiven() throws {
    let workspace = try Workspace(["a/real.yaml": Self.manifest, "outside.yaml": Self.manifest])
    let manager = FileManager.default
    let folder = workspace.folder
    try manager.createSymbolicLink(atPath: folder.appending(path: "a/link.yaml").path, withDestinationPath: "../outside.yaml")
    let command = try workspace.curfew("fix", "--write", "a")
    #expect(try workspace.read("a/real.yaml").contains("batch/v1 #"))
    #expect(try workspace.read("outside.yaml") == Self.manifest)
    let isLink =
      try manager.attributesOfItem(atPath: folder.appending(path: "a/link.yaml").path)[.type] as? FileAttributeType == .typeSymbolicLink
    #expect(isLink)
    if command.error.contains("link.yaml") {
      #expect(command.error.contains("it is a link to a file outside of the paths that were given"))
    }
    _ = try workspace.curfew("fix", "--write", "a/link.yaml")
    #expect(try workspace.read("outside.yaml").contains("batch/v1 #"))
  }

  @Test func saysThatOtherNamesKeepTheOldText() throws {
    let workspace = try Workspace(["report.yaml": Self.manifest])
    try FileManager.default.linkItem(
      at: workspace.folder.appending(path: "report.yaml"), to: workspace.folder.appending(path: "other.txt"))
    let command = try workspace.curfew("fix", "--write", "report.yaml")
    #expect(command.error.contains("report.yaml: it has 1 other name (hard links), which keep the old text"))
    #expect(try workspace.read("other.txt") == Self.manifest)
  }

  @Test func aFailedWriteLeavesTheOldFile() throws {
    let workspace = try Workspace(["a/report.yaml": Self.manifest])
    let folder = workspace.folder.appending(path: "a")
    try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder.path)
    defer { try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path) }
    // Root may write everywhere.
    guard !FileManager.default.isWritableFile(atPath: folder.path) else { return }
    let command = try workspace.curfew("fix", "--write", "a")
    #expect(command.status == 2)
    #expect(command.error.contains("a/report.yaml is not changed: Permission denied; check the folder, its permissions and the space left"))
    #expect(try workspace.read("a/report.yaml") == Self.manifest)
  }

  /// `/dev/full` stands for a disk without room: the limit of a file's size does the same to every write.
  @Test func aFullDiskLeavesTheOldFile() throws {
    let workspace = try Workspace(["report.yaml": Self.manifest])
    let command = try Command.run(
      ["fix", "--write", "report.yaml"], folder: workspace.folder, wrapper: ["prlimit", "--fsize=100"])
    #expect(try workspace.read("report.yaml") == Self.manifest)
    #expect(command.status != 0)
    #expect(try FileManager.default.contentsOfDirectory(atPath: workspace.folder.path) == ["report.yaml"])
  }

  @Test(.timeLimit(.minutes(5))) func killedAtAnyMomentAFileIsOldOrNew() throws {
    let files = Dictionary(uniqueKeysWithValues: (0..<20).map { ("\($0).yaml", Self.manifest) })
    let expected = try Workspace(["report.yaml": Self.manifest])
    _ = try expected.curfew("fix", "--write", "report.yaml")
    let new = try expected.read("report.yaml")
    let trials = ProcessInfo.processInfo.environment["CURFEW_TEST_KILLS"].flatMap(Int.init) ?? 200
    var mixed = 0
    for trial in 0..<trials {
      let workspace = try Workspace(files)
      let process = Process()
      process.executableURL = Command.binary
      process.arguments = ["fix", "--write", "."]
      process.currentDirectoryURL = workspace.folder
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      usleep(UInt32(2_000 + trial * 97 % 60_000))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      let texts = try files.keys.map { try workspace.read($0) }
      #expect(texts.allSatisfy { $0 == Self.manifest || $0 == new }, "trial \(trial)")
      if Set(texts).count > 1 { mixed += 1 }
    }
    // Some were stopped between two files.
    _ = mixed
  }

  // MARK: Formats

  @Test func tellsPrograms() throws {
    let workspace = try Workspace(["report.yaml": Self.manifest])
    let report = try Workspace.report(try workspace.curfew("fix", "--format", "json", "report.yaml").output)
    let file = try #require((report["files"] as? [[String: Any]])?.first)
    let fixes = try #require(file["fixes"] as? [[String: Any]])
    let first = try #require(fixes.first)
    #expect(first["rule"] as? String == "CFW003")
    #expect(first["outcome"] as? String == "made")
    #expect(first["safety"] as? String == "safe")
    #expect(first["paths"] as? [String] == ["apiVersion"])
    #expect(fixes.contains { $0["outcome"] as? String == "offered" && ($0["effect"] as? String)?.isEmpty == false })
    let edits = try #require(file["edits"] as? [[String: Any]])
    #expect(edits.map { $0["line"] as? Int } == [2, 8])
    #expect(edits.first?["lines"] as? [String] == ["apiVersion: batch/v1 # old"])
    #expect((report["summary"] as? [String: Any])?["made"] as? Int == 2)
  }

  @Test func suggestsToGitHub() throws {
    let workspace = try Workspace(["report.yaml": Self.manifest])
    let output = try workspace.curfew(
      "fix", "--format", "github-suggestion", "--unsafe-rule", "missing-ttl", "--unsafe-rule", "missing-active-deadline", "report.yaml"
    ).output
    let comments = try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [[String: Any]])
    #expect(comments.map { $0["line"] as? Int } == [2, 8, 10])
    let body = try #require(comments.last?["body"] as? String)
    #expect(body.contains("```suggestion\n    spec:\n      activeDeadlineSeconds: 77760\n```"))
  }

  /// A credential stands in lines that go, that stay beside them, and that come.
  @Test func showsNoSecret() throws {
    let text = Self.manifest.replacingOccurrences(
      of: "              image: registry.example.com/report:1.0",
      with: """
                      image: registry.example.com/report:1.0
                      env:
                        - name: DB_PASSWORD
                          value: canaryword1
                        - name: DB_PASSWORD
                          value: canaryword2
                        - {name: API_TOKEN, value: 70481924471204}
                        - {name: API_TOKEN, value: "canaryword3"}
        """)
    for arguments in [[], ["--unsafe", "--profile", "strict"], ["--format", "json"], ["--format", "github-suggestion"], ["--write"]] {
      let workspace = try Workspace(["report.yaml": text])
      let command = try Command.run(["fix"] + arguments + ["report.yaml"], folder: workspace.folder)
      #expect(!(command.output + command.error).contains("canary"), "\(arguments)")
      #expect(!(command.output + command.error).contains("7048192"), "\(arguments)")
    }
  }

  @Test(arguments: [["--fsync"], ["--write", "--check"], ["--write", "--format", "github-suggestion"], ["--pod-security", "baseline"]])
  func refusesWhatContradictsItself(_ arguments: [String]) throws {
    #expect(try Command.run(["fix"] + arguments).status == 64)
  }
}
