package import Findings
import SourceTree

/// JUnit XML, as GitLab, Jenkins, Azure Pipelines and others read it (the schema of Jenkins' xUnit plugin, `junit-10.xsd`, has what they agree on).
///
/// A file is a test suite. Every rule that was asked is a test case of each workload, so that dashboards show what was repaired: it passes, fails (findings at
/// or over the threshold) or is skipped (*not evaluated*, suppressed). Findings below the threshold are output of a test that passes. What could not be read is an error.
package struct JUnitReport: ReportRenderer {
  package let settings: ScanSettings
  package let separator: [UInt8] = []

  /// A report of a scan with such settings.
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
    var counts = Counts()
    forEachCase(of: file) { counts.add($0.outcome) }
    part.append(separator: separator) { bytes, _ in bytes += Self.opening(suite: file.path, counts) }
    forEachCase(of: file) { test in part.extend { bytes, _ in bytes += self.bytes(of: test, in: file) } }
    part.extend { bytes, _ in bytes += Self.closing }
  }

  /// The tests of a file, in order; counted first and written then, as a suite's counts stand before its tests.
  private func forEachCase(of file: FileReport, _ body: (TestCase) -> Void) {
    let rules = rules(for: file)
    for workload in file.workloads {
      for (index, rule) in rules {
        guard let outcome = outcome(of: index, for: workload, in: file) else { continue }
        body(TestCase(name: "\(rule.code) \(rule.name)", subject: workload.title, workload: workload, outcome: outcome))
      }
    }
    for error in file.errors {
      body(TestCase(name: "readable", subject: "document \(error.place.lineAndColumn)", outcome: .error(error)))
    }
    for document in file.notEvaluated {
      let outcome = TestCase.Outcome.skipped(document.place, document.reason)
      body(TestCase(name: "evaluated", subject: "document \(document.place.lineAndColumn)", outcome: outcome))
    }
  }

  private func rules(for file: FileReport) -> [(index: RuleIndex, metadata: RuleMetadata)] {
    let policy = settings.policy(file.policy)
    return settings.rules.filter { settings.podSecurity != nil || policy.asks($0.index) }
  }

  /// nil where the rule was not asked.
  private func outcome(of rule: RuleIndex, for workload: WorkloadReport, in file: FileReport) -> TestCase.Outcome? {
    let findings = workload.findings.filter { $0.rule == rule }
    if findings.contains(where: { $0.severity >= settings.threshold }) { return .failure(findings) }
    if !findings.isEmpty { return .output(findings) }
    if let check = workload.notEvaluated.first(where: { $0.rule == rule }) { return .skipped(check.place, check.reason) }
    if let suppressed = workload.suppressed.first(where: { $0.finding.rule == rule }) {
      return .skipped(suppressed.finding.place, "suppressed by \(suppressed.acceptance)")
    }
    return workload.unasked.contains(rule) || workload.notInInput.contains(rule) || file.notInInput.contains(rule) ? nil : .pass
  }

  private func bytes(of test: TestCase, in file: FileReport) -> [UInt8] {
    MarkupWriter.bytes { xml in
      switch test.outcome {
      case .pass: Self.write(test, line: nil, path: test.workload?.renderedFrom?.path ?? file.path, to: &xml)
      case .failure(let findings):
        let failures = findings.filter { $0.severity >= settings.threshold }
        guard let first = failures.first, let worst = failures.map(\.severity).max() else { return }
        write(test, first, of: file, to: &xml) { xml in
          xml.attribute("type", worst.name)
          let others = findings.count > 1 ? " (and \(findings.count - 1) more)" : ""
          xml.attribute("message", settings.catalogue[first.rule].explain(first.situation).message + others)
          xml.markup(">")
          write(findings, of: file, to: &xml)
          xml.markup("</failure>")
        }
      case .output(let findings):
        guard let first = findings.first else { return }
        write(test, first, of: file, to: &xml) { xml in
          xml.markup(">")
          write(findings, of: file, to: &xml)
          xml.markup("</system-out>")
        }
      case .skipped(let place, let reason):
        Self.write(test, line: place.start.line, path: file.path, to: &xml) { xml in
          xml.attribute("message", reason)
          xml.markup("/>")
        }
      case .error(let error):
        Self.write(test, line: error.place.start.line, path: file.path, to: &xml) { xml in
          xml.attribute("type", "unreadable-document")
          xml.attribute("message", error.error.message)
          xml.markup("/>")
        }
      }
    }
  }

  /// A test that is told at the place of a finding.
  private func write(
    _ test: TestCase, _ finding: Finding, of file: FileReport, to xml: inout MarkupWriter, _ write: (inout MarkupWriter) -> Void
  ) {
    let line = test.workload?.renderedFrom(finding)?.line ?? finding.place.start.line
    Self.write(test, line: line, path: test.workload?.renderedFrom?.path ?? file.path, to: &xml, write)
  }

  /// - Parameter write: What follows `<failure`, its end included; not asked of a test that passes.
  private static func write(
    _ test: TestCase, line: Int?, path: String?, to xml: inout MarkupWriter, _ write: (inout MarkupWriter) -> Void = { _ in }
  ) {
    xml.markup("<testcase")
    xml.attribute("name", test.name)
    xml.attribute("classname", test.subject)
    if let path { xml.attribute("file", path) }
    if let line { xml.attribute("line", line) }
    guard let element = test.outcome.element else {
      xml.markup("/>\n")
      return
    }
    xml.markup(">\n<\(element)")
    write(&xml)
    xml.markup("\n</testcase>\n")
  }

  private func write(_ findings: [Finding], of file: FileReport, to xml: inout MarkupWriter) {
    for (index, finding) in findings.enumerated() {
      let explanation = settings.catalogue[finding.rule].explain(finding.situation)
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
    let errors = report.summary.inputErrors
    let suite = MarkupWriter.bytes { xml in
      if errors.isEmpty { return }
      xml.markup(Self.opening(suite: "input", Counts(tests: errors.count, errors: errors.count)))
      for error in errors {
        xml.markup("<testcase")
        xml.attribute("name", "readable")
        xml.attribute("classname", error)
        xml.markup(">\n<error")
        xml.attribute("type", "unreadable-input")
        xml.attribute("message", error)
        xml.markup("/>\n</testcase>\n")
      }
      xml.markup(Self.closing)
    }
    return suite + Array("</testsuites>\n".utf8)
  }

  private static func opening(suite name: String, _ counts: Counts) -> [UInt8] {
    MarkupWriter.bytes { xml in
      xml.markup("<testsuite")
      xml.attribute("name", name)
      xml.attribute("tests", counts.tests)
      xml.attribute("failures", counts.failures)
      xml.attribute("errors", counts.errors)
      xml.attribute("skipped", counts.skipped)
      xml.markup(">\n")
    }
  }

  private static let closing = Array("</testsuite>\n".utf8)

  /// One rule asked of one workload, or what became of a document.
  private struct TestCase {
    enum Outcome {
      case pass
      /// All findings of the rule; some are at or over the threshold.
      case failure([Finding])
      /// All are below it.
      case output([Finding])
      case skipped(Place, String)
      case error(DocumentError)

      /// What says in the test how it ended.
      var element: String? {
        switch self {
        case .pass: nil
        case .failure: "failure"
        case .output: "system-out"
        case .skipped: "skipped"
        case .error: "error"
        }
      }
    }

    let name: String
    let subject: String
    var workload: WorkloadReport?
    let outcome: Outcome
  }

  /// What a suite says of its tests.
  private struct Counts {
    var tests = 0
    var failures = 0
    var errors = 0
    var skipped = 0

    mutating func add(_ outcome: TestCase.Outcome) {
      tests += 1
      switch outcome {
      case .pass, .output: break
      case .failure: failures += 1
      case .skipped: skipped += 1
      case .error: errors += 1
      }
    }
  }
}
