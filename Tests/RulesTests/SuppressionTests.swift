import ClusterState
import Findings
import Foundation
import Rules
import SourceTree
import Testing

/// Suppressions as users write them: what they set aside, and what is said of those that do not work.
struct SuppressionTests {
  /// A CronJob with one finding each of concurrent-runs (line of `concurrencyPolicy`), privileged-container and mutable-image-tag.
  private static func manifest(
    head: String = "", metadata: String = "", schedule: String = "", policy: String = "", beforePolicy: String = "", pod: String = "",
    container: String = "", privileged: String = "", image: String = ""
  ) -> String {
    """
    \(head)apiVersion: batch/v1
    kind: CronJob
    metadata:
      name: backup
      namespace: shop
    \(metadata)spec:
      schedule: "0 2 * * *"\(schedule)
    \(beforePolicy)  concurrencyPolicy: Allow\(policy)
      jobTemplate:
        spec:
          template:
    \(pod)        spec:
              restartPolicy: Never
              containers:
    \(container)            - name: dump
                  image: registry.example.com/backup:latest\(image)
                  securityContext:
                    privileged: true\(privileged)

    """
  }

  private static let rules = ["concurrent-runs", "mutable-image-tag", "privileged-container"]
  private static let about = ["suppression-without-reason", "expired-suppression", "unused-suppression", "invalid-suppression"]

