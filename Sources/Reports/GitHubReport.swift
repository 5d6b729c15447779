package import Findings
import SourceTree

/// Workflow commands that GitHub Actions turns into annotations of the changed files, and last lines with the totals for whoever reads the log.
///
/// GitHub shows ten errors, ten warnings and ten notices of a step. Source: "Workflow commands for GitHub Actions" and `actions/toolkit`,
/// `packages/core/src/command.ts`, for what has to be escaped.
package struct GitHubReport: ReportRenderer {
  package let settings: ScanSettings
  package let separator: [UInt8] = []

  /// Characters of a message that are kept: an annotation is a hint, not a page.
  private static let longestMessage = 1_000

  private enum Level: String { case error, warning, notice }

  /// Workflow commands for a scan's findings.
  package init(_ settings: ScanSettings) {
    self.settings = settings
  }

  package func header() -> [UInt8] { [] }

  package func render(_ file: FileReport, into part: inout ReportPart) {
    part.count(file)
    let file = file.withoutKnownFindings
    for workload in file.workloads where !workload.findings.isEmpty {
      part.append(separator: separator) { output, _ in
        for finding in workload.findings {
          let rule = settings.catalogue[finding.rule]
          let explanation = rule.explain(finding.situation)
          write(
            Self.level(finding.severity), title: "\(rule.metadata.code) \(rule.metadata.name) (\(finding.severity.name))",
            "\(workload.title): \(explanation.paragraph)", at: finding.place, in: file.path,
            from: workload.renderedFrom(finding), to: &output)
        }
      }
    }
    for error in file.errors {
      part.append(separator: separator) { output, _ in
        write(.error, title: "unreadable document", error.error.message, at: error.place, in: file.path, to: &output)
      }
    }
    for document in file.notEvaluated {
      part.append(separator: separator) { output, _ in
        write(.notice, title: "not evaluated", document.reason, at: document.place, in: file.path, to: &output)
      }
    }
  }

  package func footer(_ report: ReportPart) -> [UInt8] {
    var output: [UInt8] = []
    for error in report.summary.inputErrors {
      output += "::error title=unreadable input::\(Self.escaped(error, isProperty: false))\n".utf8
    }
    let baseline = ReportWords.baseline(report.summary, settings).map { "; compared with the baseline: \($0)" } ?? ""
    output +=
      "Curfew: \(ReportWords.meaning(of: report.summary, settings))\n\(ReportWords.findings(report.summary))\(baseline)\n\(ReportWords.verdicts(report.summary))\n"
      .utf8
    return output
  }

  private static func level(_ severity: Severity) -> Level {
    switch severity {
    case .critical, .high: .error
    case .medium: .warning
    case .low, .info: .notice
    }
  }

  private func write(
    _ level: Level, title: String, _ message: String, at place: Place, in path: String, from origin: RenderedFrom? = nil,
    to output: inout [UInt8]
  ) {
    let path = origin?.path ?? path
    // Paths count from the root of the repository.
    let file = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
    output += "::\(level.rawValue) file=\(Self.escaped(file, isProperty: true))".utf8
    if let origin {
      output += ",line=\(origin.line ?? 1)".utf8
    } else {
      output += ",line=\(place.start.line),endLine=\(place.end.line)".utf8
      // Columns of a range over several lines would be taken for columns of its first line.
      if place.start.line == place.end.line {
        output += ",col=\(place.start.column),endColumn=\(max(place.start.column, place.end.column))".utf8
      }
    }
    output += ",title=\(Self.escaped(title, isProperty: true))::\(Self.escaped(message, isProperty: false))\n".utf8
  }

  /// A value of a command, or one of its properties; what could steer a terminal is shown as an escape, as the log is one.
  private static func escaped(_ text: String, isProperty: Bool) -> String {
    var kept = text
    if text.unicodeScalars.count > longestMessage {
      kept = "\(String.UnicodeScalarView(text.unicodeScalars.prefix(longestMessage)))…"
    }
    var shown: [UInt8] = []
    TerminalText.append(kept, to: &shown)
    var result: [UInt8] = []
    for byte in shown {
      switch byte {
      case UInt8(ascii: "%"): result += "%25".utf8
      case UInt8(ascii: ":") where isProperty: result += "%3A".utf8
      case UInt8(ascii: ",") where isProperty: result += "%2C".utf8
      default: result.append(byte)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
