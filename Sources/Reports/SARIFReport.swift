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
    let location = JSONWriter.bytes { json in write(path: file.path, to: &json) }
    ReportPart.join(
      JSONWriter.bytes { json in
        json.beginObject()
        json.key("location")
        json.encoded(location)
        json.endObject()
      }, to: &part.files, separator: separator)
    for workload in file.workloads where !workload.findings.isEmpty {
      part.append(separator: separator) { bytes, texts in
        JSONWriter.append(to: &bytes) { json in write(workload, at: location, to: &json, texts: &texts) }
      }
    }
    for error in file.errors {
      note(.unreadableDocument, error.error.message, at: (location, error.place), related: error.related, in: &part)
    }
    for document in file.notEvaluated { note(.documentNotEvaluated, document.reason, at: (location, document.place), in: &part) }
    for workload in file.workloads {
      for check in workload.notEvaluated {
        note(.ruleNotEvaluated, check.reason, at: (location, check.place), rule: check.rule, in: &part)
      }
    }
  }

  private func write(_ workload: WorkloadReport, at location: [UInt8], to json: inout JSONWriter, texts: inout EncodedTexts) {
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
    for (index, (finding, fingerprint)) in zip(workload.findings, fingerprints).enumerated() {
      if index > 0 { json.line() }
      json.beginObject()
      json.encoded(openings[Int(finding.rule)])
      json.member("level", Self.level(finding.severity))
      json.encoded(texts.text(of: finding) { encode(finding) })
      json.key("locations")
      json.beginArray()
      json.beginObject()
      writePhysicalLocation(location, finding.place, to: &json)
      json.encoded(logicalLocations)
      json.endObject()
      json.endArray()
      if let related = finding.related {
        json.key("relatedLocations")
        json.beginArray()
        json.beginObject()
        json.member("id", 0)
        writePhysicalLocation(location, related, to: &json)
        write(text: "See also here.", as: "message", to: &json)
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
      json.key("properties")
      json.beginObject()
      json.member("severity", finding.severity.name)
      json.endObject()
      json.endObject()
    }
  }

  /// The message's member; its first sentence is what lists of results show.
  private func encode(_ finding: Finding) -> [UInt8] {
    let explanation = settings.catalogue[finding.rule].explain(finding.arguments)
    return JSONWriter.bytes { json in
      write(text: Self.withoutLinks("\(explanation.message). \(explanation.why) \(explanation.remedy)"), as: "message", to: &json)
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

  private func write(_ rule: RuleMetadata, to json: inout JSONWriter) {
    json.beginObject()
    json.member("id", rule.code)
    json.member("name", rule.name)
    write(text: Self.shortened(rule.summary), as: "shortDescription", to: &json)
    write(text: Self.shortened(Self.firstParagraph(of: rule.rationale)), as: "fullDescription", to: &json)
    json.key("help")
    json.beginObject()
    json.member("text", "\(rule.rationale)\n\n\(rule.remedy)")
    json.member("markdown", Self.markdown(rule))
    json.endObject()
    if let url = rule.references.lazy.compactMap(\.url).first { json.member("helpUri", url) }
    json.key("defaultConfiguration")
    json.beginObject()
    json.member("level", Self.level(rule.severity))
    json.endObject()
    json.key("properties")
    json.beginObject()
    json.member("tags", Self.tags(rule))
    if let score = Self.score(rule.severity) { json.member("security-severity", score) }
    json.endObject()
    json.endObject()
  }

  static func level(_ severity: Severity) -> String {
    switch severity {
    case .critical, .high: "error"
    case .medium: "warning"
    case .low, .info: "note"
    }
  }

  /// What GitHub sorts by: over 9 is critical, 7 and more high, 4 and more medium, over 0 low.
  private static func score(_ severity: Severity) -> String? {
    switch severity {
    case .critical: "9.5"
    case .high: "8.0"
    case .medium: "5.5"
    case .low: "2.5"
    case .info: nil
    }
  }

  /// GitHub reads no more than twenty.
  private static func tags(_ rule: RuleMetadata) -> [String] {
    var tags = ["security", "kubernetes", slug(rule.group)]
    for reference in rule.references {
      let tag: String? =
        switch reference {
        case .cwe(let number): "external/cwe/cwe-\(number < 100 ? "0" : "")\(number < 10 ? "0" : "")\(number)"
        case .mitre(let technique): "external/mitre-attack/\(slug(technique))"
        case .cis(let control): "external/cis-kubernetes/\(control)"
        case .nsa(let section): "external/nsa-kubernetes-hardening/\(slug(section))"
        case .kubernetes, .peer, .url: nil
        }
      if let tag, !tags.contains(tag) { tags.append(tag) }
    }
    return Array(tags.prefix(20))
  }

  private static func slug(_ text: String) -> String {
    text.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "." }.joined(separator: "-")
  }

  private static func firstParagraph(of text: String) -> String {
    var lines: [Substring] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.isEmpty { break }
      lines.append(line)
    }
    return lines.joined(separator: "\n")
  }

  /// GitHub refuses descriptions of more than 1,024 characters.
  private static func shortened(_ text: String) -> String {
    text.unicodeScalars.count <= 1_000 ? text : "\(String.UnicodeScalarView(text.unicodeScalars.prefix(1_000)))…"
  }

  private static func markdown(_ rule: RuleMetadata) -> String {
    var text = "\(rule.rationale)\n\n**What to do:** \(rule.remedy)\n"
    if !rule.references.isEmpty { text += "\n" }
    for reference in rule.references {
      text += reference.url.map { "- [\(reference.label)](\($0))\n" } ?? "- \(reference.label)\n"
    }
    return text
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

  /// Documents, rules and inputs that were not judged.
  private enum Notification: String, CaseIterable {
    case unreadableInput = "unreadable-input"
    case unreadableDocument = "unreadable-document"
    case documentNotEvaluated = "document-not-evaluated"
    case ruleNotEvaluated = "rule-not-evaluated"

    var summary: String {
      switch self {
      case .unreadableInput: "A file or folder could not be read."
      case .unreadableDocument: "A document could not be read."
      case .documentNotEvaluated: "A document was not judged."
      case .ruleNotEvaluated: "A rule could not judge a workload."
      }
    }

    var level: String {
      switch self {
      case .unreadableInput, .unreadableDocument: "error"
      case .documentNotEvaluated: "warning"
      case .ruleNotEvaluated: "note"
      }
    }
  }

  private func note(
    _ notification: Notification, _ text: String, at location: (path: [UInt8], place: Place)? = nil, related: Place? = nil,
    rule: RuleIndex? = nil, in part: inout ReportPart
  ) {
    let bytes = JSONWriter.bytes { json in
      json.beginObject()
      json.key("descriptor")
      json.beginObject()
      json.member("id", notification.rawValue)
      json.endObject()
      if let rule {
        json.key("associatedRule")
        json.beginObject()
        json.member("id", settings.catalogue[rule].metadata.code)
        json.endObject()
      }
      json.member("level", notification.level)
      write(text: Self.withoutLinks(text), as: "message", to: &json)
      if let location {
        json.key("locations")
        json.beginArray()
        for place in [location.place, related].compactMap({ $0 }) {
          json.beginObject()
          writePhysicalLocation(location.path, place, to: &json)
          json.endObject()
        }
        json.endArray()
      }
      json.endObject()
    }
    ReportPart.join(bytes, to: &part.problems, separator: separator)
  }

  private func write(text: String, as key: StaticString, to json: inout JSONWriter) {
    json.key(key)
    json.beginObject()
    json.member("text", text)
    json.endObject()
  }

  private func writePhysicalLocation(_ path: [UInt8], _ place: Place, to json: inout JSONWriter) {
    json.key("physicalLocation")
    json.beginObject()
    json.key("artifactLocation")
    json.encoded(path)
    json.key("region")
    json.beginObject()
    json.member("startLine", place.start.line)
    json.member("startColumn", place.start.column)
    json.member("endLine", place.end.line)
    json.member("endColumn", place.end.column)
    json.member("byteOffset", Int(place.range.start))
    json.member("byteLength", place.range.bounds.count)
    json.endObject()
    json.endObject()
  }

  private func write(path: String, to json: inout JSONWriter) {
    json.beginObject()
    if path.utf8.first == UInt8(ascii: "/") {
      json.member("uri", "file://\(Self.percentEncoded(path))")
    } else {
      var path = Substring(path)
      while path.hasPrefix("./") {
        path = path.dropFirst(2)
        while path.hasPrefix("/") { path = path.dropFirst() }
      }
      json.member("uri", Self.percentEncoded(String(path)))
      json.member("uriBaseId", "%SRCROOT%")
    }
    json.endObject()
  }

  /// Everything but RFC 3986's unreserved characters and `/` becomes an escape.
  static func percentEncoded(_ path: String) -> String {
    var result: [UInt8] = []
    let digits = Array("0123456789ABCDEF".utf8)
    for byte in path.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "/"):
        result.append(byte)
      default: result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