  private static func scan(
    _ text: String, peers: Bool = false, honoured: Bool = true, exempt: [String] = [], today: String = "2026-06-15", only: [String]? = nil
  ) throws -> FileReport {
    let catalogue = Registry.catalogue
    var settings = ScanSettings(version: "0", catalogue: catalogue)
    let exclusive = Set(try (only ?? rules + about).map { try #require(catalogue.index(named: $0)) })
    settings.policies = [
      RulePolicy(
        catalogue,
        layers: [
          ConfigurationLayer(name: "", exclusiveRules: exclusive, options: [OptionSetting(.exemptNamespaces, .texts(exempt))])
        ])
    ]
    settings.suppressions = SuppressionSettings(
      areHonoured: honoured, honoursPeers: peers, today: try #require(CalendarDay(today)))
    let scan = Scan(settings)
    return try #require(scan.reports(on: [text]).first)
  }

  /// Rules with findings, then `/`, then rules with suppressed ones.
  private static func outcome(_ report: FileReport) -> String {
    func name(_ finding: Finding) -> String { Registry.catalogue[finding.rule].metadata.name }
    let workloads = report.workloads
    for workload in workloads {
      let counts = workload.counts
      #expect(Set(workload.findings.map(\.rule)).count == counts.fail)
      #expect(Set(workload.suppressed.map(\.finding.rule)).subtracting(workload.findings.map(\.rule)).count == counts.suppressed)
    }
    return workloads.flatMap(\.findings).map(name).sorted().joined(separator: " ") + " / "
      + workloads.flatMap(\.suppressed).map { name($0.finding) }.sorted().joined(separator: " ")
  }

  struct Case: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var manifest: String
    var outcome: String

    init(_ title: String, _ manifest: String, _ outcome: String) {
      testDescription = title
      self.manifest = manifest
      self.outcome = outcome
    }
  }

  private static func annotations(_ lines: String..., indentation: Int = 2) -> String {
    let space = String(repeating: " ", count: indentation)
    return "\(space)annotations:\n" + lines.map { "\(space)  \($0)\n" }.joined()
  }

  private static func podAnnotations(_ lines: String...) -> String {
    "        metadata:\n          annotations:\n" + lines.map { "            \($0)\n" }.joined()
  }

  static let cases: [Case] = [
    Case("nothing", manifest(), "concurrent-runs mutable-image-tag privileged-container / "),
    Case(
      "an annotation", manifest(metadata: annotations(#"ignore-check.curfew.dev/concurrent-runs: "it only reads""#)),
      "mutable-image-tag privileged-container / concurrent-runs"),
    Case(
      "an annotation by code", manifest(metadata: annotations(#"ignore-check.curfew.dev/CFW101: "it only reads""#)),
      "mutable-image-tag privileged-container / concurrent-runs"),
    Case(
      "on the pod template", manifest(pod: podAnnotations(#"ignore-check.curfew.dev/privileged-container: "raw devices""#)),
      "concurrent-runs mutable-image-tag / privileged-container"),
    Case(
      "an expiry to come",
      manifest(
        metadata: annotations(
          #"ignore-check.curfew.dev/concurrent-runs: "it only reads""#, #"ignore-check.curfew.dev/concurrent-runs.until: "2026-06-15""#)),
      "mutable-image-tag privileged-container / concurrent-runs"),
    Case(
      "an expiry past",
      manifest(
        metadata: annotations(
          #"ignore-check.curfew.dev/concurrent-runs: "it only reads""#, #"ignore-check.curfew.dev/concurrent-runs.until: "2026-06-14""#)),
      "concurrent-runs expired-suppression mutable-image-tag privileged-container / "),
    Case(
      "an expiry without quotes, which kubectl reads as text",
      manifest(
        metadata: annotations(
          #"ignore-check.curfew.dev/concurrent-runs: "it only reads""#, #"ignore-check.curfew.dev/concurrent-runs.until: 2027-01-31"#)),
      "mutable-image-tag privileged-container / concurrent-runs"),
    Case(
      "an expiry that is a number",
      manifest(
        metadata: annotations(
          #"ignore-check.curfew.dev/concurrent-runs: "it only reads""#, #"ignore-check.curfew.dev/concurrent-runs.until: 2027"#)),
      "concurrent-runs invalid-suppression mutable-image-tag privileged-container / "),
    Case(
      "no reason", manifest(metadata: annotations(#"ignore-check.curfew.dev/concurrent-runs: " ""#)),
      "concurrent-runs mutable-image-tag privileged-container suppression-without-reason / "),
    Case(
      "a comment on the line", manifest(policy: " # curfew:ignore concurrent-runs it only reads"),
      "mutable-image-tag privileged-container / concurrent-runs"),
    Case(
      "a comment on the line, by code, without a space", manifest(policy: " #curfew:ignore cfw101 it only reads"),
      "mutable-image-tag privileged-container / concurrent-runs"),
    Case(
      "a comment on a line of its own", manifest(beforePolicy: "  # curfew:ignore concurrent-runs it only reads\n"),
      "mutable-image-tag privileged-container / concurrent-runs"),
    Case(
      "other comments and blank lines between",
      manifest(beforePolicy: "  # curfew:ignore concurrent-runs it only reads\n\n      # more\n"),
      "mutable-image-tag privileged-container / concurrent-runs"),
    Case(
      "before an item, for all of it",
      manifest(container: "            # curfew:ignore privileged-container, mutable-image-tag until=2026-12-31 raw devices\n"),
      "concurrent-runs / mutable-image-tag privileged-container"),
    Case(
      "before a key, for all below",
      manifest(beforePolicy: "", pod: "        # curfew:ignore privileged-container,mutable-image-tag raw\n"),
      "concurrent-runs / mutable-image-tag privileged-container"),
    Case(
      "another line", manifest(schedule: " # curfew:ignore concurrent-runs it only reads"),
      "concurrent-runs mutable-image-tag privileged-container unused-suppression / "),
    Case(
      "before another key", manifest(head: "# curfew:ignore concurrent-runs it only reads\n"),
      "concurrent-runs mutable-image-tag privileged-container unused-suppression / "),
    Case(
      "both kinds at once",
      manifest(
        metadata: annotations(#"ignore-check.curfew.dev/concurrent-runs: "it only reads""#),
        policy: " # curfew:ignore concurrent-runs it only reads"),
      "mutable-image-tag privileged-container / concurrent-runs"),
    Case(
      "a comment without a reason", manifest(policy: " # curfew:ignore concurrent-runs until=2027-01-31"),
      "concurrent-runs mutable-image-tag privileged-container suppression-without-reason / "),
    Case(
      "a comment without a rule", manifest(policy: " # curfew:ignore"),
      "concurrent-runs invalid-suppression mutable-image-tag privileged-container / "),
    Case(
      "a misspelt rule", manifest(policy: " # curfew:ignore concurent-runs it only reads"),
      "concurrent-runs invalid-suppression mutable-image-tag privileged-container / "),
    Case(
      "a day that does not exist", manifest(policy: " # curfew:ignore concurrent-runs until=2027-02-29 it only reads"),
      "concurrent-runs invalid-suppression mutable-image-tag privileged-container / "),
    Case(
      "an expired comment", manifest(policy: " # curfew:ignore concurrent-runs until=2020-01-01 it only reads"),
      "concurrent-runs expired-suppression mutable-image-tag privileged-container / "),
    Case(
      "a longer word", manifest(policy: " # curfew:ignored concurrent-runs it only reads"),
      "concurrent-runs mutable-image-tag privileged-container / "),
    Case(
      "text, no comment", manifest(schedule: "\n  timeZone: \"x # curfew:ignore concurrent-runs it only reads\""),
      "concurrent-runs mutable-image-tag privileged-container / "),
    Case(
      "glued to the value", manifest(image: "#curfew:ignore mutable-image-tag why"),
      "concurrent-runs privileged-container / "),
    Case(
      "of a rule that is not asked", manifest(metadata: annotations(#"ignore-check.curfew.dev/missing-ttl: "swept""#)),
      "concurrent-runs mutable-image-tag privileged-container / "),
    Case(
      "of the rules about suppressions",
      manifest(metadata: annotations(#"ignore-check.curfew.dev/unused-suppression: "never mind""#)),
      "concurrent-runs mutable-image-tag privileged-container unused-suppression / "),
    Case(
      "in a script, of its line",
      manifest(schedule: "\n  # none", container: "            # none\n")
        + "---\nkind: ConfigMap\ndata:\n  a.sh: |\n    # curfew:ignore privileged-container why\n    run\n",
      "concurrent-runs mutable-image-tag privileged-container unused-suppression / "),
  ]

  @Test(arguments: cases)
  func isSetAside(_ testCase: Case) throws {
    let outcome = Self.outcome(try Self.scan(testCase.manifest))
    #expect(outcome == testCase.outcome)
  }

  @Test(arguments: cases)
  func lineEndsMakeNoDifference(_ testCase: Case) throws {
    let expected = Self.outcome(try Self.scan(testCase.manifest))
    for lineEnd in ["\r\n", "\r"] {
      let text = testCase.manifest.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: lineEnd)
      #expect(Self.outcome(try Self.scan(text)) == expected)
    }
    #expect(Self.outcome(try Self.scan("\u{FEFF}" + testCase.manifest)) == expected)
  }

  @Test func nothingIsSetAsideWhereSuppressionsDoNotCount() throws {
    for testCase in Self.cases where testCase.testDescription != "glued to the value" {
      #expect(
        Self.outcome(try Self.scan(testCase.manifest, honoured: false)) == "concurrent-runs mutable-image-tag privileged-container / ")
    }
  }

  @Test func placesPointAtWhatIsWritten() throws {
    let text = Self.manifest(
      metadata: Self.annotations(#"ignore-check.curfew.dev/mising-ttl: "swept""#),
      policy: " # curfew:ignore host-port, nonsense until=2027-01-31 never mind")
    let findings = try #require(Self.scan(text, only: Self.about + ["host-port"]).workloads.first).findings
    let shown = findings.map { finding in
      let bytes = Array(text.utf8)[finding.place.range.bounds]
      return "\(String(decoding: bytes, as: UTF8.self)): \(Registry.catalogue[finding.rule].explain(finding.situation).remedy)"
    }
    #expect(
      shown == [
        "ignore-check.curfew.dev/mising-ttl: Write missing-ttl, if that is what is meant; `curfew rules` lists all.",
        "host-port: Remove the suppression, or move it to the line of the finding.",
        "nonsense: Write the rule's name or code as `curfew rules` lists it, and an expiry as a day such as 2027-01-31, in quotes.",
      ])
  }

  @Test func reasonAndExpiryAreKept() throws {
    let text = Self.manifest(
      policy: " # curfew:ignore concurrent-runs until=2026-12-31  it only reads  ",
      pod: Self.podAnnotations(#"ignore-check.curfew.dev/privileged-container: "raw devices""#))
    let suppressed = try #require(Self.scan(text).workloads.first).suppressed
    #expect(suppressed.map(\.reason) == ["it only reads", "raw devices"])
    #expect(suppressed.map { $0.expiry?.description } == ["2026-12-31", nil])
    #expect(suppressed.map(\.origin) == [.comment, .annotation])
  }

  @Test func exemptNamespacesAreAcceptedAsAWhole() throws {
    let report = try Self.scan(Self.manifest(), exempt: ["kube-system", "shop"])
    #expect(Self.outcome(report) == " / concurrent-runs mutable-image-tag privileged-container")
    #expect(report.workloads[0].suppressed.allSatisfy { $0.origin == .configuration })
    #expect(Self.outcome(try Self.scan(Self.manifest(), exempt: ["sho"])) == "concurrent-runs mutable-image-tag privileged-container / ")
    // What the file itself accepts is used all the same.
    let accepted = Self.manifest(policy: " # curfew:ignore concurrent-runs it only reads")
    #expect(try Self.outcome(Self.scan(accepted, exempt: ["shop"])) == " / concurrent-runs mutable-image-tag privileged-container")
  }

  static let peers: [(annotation: String, suppressed: Bool)] = [
    (#"ignore-check.kube-linter.io/privileged-container: "raw devices""#, true),
    (#"kube-linter.io/ignore-all: "vendored""#, true),
    (#"checkov.io/skip1: "CKV_K8S_16=raw devices""#, true),
    (#"checkov.io/skip2: CKV_K8S_16"#, true),
    (#"polaris.fairwinds.com/runAsPrivileged-exempt: "true""#, true),
    (#"polaris.fairwinds.com/exempt: "true""#, true),
    (#"polaris.fairwinds.com/runAsPrivileged-exempt: "false""#, false),
    (#"kubescape.io/skip-controls: "C-0016, C-0057""#, true),
    (#"checkov.io/skip1: "CKV_K8S_99=other""#, false),
    (#"ignore-check.kube-linter.io/run-as-non-root: "other""#, false),
  ]

  @Test(arguments: peers.indices)
  func annotationsOfOtherToolsCountWhenAsked(_ index: Int) throws {
    let (annotation, suppressed) = Self.peers[index]
    let text = Self.manifest(metadata: Self.annotations(annotation))
    #expect(Self.outcome(try Self.scan(text)) == "concurrent-runs mutable-image-tag privileged-container / ")
    let report = try Self.scan(text, peers: true)
    #expect(
      report.workloads[0].suppressed.contains { Registry.catalogue[$0.finding.rule].metadata.name == "privileged-container" } == suppressed)
    #expect(!Self.outcome(report).contains("unused-suppression"))
  }

  @Test func kubeScoreAndKubescapeDetails() throws {
    let score = Self.manifest(metadata: Self.annotations(#"kube-score/ignore: "cronjob-has-deadline,container-image-tag""#))
    #expect(Self.outcome(try Self.scan(score, peers: true, only: ["missing-starting-deadline"])) == " / missing-starting-deadline")
    func kubescape(_ expiry: String) -> String {
      Self.manifest(
        metadata: Self.annotations(
          #"kubescape.io/skip-controls: "C-0057""#, #"kubescape.io/skip-reason: "raw devices""#, "kubescape.io/skip-expiry: \"\(expiry)\""))
    }
    #expect(try Self.scan(kubescape("2026-12-31T23:59:59Z"), peers: true).workloads[0].suppressed.map(\.reason) == ["raw devices"])
    #expect(try Self.scan(kubescape("2026-01-31T23:59:59Z"), peers: true).workloads[0].suppressed.isEmpty)
    #expect(try Self.scan(kubescape("some day"), peers: true).workloads[0].suppressed.isEmpty)
  }

  /// Suppressing a finding leaves the fingerprints of the others alone.
  @Test func fingerprintsStay() throws {
    func twice(_ comment: String) -> String {
      Self.manifest(privileged: comment) + "            - name: dump\n" + "              image: registry.example.com/backup:latest\n"
        + "              securityContext: {privileged: true}\n"
    }
    func fingerprints(_ text: String) throws -> (findings: [UInt64], suppressed: [UInt64]) {
      try #require(Self.scan(text, only: ["privileged-container"]).workloads.first).fingerprints(in: Registry.catalogue)
    }
    let before = try fingerprints(twice(""))
    let after = try fingerprints(twice(" # curfew:ignore privileged-container raw devices"))
    #expect(before.findings.count == 2 && after.findings.count == 1)
    #expect(after.suppressed + after.findings == before.findings)
  }

  /// A comment in front of any line of any example, indented like it, takes away no finding but by suppressing it, and those only behind it.
  @Test func aCommentAnywhereSetsAsideOnlyWhatFollows() throws {
    let comment = "# curfew:ignore unset why"
    var suppressedRules: Set<String> = []
    for rule in Registry.rules where !Self.about.contains(rule.metadata.name) {
      let name = rule.metadata.name
      let example = try #require(rule.metadata.examples.first { $0.isFlagged })
      let lines = example.manifest.split(separator: "\n", omittingEmptySubsequences: false)
      let count = try Self.scan(example.manifest, only: [name]).workloads.reduce(0) { $0 + $1.findings.count }
      for index in lines.indices {
        var changed = lines.map(String.init)
        let indentation = lines[index].prefix { $0 == " " }
        changed.insert("\(indentation)\(comment.replacingOccurrences(of: "unset", with: name))", at: index)
        let report = try Self.scan(changed.joined(separator: "\n"), only: [name])
        for workload in report.workloads {
          for suppressed in workload.suppressed { #expect(suppressed.finding.place.start.line > index + 1, "\(name)") }
          if !workload.suppressed.isEmpty { suppressedRules.insert(name) }
        }
        let found = report.workloads.reduce(0) { $0 + $1.findings.count + $1.suppressed.count }
        #expect(found == count, "\(name) at line \(index + 1)")
      }
    }
    #expect(suppressedRules.count > 80)
  }
}
