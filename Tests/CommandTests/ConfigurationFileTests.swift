import Foundation
import Testing

/// Configuration files on disk: where they are looked for, and what they change.
struct ConfigurationFileTests {
  static let cronJob = """
    apiVersion: batch/v1
    kind: CronJob
    metadata: {name: report, namespace: shop}
    spec:
      schedule: "*/5 * * * *"
      concurrencyPolicy: Allow
      jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: a}]}}}}
    """

  private static func rules(_ findings: [String]) -> [String] { findings.map { String($0.split(separator: " ", maxSplits: 1)[1]) } }

  @Test func theNearestFileUpwardsHolds() throws {
    let workspace = try Workspace([
      ".curfew.yaml": "profile: essential\nrules: {concurrent-runs: high}\n",
      "a/deep/er/job.yaml": Self.cronJob,
      "b/.curfew.yaml": "profile: essential\nrules: {mutable-image-tag: on}\n", "b/job.yaml": Self.cronJob,
    ])
    #expect(
      try workspace.findings("a/deep", "b") == ["a/deep/er/job.yaml:6 concurrent-runs high", "b/job.yaml:7 mutable-image-tag medium"])
    // Files below one path have one configuration: that of the path.
    #expect(try Self.rules(workspace.findings(".")) == ["concurrent-runs high", "concurrent-runs high"])
    #expect(try workspace.findings("b/job.yaml") == ["b/job.yaml:7 mutable-image-tag medium"])
    #expect(try Self.rules(workspace.findings("-", input: Self.cronJob)) == ["concurrent-runs high"])
    #expect(try workspace.findings("--no-config", "a").count > 1)
    #expect(try workspace.findings("--config", "b/.curfew.yaml", "a") == ["a/deep/er/job.yaml:7 mutable-image-tag medium"])
  }

  @Test func theCommandLineWins() throws {
    let workspace = try Workspace([
      ".curfew.yaml": "profile: essential\nrules: {concurrent-runs: high, mutable-image-tag: on}\n", "job.yaml": Self.cronJob,
    ])
    #expect(try Self.rules(workspace.findings("--exclude-rule", "CFW101")) == ["mutable-image-tag medium"])
    #expect(
      try Self.rules(workspace.findings("--rule", "mutable-image-tag", "--rule", "missing-ttl")) == [
        "missing-ttl info", "mutable-image-tag medium",
      ])
    #expect(try workspace.findings("--profile", "strict").count > 10)
    #expect(
      try Self.rules(workspace.findings("--exclude-rule", "CFW101", "--allowed-registry", "registry.invalid"))
        == ["mutable-image-tag medium", "registry-not-allowed high"])
  }

  @Test func overridesHoldForTheirPaths() throws {
    let workspace = try Workspace([
      "repo/.curfew.yaml": """
      profile: essential
      rules: {concurrent-runs: on}
      overrides:
        - paths: [legacy/, "*.generated.yaml", "!legacy/kept"]
          rules: {concurrent-runs: off}
        - paths: ["/teams/**/new.yaml"]
          rules: {concurrent-runs: critical}
      """,
      "repo/job.yaml": Self.cronJob, "repo/legacy/old.yaml": Self.cronJob, "repo/x/y.generated.yaml": Self.cronJob,
      "repo/teams/a/b/new.yaml": Self.cronJob,
    ])
    let expected = ["job.yaml:6 concurrent-runs medium", "teams/a/b/new.yaml:6 concurrent-runs critical"]
    #expect(try workspace.findings("repo") == expected.map { "repo/\($0)" })
    #expect(try workspace.findings(workspace.folder.appending(path: "repo/teams").path).count == 1)
    #expect(try workspace.findings("repo/legacy/old.yaml", "repo/teams/a") == ["repo/teams/a/b/new.yaml:6 concurrent-runs critical"])
    #expect(
      try workspace.findings("--stdin-filename", "repo/job.yaml", "--config", "repo/.curfew.yaml", "-", input: Self.cronJob)
        == ["repo/job.yaml:6 concurrent-runs medium"])
  }

  @Test func mistakesEndTheScan() throws {
    let workspace = try Workspace([".curfew.yaml": "profle: strict\noptions:\n  max-histroy: 5\n", "job.yaml": Self.cronJob])
    let command = try workspace.curfew("scan", "job.yaml")
    #expect(command.status == 2)
    #expect(command.output.isEmpty)
    #expect(
      command.error == """
        .curfew.yaml:1:1: error: the file has no key 'profle'; did you mean 'profile'?
           1 | profle: strict
             | ^~~~~~
        .curfew.yaml:3:3: error: `options` has no key 'max-histroy'; did you mean 'max-history'?
           3 |   max-histroy: 5
             |   ^~~~~~~~~~~

        """)
    try workspace.write("overrides:\n- paths: ['[a']\n", to: ".curfew.yaml")
    #expect(try workspace.curfew("scan").error.contains("2:11: error: this pattern can never match a path"))
    #expect(try workspace.curfew("config").status == 2)
    #expect(try workspace.curfew("scan", "--config", "missing.yaml").status == 2)
    #expect(try workspace.curfew("scan", "--no-config", "--config", ".curfew.yaml").status == 64)
    #expect(try workspace.curfew("scan", "--no-config", "--exclude-rule", "mising-ttl").error.contains("Did you mean 'missing-ttl'?"))
  }

  /// What `curfew config` prints has the effect of what it was made from.
  @Test func theEffectiveConfigurationIsOne() throws {
    let workspace = try Workspace([
      ".curfew.yaml": """
      rules: {missing-ttl: off, mutable-image-tag: high}
      options: {allowed-registries: ["registry.example.com/\\"team\\""], kubernetes-version: 1.30}
      overrides: [{paths: [b.yaml], profile: strict}]
      """,
      "a.yaml": Self.cronJob, "b.yaml": Self.cronJob,
    ])
    for file in ["a.yaml", "b.yaml"] {
      let printed = try workspace.curfew("config", file)
      #expect(printed.status == 0)
      try workspace.write(printed.output, to: "effective/curfew.yaml")
      #expect(try workspace.findings("--config", "effective/curfew.yaml", file) == workspace.findings(file))
      let again = try workspace.curfew("config", "--config", "effective/curfew.yaml", file).output
      #expect(
        again.split(separator: "\n").map { $0.split(separator: "  #")[0] }
          == printed.output.split(separator: "\n").map { $0.split(separator: "  #")[0] })
    }
    // A rule that the profile asks about some situations is not turned on as a whole.
    let whole = try workspace.curfew("config", "--no-config", "a.yaml").output
    try workspace.write(whole, to: "effective/curfew.yaml")
    let findings = try workspace.findings("--no-config", "a.yaml")
    #expect(try workspace.findings("--config", "effective/curfew.yaml", "a.yaml") == findings)
    #expect(!findings.isEmpty && !findings.contains { $0.contains("missing-ttl") })
    let lines = try workspace.curfew("config", "--profile", "essential", "b.yaml").output.split(separator: "\n")
    #expect(lines.contains("profile: essential  # the command line"))
    #expect(lines.contains("  mutable-image-tag: high  # CFW401, .curfew.yaml"))
    #expect(lines.contains("  max-ttl: 86400  # default"))
    #expect(lines.contains("  # concurrent-runs: off  # CFW101, profile recommended"))
  }
}
