import ClusterState
package import Findings
import SourceTree

/// SARIF 2.1.0 (OASIS Standard, 27 March 2020, with errata 01), with what GitHub code scanning asks for on top.
///
/// The report shows no text of the scanned files, so nothing in it needs to be redacted. Locations are relative to `%SRCROOT%`, the folder the scan was
/// started in. Documents that could not be read or judged are notifications of the tool; an unreadable one makes the execution unsuccessful.
package struct SARIFReport: ReportRenderer {
  package let settings: ScanSettings
  package let separator = Array(",\n".utf8)
  /// The members every result of a rule begins with, by the rule's index.
  private let openings: [[UInt8]]

  /// A report of a scan with such settings.
  package init(_ settings: ScanSettings) {
    self.settings = settings
    var positions = [Int?](repeating: nil, count: settings.catalogue.rules.count)
    for (position, rule) in settings.rules.enumerated() { positions[Int(rule.index)] = position }
    openings = zip(settings.catalogue.rules, positions).map { rule, position in
      JSONWriter.bytes { json in
        json.member("ruleId", rule.metadata.code)
        if let position { json.member("ruleIndex", position) }
      }
    }
  }

  package func header() -> [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.lastLine()
    json.member("$schema", "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json")
    json.line()
    json.member("version", "2.1.0")
    json.line()
    json.key("runs")
    json.beginArray()
    json.beginObject()
    json.lastLine()
    json.key("tool")
    json.beginObject()
    json.key("driver")
    json.beginObject()
    json.member("name", "Curfew")
    json.member("version", settings.version)
    json.member("semanticVersion", settings.version)
    json.key("rules")
    json.beginArray()
    for rule in settings.rules {
      json.line()
      write(rule.metadata, to: &json)
    }
    json.endLines()
    json.key("notifications")
    json.beginArray()
    for notification in Notification.allCases {
      json.line()
      json.beginObject()
      json.member("id", notification.rawValue)
      write(text: notification.summary, as: "shortDescription", to: &json)
      json.key("defaultConfiguration")
      json.beginObject()
      json.member("level", notification.level)
      json.endObject()
      json.endObject()
    }
    json.endLines()
    json.endObject()
    json.endObject()
    json.line()
    json.member("columnKind", "unicodeCodePoints")
    json.line()
    json.key("originalUriBaseIds")
    json.beginObject()
    json.key("%SRCROOT%")
    json.beginObject()
    write(text: "The folder the scan was started in.", as: "description", to: &json)
    json.endObject()
    json.endObject()
    json.line()
    json.key("results")
    json.beginArray()
    json.lastLine()
    return json.bytes
  }

  package func render(_ file: FileReport, into part: inout ReportPart) {
    part.count(file)
    let artifact = SARIFArtifact(file)
    ReportPart.join(
      JSONWriter.bytes { json in
        json.beginObject()
        json.key("location")
        json.encoded(artifact.location)
        json.endObject()
      }, to: &part.files, separator: separator)
    for workload in file.workloads where !workload.findings.isEmpty || !workload.suppressed.isEmpty {
      part.append(separator: separator) { bytes, texts in
        JSONWriter.append(to: &bytes) { json in write(workload, in: artifact, to: &json, texts: &texts) }
      }
    }
    for error in file.errors {
      note(.unreadableDocument, error.error.message, at: error.place, of: artifact, related: error.related, in: &part)
    }
    for document in file.notEvaluated { note(.documentNotEvaluated, document.reason, at: document.place, of: artifact, in: &part) }
    for workload in file.workloads {
      for check in workload.notEvaluated {
        note(.ruleNotEvaluated, check.reason, at: check.place, of: artifact, rule: check.rule, in: &part)
      }
    }
  }

  private func write(_ workload: WorkloadReport, in artifact: SARIFArtifact, to json: inout JSONWriter, texts: inout EncodedTexts) {
    let name = [workload.kind, workload.namespace, workload.name].compactMap { $0 }.joined(separator: "/")
    let logicalLocations = JSONWriter.bytes { json in
      json.key("logicalLocations")
      json.beginArray()
      json.beginObject()
      json.member("name", workload.name)
      json.member("fullyQualifiedName", name)
      json.member("kind", "resource")
      json.endObject()
      json.endArray()
    }
    let fingerprints = workload.fingerprints(in: settings.catalogue)
    var isFirst = true
    func write(_ finding: Finding, _ fingerprint: UInt64, _ suppressed: SuppressedFinding? = nil) {
      if !isFirst { json.line() }
      isFirst = false
      json.beginObject()
      json.encoded(openings[Int(finding.rule)])
      json.member("level", Self.level(finding.severity))
      json.encoded(texts.text(of: finding) { encode(finding) })
      json.key("locations")
      json.beginArray()
      json.beginObject()
      if let origin = workload.renderedFrom(finding) {
        SARIFArtifact.write(origin, to: &json)
      } else {
        artifact.write(finding.place, to: &json)
      }
      json.encoded(logicalLocations)
      json.endObject()
      json.endArray()
      if let related = finding.related, workload.renderedFrom == nil {
        json.key("relatedLocations")
        json.beginArray()
        json.beginObject()
        json.member("id", 0)
        artifact.write(related, to: &json)
        self.write(text: "See also here.", as: "message", to: &json)
        json.endObject()
        json.endArray()
      }
      json.key("partialFingerprints")
      json.beginObject()
      json.key("curfew/v1")
      json.hexadecimal(fingerprint)
      json.key("primaryLocationLineHash")
      json.hexadecimal(fingerprint)
      json.endObject()
      if let state = finding.state { json.member("baselineState", state == .new ? "new" : "unchanged") }
      self.write(suppression: suppressed, to: &json)
      json.key("properties")
      json.beginObject()
      json.member("severity", finding.severity.name)
      json.endObject()
      json.endObject()
    }
    for (finding, fingerprint) in zip(workload.findings, fingerprints.findings) { write(finding, fingerprint) }
    for (suppressed, fingerprint) in zip(workload.suppressed, fingerprints.suppressed) {
      write(suppressed.finding, fingerprint, suppressed)
    }
  }

  /// Every result has them where any may (SARIF 3.27.23).
  private func write(suppression: SuppressedFinding?, to json: inout JSONWriter) {
    guard settings.suppressions.areHonoured else { return }
    json.key("suppressions")
    json.beginArray()
    if let suppression {
      json.beginObject()
      json.member("kind", suppression.origin == .configuration ? "external" : "inSource")
      json.member("status", "accepted")
      json.member("justification", suppression.reason)
      json.endObject()
    }
    json.endArray()
  }

  /// The message's member; its first sentence is what lists of results show.
  private func encode(_ finding: Finding) -> [UInt8] {
    let explanation = settings.catalogue[finding.rule].explain(finding.situation)
    return JSONWriter.bytes { json in
      write(text: Self.withoutLinks(explanation.paragraph), as: "message", to: &json)
    }
  }

  package func footer(_ report: ReportPart) -> [UInt8] {
    var report = report
    for error in report.summary.inputErrors { note(.unreadableInput, error, in: &report) }
    let summary = report.summary
    let status = summary.exitStatus(for: settings)
    var json = JSONWriter()
    json.lastLine()
    json.endArray()
    json.line()
    json.key("artifacts")
    json.beginArray()
    json.lastLine()
    json.encoded(report.files)
    json.endLines()
    json.line()
    json.key("invocations")
    json.beginArray()
    json.beginObject()
    json.member("executionSuccessful", status != .unreadable)
    json.member("exitCode", Int(status.rawValue))
    json.key("toolExecutionNotifications")
    json.beginArray()
    json.lastLine()
    json.encoded(report.problems)
    json.endLines()
    json.endObject()
    json.endArray()
    json.line()
    json.key("properties")
    json.beginObject()
    json.member("profile", settings.profile.name)
    json.member("kubernetesVersion", "1.\(settings.options.kubernetesMinorVersion)")
    if settings.options.isKubernetesNewerThanKnown {
      json.member("judgedAsKubernetesVersion", "1.\(RuleOptions.newestKubernetesMinorVersion)")
    }
    json.member("workloads", summary.workloads)
    json.member("pass", summary.verdicts.pass)
    json.member("fail", summary.verdicts.fail)
    json.member("notEvaluated", summary.verdicts.notEvaluated)
    json.endObject()
    json.lastLine()
    json.endObject()
    json.endArray()
    json.lastLine()
    json.endObject()
    json.lastLine()
    return json.bytes
  }

  /// A message, or another object that holds a text.
  func write(text: String, as key: StaticString, to json: inout JSONWriter) {
    json.key(key)
    json.beginObject()
    json.member("text", text)
    json.endObject()
  }

  /// In a message `[text](target)` is a link (SARIF 3.11.6); a name out of a manifest must not become one.
  static func withoutLinks(_ text: String) -> String {
    if zip(text.utf8, text.utf8.dropFirst()).allSatisfy({ $0 != UInt8(ascii: "]") || $1 != UInt8(ascii: "(") }) { return text }
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      if byte == UInt8(ascii: "("), bytes.last == UInt8(ascii: "]") { bytes.append(UInt8(ascii: " ")) }
      bytes.append(byte)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
