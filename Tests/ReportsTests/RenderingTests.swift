import Findings
import Foundation
import Randomness
import SourceTree
import Testing

@testable import Reports

struct RenderingTests {
  @Test(arguments: ReportFormat.allCases)
  func everything(_ format: ReportFormat) throws {
    try Golden.expect(Array(Fixture.text(Fixture.report, format).utf8), at: "Tests/ReportsTests/Golden/everything.\(format.name)")
  }

  @Test(arguments: ReportFormat.allCases)
  func nothing(_ format: ReportFormat) throws {
    try Golden.expect(
      Array(Fixture.text(Fixture.Sample.nothing.report, format).utf8), at: "Tests/ReportsTests/Golden/nothing.\(format.name)")
  }

  @Test func clean() throws {
    try Golden.expect(Array(Fixture.text(Fixture.Sample.clean.report, .text).utf8), at: "Tests/ReportsTests/Golden/clean.text")
  }

  @Test(arguments: [ReportFormat.text, .concise])
  func colored(_ format: ReportFormat) throws {
    let text = Fixture.text(Fixture.report, format, isColored: true)
    try Golden.expect(Array(text.utf8), at: "Tests/ReportsTests/Golden/colored.\(format.name)")
    let plain = text.replacing(/\u{1B}\[[0-9;]*m/, with: "")
    #expect(plain == Fixture.text(Fixture.report, format))
  }

  @Test func narrow() throws {
    let renderer = Fixture.renderer(.text, width: 64)
    let bytes = renderer.render(Fixture.report)
    try Golden.expect(bytes, at: "Tests/ReportsTests/Golden/narrow.text")
    // No narrower than what can be read.
    #expect(Fixture.renderer(.text, width: 1).render(Fixture.report) == Fixture.renderer(.text, width: 40).render(Fixture.report))
  }

  @Test(arguments: ReportFormat.allCases)
  func formatsAreFoundByTheirNames(_ format: ReportFormat) {
    #expect(ReportFormat(name: format.name) == format)
    #expect(ReportFormat(name: format.name.uppercased()) == nil)
  }

  /// Every way to cut the files into runs gives the same bytes.
  @Test(arguments: ReportFormat.allCases)
  func partsAddUp(_ format: ReportFormat) {
    let renderer = Fixture.renderer(format)
    let files = renderer.order(of: Fixture.report.files).map { Fixture.report.files[$0] }
    let whole = renderer.render(Fixture.report)
    for cuts in 0..<(1 << (files.count - 1)) {
      var output = renderer.header()
      var report = ReportPart()
      var part = ReportPart()
      for (index, file) in files.enumerated() {
        renderer.render(file, into: &part)
        if cuts & 1 << index != 0 || index == files.count - 1 {
          report.append(part, separator: renderer.separator)
          output += report.takeBytes()
          part = ReportPart()
        }
      }
      report.add(inputErrors: Fixture.report.inputErrors)
      output += renderer.footer(report)
      #expect(output == whole)
    }
  }

  /// The terminal gets no control character but the line feed, whatever the input holds.
  @Test(arguments: [ReportFormat.text, .concise])
  func textHoldsNoControlCharacters(_ format: ReportFormat) {
    for text in [Fixture.text(Fixture.report, format), Fixture.hostileText(format)] {
      for scalar in text.unicodeScalars where scalar != "\n" {
        #expect(![.control, .format].contains(scalar.properties.generalCategory), "U+\(String(scalar.value, radix: 16))")
      }
    }
  }

  @Test(arguments: [ReportFormat.json, .sarif])
  func jsonIsWellFormedAndHarmless(_ format: ReportFormat) throws {
    let text = Fixture.text(Fixture.report, format)
    #expect(try JSONSerialization.jsonObject(with: Data(text.utf8)) is [String: Any])
    #expect(!text.unicodeScalars.contains { $0 != "\n" && $0.properties.generalCategory == .control })
  }

  @Test(arguments: ReportFormat.allCases)
  func credentialsAreHidden(_ format: ReportFormat) {
    #expect(!Fixture.text(Fixture.report, format).contains("dummy-pass"))
  }

  /// Wherever findings and errors point, and however the credential is cut into redactions.
  @Test func credentialsAreHiddenFromEveryPlace() {
    var generator = SeededGenerator(seed: 3)
    let path = "./jobs/nightly backup.yaml"
    let bytes = Fixture.bytes(path)
    var redactions: [SourceRange] = []
    for occurrence in 0..<3 {
      let range = Fixture.place(path, Fixture.password, occurrence: occurrence).range
      let middle = UInt32.random(in: range.start...range.end, using: &generator)
      redactions += [SourceRange(middle, range.end), SourceRange(range.start, middle)]
    }
    for _ in 0..<100 {
      func place() -> Place {
        let start = Int.random(in: 0...bytes.count, using: &generator)
        return Fixture.place(SourceRange(start, min(bytes.count, start + Int.random(in: 0...200, using: &generator))), in: bytes)
      }
      let file = Fixture.file(path) { file in
        file.redactions = redactions
        let finding = Finding(rule: 0, severity: .low, place: place(), situation: Names(), related: place())
        file.workloads = [
          WorkloadReport(
            kind: "CronJob", namespace: nil, name: "backup", place: place(), findings: [finding], notEvaluated: [], counts: VerdictCounts())
        ]
        let error = place()
        file.errors = [DocumentError(error: SyntaxError(.badTag, at: error.range), place: error, related: place())]
      }
      for format in ReportFormat.allCases {
        let text = Fixture.text(Report(settings: Fixture.settings, files: [file]), format)
        #expect(!text.contains(/dummy|password-of|the-tests/))
      }
    }
  }
}
