package import Findings

/// The formats a report can be written in.
package enum ReportFormat: String, Sendable, CaseIterable {
  case text, concise, json, sarif, junit, github, markdown, html

  /// The word for `--format`.
  package var name: String { rawValue }

  /// All of them, for people: `text, json or sarif`.
  package static let names =
    allCases.dropLast().reduce("") { $0 + ($0.isEmpty ? "" : ", ") + $1.name } + (allCases.last.map { " or \($0.name)" } ?? "")

  /// Whether the format shows what a cluster will do with a workload.
  package var describesBehaviour: Bool { self == .html }

  /// The format of a word for `--format`.
  package init?(name: String) { self.init(rawValue: name) }

  /// Whether bytes begin as a JSON or SARIF report does, or a baseline: nothing else in a folder of manifests is ours.
  package static func isReport(_ bytes: [UInt8]) -> Bool {
    let openings: [StaticString] = ["{\n\"schemaVersion\":\"", "{\n\"$schema\":\"https://docs.oasis-open.org/sarif/"]
    return openings.contains { bytes.starts(with: $0.description.utf8) }
  }

  /// Reads a file again for its excerpts; nil where that is not possible.
  package typealias ReadFile = @Sendable (_ path: String) -> [UInt8]?

  /// - Parameters:
  ///   - isColored: Whether formats for people may use terminal colours.
  ///   - width: Cells of a line, for formats that break lines.
  ///   - read: For formats that show excerpts.
  package func renderer(
    _ settings: ScanSettings, isColored: Bool = false, width: Int = TextReport.usualWidth, read: @escaping ReadFile
  ) -> any ReportRenderer {
    switch self {
    case .text: TextReport(settings, isColored: isColored, width: width, read: read)
    case .concise: ConciseReport(settings, isColored: isColored)
    case .json: JSONReport(settings)
    case .sarif: SARIFReport(settings)
    case .junit: JUnitReport(settings)
    case .github: GitHubReport(settings)
    case .markdown: MarkdownReport(settings)
    case .html: HTMLReport(settings, read: read)
    }
  }
}
