package import Findings

/// The formats a report can be written in.
package enum ReportFormat: String, Sendable, CaseIterable {
  case text, json, sarif

  /// The word for `--format`.
  package var name: String { rawValue }

  package init?(name: String) { self.init(rawValue: name) }

  /// Reads a file again for its excerpts; nil where that is not possible.
  package typealias ReadFile = @Sendable (_ path: String) -> [UInt8]?

  /// - Parameters:
  ///   - isColored: Whether formats for people may use terminal colours.
  ///   - read: For formats that show excerpts.
  package func renderer(_ settings: ScanSettings, isColored: Bool = false, read: @escaping ReadFile) -> any ReportRenderer {
    switch self {
    case .text: TextReport(settings, isColored: isColored, read: read)
    case .json: JSONReport(settings)
    case .sarif: SARIFReport(settings)
    }
  }
}
