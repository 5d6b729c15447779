import Findings
import SourceTree
import Testing

@testable import Reports

/// Formats for people tell the gravest first; for programs nothing is moved.
struct OrderTests {
  /// - Parameter workloads: For each, the severities of its findings in the order of their places.
  private static func file(_ path: String, _ workloads: [[Severity]]) -> FileReport {
    var file = FileReport(path: path)
    var offset = 0
    file.workloads = workloads.enumerated().map { index, severities in
      let findings = severities.map { severity in
        offset += 1
        let place = Place(
          range: SourceRange(offset, offset), start: Position(line: offset, column: 1), end: Position(line: offset, column: 1))
        return Finding(rule: 2, severity: severity, place: place, situation: Names("\(offset)"))
      }
      let place = Place(range: SourceRange(0, 0), start: Position(line: 1, column: 1), end: Position(line: 1, column: 1))
      return WorkloadReport(
        kind: "Job", namespace: nil, name: "\(index)", place: place, findings: findings, notEvaluated: [],
        counts: VerdictCounts(fail: severities.isEmpty ? 0 : 1))
    }
    return file
  }

  private static let files = [
    file("a", [[.low, .high, .low], [], [.info]]),
    file("b", [[]]),
    file("c", [[.medium], [.low, .critical, .high, .critical]]),
    file("d", [[.high, .low, .low]]),
    file("e", [[.critical, .critical, .low, .low, .low]]),
  ]

  /// `path workload:line severity` of each finding as it is told; known ones are not.
  private func told(_ format: ReportFormat, _ files: [FileReport] = files) -> [String] {
    let text = Fixture.text(Report(settings: Fixture.settings, files: files), format)
    var workload = ""
    var told: [String] = []
    for line: Substring in text.split(separator: "\n") {
      if let heading = line.wholeMatch(of: #/Job (\d+) .*/#) { workload = "\(heading.1):" }
      if let finding = line.firstMatch(of: #/^([a-z]):(\d+):1: (?:new )?([a-z]+): /#) {
        told.append("\(finding.1) \(workload)\(finding.2) \(finding.3)")
      }
    }
    return told
  }

  @Test func textTellsTheGravestFirst() {
    #expect(
      told(.text) == [
        "c 1:3 critical", "c 1:5 critical", "c 1:4 high", "c 1:2 low", "c 0:1 medium",
        "e 0:1 critical", "e 0:2 critical", "e 0:3 low", "e 0:4 low", "e 0:5 low",
        "a 0:2 high", "a 0:1 low", "a 0:3 low", "a 2:4 info",
        "d 0:1 high", "d 0:2 low", "d 0:3 low",
      ])
  }

  @Test func onlyWhatIsShownCounts() {
    var files = [Self.file("a", [[.low]]), Self.file("b", [[.critical, .info]]), Self.file("c", [[.high], [.medium]])]
    files[1].workloads[0].findings[0].state = .known
    files[2].workloads[0].isHidden = true
    #expect(told(.text, files) == ["c 1:2 medium", "a 0:1 low", "b 0:2 info"])
  }

  @Test func conciseKeepsTheOrderOfTheInput() {
    #expect(
      told(.concise).map { String($0.prefix(1)) } == ["a", "a", "a", "a", "c", "c", "c", "c", "c", "d", "d", "d", "e", "e", "e", "e", "e"])
  }

  @Test(arguments: ReportFormat.allCases.filter { $0 != .text })
  func programsGetTheOrderOfTheInput(_ format: ReportFormat) {
    #expect(Fixture.renderer(format).order(of: Self.files) == Array(Self.files.indices))
  }

  @Test func equallyGraveOnesKeepTheirOrder() {
    let files = (0..<50).map { Self.file("\($0)", [[.low]]) }
    #expect(files.gravestFirst == Array(files.indices))
  }
}
