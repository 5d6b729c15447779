package import Findings
import SourceTree

/// GitHub Flavored Markdown for a comment on a pull request: the totals, then the findings of each workload folded away, the gravest first.
///
/// It always fits into a comment: what has no room is left out from the least grave end, and said. Nothing out of a manifest becomes markup, a link, a mention
/// or a reference to an issue.
package struct MarkdownReport: ReportRenderer {
  package let settings: ScanSettings
  package let separator: [UInt8] = []

  /// GitHub refuses comments of more characters; bytes are never fewer.
  package static let mostBytes = 65_536
  /// Kept free for what is said about the rest.
  private static let reserve = 512
  /// Reasons, and inputs that could not be read, that are listed.
  private static let mostLines = 20

  /// A report of a scan with such settings.
  package init(_ settings: ScanSettings) {
    self.settings = settings
  }

  package func header() -> [UInt8] { [] }

  package func render(_ file: FileReport, into part: inout ReportPart) {
    part.count(file)
    let file = file.withoutKnownFindings
    for workload in file.workloads where !workload.findings.isEmpty {
      part.append(workload, room: Self.mostBytes) { $0.body = body(of: workload, $0, in: file) }
    }
    for error in file.errors {
      part.problems += "- ".utf8
      Self.appendCode("\(file.path):\(error.place.lineAndColumn)", to: &part.problems)
      part.problems += ": ".utf8
      Self.append(error.error.message, to: &part.problems)
      part.problems += "\n".utf8
    }
  }

  private func body(of workload: WorkloadReport, _ section: ReportSection, in file: FileReport) -> [UInt8] {
    var output = MarkupWriter.bytes { html in
      html.markup("\n<details>\n<summary>\(workload.kind) <code>")
      html.text(workload.qualifiedName)
      html.markup("</code>: \(ReportWords.present(section.counts)) (<code>")
      html.text("\(file.path):\(workload.place.start.line)")
      html.markup("</code>)</summary>\n\n")
    }
    for finding in workload.findingsGravestFirst {
      let rule = settings.catalogue[finding.rule]
      let explanation = rule.explain(finding.situation)
      output += "- **\(finding.severity.name)** `\(rule.metadata.code)` \(rule.metadata.name), ".utf8
      if let origin = workload.renderedFrom(finding) {
        Self.appendCode(origin.pathAndLine, to: &output)
      } else {
        output += "line \(finding.place.start.line)".utf8
      }
      output += ": ".utf8
      Self.append(explanation.message, to: &output)
      for (index, step) in explanation.steps.enumerated() {
        output += "\n  \(index + 1). ".utf8
        Self.append(step, to: &output)
      }
      // A list ends where a paragraph begins, a line with two spaces behind it.
      output += explanation.steps.isEmpty ? "  \n  ".utf8 : "\n\n  ".utf8
      Self.append("\(explanation.why) \(explanation.remedy)", to: &output)
      output += "\n".utf8
    }
    output += "\n</details>\n".utf8
    return output
  }

  package func footer(_ report: ReportPart) -> [UInt8] {
    let summary = report.summary
    var output = head(summary)
    var tail: [UInt8] = []
    let problems = summary.inputErrors.map { error in
      var line = Array("- ".utf8)
      Self.append(error, to: &line)
      return line
    }
    let unreadable = problems + report.problems.split(separator: UInt8(ascii: "\n")).map(Array.init)
    append(list: unreadable, titled: "Could not be read", to: &tail)
    let reasons = summary.documentsNotEvaluated.map { line($0, "document") } + summary.checksNotEvaluated.map { line($0, "check") }
    append(list: reasons, titled: "Not evaluated", to: &tail)
    if let lacks = ReportWords.lacks(summary.lacks(in: settings.catalogue)) { tail += "\nNot asked: \(lacks).\n".utf8 }
    tail += "\n<sub>Curfew \(settings.version), \(ReportWords.question(settings)). ".utf8
    tail += "`curfew explain CODE` tells more about a rule.</sub>\n".utf8

    let (sections, left) = report.sections.fitting(Self.mostBytes - Self.reserve - output.count - tail.count)
    for section in sections { output += section.body }
    if left.workloads > 0 {
      output += "\n> **\(ReportWords.count(left.findings, "finding")) of \(ReportWords.count(left.workloads, "workload")) ".utf8
      output += "\(left.findings == 1 ? "is" : "are") left out**, because a comment holds 65,536 characters. ".utf8
      output += "The gravest come first, and the other report formats hold everything.\n".utf8
    }
    return output + tail
  }

  private func head(_ summary: ReportSummary) -> [UInt8] {
    let title =
      summary.exitStatus(for: settings) == .unreadable
      ? "Curfew could not read everything"
      : summary.findingCount == 0 ? "Curfew: no findings" : "Curfew: \(ReportWords.count(summary.findingCount, "finding"))"
    let severities = Severity.allCases.reversed()
    return Array(
      """
      ### \(title)

      | \(severities.map(\.name).joined(separator: " | ")) | passed | failed | not evaluated |
      |\(String(repeating: "--:|", count: severities.count + 3))
      | \(severities.map { "\(summary[$0])" }.joined(separator: " | ")) | \(summary.verdicts.pass) | \(summary.verdicts.fail) \
      | \(summary.verdicts.notEvaluated) |

      \(ReportWords.count(summary.workloads, "workload")) in \(ReportWords.count(summary.files, "file")); \
      \(ReportWords.meaning(of: summary, settings))\
      \(ReportWords.baseline(summary, settings).map { "; compared with the baseline: \($0)" } ?? "")\
      \(summary.suppressed > 0 ? "; \(ReportWords.count(summary.suppressed, "suppressed finding"))" : "").

      """.utf8)
  }

  private func line(_ reason: ReportSummary.Reason, _ what: String) -> [UInt8] {
    var line = Array("- \(ReportWords.count(reason.count, what)): ".utf8)
    Self.append(reason.reason, to: &line)
    for (index, place) in reason.places.enumerated() {
      line += (index == 0 ? " (" : ", ").utf8
      Self.appendCode("\(place.path):\(place.position.line)", to: &line)
    }
    if !reason.places.isEmpty { line += (reason.count > reason.places.count ? ", …)" : ")").utf8 }
    return line
  }

  private func append(list: [[UInt8]], titled title: String, to output: inout [UInt8]) {
    if list.isEmpty { return }
    output += "\n#### \(title)\n\n".utf8
    for line in list.prefix(Self.mostLines) {
      output += line
      output += "\n".utf8
    }
    if list.count > Self.mostLines { output += "- and \(list.count - Self.mostLines) more\n".utf8 }
  }

  /// Longer texts are cut: a name can be as long as a file.
  private static let longestText = 2_000

  /// A text of ours with names from outside, in which backticks stand around code.
  static func append(_ text: String, to output: inout [UInt8]) {
    for (index, piece) in Prose(cut(text)).pieces.enumerated() where !piece.isEmpty {
      if index % 2 == 1 { appendCode(String(piece), to: &output) } else { append(plain: String(piece), to: &output) }
    }
  }

  private static func append(plain text: String, to output: inout [UInt8]) {
    var shown: [UInt8] = []
    TerminalText.append(text, to: &shown)
    for (index, byte) in shown.enumerated() {
      switch byte {
      case UInt8(ascii: "&"): output += "&amp;".utf8
      case UInt8(ascii: "<"): output += "&lt;".utf8
      case UInt8(ascii: ">"): output += "&gt;".utf8
      // GitHub looks for mentions, issues and addresses in what the Markdown comes to, where a backslash would be gone: a comment parts the text.
      case UInt8(ascii: "@"), UInt8(ascii: "#"): output += [byte] + Array("<!-- -->".utf8)
      case UInt8(ascii: ":") where shown[(index + 1)...].first == UInt8(ascii: "/"): output += ":<!-- -->".utf8
      case UInt8(ascii: ".") where index >= 3 && shown[..<index].suffix(3).allSatisfy { $0 | 0x20 == UInt8(ascii: "w") }:
        output += "<!-- -->.".utf8
      case UInt8(ascii: "\\"), UInt8(ascii: "`"), UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "["), UInt8(ascii: "]"),
        UInt8(ascii: "~"), UInt8(ascii: "|"), UInt8(ascii: "$"), UInt8(ascii: "!"):
        output += [UInt8(ascii: "\\"), byte]
      default: output.append(byte)
      }
    }
  }

  /// A code span, whatever backticks the text holds.
  private static func appendCode(_ text: String, to output: inout [UInt8]) {
    var shown: [UInt8] = []
    TerminalText.append(cut(text), to: &shown)
    let runs = shown.split { $0 != UInt8(ascii: "`") }.map(\.count)
    let fence = [UInt8](repeating: UInt8(ascii: "`"), count: (runs.max() ?? 0) + 1)
    // The spaces keep backticks at the ends apart from the fence; they are not shown.
    let padding = runs.isEmpty ? [] : [UInt8(ascii: " ")]
    output += fence + padding + shown + padding + fence
  }

  private static func cut(_ text: String) -> String {
    text.utf8.count <= longestText ? text : "\(String.UnicodeScalarView(text.unicodeScalars.prefix(longestText)))…"
  }
}
