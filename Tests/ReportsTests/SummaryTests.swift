import Findings
import Reports
import SourceTree
import Testing

struct SummaryTests {
  private static let place = Place(range: SourceRange(0, 1), start: Position(line: 1, column: 1), end: Position(line: 1, column: 2))

  private static func file(
    workloads: Int = 1, severity: Severity? = nil, errors: Int = 0, notEvaluated: Int = 0
  ) -> FileReport {
    var file = FileReport(path: "a.yaml")
    let findings = severity.map { [Finding(rule: 0, severity: $0, place: place, situation: Names())] } ?? []
    file.workloads = (0..<workloads).map {
      WorkloadReport(
        kind: "Job", namespace: nil, name: "job-\($0)", place: place, findings: findings, notEvaluated: [], counts: VerdictCounts(pass: 1))
    }
    file.errors = (0..<errors).map { DocumentError(error: SyntaxError(.badTag, at: $0), place: place) }
    file.notEvaluated = (0..<notEvaluated).map { index in
      var place = place
      place.start.line += index
      return DocumentNotEvaluated(place: place, reason: "the document is a template")
    }
    return file
  }

  static let cases: [(file: FileReport, inputErrors: [String], threshold: Severity, strict: Bool, status: Findings.ExitStatus)] = [
    (file(), [], .info, false, .clean),
    (file(severity: .info), [], .info, false, .findings),
    (file(severity: .low), [], .medium, false, .clean),
    (file(severity: .critical), [], .medium, false, .findings),
    (file(severity: .critical, errors: 1), [], .medium, false, .unreadable),
    (file(), ["gone.yaml: no such file"], .info, false, .unreadable),
    (file(notEvaluated: 1), [], .info, false, .clean),
    (file(notEvaluated: 1), [], .info, true, .findings),
    (file(workloads: 0), [], .info, false, .nothingToScan),
    (file(workloads: 0, notEvaluated: 1), [], .info, false, .nothingToScan),
    (file(workloads: 0, errors: 1), [], .info, false, .unreadable),
  ]

  @Test(arguments: cases.indices)
  func exitStatus(_ index: Int) {
    let (file, inputErrors, threshold, strict, status) = Self.cases[index]
    var summary = ReportSummary()
    summary.count(file)
    summary.inputErrors = inputErrors
    let settings = ScanSettings(
      version: "0.1.0", catalogue: Fixture.catalogue, threshold: threshold, failsOnNotEvaluated: strict)
    #expect(summary.exitStatus(for: settings) == status)
  }

  @Test(arguments: [
    (1, "Kubernetes 1.36, 1.yaml\n"), (3, "Kubernetes 1.36, 1.yaml, 2.yaml, 3.yaml\n"),
    (4, "2.yaml, 3.yaml, 1 more configuration file\n"), (9, "2.yaml, 3.yaml, 6 more configuration"),
  ])
  func namesTheConfigurationInUse(_ count: Int, _ end: String) {
    var settings = Fixture.settings
    settings.configurations = (1...count).map { "\($0).yaml" }
    let text = Fixture.text(Report(settings: settings, files: [Self.file()]), .text)
    #expect(text.contains("  judged by  profile recommended, Kubernetes 1.36, 1.yaml") && text.contains(end))
  }

  @Test(arguments: [
    ([], "0 in 0 files"), ([file()], "1 in 1 file"), ([file(severity: .low), file(workloads: 2)], "1 of 3 has findings, in 2 files"),
    ([file(workloads: 2, severity: .low)], "2 of 2 have findings, in 1 file"),
  ])
  func countsWorkloadsWithFindings(_ files: [FileReport], _ words: String) {
    let text = Fixture.text(Report(settings: ScanSettings(version: "0.1.0", catalogue: Fixture.catalogue), files: files), .text)
    #expect(text.contains("  workloads  \(words)\n"))
  }

  @Test func addsUpReasonsAndKeepsTheFirstPlaces() {
    var left = ReportSummary()
    left.count(Self.file(notEvaluated: 2))
    var right = ReportSummary()
    right.count(Self.file(severity: .low, notEvaluated: 5))
    left += right
    #expect(left.documentsNotEvaluated.map(\.count) == [7])
    #expect(left.documentsNotEvaluated.map { $0.places.map(\.position.line) } == [[1, 2, 3]])
    #expect(left.files == 2 && left.workloads == 2 && left[.low] == 1 && left.findingCount == 1)
  }
}

struct FingerprintTests {
  private func workload(_ findings: [(rule: RuleIndex, names: [String])], name: String = "backup", line: Int = 1) -> WorkloadReport {
    let place = Place(
      range: SourceRange(line * 20, line * 20 + 1), start: Position(line: line, column: line), end: Position(line: line, column: line + 1))
    return WorkloadReport(
      kind: "CronJob", namespace: "prod", name: name, place: place,
      findings: findings.map { Finding(rule: $0.rule, severity: .low, place: place, situation: Names($0.names)) }, notEvaluated: [],
      counts: VerdictCounts())
  }

  private func fingerprints(_ workload: WorkloadReport) -> [UInt64] { workload.fingerprints(in: Fixture.catalogue).findings }

  @Test func movedFindingsKeepThem() {
    let findings: [(RuleIndex, [String])] = [(0, ["a"]), (1, ["a"]), (1, ["a"])]
    #expect(fingerprints(workload(findings, line: 1)) == fingerprints(workload(findings, line: 70)))
    #expect(fingerprints(workload(findings)).reversed() != fingerprints(workload(findings.reversed())))
    #expect(Set(fingerprints(workload(findings))) == Set(fingerprints(workload(findings.reversed()))))
  }

  @Test func allDiffer() {
    let findings: [(RuleIndex, [String])] = [
      (0, []), (1, []), (1, ["a"]), (1, ["a"]), (1, ["b"]), (1, ["a", "b"]), (1, ["ab"]), (1, ["ab", ""]),
    ]
    let all = fingerprints(workload(findings)) + fingerprints(workload(findings, name: "other"))
    #expect(Set(all).count == 2 * findings.count)
  }

  /// Baselines rely on these; computed by hand from the definition.
  @Test func hashNeverChanges() {
    #expect(StableHash.of([]) == 0xF8BB_92C9_1B3F_5CC0)
    #expect(StableHash.of(Array("curfew".utf8)) == 0xE165_17CC_1718_54AE)
    #expect(fingerprints(workload([(0, ["absent"])])) == [0x0190_0A9E_1E86_EBF6])
  }
}
