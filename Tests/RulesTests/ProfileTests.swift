import ClusterState
import Findings
import Manifests
import SourceTree
import Testing

@testable import Rules

extension WorkloadReport {
  /// How many rules met nothing but what the profile does not ask about, or what the input lacks.
  func withoutVerdict(in file: FileReport) -> Int {
    Set(unasked + notInInput).union(file.notInInput).subtracting(findings.map(\.rule)).subtracting(suppressed.map(\.finding.rule))
      .subtracting(notEvaluated.map(\.rule)).count
  }
}

/// What each profile asks, and what it is silent about.
struct ProfileTests {
  private static func scan(_ text: String, _ layers: ConfigurationLayer...) throws -> FileReport {
    var settings = ScanSettings(version: "0", catalogue: Registry.catalogue)
    settings.policies = [RulePolicy(Registry.catalogue, layers: layers)]
    return try #require(Scan(settings).reports(on: [text]).first)
  }

  private static func scan(_ text: String, _ profile: Profile) throws -> FileReport {
    try scan(text, ConfigurationLayer(name: "", profile: profile))
  }

  /// Rule and line of each finding.
  private static func marks(_ findings: some Sequence<Finding>) -> [String] {
    findings.map { "\(Registry.catalogue[$0.rule].metadata.name):\($0.place.start.line) \($0.severity.name)" }
  }

  @Test("A profile reports what strict does, but for what is left to a stricter one, and counts every answer")
  func profilesAreParts() throws {
    for example in Registry.rules.flatMap({ $0.metadata.examples }) {
      let everything = try Self.scan(example.manifest, .strict).workloads
      for profile in Profile.allCases {
        let file = try Self.scan(example.manifest, profile)
        let workloads = file.workloads
        try #require(workloads.count == everything.count, "\(example.title)")
        for (workload, whole) in zip(workloads, everything) {
          let expected = whole.findings.filter { max($0.profile, Registry.catalogue[$0.rule].metadata.profile) <= profile }
          #expect(Self.marks(workload.findings) == Self.marks(expected), "\(example.title), \(profile.name)")
          if workload.isWorkload {
            let counts = workload.counts
            let asked = Registry.rules.count { $0.metadata.profile <= profile }
            #expect(
              counts.pass + counts.fail + counts.notEvaluated + counts.suppressed + workload.withoutVerdict(in: file) == asked,
              "\(example.title), \(profile.name)")
            #expect(counts.fail == Set(workload.findings.map(\.rule)).count, "\(example.title), \(profile.name)")
          }
          if profile == .strict { #expect(workload.unasked.isEmpty, "\(example.title)") }
        }
      }
    }
  }

  @Test("A rule finds something in its own profile", arguments: Registry.rules.map { $0.metadata })
  func rulesSpeakInTheirProfile(_ rule: RuleMetadata) throws {
    let found = try rule.examples.contains { example in
      let source = try Source(name: example.title, bytes: Array(example.manifest.utf8))
      let found = try Registry.rule(named: rule.name)?.check(manifest: source, options: example.options).findings ?? []
      return found.contains { $0.profile <= rule.profile }
    }
    #expect(found, "no example shows what the rule finds in its own profile")
  }

  private static func variable(_ name: String, key: String) -> String {
    "env: [{name: \(name), valueFrom: {secretKeyRef: {name: s, key: \(key)}}}]"
  }

