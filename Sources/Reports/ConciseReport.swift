package import Findings
import SourceTree

/// A line for each finding, as compilers print them, for editors, `grep` and `sort`: place, severity, message, rule. A last line has the totals.
///
/// What could not be read, and documents that were not evaluated, have such lines as well. Lines of a file are ordered by their places.
package struct ConciseReport: ReportRenderer {
  package let settings: ScanSettings
  package let separator: [UInt8] = []
  private let style: TextStyle

  /// A line for each finding.
  package init(_ settings: ScanSettings, isColored: Bool = false) {
    self.settings = settings
    style = TextStyle(isColored: isColored)
  }

  package func header() -> [UInt8] { [] }

  package func render(_ file: FileReport, into part: inout ReportPart) {
    part.count(file)
    var entries: [(start: UInt32, what: Entry)] = []
    for (workload, report) in file.workloads.enumerated() {
      for (index, finding) in report.findings.enumerated() where finding.state != .known {
        entries.append((finding.place.range.start, .finding(index, ofWorkload: workload)))
      }
    }
    for (index, error) in file.errors.enumerated() { entries.append((error.place.range.start, .error(index))) }
    for (index, document) in file.notEvaluated.enumerated() { entries.append((document.place.range.start, .notEvaluated(index))) }
    // By position, as sorting need not keep the order of what starts at one place.
    let order = entries.indices.sorted { (entries[$0].start, $0) < (entries[$1].start, $1) }
    for position in order {
      part.append(separator: separator) { bytes, _ in bytes += line(entries[position].what, of: file) }
    }
  }

  /// What has a line, as a position in its list.
  private enum Entry {
    case finding(Int, ofWorkload: Int)
    case error(Int)
    case notEvaluated(Int)
  }

  private func line(_ entry: Entry, of file: FileReport) -> [UInt8] {
    switch entry {
    case .finding(let index, let workload):
      let workload = file.workloads[workload]
      let finding = workload.findings[index]
      return line(finding, from: workload.renderedFrom(finding), in: file)
    case .error(let index):
      let error = file.errors[index]
      return line(file.path, error.place.lineAndColumn, style.error, "error", error.error.message)
    case .notEvaluated(let index):
      let document = file.notEvaluated[index]
      return line(file.path, document.place.lineAndColumn, style.help, "not evaluated", document.reason)
    }
  }

  private func line(_ finding: Finding, from origin: RenderedFrom?, in file: FileReport) -> [UInt8] {
    let rule = settings.catalogue[finding.rule]
    let message = "\(rule.explain(finding.situation).message) [\(rule.metadata.code) \(rule.metadata.name)]"
    let code = style.severity(finding.severity)
    // Where it is edited; of what Helm and Kustomize read, at most the line is known.
    if let origin { return line(origin.path, "\(origin.line ?? 1):1", code, finding.severity.name, message) }
    return line(file.path, finding.place.lineAndColumn, code, finding.severity.name, message)
  }

  private func line(_ path: String, _ position: String, _ code: TextStyle.Code, _ what: String, _ message: String) -> [UInt8] {
    var output: [UInt8] = []
    style.write(style.heading, to: &output) { TerminalText.append("\(path):\(position):", to: &$0) }
    output += " ".utf8
    style.write(code, to: &output) { $0 += "\(what):".utf8 }
    TerminalText.append(" \(message)", to: &output)
    output += "\n".utf8
    return output
  }

  package func footer(_ report: ReportPart) -> [UInt8] {
    var output: [UInt8] = []
    for error in report.summary.inputErrors {
      style.write(style.error, to: &output) { $0 += "error:".utf8 }
      TerminalText.append(" \(error)", to: &output)
      output += "\n".utf8
    }
    output += "\(totals(report.summary))\n".utf8
    return output
  }

  /// `3 findings in 2 of 5 workloads: 1 high, 2 low; not evaluated: 1 document, 4 checks`.
  private func totals(_ summary: ReportSummary) -> String {
    var clauses = [ReportWords.findingsInWorkloads(summary)]
    if let baseline = ReportWords.baseline(summary, settings) { clauses.append("compared with the baseline: \(baseline)") }
    if summary.suppressed > 0 { clauses.append("\(summary.suppressed) suppressed") }
    let notEvaluated = [(summary.documentsNotEvaluated, "document"), (summary.checksNotEvaluated, "check")].compactMap { reasons, noun in
      reasons.isEmpty ? nil : ReportWords.count(reasons.reduce(0) { $0 + $1.count }, noun)
    }
    if !notEvaluated.isEmpty { clauses.append("not evaluated: \(notEvaluated.joined(separator: ", "))") }
    let unread = [(summary.unreadableDocuments, "document"), (summary.inputErrors.count, "input")].compactMap { count, noun in
      count == 0 ? nil : ReportWords.count(count, noun)
    }
    if !unread.isEmpty { clauses.append("could not be read: \(unread.joined(separator: ", "))") }
    return clauses.joined(separator: "; ")
  }
}
