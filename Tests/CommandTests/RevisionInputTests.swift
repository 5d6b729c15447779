import Foundation
import Testing

/// Every command that reads manifests reads what a git revision has of them, and nothing of what stands there now.
struct RevisionInputTests {
  private static func cronJob(_ schedule: String) -> String {
    """
    apiVersion: batch/v1
    kind: CronJob
    metadata: {name: backup, namespace: shop}
    spec:
      schedule: "\(schedule)"
      concurrencyPolicy: Allow
      jobTemplate: {spec: {template: {spec: {serviceAccountName: backup, restartPolicy: Never, containers: [{name: main, image: "a:1", env: [
        {name: URL, value: "https://\(schedule.first == "0" ? "old" : "new").example.com"}]}]}}}}

    """
  }

  private static let binding = """
    {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: backup, namespace: shop},
     roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}, subjects: [{kind: ServiceAccount, name: backup}]}
    """

  private let workspace: Workspace

  /// In `main` there is `deploy/backup.yaml`; now there is `deploy/jobs/backup.yaml`, with another schedule and a binding.
  init() throws {
    workspace = try Workspace(["deploy/backup.yaml": Self.cronJob("0 5 * * *"), "deploy/notes.md": "none"])
    try workspace.commitAll("first")
    try FileManager.default.removeItem(at: workspace.folder.appending(path: "deploy/backup.yaml"))
    try workspace.write(Self.cronJob("30 6 * * *"), to: "deploy/jobs/backup.yaml")
    try workspace.write(Self.binding, to: "deploy/binding.yaml")
  }

  private func curfew(_ words: String, environment: [String: String] = [:]) throws -> Command {
    try Command.run(words.split(separator: " ").map(String.init), folder: workspace.folder, environment: environment)
  }

  @Test(arguments: ["git:main", "git:main:", "git:main:.", "git:HEAD:deploy", "git:main:./deploy/", "git:main:deploy/backup.yaml"])
  func aScanReadsIt(_ path: String) throws {
    let command = try curfew("scan --format concise --rule concurrent-runs \(path)")
    #expect(command.status == 1, "\(command.error)")
    let revision = path.hasPrefix("git:HEAD") ? "HEAD" : "main"
    #expect(command.output.hasPrefix("git:\(revision):deploy/backup.yaml:6:22: medium"), "\(command.output)")
    // What reports call it can be named again.
    #expect(try curfew("scan --rule concurrent-runs git:main:deploy/backup.yaml").output.contains("6 |   concurrencyPolicy: Allow"))
    #expect(try workspace.curfew("scan", "--format", "concise", "--rule", "concurrent-runs", ".").output.hasPrefix("deploy/jobs/"))
  }

  @Test func patternsAndConfigurationsHoldForIt() throws {
    #expect(try curfew("scan git:main --exclude *.yaml").status == 3)
    #expect(try curfew("scan git:main --include jobs/").status == 3)
    #expect(try curfew("scan git:main --include [").status == 64)
    try workspace.write(
      "profile: essential\noverrides: [{paths: [/deploy/backup.yaml], rules: {concurrent-runs: high}}]\n", to: ".curfew.yaml")
    for path in ["git:main", "git:main:deploy", "git:main:deploy/backup.yaml"] {
      #expect(try workspace.findings(path) == ["git:main:deploy/backup.yaml:6 concurrent-runs high"], "\(path)")
    }
    #expect(try curfew("scan git:main --baseline git:main --fail-on-new").status == 0)
    #expect(try curfew("scan --baseline git:main:deploy .").status == 64)
  }

