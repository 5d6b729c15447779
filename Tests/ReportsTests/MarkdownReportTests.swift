import Findings
import SourceTree
import Testing

@testable import Reports

struct MarkdownReportTests {
  private static func render(_ text: String) -> String {
    var output: [UInt8] = []
    MarkdownReport.append(text, to: &output)
    return String(decoding: output, as: UTF8.self)
  }

  @Test(arguments: [
    ("a `b_c` d", "a `b_c` d"), ("a_b*c", "a\\_b\\*c"), ("<b>", "&lt;b&gt;"), ("@user", "@<!-- -->user"), ("see #12", "see #<!-- -->12"),
    ("https://a.b", "https:<!-- -->//a.b"), ("www.a.b", "www<!-- -->.a.b"), ("[a](b)", "\\[a\\](b)"), ("one ` tick", "one \\` tick"),
    ("a\nb", "a\\\\u{A}b"), ("`a\u{1B}b`", "`a\\u{1B}b`"),
  ])
  func textIsNoMarkup(_ text: String, _ expected: String) {
    #expect(Self.render(text) == expected)
  }

  /// What is hostile reaches no line's start, no tag of ours, and nothing GitHub looks for.
  @Test func hostileTextsStayTexts() {
    // In code everything is text.
    let text = Fixture.hostileText(.markdown).replacing(/(`+)[^\n]*?\1|<code>[^<]*<\/code>/, with: "")
    #expect(!text.contains("@everyone"))
    #expect(!text.contains(/#\d/))
    #expect(!text.contains("https://evil"))
    #expect(text.matches(of: /<details>/).count == Fixture.hostileTexts.count)
    #expect(text.matches(of: /<\/details>/).count == Fixture.hostileTexts.count)
    let rest = text.replacing(/<\/?(details|summary|sub)>|<!-- -->/, with: "")
    #expect(!rest.contains("<"), "a tag that is not ours")
  }

  /// - Parameter counts: Findings of each workload.
  private static func report(_ counts: [Int], _ severity: (Int) -> Severity) -> Report {
    let bytes = Array("kind: Job\n".utf8)
    let place = Fixture.place(SourceRange(0, 4), in: bytes)
    let files = counts.enumerated().map { index, count in
      Fixture.file("jobs/\(index).yaml") { file in
        file.workloads = [
          WorkloadReport(
            kind: "Job", namespace: nil, name: "job-\(index)", place: place,
            findings: (0..<count).map { _ in Finding(rule: 2, severity: severity(index), place: place, situation: Names("nginx")) },
            notEvaluated: [], counts: VerdictCounts(fail: 1))
        ]
      }
    }
    return Report(settings: Fixture.settings, files: files)
  }

  @Test func aCommentHoldsIt() throws {
    let report = Self.report(Array(repeating: 3, count: 400)) { $0 % 7 == 0 ? .critical : .low }
    let text = Fixture.text(report, .markdown)
    #expect(text.utf8.count <= MarkdownReport.mostBytes)
    #expect(text.utf8.count > MarkdownReport.mostBytes * 9 / 10)
    let shown = text.matches(of: /<summary>/).count
    #expect(text.contains("\(3 * (400 - shown)) findings of \(400 - shown) workloads are left out"))
    // All that are critical come first.
    #expect(text.matches(of: /3 critical/).count == 58)
    #expect(text.matches(of: /<details>/).count == text.matches(of: /<\/details>/).count)
  }

  @Test func oneWorkloadTooMany() {
    let text = Fixture.text(Self.report([1_000]) { _ in .high }, .markdown)
    #expect(text.utf8.count <= MarkdownReport.mostBytes)
    #expect(text.contains("1000 findings of 1 workload are left out"))
  }

  @Test func manyProblemsFitToo() {
    var report = Report(settings: Fixture.settings, files: [])
    report.inputErrors = (0..<500).map { "\($0): \(String(repeating: "x", count: 10_000))" }
    #expect(Fixture.text(report, .markdown).utf8.count <= MarkdownReport.mostBytes)
  }
}
