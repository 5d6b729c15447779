import Findings
import SourceTree

// What follows the findings.
extension TextReport {
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
            output += " ".utf8
            write(error, column: 7, indentation: 2, to: &output)
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
    sections.append(section("Summary") { write(rows(of: summary), to: &$0) })
    var output: [UInt8] = []
    for section in sections {
      if !output.isEmpty || report.hasBytes { output += separator }
      output += section
    }
    return output
  }

  /// What the summary says, a label a row; what there is nothing to say of has none.
  private func rows(of summary: ReportSummary) -> [(label: String, text: String)] {
    let findings = summary.findingCount == 0 ? "none" : "\(summary.findingCount): \(ReportWords.present(summary.findings))"
    let suppressed = summary.suppressed == 0 ? "" : "; \(summary.suppressed) suppressed"
    var rows = [
      ("workloads", ReportWords.workloads(summary)), ("findings", findings + suppressed),
      ("checks", ReportWords.verdicts(summary.verdicts)),
    ]
    if let lacks = ReportWords.lacks(summary.lacks(in: settings.catalogue)) { rows.append(("not asked", "\(lacks)")) }
    if let baseline = ReportWords.baseline(summary, settings) { rows.append(("baseline", baseline)) }
    if let skipped = ReportWords.skipped(summary, settings) { rows.append(("skipped", skipped)) }
    rows.append(("judged by", judges))
    rows.append(("exit code", "\(summary.exitStatus(for: settings).rawValue): \(ReportWords.meaning(of: summary, settings))"))
    return rows
  }

  /// The profile and version, and the configuration files in use: the first ones, since every folder may have one.
  private var judges: String {
    let files = settings.configurations
    let others = files.count > 3 ? ["\(ReportWords.count(files.count - 3, "more configuration file"))"] : []
    return ([ReportWords.question(settings)] + files.prefix(3) + others).joined(separator: ", ")
  }

  private func write(_ rows: [(label: String, text: String)], to output: inout [UInt8]) {
    let labels = rows.map(\.label.utf8.count).max() ?? 0
    for (label, text) in rows {
      output += "  ".utf8
      style.write(style.help, to: &output) { $0 += label.utf8 }
      output += [UInt8](repeating: UInt8(ascii: " "), count: labels - label.utf8.count + 2)
      write(text, column: labels + 4, indentation: labels + 4, to: &output)
    }
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
    let count = "  \(ReportWords.count(reason.count, what)): "
    output += count.utf8
    write(reason.reason, column: count.utf8.count, indentation: 4, to: &output)
    for place in reason.places {
      TerminalText.append("    \(place.path):\(place.position.line):\(place.position.column)", to: &output)
      output += "\n".utf8
    }
    if reason.count > reason.places.count, reason.places.count == ReportSummary.placesKept { output += "    …\n".utf8 }
  }
}
