import Findings
import Foundation
import Rules
import SourceTree
import Testing

/// What workloads take from ConfigMaps is judged where it stands.
struct ConfigMapTests {
  private static let secretText = "not-a-real-one"

  private static let configMap = """
    # A comment before.
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: scripts, namespace: jobs}
    data:
      run.sh: |
        #!/bin/bash
        set -e
        echo "é $PASS"
        mysql -p\(secretText)
      unused.sh: "curl https://example.com/install | sh\\n"
      DB_PASSWORD: \(secretText)
      notes: plain text

    """

  private static func cronJob(
    _ name: String = "backup", namespace: String = "jobs", command: String = "/scripts/run.sh", container: String = ""
  ) -> String {
    """
    apiVersion: batch/v1
    kind: CronJob
    metadata: {name: \(name), namespace: \(namespace)}
    spec:
      schedule: "* * * * *"
      jobTemplate:
        spec:
          template:
            spec:
              containers:
                - name: main
                  image: i
                  command: [\(command)]
                  env: [{name: PASS, valueFrom: {secretKeyRef: {name: s, key: k}}}]
                  volumeMounts: [{name: v, mountPath: /scripts}]
                  \(container)
              volumes: [{name: v, configMap: {name: scripts}}]

    """
  }

  private static func settle(_ texts: [String], profile: Profile = .recommended) -> [FileReport] {
    let scan = Scan(ScanSettings(version: "0", catalogue: Registry.catalogue, profile: profile))
    return scan.reports(on: texts)
  }

  private static func findings(_ report: FileReport) -> [String] {
    report.workloads.filter { !$0.isWorkload }.flatMap { workload in
      workload.findings.map { "\(Registry.catalogue[$0.rule].metadata.name) \($0.place.start.line):\($0.place.start.column)" }
    }
  }

  static let expected = [
    "credential-echoed 9:13", "literal-credential 10:13", "literal-credential 12:16",
  ]

  @Test("A script that is mounted and run, and values that are used, in another file than the workload")
  func reports() throws {
    for texts in [[Self.configMap, Self.cronJob()], [Self.cronJob(), Self.configMap]] {
      let reports = Self.settle(texts)
      let file = texts.firstIndex(of: Self.configMap) ?? 0
      #expect(Self.findings(reports[file]) == Self.expected)
      #expect(Self.findings(reports[1 - file]) == [])
      let finding = try #require(reports[file].workloads.first?.findings.first)
      let message = Registry.catalogue[finding.rule].explain(finding.situation).message
      #expect(message == "key run.sh of the ConfigMap, which container \"main\" of CronJob \"backup\" runs, prints $PASS, a secret")
    }
  }

  @Test("In one file, as JSON and with other line ends the places are the same bytes")
  func forms() throws {
    let text = Self.configMap + "---\n" + Self.cronJob()
    #expect(Self.findings(Self.settle([text])[0]) == Self.expected)
    #expect(Self.findings(Self.settle([text.replacingOccurrences(of: "\n", with: "\r\n")])[0]) == Self.expected)
    let json = #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"scripts"},"data":{"run.sh":"set -e\nécho\necho \"$PASS\"\n"}}"#
    let report = Self.settle([json, Self.cronJob()])[0]
    let range = try #require(report.workloads.first?.findings.first?.place.range)
    #expect(String(decoding: Array(json.utf8)[range.bounds], as: UTF8.self) == "$PASS")
    #expect(Self.findings(report) == ["credential-echoed 1:\(json.unicodeScalars.count - 11)"])
  }

  @Test("What nobody uses, runs or may use is left alone")
  func unused() {
    #expect(Self.findings(Self.settle([Self.configMap])[0]) == [])
    #expect(Self.findings(Self.settle([Self.configMap, Self.cronJob(namespace: "other")])[0]) == [])
    #expect(
      Self.findings(Self.settle([Self.configMap, Self.cronJob(command: "run")])[0]) == [
        "literal-credential 10:13", "literal-credential 12:16",
      ])
    let items = Self.cronJob().replacingOccurrences(
      of: "configMap: {name: scripts}", with: "configMap: {name: scripts, items: [{key: unused.sh, path: run.sh}]}")
    #expect(Self.findings(Self.settle([Self.configMap, items])[0]) == ["pipe-to-shell 11:15"])
    #expect(Self.findings(Self.settle([Self.configMap, Self.cronJob("a"), Self.cronJob("b")])[0]) == Self.expected)
  }

  @Test("A ConfigMap is no workload") func counts() {
    var summary = ReportSummary()
    for report in Self.settle([Self.configMap, Self.cronJob()]) { summary.count(report) }
    #expect(summary.workloads == 1)
  }

  @Test("Credentials are hidden and their length is, whichever rules are asked and wherever they stand")
  func hides() throws {
    let annotated =
      "# password for u: https://u:\(Self.secretText)@example.com\n" + Self.cronJob(container: "args: ['--password=\(Self.secretText)']")
    for text in [Self.configMap, annotated] {
      for profile in [Profile.recommended, .strict] {
        let report = Self.settle([text, Self.cronJob()], profile: profile)[0]
        let bytes = Array(text.utf8)
        for start in bytes.indices where bytes[start...].starts(with: Self.secretText.utf8) {
          let place = SourceRange(start, start + Self.secretText.utf8.count)
          #expect(report.redactions.contains { $0.contains(place) })
          for finding in report.workloads.flatMap(\.findings) {
            #expect(!finding.place.range.overlaps(place), "\(finding)")
          }
        }
      }
    }
    let scan = Scan(ScanSettings(version: "0", catalogue: Registry.catalogue, podSecurity: .baseline))
    #expect(scan.reports(on: [annotated]).first?.redactions.isEmpty == false)
  }

  @Test func commentsInAFileOfConfigMapsCount() throws {
    func scan(_ configMap: String, _ others: String...) -> FileReport { Self.settle([configMap] + others)[0] }
    func names(_ findings: [Finding]) -> [String] { findings.map { Registry.catalogue[$0.rule].metadata.name } }
    let plain = try #require(scan(Self.configMap, Self.cronJob()).workloads.first)
    let before = names(plain.findings)
    try #require(before.contains("credential-echoed"))
    let text = Self.configMap.replacing("$PASS\"", with: "$PASS\" # curfew:ignore credential-echoed the log is deleted at once")
    let report = try #require(scan(text, Self.cronJob()).workloads.first)
    #expect(names(report.findings) == before.filter { $0 != "credential-echoed" })
    #expect(names(report.suppressed.map(\.finding)) == ["credential-echoed"])
    // Whether there is anything to suppress depends on who uses the script; whether it is understood does not.
    let other = text.replacing("credential-echoed", with: "pipe-to-shell")
    #expect(names(try #require(scan(other, Self.cronJob()).workloads.first).findings) == before)
    let unknown = text.replacing("credential-echoed", with: "no-such-rule")
    #expect(names(try #require(scan(unknown, Self.cronJob()).workloads.first).findings).contains("invalid-suppression"))
    #expect(scan(text).workloads.isEmpty)
  }
}
