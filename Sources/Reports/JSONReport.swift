package import Findings
import SourceTree

/// Curfew's own format, with everything a report knows; ``JSONReportSchema`` describes it.
///
/// A line holds one rule, one workload's head or one finding, so that the report can be searched and compared line by line. What all findings of
/// a rule share stands once, in `rules`; a finding repeats the remedy only where it is not the rule's usual one.
package struct JSONReport: ReportRenderer {
  package let settings: ScanSettings
  package let separator = Array(",\n".utf8)
  /// The members every finding of a rule begins with, by the rule's index.
  private let openings: [[UInt8]]

  package init(_ settings: ScanSettings) {
    self.settings = settings
    openings = settings.catalogue.rules.map { rule in
      JSONWriter.bytes { json in
        json.member("rule", rule.metadata.code)
        json.member("name", rule.metadata.name)
      }
    }
  }

  package func header() -> [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.lastLine()
    json.member("schemaVersion", JSONReportSchema.version)
    json.line()
    json.key("tool")
    json.beginObject()
    json.member("name", "curfew")
    json.member("version", settings.version)
    json.endObject()
    json.line()
    json.key("settings")
    json.beginObject()
    json.member("profile", settings.profile.name)
    json.member("kubernetesVersion", "1.\(settings.options.kubernetesMinorVersion)")
    json.member("maximumTTLSeconds", Int(settings.options.maximumTTLSeconds))
    json.member("maximumHistory", Int(settings.options.maximumHistory))
    json.member("allowedRegistries", settings.options.allowedRegistries)
    json.member("threshold", settings.threshold.name)
    json.member("failOnNotEvaluated", settings.failsOnNotEvaluated)
    json.endObject()
    json.line()
    json.key("rules")
    json.beginArray()
    for rule in settings.rules { write(rule.metadata, to: &json) }
    json.endLines()
    json.line()
    json.key("files")
    json.beginArray()
    json.lastLine()
    return json.bytes
  }

  private func write(_ rule: RuleMetadata, to json: inout JSONWriter) {
    json.line()
    json.beginObject()
    json.member("code", rule.code)
    json.member("name", rule.name)
    json.member("group", rule.group)
    json.member("severity", rule.severity.name)
    json.member("profile", rule.profile.name)
    json.member("since", rule.since)
    json.member("summary", rule.summary)
    json.member("rationale", rule.rationale)
    json.member("remedy", rule.remedy)
    json.key("references")
    json.beginArray()
    for reference in rule.references {
      json.beginObject()
      json.member("label", reference.label)
      if let url = reference.url { json.member("url", url) }
      json.endObject()
    }
    json.endArray()
    json.endObject()
  }

  package func render(_ file: FileReport, into part: inout ReportPart) {
    part.count(file)
    part.append(separator: separator) { bytes, texts in
      JSONWriter.append(to: &bytes) { json in write(file, to: &json, texts: &texts) }
    }
  }

  private func write(_ file: FileReport, to json: inout JSONWriter, texts: inout EncodedTexts) {
    json.beginObject()
    json.member("path", file.path)
    json.key("workloads")
    json.beginArray()
    for workload in file.workloads {
      json.line()
      write(workload, to: &json, texts: &texts)
    }
    json.endLines()
    json.key("errors")
    json.beginArray()
    for error in file.errors {
      json.line()
      json.beginObject()
      write(error.place, to: &json)
      json.member("message", error.error.message)
      write(related: error.related, to: &json)
      json.endObject()
    }
    json.endLines()
    json.key("notEvaluated")
    json.beginArray()
    for document in file.notEvaluated {
      json.line()
      json.beginObject()
      write(document.place, to: &json)
      json.member("reason", document.reason)
      json.endObject()
    }
    json.endLines()
    json.endObject()
  }

  private func write(_ workload: WorkloadReport, to json: inout JSONWriter, texts: inout EncodedTexts) {
    json.beginObject()
    json.member("kind", workload.kind)
    if let namespace = workload.namespace { json.member("namespace", namespace) }
    json.member("name", workload.name)
    write(workload.place, to: &json)
    json.member("foldedJobs", workload.foldedJobs)
    json.key("verdicts")
    write(workload.counts, to: &json)
    json.key("findings")
    json.beginArray()
    let fingerprints = workload.fingerprints(in: settings.catalogue)
    for (finding, fingerprint) in zip(workload.findings, fingerprints) {
      json.line()
      json.beginObject()
      json.encoded(openings[Int(finding.rule)])
      json.member("severity", finding.severity.name)
      write(finding.place, to: &json)
      json.encoded(texts.text(of: finding) { encode(finding) })
      write(related: finding.related, to: &json)
      json.key("fingerprint")
      json.hexadecimal(fingerprint)
      json.endObject()
    }
    json.endLines()
    json.key("notEvaluated")
    json.beginArray()
    for check in workload.notEvaluated {
      json.line()
      json.beginObject()
      json.encoded(openings[Int(check.rule)])
      write(check.place, to: &json)
      json.member("reason", check.reason)
      json.endObject()
    }
    json.endLines()
    json.endObject()
  }

  /// The members that a finding's explanation gives.
  private func encode(_ finding: Finding) -> [UInt8] {
    let index = Int(finding.rule)
    let explanation = settings.catalogue.rules[index].explain(finding.arguments)
    return JSONWriter.bytes { json in
      json.member("message", explanation.message)
      json.member("why", explanation.why)
      if explanation.remedy != settings.catalogue.rules[index].metadata.remedy { json.member("remedy", explanation.remedy) }
    }
  }

  package func footer(_ report: ReportPart) -> [UInt8] {
    let summary = report.summary
    var json = JSONWriter()
    json.lastLine()
    json.endArray()
    json.line()
    json.member("inputErrors", summary.inputErrors)
    json.line()
    json.key("summary")
    json.beginObject()
    json.member("files", summary.files)
    json.member("workloads", summary.workloads)
    json.member("unreadableDocuments", summary.unreadableDocuments)
    json.key("verdicts")
    write(summary.verdicts, to: &json)
    json.key("findings")
    json.beginObject()
    json.member("critical", summary[.critical])
    json.member("high", summary[.high])
    json.member("medium", summary[.medium])
    json.member("low", summary[.low])
    json.member("info", summary[.info])
    json.endObject()
    json.key("notEvaluated")
    json.beginObject()
    write(summary.documentsNotEvaluated, as: "documents", to: &json)
    write(summary.checksNotEvaluated, as: "checks", to: &json)
    json.endObject()
    json.member("exitCode", Int(summary.exitStatus(for: settings).rawValue))
    json.endObject()
    json.lastLine()
    json.endObject()
    json.lastLine()
    return json.bytes
  }

  private func write(_ reasons: [ReportSummary.Reason], as key: StaticString, to json: inout JSONWriter) {
    json.key(key)
    json.beginArray()
    for reason in reasons {
      json.beginObject()
      json.member("reason", reason.reason)
      json.member("count", reason.count)
      json.endObject()
    }
    json.endArray()
  }

  private func write(_ counts: VerdictCounts, to json: inout JSONWriter) {
    json.beginObject()
    json.member("pass", counts.pass)
    json.member("fail", counts.fail)
    json.member("notEvaluated", counts.notEvaluated)
    json.endObject()
  }

  private func write(related place: Place?, to json: inout JSONWriter) {
    guard let place else { return }
    json.key("related")
    json.beginObject()
    write(place, to: &json)
    json.endObject()
  }

  /// Every finding has one, hence in few steps.
  private func write(_ place: Place, to json: inout JSONWriter) {
    json.key("start")
    json.literal("{\"line\":")
    json.integer(place.start.line)
    json.literal(",\"column\":")
    json.integer(place.start.column)
    json.literal(",\"offset\":")
    json.integer(Int(place.range.start))
    json.literal("},\"end\":{\"line\":")
    json.integer(place.end.line)
    json.literal(",\"column\":")
    json.integer(place.end.column)
    json.literal(",\"offset\":")
    json.integer(Int(place.range.end))
    json.endObject()
  }
}
