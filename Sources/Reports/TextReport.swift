package import Findings
import SourceTree

/// The format for people: findings by workload with the lines they are about, then what could not be judged, then a summary.
///
/// The gravest comes first: among the findings of a workload, among the workloads of a file, and among files, by their gravest workloads. Files
/// are not mixed, so that each is read again for its excerpts once, and none has to be kept.
///
/// Lines are broken at a width. Text of the scanned files cannot steer the terminal, and credentials are never shown.
package struct TextReport: ReportRenderer {
  package let settings: ScanSettings
  package let separator = Array("\n".utf8)
  let style: TextStyle
  /// Cells of a line.
  let width: Int
  private let read: ReportFormat.ReadFile

  /// Where no terminal has a width.
  package static let usualWidth = 100
  /// Cells that stand before a line of an excerpt, and for what shows that it is cut.
  private static let gutter = 9

  /// - Parameters:
  ///   - width: Cells of a line; there are at least 40.
  ///   - read: Reads a file again for its excerpts; they are left out where it gives nil or other bytes than were scanned.
  package init(_ settings: ScanSettings, isColored: Bool = false, width: Int = usualWidth, read: @escaping ReportFormat.ReadFile) {
    self.settings = settings
    self.style = TextStyle(isColored: isColored)
    self.width = max(width, 40)
    self.read = read
  }

  package func order(of files: [FileReport]) -> [Int] { settings.grouping == nil ? files.gravestFirst : Array(files.indices) }

  package func header() -> [UInt8] { [] }

  package func render(_ file: FileReport, into part: inout ReportPart) {
    part.count(file)
    let file = file.withoutKnownFindings
    let workloads = settings.grouping == nil ? file.workloads.filter { !$0.findings.isEmpty && !$0.isHidden } : []
    if workloads.isEmpty, file.errors.isEmpty { return }
    let excerpts = Excerpts(of: file, width: min(ExcerptSource.usualWidth, width - Self.gutter), read: read)
    for workload in workloads.gravestFirst(by: \.severities) {
      part.append(separator: separator) { bytes, _ in write(workload, of: file, excerpts, to: &bytes) }
    }
    for error in file.errors {
      var bytes: [UInt8] = []
      write(error, of: file, excerpts, to: &bytes)
      ReportPart.join(bytes, to: &part.problems, separator: separator)
    }
  }

  private func write(_ workload: WorkloadReport, of file: FileReport, _ excerpts: Excerpts, to output: inout [UInt8]) {
    var column = 0
    style.write(style.heading, to: &output) { column = TerminalText.append(workload.title, to: &$0) }
    output += " ".utf8
    let jobs = workload.foldedJobs > 0 ? ", with \(ReportWords.count(workload.foldedJobs, "Job")) it made" : ""
    write("(\(file.path):\(workload.place.start.line)\(jobs))", column: column + 1, indentation: 2, to: &output)
    if let note = excerpts.note { output += "  note: \(note)\n".utf8 }
    for finding in workload.findingsGravestFirst {
      output += "\n".utf8
      write(finding, from: workload.renderedFrom(finding), of: file, excerpts, to: &output)
    }
  }

  private func write(
    _ finding: Finding, from renderedFrom: RenderedFrom?, of file: FileReport, _ excerpts: Excerpts, to output: inout [UInt8]
  ) {
    let rule = settings.catalogue[finding.rule]
    let explanation = rule.explain(finding.situation)
    var column = write(file.path, finding.place, to: &output)
    if finding.state == .new {
      output += "new ".utf8
      column += 4
    }
    style.write(style.severity(finding.severity), to: &output) { $0 += "\(finding.severity.name):".utf8 }
    output += " ".utf8
    column += finding.severity.name.utf8.count + 2
    column = TerminalText.append(wrapping: explanation.message, column: column, indentation: 2, width: width, to: &output)
    let name = "[\(rule.metadata.code) \(rule.metadata.name)]"
    // Whole, so that it can be copied and searched for.
    output += column + 1 + name.utf8.count > width ? "\n  \(name)\n".utf8 : " \(name)\n".utf8
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
    let column = write(file.path, error.place, to: &output)
    style.write(style.error, to: &output) { $0 += "error:".utf8 }
    output += " ".utf8
    write(error.error.message, column: column + 7, indentation: 2, to: &output)
    if let note = excerpts.note { output += "  note: \(note)\n".utf8 }
    let source = excerpts.source
    write(source?.excerpt(of: error.place.range, style: style), to: &output)
    if let related = error.related {
      output += "  ".utf8
      write(file.path, related, to: &output)
      output += "the other place\n".utf8
      write(source?.excerpt(of: related.range, style: style), to: &output)
    }
  }

  /// - Returns: The number of cells it takes.
  @discardableResult
  private func write(_ path: String, _ place: Place, to output: inout [UInt8]) -> Int {
    var cells = 0
    style.write(style.heading, to: &output) { cells = TerminalText.append("\(path):\(place.lineAndColumn):", to: &$0) }
    output += " ".utf8
    return cells + 1
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
    // Prose is not read well in longer lines.
    write(text, column: column, indentation: column, width: Self.usualWidth, to: &output)
  }

  /// The rest of a line, and lines below it.
  func write(_ text: String, column: Int, indentation: Int, width: Int = .max, to output: inout [UInt8]) {
    TerminalText.append(wrapping: text, column: column, indentation: indentation, width: min(width, self.width), to: &output)
    output += "\n".utf8
  }
}
