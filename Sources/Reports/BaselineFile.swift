package import Findings

/// A baseline as bytes: one finding a line, sorted, so that two of them can be compared and merged line by line.
package enum BaselineFile {
  /// The file that records the findings.
  package static func bytes(_ findings: [RecordedFinding]) -> [UInt8] {
    JSONWriter.bytes { json in
      json.beginObject()
      json.lastLine()
      json.member("schemaVersion", Baseline.version)
      json.line()
      json.key("findings")
      json.beginArray()
      for finding in findings.sorted() {
        json.line()
        json.beginObject()
        json.member("path", finding.path)
        json.member("workload", finding.workload)
        json.member("rule", finding.rule)
        json.key("fingerprint")
        json.hexadecimal(finding.fingerprint)
        json.endObject()
      }
      json.endLines()
      json.lastLine()
      json.endObject()
      json.lastLine()
    }
  }
}
