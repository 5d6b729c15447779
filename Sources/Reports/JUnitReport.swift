package import Findings
import SourceTree

/// JUnit XML, as GitLab, Jenkins, Azure Pipelines and others read it (the schema of Jenkins' xUnit plugin, `junit-10.xsd`, has what they agree on).
///
/// A file is a test suite. Every rule that was asked is a test case of each workload, so that dashboards show what was repaired: it passes, fails (findings at
/// or over the threshold) or is skipped (*not evaluated*, suppressed). Findings below the threshold are output of a test that passes. What could not be read is an error.
package struct JUnitReport: ReportRenderer {
  package let settings: ScanSettings
  package let separator: [UInt8] = []

  package init(_ settings: ScanSettings) {
    self.settings = settings
  }

  package func header() -> [UInt8] {
    MarkupWriter.bytes { xml in
      xml.markup("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites")
      xml.attribute("name", "Curfew \(settings.version)")
      xml.markup(">\n")
    }
  }

  package func render(_ file: FileReport, into part: inout ReportPart) {
    part.count(file)
    let file = file.withoutKnownFindings
    if file.workloads.isEmpty, file.errors.isEmpty, file.notEvaluated.isEmpty { return }
    var suite = Suite(name: file.path)
    for workload in file.workloads { add(workload, of: file, to: &suite) }
    for error in file.errors {
      suite.add(.error, named: "readable", of: "document \(error.place.lineAndColumn)", at: error.place.start.line, in: file.path) { xml in
        xml.attribute("type", "unreadable-document")
        xml.attribute("message", error.error.message)
        xml.markup("/>")
      }
    }
    for document in file.notEvaluated {
      suite.add(.skipped, named: "evaluated", of: "document \(document.place.lineAndColumn)", at: document.place.start.line, in: file.path)
      { xml in
        xml.attribute("message", document.reason)
        xml.markup("/>")
      }
    }
    part.append(separator: separator) { bytes, _ in bytes += suite.bytes }
  }

  private func add(_ workload: WorkloadReport, of file: FileReport, to suite: inout Suite) {
    let policy = settings.policy(file.policy)
    for (index, rule) in settings.rules where settings.podSecurity != nil || policy.asks(index) {
      let findings = workload.findings.filter { $0.rule == index }
      let failures = findings.filter { $0.severity >= settings.threshold }
      let name = "\(rule.code) \(rule.name)"
      if let first = failures.first, let worst = failures.map(\.severity).max() {
        suite.add(
          .failure, named: name, of: workload.title, at: workload.renderedFrom(first)?.line ?? first.place.start.line,
          in: workload.renderedFrom?.path ?? file.path
        ) { xml in
          xml.attribute("type", worst.name)
          let others = findings.count > 1 ? " (and \(findings.count - 1) more)" : ""
          xml.attribute("message", settings.catalogue[index].explain(first.arguments).message + others)
          xml.markup(">")
          write(findings, of: file, to: &xml)
          xml.markup("</failure>")
        }
      } else if let first = findings.first {
        suite.add(
          .output, named: name, of: workload.title, at: workload.renderedFrom(first)?.line ?? first.place.start.line,
          in: workload.renderedFrom?.path ?? file.path
        ) { xml in
          xml.markup(">")
          write(findings, of: file, to: &xml)
          xml.markup("</system-out>")
        }
      } else if let check = workload.notEvaluated.first(where: { $0.rule == index }) {
        suite.add(.skipped, named: name, of: workload.title, at: check.place.start.line, in: file.path) { xml in
          xml.attribute("message", check.reason)
          xml.markup("/>")
        }
      } else if let suppressed = workload.suppressed.first(where: { $0.finding.rule == index }) {
        let line = suppressed.finding.place.start.line
        suite.add(.skipped, named: name, of: workload.title, at: line, in: file.path) { xml in
          xml.attribute("message", "suppressed by \(suppressed.acceptance)")
          xml.markup("/>")
        }
      } else if !workload.unasked.contains(index), !file.unasked.contains(index) {
        suite.addPass(named: name, of: workload.title, in: workload.renderedFrom?.path ?? file.path)
      }
    }
  }

  private func write(_ findings: [Finding], of file: FileReport, to xml: inout MarkupWriter) {
    for (index, finding) in findings.enumerated() {
      let explanation = settings.catalogue[finding.rule].explain(finding.arguments)
      if index > 0 { xml.markup("\n") }
      xml.text("\(file.path):\(finding.place.lineAndColumn): \(finding.severity.name): \(explanation.message)")
      for (index, step) in explanation.steps.enumerated() {
        xml.markup("\n  \(index + 1). ")
        xml.text(step)
      }
      xml.markup("\n  why: ")
      xml.text(explanation.why)
      xml.markup("\n  help: ")
      xml.text(explanation.remedy)
      xml.markup("\n")
    }
  }

  package func footer(_ report: ReportPart) -> [UInt8] {
    var output: [UInt8] = []
    if !report.summary.inputErrors.isEmpty {
      var suite = Suite(name: "input")
      for error in report.summary.inputErrors {
        suite.add(.error, named: "readable", of: error, at: nil, in: nil) { xml in
          xml.attribute("type", "unreadable-input")
          xml.attribute("message", error)
          xml.markup("/>")
        }
      }
      output += suite.bytes
    }
    return output + Array("</testsuites>\n".utf8)
  }

  /// A test suite, whose counts stand before its test cases.
  private struct Suite {
    /// The element that says how a test ended; the raw value is its name.
    enum Outcome: String { case failure, error, skipped, output = "system-out" }

    let name: String
    private var cases = MarkupWriter()
    private var tests = 0
    private var counts: [Outcome: Int] = [:]

    init(name: String) {
      self.name = name
    }

    mutating func addPass(named name: String, of subject: String, in path: String) {
      open(name, subject, nil, path)
      cases.markup("/>\n")
    }

    /// - Parameter write: What follows `<failure`, its end included.
    mutating func add(
      _ outcome: Outcome, named name: String, of subject: String, at line: Int?, in path: String?,
      _ write: (inout MarkupWriter) -> Void
    ) {
      open(name, subject, line, path)
      cases.markup(">\n<\(outcome.rawValue)")
      write(&cases)
      cases.markup("\n</testcase>\n")
      counts[outcome, default: 0] += 1
    }

    private mutating func open(_ name: String, _ subject: String, _ line: Int?, _ path: String?) {
      tests += 1
      cases.markup("<testcase")
      cases.attribute("name", name)
      cases.attribute("classname", subject)
      if let path { cases.attribute("file", path) }
      if let line { cases.attribute("line", line) }
    }

    var bytes: [UInt8] {
      MarkupWriter.bytes { xml in
        xml.markup("<testsuite")
        xml.attribute("name", name)
        xml.attribute("tests", tests)
        xml.attribute("failures", counts[.failure] ?? 0)
        xml.attribute("errors", counts[.error] ?? 0)
        xml.attribute("skipped", counts[.skipped] ?? 0)
        xml.markup(">\n")
        xml.markup(cases.bytes)
        xml.markup("</testsuite>\n")
      }
    }
  }
}
