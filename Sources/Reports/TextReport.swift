package import Findings
import SourceTree

/// The format for people: findings by workload with the lines they are about, then what could not be judged, then a summary.
///
/// Nothing depends on the terminal; explanations are broken at ``width`` cells. Text of the scanned files cannot steer the terminal, and
/// credentials are never shown.
package struct TextReport: ReportRenderer {
  package let settings: ScanSettings
  package let separator = Array("\n".utf8)
  private let style: TextStyle
  private let read: ReportFormat.ReadFile

  static let width = 100

  /// - Parameter read: Reads a file again for its excerpts; they are left out where it gives nil or other bytes than were scanned.
  package init(_ settings: ScanSettings, isColored: Bool = false, read: @escaping ReportFormat.ReadFile) {
    self.settings = settings
    self.style = TextStyle(isColored: isColored)
    self.read = read
  }

  package func header() -> [UInt8] { [] }

  package func render(_ file: FileReport, into part: inout ReportPart) {
    part.count(file)
    let file = file.withoutKnownFindings
    let workloads = settings.grouping == nil ? file.workloads.filter { !$0.findings.isEmpty && !$0.isHidden } : []
    if workloads.isEmpty, file.errors.isEmpty { return }
    let excerpts = Excerpts(of: file, read: read)
    for workload in workloads {
      part.append(separator: separator) { bytes, _ in write(workload, of: file, excerpts, to: &bytes) }
    }
    for error in file.errors {
      var bytes: [UInt8] = []
      write(error, of: file, excerpts, to: &bytes)
      ReportPart.join(bytes, to: &part.problems, separator: separator)
    }
  }

  private func write(_ workload: WorkloadReport, of file: FileReport, _ excerpts: Excerpts, to output: inout [UInt8]) {
    style.write(style.heading, to: &output) { TerminalText.append(workload.title, to: &$0) }
    TerminalText.append(" (\(file.path):\(workload.place.start.line)", to: &output)
    if workload.foldedJobs > 0 { output += ", with \(ReportWords.count(workload.foldedJobs, "Job")) it made".utf8 }
    output += ")\n".utf8
    if let note = excerpts.note { output += "  note: \(note)\n".utf8 }
    for finding in workload.findings {
      output += "\n".utf8
      write(finding, from: workload.renderedFrom(finding), of: file, excerpts, to: &output)
    }
  }

  private func write(
    _ finding: Finding, from renderedFrom: RenderedFrom?, of file: FileReport, _ excerpts: Excerpts, to output: inout [UInt8]
  ) {
    let rule = settings.catalogue[finding.rule]
    let explanation = rule.explain(finding.arguments)
    write(file.path, finding.place, to: &output)
    if finding.state == .new { output += "new ".utf8 }
    style.write(style.severity(finding.severity), to: &output) { $0 += "\(finding.severity.name):".utf8 }
    TerminalText.append(" \(explanation.message)", to: &output)
    output += " [\(rule.metadata.code) \(rule.metadata.name)]\n".utf8
    write(excerpts.source?.excerpt(of: finding.place.range, style: style), to: &output)
    if let related = finding.related {
      output += "  ".utf8
      write(file.path, related, to: &output)
      output += "see also here\n".utf8
      write(excerpts.source?.excerpt(of: related.range, style: style), to: &output)
    }
    if let renderedFrom {
      output += "  ".utf8
      style.write(style.help, to: &output) { $0 += "from:".utf8 }
      TerminalText.append(" \(renderedFrom.pathAndLine)", to: &output)
      output += "\n".utf8
    }
    for (index, step) in explanation.steps.enumerated() { write("\(index + 1).", step, to: &output) }
    write("why:", explanation.why, to: &output)
    write("help:", explanation.remedy, to: &output)
  }

  private func write(_ error: DocumentError, of file: FileReport, _ excerpts: Excerpts, to output: inout [UInt8]) {
    write(file.path, error.place, to: &output)
    style.write(style.error, to: &output) { $0 += "error:".utf8 }
    TerminalText.append(" \(error.error.message)", to: &output)
    output += "\n".utf8
    if let note = excerpts.note { output += "  note: \(note)\n".utf8 }
    let source = excerpts.source
    write(source?.guessingCredentials(in: error.place.range).excerpt(of: error.place.range, style: style), to: &output)
    if let related = error.related {
      output += "  ".utf8
      write(file.path, related, to: &output)
      output += "the other place\n".utf8
      write(source?.guessingCredentials(in: related.range).excerpt(of: related.range, style: style), to: &output)
    }
  }

  private func write(_ path: String, _ place: Place, to output: inout [UInt8]) {
    style.write(style.heading, to: &output) {
      TerminalText.append("\(path):\(place.start.line):\(place.start.column):", to: &$0)
    }
    output += " ".utf8
  }

  private func write(_ rows: [[UInt8]]?, to output: inout [UInt8]) {
    for row in rows ?? [] {
      output += row
      output += "\n".utf8
    }
  }

  private func write(_ label: String, _ text: String, to output: inout [UInt8]) {
    output += "  ".utf8
    style.write(style.help, to: &output) { $0 += label.utf8 }
    output += " ".utf8
    let column = label.utf8.count + 3
    TerminalText.append(wrapping: text, column: column, indentation: column, width: Self.width, to: &output)
    output += "\n".utf8
  }

  package func footer(_ report: ReportPart) -> [UInt8] {
    let summary = report.summary
    var sections: [[UInt8]] = []
    if !summary.groups.isEmpty, let grouping = settings.grouping {
      sections.append(section("Findings by \(grouping.name)") { write(summary.groups, to: &$0) })
    } else if !report.hasBytes, summary.workloads > 0 {
      sections.append(Array((summary.findingCount == 0 ? "No findings.\n" : "No new findings.\n").utf8))
    }
    if summary.hiddenWorkloads > 0 {
      let others = ReportWords.count(summary.hiddenWorkloads, "more workload")
      sections.append(Array("\(others) with findings; `--top` leaves them out.\n".utf8))
    }
    if summary.unreadableDocuments > 0 || !summary.inputErrors.isEmpty {
      sections.append(
        section("Could not be read") { output in
          for error in summary.inputErrors {
            style.write(style.error, to: &output) { $0 += "error:".utf8 }
            TerminalText.append(" \(error)", to: &output)
            output += "\n".utf8
          }
          if !summary.inputErrors.isEmpty, !report.problems.isEmpty { output += "\n".utf8 }
          output += report.problems
        })
    }
    if !summary.documentsNotEvaluated.isEmpty || !summary.checksNotEvaluated.isEmpty {
      sections.append(
        section("Not evaluated") { output in
          for reason in summary.documentsNotEvaluated { write(reason, "document", to: &output) }
          for reason in summary.checksNotEvaluated { write(reason, "check", to: &output) }
        })
    }
    sections.append(self.summary(summary))
    var output: [UInt8] = []
    for section in sections {
      if !output.isEmpty || report.hasBytes { output += separator }
      output += section
    }
    return output
  }

  /// A row a group: findings by severity, workloads, name.
  private func write(_ groups: [FindingGroup], to output: inout [UInt8]) {
    let severities = Severity.allCases.reversed()
    let titles = severities.map(\.name) + ["workloads"]
    func write(_ cells: [String]) {
      for (cell, title) in zip(cells, titles) {
        output += "  \(String(repeating: " ", count: max(title.count - cell.count, 0)))\(cell)".utf8
      }
    }
    write(titles)
    output += "\n".utf8
    for group in groups.prefix(settings.top ?? groups.count) {
      write(severities.map { "\(group[$0])" } + ["\(group.workloads)"])
      TerminalText.append("  \(group.name ?? "(none)")", to: &output)
      output += "\n".utf8
    }
    let left = groups.count - min(settings.top ?? groups.count, groups.count)
    if left > 0 { output += "  … and \(ReportWords.count(left, "more group"))\n".utf8 }
  }

  private func section(_ title: String, _ content: (inout [UInt8]) -> Void) -> [UInt8] {
    var output: [UInt8] = []
    style.write(style.heading, to: &output) { TerminalText.append(title, to: &$0) }
    output += "\n\n".utf8
    content(&output)
    return output
  }

  private func write(_ reason: ReportSummary.Reason, _ what: String, to output: inout [UInt8]) {
    TerminalText.append("  \(ReportWords.count(reason.count, what)): \(reason.reason)", to: &output)
    output += "\n".utf8
    for place in reason.places {
      TerminalText.append("    \(place.path):\(place.position.line):\(place.position.column)", to: &output)
      output += "\n".utf8
    }
    if reason.count > reason.places.count, reason.places.count == ReportSummary.placesKept { output += "    …\n".utf8 }
  }

  private func summary(_ summary: ReportSummary) -> [UInt8] {
    let lines = [
      ReportWords.verdicts(summary), ReportWords.findings(summary), ReportWords.baseline(summary, settings),
      ReportWords.skipped(summary, settings), ReportWords.configuration(settings),
      "exit code \(summary.exitStatus(for: settings).rawValue): \(ReportWords.meaning(of: summary, settings))",
    ]
    var output: [UInt8] = []
    for line in lines.compactMap(\.self) {
      TerminalText.append(line, to: &output)
      output += "\n".utf8
    }
    return output
  }
}
