import Foundation
import Testing

/// Helm and Kustomize are scripts here, which print what the real ones would.
struct RenderingTests {
  private static let path = ProcessInfo.processInfo.environment["PATH"] ?? ""

  /// A folder with the scripts on its `bin`, and the files.
  private static func folder(_ programs: [String: String], files: [String: String] = [:]) throws -> (URL, environment: [String: String]) {
    let folder = try Command.temporaryFolder()
    var files = files
    for (name, script) in programs { files["bin/\(name)"] = "#!/bin/sh\n\(script)\n" }
    for (name, text) in files {
      let file = folder.appending(path: name)
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
      if name.hasPrefix("bin/") { try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path) }
    }
    return (folder, ["PATH": "\(folder.appending(path: "bin").path):\(path)"])
  }

  private static let chart = [
    "charts/backup/Chart.yaml": "name: orders-backup\nversion: 1.0.0\n",
    "charts/backup/templates/cronjob.yaml": """
    {{ if .Values.enabled }}
    apiVersion: batch/v1
    kind: CronJob
    metadata:
      name: {{ .Release.Name }}
    spec:
      schedule: "0 1 * * *"
      concurrencyPolicy: {{ .Values.policy }}
    {{ end }}
    """,
  ]

  private static let printed = """
    echo "$@" > arguments
    cat <<'END'
    ---
    # Source: orders-backup/templates/cronjob.yaml
    apiVersion: batch/v1
    kind: CronJob
    metadata:
      name: release-name
    spec:
      schedule: "0 1 * * *"
      concurrencyPolicy: Allow
      jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: a}]}}}}
    END
    """

  @Test func aChartIsRendered() throws {
    let (folder, environment) = try Self.folder(["helm": Self.printed], files: Self.chart)
    defer { try? FileManager.default.removeItem(at: folder) }
    let command = try Command.run(
      ["scan", "--helm", "charts/backup", "--values", "prod.yaml"], folder: folder, environment: environment)
    #expect(command.status == 1, "\(command.error)")
    #expect(command.output.contains("CronJob release-name (helm template charts/backup:4)"))
    #expect(command.output.contains("concurrencyPolicy: Allow lets runs overlap"))
    #expect(command.output.contains("  from: charts/backup/templates/cronjob.yaml:8\n"))
    // The rendered text can be shown, although no file has it.
    #expect(command.output.contains("9 |   concurrencyPolicy: Allow"))
    #expect(
      try String(contentsOf: folder.appending(path: "arguments"), encoding: .utf8) == "template ./charts/backup --values prod.yaml\n")
  }

  @Test(arguments: [
    ("schedule next", "at 01:00 every day"), ("schedule next release-name", "at 01:00 every day"), ("schedule simulate", "release-name"),
    ("schedule timeline --from 2026-11-23 --to +24h", "release-name"), ("schedule spread", "1 CronJob"),
    ("schedule verify", "release-name"),
    ("generate network-policy release-name", "kind: NetworkPolicy"), ("access show release-name", "release-name"),
  ])
  func everyCommandReadsWhatIsRendered(_ words: String, _ expected: String) throws {
    let (folder, environment) = try Self.folder(["helm": Self.printed], files: Self.chart)
    defer { try? FileManager.default.removeItem(at: folder) }
    let command = try Command.run(
      words.split(separator: " ").map(String.init) + ["--helm", "charts/backup", "--values", "prod.yaml"], folder: folder,
      environment: environment)
    #expect(command.output.contains(expected), "\(command.output) \(command.error)")
    // The chart itself is not read beside it.
    #expect(!(command.output + command.error).contains("templates/"), "\(command.output) \(command.error)")
  }

  @Test func anExpressionIsNotRendered() throws {
    for schedule in ["@daily", "0 1 * * *", "-"] {
      let command = try Command.run(["schedule", "next", schedule, "--helm", "charts/backup"])
      #expect(command.status == 64)
      #expect(command.error.contains("--kustomize and --helm have schedules of their own: leave '\(schedule)' out."), "\(command.error)")
    }
  }

  @Test func annotationsAreOfTheTemplate() throws {
    let (folder, environment) = try Self.folder(["helm": Self.printed], files: Self.chart)
    defer { try? FileManager.default.removeItem(at: folder) }
    let command = try Command.run(["scan", "--format", "github", "--helm", "charts/backup"], folder: folder, environment: environment)
    #expect(command.output.contains("::warning file=charts/backup/templates/cronjob.yaml,line=8,title=CFW101"))
  }

  @Test func aChartInAFolderIsNamed() throws {
    var (folder, environment) = try Self.folder([:], files: Self.chart)
    environment["COLUMNS"] = "200"
    defer { try? FileManager.default.removeItem(at: folder) }
    let command = try Command.run(["scan", "charts"], folder: folder, environment: environment)
    #expect(command.output.contains("a template of a Helm chart: render it with `curfew scan --helm charts/backup`"))
    let inside = try Command.run(["scan"], folder: folder.appending(path: "charts/backup"), environment: environment)
    #expect(inside.output.contains("render it with `curfew scan --helm .`"))
  }

  /// A stand-in for both programs: it prints the origin as Kustomize would, relative to the folder it is asked to build.
  private static let built = """
    if ! grep -q originAnnotations "$2/kustomization.yaml"; then echo "no origins" >&2; exit 1; fi
    target=$(sed -n 's/^resources: \\["\\(.*\\)"\\]$/\\1/p' "$2/kustomization.yaml")
    cat <<END
    apiVersion: batch/v1
    kind: CronJob
    metadata:
      annotations:
        config.kubernetes.io/origin: |
          path: $target/../base/cronjob.yaml
      name: prod-report
    spec:
      concurrencyPolicy: Allow
      jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: a}]}}}}
      schedule: 0 1 * * *
    END
    """

  @Test(arguments: ["kustomize", "kubectl"])
  func aKustomizationIsBuilt(_ program: String) throws {
    let files = [
      "base/cronjob.yaml": "# the base\nkind: CronJob\nmetadata: {name: report}\nspec:\n  concurrencyPolicy: Allow\n",
      "over/kustomization.yaml": "resources: [../base]\n",
    ]
    let (folder, _) = try Self.folder([program: Self.built], files: files)
    defer { try? FileManager.default.removeItem(at: folder) }
    // No other program of the machine may answer.
    for tool in ["sh", "grep", "sed", "cat"] {
      let found = Self.path.split(separator: ":").map { "\($0)/\(tool)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
      try FileManager.default.createSymbolicLink(
        at: folder.appending(path: "bin/\(tool)"), withDestinationURL: URL(filePath: try #require(found)))
    }
    let scratch = folder.appending(path: "scratch")
    try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    let command = try Command.run(
      ["scan", "--kustomize", "over"], folder: folder,
      environment: ["PATH": folder.appending(path: "bin").path, "TMPDIR": scratch.path])
    #expect(command.status == 1, "\(command.error)")
    #expect(command.output.contains("CronJob prod-report (kustomize build over:2)"))
    #expect(command.output.contains("  from: base/cronjob.yaml:5\n"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == [])
  }

  @Test func whyItFailedIsSaid() throws {
    let (folder, environment) = try Self.folder(["helm": "echo 'Error: no such value' >&2; echo 'line two' >&2; exit 7"], files: Self.chart)
    defer { try? FileManager.default.removeItem(at: folder) }
    let command = try Command.run(["scan", "--helm", "charts/backup"], folder: folder, environment: environment)
    #expect(command.status == 2)
    #expect(command.output.contains("helm template charts/backup: helm ended with status 7: Error: no such value; line two"))
  }

  @Test func whatIsMissingIsSaid() throws {
    let (folder, _) = try Self.folder([:], files: Self.chart)
    defer { try? FileManager.default.removeItem(at: folder) }
    let environment = ["PATH": folder.path]
    let helm = try Command.run(["scan", "--helm", "charts/backup"], folder: folder, environment: environment)
    #expect(helm.status == 2)
    #expect(helm.output.contains("this takes Helm 3 or later on the PATH; install it"))
    let kustomize = try Command.run(["scan", "--kustomize", "charts"], folder: folder, environment: environment)
    #expect(kustomize.status == 2)
    #expect(kustomize.output.contains("this takes kustomize or kubectl on the PATH; install it"))
    #expect(try Command.run(["scan", "--values", "a.yaml"]).status == 64)
  }
}
