package import Findings
internal import SourceTree

/// What changed between two scans, as text or JSON: the new findings, those that are gone, and how many stayed.
package struct ComparisonReport: Sendable {
  /// What only the later report has.
  package let new: [ReportedFinding]
  /// What only the earlier report has.
  package let gone: [ReportedFinding]
  /// How many findings both have.
  package let unchanged: Int

  /// Compares the findings of two reports.
  package init(old: [ReportedFinding], new: [ReportedFinding]) {
    let comparison = FindingComparison(old: old.map(\.recorded), new: new.map(\.recorded))
    self.new = zip(new, comparison.isKnown).filter { !$1 }.map(\.0)
    gone = zip(old, comparison.isGone).filter { $1 }.map(\.0)
    unchanged = new.count - self.new.count
  }

  /// ``ExitStatus/findings`` where a new finding is at or over the threshold.
  package func exitStatus(threshold: Severity) -> ExitStatus {
    new.contains { $0.severity >= threshold } ? .findings : .clean
  }

  /// For people: a line a finding.
  package func text(isColored: Bool) -> [UInt8] {
    let style = TextStyle(isColored: isColored)
    var output: [UInt8] = []
    for (sign, code, findings) in [("+", style.error, new), ("-", style.help, gone)] {
      for finding in findings {
        style.write(code, to: &output) { $0 += sign.utf8 }
        TerminalText.append(
          " \(finding.recorded.path):\(finding.position.line):\(finding.position.column): \(finding.severity.name): \(finding.message)",
          to: &output)
        TerminalText.append(" [\(finding.recorded.rule) \(finding.name)] \(finding.recorded.workload)", to: &output)
        output += "\n".utf8
      }
    }
    if !output.isEmpty { output += "\n".utf8 }
    output += "\(new.count) new, \(gone.count) gone, \(unchanged) unchanged\n".utf8
    return output
  }

  /// For programs.
  package func json() -> [UInt8] {
    JSONWriter.bytes { json in
      json.beginObject()
      json.lastLine()
      json.member("schemaVersion", Baseline.version)
      json.line()
      json.key("new")
      write(new, to: &json)
      json.line()
      json.key("gone")
      write(gone, to: &json)
      json.line()
      json.key("summary")
      json.beginObject()
      json.member("new", new.count)
      json.member("gone", gone.count)
      json.member("unchanged", unchanged)
      json.endObject()
      json.lastLine()
      json.endObject()
      json.lastLine()
    }
  }

  private func write(_ findings: [ReportedFinding], to json: inout JSONWriter) {
    json.beginArray()
    for finding in findings {
      json.line()
      json.beginObject()
      json.member("rule", finding.recorded.rule)
      json.member("name", finding.name)
      json.member("severity", finding.severity.name)
      json.member("path", finding.recorded.path)
      json.member("line", finding.position.line)
      json.member("column", finding.position.column)
      json.member("workload", finding.recorded.workload)
      json.member("message", finding.message)
      json.key("fingerprint")
      json.hexadecimal(finding.recorded.fingerprint)
      json.endObject()
    }
    json.endLines()
  }
}
