package import SourceTree

/// A finding of a JSON report, read back.
package struct ReportedFinding: Sendable, Hashable {
  /// What it is known again by.
  package var recorded: RecordedFinding
  /// The rule's name.
  package var name: String
  /// As it was then.
  package var severity: Severity
  /// Where it stood.
  package var position: Position
  /// What was said of it.
  package var message: String

  /// Reads a report.
  ///
  /// - Throws: ``PlacedError`` with the place where the file is not a report of this version.
  package static func read(_ source: Source) throws(PlacedError) -> [ReportedFinding] {
    var documents = DocumentReader(source)
    guard let first = documents.next() else { throw noReport(at: SourceRange(0, 0)) }
    switch first {
    case .failure(let error): throw PlacedError(error.message, at: error.range)
    case .success(let document):
      guard document.root["schemaVersion"]?.text == Baseline.version, document.root["files"] != nil else {
        throw noReport(at: document.firstPlace(0))
      }
      return try all(in: document.root)
    }
  }

  /// The findings of a report that has been parsed.
  static func all(in report: Node) throws(PlacedError) -> [ReportedFinding] {
    var found: [ReportedFinding] = []
    for file in report["files"]?.items.map(\.resolved) ?? [] {
      for workload in file["workloads"]?.items.map(\.resolved) ?? [] {
        let name = [workload["kind"]?.text, workload["namespace"]?.text, workload["name"]?.text].compactMap { $0 }.joined(separator: "/")
        for item in workload["findings"]?.items.map(\.resolved) ?? [] {
          guard let finding = ReportedFinding(item, workload: name, path: file["path"]?.text) else {
            throw PlacedError("this is not a finding as `curfew scan --format json` writes it; write the report anew", at: item.range)
          }
          found.append(finding)
        }
      }
    }
    return found
  }

  private init?(_ item: Node, workload: String, path: String?) {
    guard let fingerprint = Fingerprint.read(item["fingerprint"]), let rule = item["rule"]?.text, let name = item["name"]?.text,
      let severity = item["severity"]?.text.flatMap({ Severity(name: $0) }), let message = item["message"]?.text, let path,
      case .int(let line)? = item["start"]?["line"]?.scalar, case .int(let column)? = item["start"]?["column"]?.scalar
    else { return nil }
    recorded = RecordedFinding(fingerprint: fingerprint, rule: rule, workload: workload, path: path)
    self.name = name
    self.severity = severity
    position = Position(line: Int(clamping: line), column: Int(clamping: column))
    self.message = message
  }

  private static func noReport(at range: SourceRange) -> PlacedError {
    PlacedError("not a report of `curfew scan --format json`, or of another version of the format", at: range)
  }
}
