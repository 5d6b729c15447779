package import SourceTree

/// Reads a baseline, as `--write-baseline` wrote it, or the JSON report of a former scan: whatever lists findings with fingerprints.
package enum BaselineReader {
  /// - Throws: ``PlacedError`` with the place where the file is not what it should be.
  package static func read(_ source: Source) throws(PlacedError) -> [RecordedFinding] {
    var documents = DocumentReader(source)
    guard let first = documents.next() else { throw notABaseline(at: SourceRange(0, 0)) }
    let document: Document
    switch first {
    case .failure(let error): throw PlacedError(error.message, at: error.range)
    case .success(let read): document = read
    }
    guard let version = document.root["schemaVersion"]?.text else { throw notABaseline(at: document.firstPlace(0)) }
    guard version == Baseline.version else {
      throw PlacedError(
        "this file has version \(version.utf8.count < 8 ? version : "…") and \(Baseline.version) is understood; write it anew",
        at: document.root.entry("schemaVersion")?.value.range ?? document.firstPlace(0))
    }
    if let findings = document.root["findings"] {
      var recorded: [RecordedFinding] = []
      for item in findings.items { recorded.append(try finding(item)) }
      return recorded
    }
    guard document.root["files"] != nil else { throw notABaseline(at: document.firstPlace(0)) }
    return try ReportedFinding.all(in: document.root).map(\.recorded)
  }

  private static func finding(_ item: Node) throws(PlacedError) -> RecordedFinding {
    guard let fingerprint = Fingerprint.read(item["fingerprint"]), let rule = item["rule"]?.text, let workload = item["workload"]?.text,
      let path = item["path"]?.text
    else { throw PlacedError("a finding needs its fingerprint, rule, workload and path; write the file anew", at: item.range) }
    return RecordedFinding(fingerprint: fingerprint, rule: rule, workload: workload, path: path)
  }

  private static func notABaseline(at range: SourceRange) -> PlacedError {
    PlacedError("neither a baseline nor a JSON report; write one with --write-baseline", at: range)
  }
}

/// The findings that are accepted as they are, so that only new ones count.
package enum Baseline {
  /// Of the file's format; that of JSON reports is the same as long as both are read alike.
  package static let version = "1"
}

/// Fingerprints as files have them: sixteen hexadecimal digits.
enum Fingerprint {
  static func read(_ node: Node?) -> UInt64? {
    guard let text = node?.text, text.utf8.count == 16, text.utf8.first != UInt8(ascii: "+") else { return nil }
    return UInt64(text, radix: 16)
  }
}