  /// What a container says, the rule about it, and the first profile that asks.
  @Test(
    arguments: [
      ("securityContext: {allowPrivilegeEscalation: true}", "privilege-escalation", .recommended),
      ("stdin: false", "privilege-escalation", .strict),
      ("securityContext: {runAsNonRoot: false}", "runs-as-root", .recommended),
      ("securityContext: {runAsUser: 0}", "runs-as-root", .recommended),
      ("stdin: false", "runs-as-root", .recommended),
      ("securityContext: {readOnlyRootFilesystem: true}", "runs-as-root", .strict),
      ("securityContext: {runAsUser: 1000}", "runs-as-root", .strict),
      ("securityContext: {privileged: true}", "privileged-container", .essential),
      ("securityContext: {capabilities: {add: [SYS_ADMIN]}}", "added-capability", .essential),
      ("securityContext: {capabilities: {add: [NET_RAW]}}", "added-capability", .recommended),
      (variable("DB_PASSWORD", key: "a"), "secret-in-env", .recommended),
      (variable("LOGON", key: "a"), "secret-in-env", .recommended),
      (variable("DB_USER", key: "username"), "secret-in-env", .strict),
      (variable("githubAppId", key: "a"), "secret-in-env", .strict),
      (variable("DB_USER", key: "password"), "secret-in-env", .recommended),
      ("args: [$(LOGON)], " + variable("LOGON", key: "a"), "secret-in-arguments", .recommended),
      ("args: [$(APP_ID)], " + variable("APP_ID", key: "a"), "secret-in-arguments", .strict),
    ] as [(String, String, Profile)])
  func situationsHaveTheirProfile(_ container: String, _ name: String, _ first: Profile) throws {
    let text = """
      {apiVersion: batch/v1, kind: Job, metadata: {name: a}, spec: {template: {spec: {restartPolicy: Never, containers:
        [{name: c, image: i, \(container)}]}}}}
      """
    for profile in Profile.allCases {
      let found = try Self.scan(text, profile).workloads[0].findings.contains { Registry.catalogue[$0.rule].metadata.name == name }
      #expect(found == (profile >= first), "\(profile.name)")
    }
  }

  private static let cronJob = """
    apiVersion: batch/v1
    kind: CronJob
    metadata: {name: a}
    spec:
      schedule: "0 2 * * *"
      jobTemplate:
        spec:
          template:
            spec: {restartPolicy: Never, containers: [{name: c, image: "i:1"}]}
    """

  @Test("A rule that is asked by name is asked about everything, whatever the profile")
  func namedRulesAreAskedWhole() throws {
    let rule = try #require(Registry.catalogue.index(named: "missing-ttl"))
    let profile = ConfigurationLayer(name: "", profile: .recommended)
    let layers: [(ConfigurationLayer, Severity?)] = [
      (ConfigurationLayer(name: ""), nil),
      (ConfigurationLayer(name: "", rules: [rule: .on]), .info),
      (ConfigurationLayer(name: "", rules: [rule: .severity(.high)]), .high),
      (ConfigurationLayer(name: "", exclusiveRules: [rule]), .info),
      (ConfigurationLayer(name: "", rules: [rule: .off]), nil),
    ]
    for (layer, severity) in layers {
      let findings = try Self.scan(Self.cronJob, profile, layer).workloads[0].findings.filter { $0.rule == rule }
      #expect(findings.map(\.severity) == (severity.map { [$0] } ?? []))
    }
    // Said for all files, and unsaid for some.
    let findings = try Self.scan(
      Self.cronJob, profile, ConfigurationLayer(name: "", rules: [rule: .on]), ConfigurationLayer(name: "", rules: [rule: .off]))
    #expect(!findings.workloads[0].findings.contains { $0.rule == rule })
  }

  @Test("Nobody is told that a suppression has nothing to suppress where the profile did not ask")
  func suppressionsOfWhatIsNotAsked() throws {
    let annotated = Self.cronJob.replacing(
      "{name: a}", with: "{name: a, annotations: {ignore-check.curfew.dev/missing-ttl: 'the namespace is deleted every night'}}")
    let commented = Self.cronJob.replacing(
      "    spec:\n", with: "    # curfew:ignore missing-ttl the namespace is deleted every night\n    spec:\n")
    let limited = "  ttlSecondsAfterFinished: 60\n      template:"
    for text in [annotated, commented] {
      try #require(text != Self.cronJob)
      for profile in [Profile.recommended, .strict] {
        let report = try Self.scan(text, profile).workloads[0]
        #expect(!Self.marks(report.findings).contains { $0.hasPrefix("unused-suppression") || $0.hasPrefix("missing-ttl") })
        #expect(report.suppressed.count == (profile == .strict ? 1 : 0))
        let unused = try Self.scan(text.replacing("  template:", with: limited), profile).workloads[0]
        #expect(Self.marks(unused.findings).contains { $0.hasPrefix("unused-suppression") })
      }
    }
  }
}
