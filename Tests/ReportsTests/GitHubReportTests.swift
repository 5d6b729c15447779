import Findings
import Testing

@testable import Reports

struct GitHubReportTests {
  private typealias Fields = (Substring, Substring, Substring?, Substring?, Substring?, Substring?, Substring?, Substring, Substring)

  private static var command: Regex<Fields> {
    /::(error|warning|notice) (?:file=([^,:]+),line=(\d+)(?:,endLine=(\d+)(?:,col=(\d+),endColumn=(\d+))?)?,)?title=([^,:]+)::(.+)/
  }

  private static let reports = [Fixture.text(Fixture.report, .github), Fixture.hostileText(.github)]

  @Test(arguments: reports.indices)
  func everyLineIsACommandOrATotal(_ report: Int) {
    let text = Self.reports[report]
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    for line in lines.dropLast(3) {
      let isCommand = line.wholeMatch(of: Self.command) != nil
      #expect(isCommand, "\(line)")
      #expect(line.unicodeScalars.count < 1_400)
    }
    #expect(lines.suffix(3).allSatisfy { !$0.hasPrefix("::") })
  }

  @Test func everyFindingIsAnAnnotation() {
    let report = Fixture.report
    let commands = Fixture.text(report, .github).matches(of: Self.command)
    #expect(
      commands.count
        == report.files.reduce(report.inputErrors.count) {
          $0 + $1.errors.count + $1.notEvaluated.count + $1.workloads.reduce(0) { $0 + $1.findings.count { $0.state != .known } }
        })
    #expect(commands.first?.output.1 == "error")
    #expect(commands.first?.output.2 == "jobs/nightly backup.yaml")
  }
}