  @Test func itStandsAmongOtherPathsInTheirOrder() throws {
    let report = try curfew("scan --format json deploy/jobs git:main deploy/binding.yaml").output
    let files = try #require(try Workspace.report(report)["files"] as? [[String: Any]])
    #expect(
      files.compactMap { $0["path"] as? String } == ["deploy/jobs/backup.yaml", "git:main:deploy/backup.yaml", "deploy/binding.yaml"])
  }

  @Test(arguments: [
    ("schedule next git:main --from 2026-11-23 --count 1", "at 05:00 every day"),
    ("schedule simulate git:main --from 2026-11-23 --to +24h", "shop/backup"),
    ("schedule timeline git:main --from 2026-11-23 --to +24h", "shop/backup"),
    ("schedule spread git:main --from 2026-11-23 --to +24h", "1 CronJob"),
    ("schedule verify git:main", "git:main:deploy/backup.yaml: CronJob shop/backup"),
    ("generate network-policy backup -f git:main", "old.example.com"),
    ("access show backup -f git:main", "shop/backup"), ("access minimize backup -f git:main", "name: backup"),
    ("access exposure backup -f git:main", "CronJob shop/backup"), ("access control backup -f git:main", "CronJob shop/backup"),
    ("access check get pods -n shop --as shop/backup -f git:main", "no"),
    ("access who-can delete pods -n shop -f git:main -f deploy/binding.yaml", "shop/backup"),
  ])
  func everyOtherCommandReadsIt(_ words: String, _ expected: String) throws {
    let command = try curfew(words)
    #expect(command.output.contains(expected), "\(command.output) \(command.error)")
    #expect(!command.output.contains("06:30") && !command.output.contains("new.example.com"), "\(command.output)")
    let unknown = try curfew(words.replacing("git:main", with: "git:nowhere"))
    #expect(unknown.status == 2)
    let message = "the git revision nowhere cannot be read in \(workspace.folder.path): git does not know it there; check the spelling"
    #expect((unknown.output + unknown.error).contains(message), "\(unknown.output) \(unknown.error)")
  }

  @Test func revisionsAreComparedWithoutAWorktree() throws {
    let command = try curfew("access diff git:main .")
    #expect(command.status == 1)
    #expect(command.output.contains("+ get,list,watch secrets in namespace shop"), "\(command.output)")
    try workspace.git("add", "-A")
    try workspace.git("commit", "-q", "-m", "second")
    #expect(try curfew("access diff git:HEAD~1 git:HEAD").output == command.output)
    #expect(try curfew("access diff git:HEAD .").status == 0)
    #expect(try curfew("access diff git:HEAD~1 git:HEAD --exclude binding.yaml").status == 0)
    #expect(try curfew("access diff git:HEAD~1:deploy/backup.yaml deploy").output == command.output)
    #expect(try Set(FileManager.default.contentsOfDirectory(atPath: workspace.folder.path)) == [".git", "deploy"])
  }

  /// Else everything would seem to be gained.
  @Test(arguments: ["git:nowhere", "git:main:nowhere", "nowhere"])
  func nothingIsComparedWithWhatIsNotThere(_ path: String) throws {
    for words in ["access diff \(path) .", "access diff . \(path)"] {
      let command = try curfew(words)
      #expect(command.status == 2)
      #expect(command.output == "")
      #expect(command.error.contains("nowhere"))
    }
  }

  @Test func whatIsWrongIsSaidWithItsRemedy() throws {
    let outside = try Workspace(["job.yaml": Self.cronJob("0 5 * * *")])
    let noRepository = try Command.run(
      ["access", "show", "-f", "git:main"], folder: outside.folder, environment: ["GIT_CEILING_DIRECTORIES": "/"])
    #expect(noRepository.status == 2)
    #expect(
      noRepository.error.contains("cannot be read in \(outside.folder.path): there is no git repository; name a file or folder of a clone"))
    let named = try Command.run(["schedule", "next", "git:main:\(workspace.folder.path)"], folder: outside.folder)
    #expect(named.output.contains("at 05:00 every day"))
    let noGit = try curfew("access show -f git:main", environment: ["PATH": outside.folder.path])
    #expect(noGit.status == 2)
    #expect(noGit.error.contains("git is not on the PATH; install it"))
    for (path, message) in [
      ("git:", "it has no name; write git:main"), ("git:main:nowhere/at/all", "it has nothing at nowhere/at/all; check the spelling"),
      ("git:main:deploy/jobs", "it has nothing there; check the spelling"),
    ] {
      let command = try curfew("access show -f \(path)")
      #expect(command.status == 2)
      #expect(command.error.contains(message), "\(command.error)")
    }
  }
}
