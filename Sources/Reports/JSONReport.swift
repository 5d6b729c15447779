import ClusterState
package import Findings
import Manifests
import SourceTree

/// Curfew's own format, with everything a report knows; ``JSONReportSchema`` describes it.
///
/// A line holds one rule, one workload's head or one finding, so that the report can be searched and compared line by line. What all findings of
/// a rule share stands once, in `rules`; a finding repeats the remedy only where it is not the rule's usual one.
package struct JSONReport: ReportRenderer {
  package let settings: ScanSettings
  package let separator = Array(",\n".utf8)

  /// A report of a scan with such settings.
  package init(_ settings: ScanSettings) {
    self.settings = settings
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
    if settings.options.isKubernetesNewerThanKnown {
      json.member("judgedAsKubernetesVersion", "1.\(RuleOptions.newestKubernetesMinorVersion)")
    }
    json.member("maximumTTLSeconds", Int(settings.options.maximumTTLSeconds))
    json.member("maximumHistory", Int(settings.options.maximumHistory))
    json.member("allowedRegistries", settings.options.allowedRegistries.names)
    json.member("exemptNamespaces", settings.options.exemptNamespaces.names)
    json.member("configurations", settings.configurations)
    if let baseline = settings.baseline { json.member("baseline", baseline) }
    json.member("threshold", settings.threshold.name)
    json.member("failOnNotEvaluated", settings.failsOnNotEvaluated)
    json.member("failOnNew", settings.failsOnNewOnly)
    json.member("skipUnreadable", settings.skipsUnreadable)
    if let level = settings.podSecurity { json.member("podSecurity", level.name) }
    json.endObject()
    json.line()
    let rules = settings.rules
    json.lines("rules", rules.indices) { $1.rule(rules[$0].metadata) }
    json.line()
    json.key("files")
    json.beginArray()
    json.lastLine()
    return json.bytes
  }

  package func render(_ file: FileReport, into part: inout ReportPart) {
    part.count(file)
    part.append(separator: separator) { bytes, _ in
      JSONWriter.append(to: &bytes) { json in
        json.beginObject()
        json.member("path", file.path)
        json.key("workloads")
        json.beginArray()
      }
    }
    let offsetsEnd = file.offsetsEnd
    for index in file.workloads.indices {
      part.extend { bytes, texts in
        JSONWriter.append(to: &bytes, isFirst: index == 0) { json in
          json.line()
          write(file.workloads[index], offsetsEnd: offsetsEnd, to: &json, texts: &texts)
        }
      }
    }
    part.extend { bytes, _ in
      JSONWriter.append(to: &bytes, isFirst: file.workloads.isEmpty) { json in
        json.endLines()
        writeRest(of: file, to: &json)
      }
    }
  }

  /// What stands behind the workloads.
  private func writeRest(of file: FileReport, to json: inout JSONWriter) {
    let offsetsEnd = file.offsetsEnd
    json.lines("errors", file.errors.indices) { index, json in
      let error = file.errors[index]
      json.beginObject()
      write(error.place, offsetsEnd: offsetsEnd, to: &json)
      json.member("message", error.error.message)
      write(related: error.related, offsetsEnd: offsetsEnd, to: &json)
      json.endObject()
    }
    json.lines("notEvaluated", file.notEvaluated.indices) { index, json in
      let document = file.notEvaluated[index]
      json.beginObject()
      write(document.place, offsetsEnd: offsetsEnd, to: &json)
      json.member("reason", document.reason)
      json.endObject()
    }
    json.endObject()
  }

  private func write(_ workload: WorkloadReport, offsetsEnd: UInt32, to json: inout JSONWriter, texts: inout EncodedTexts) {
    json.beginObject()
    json.member("kind", workload.kind)
    if let namespace = workload.namespace { json.member("namespace", namespace) }
    json.member("name", workload.name)
    if let path = workload.templatePath { json.member("templatePath", path) }
    write(workload.place, offsetsEnd: offsetsEnd, to: &json)
    json.member("foldedJobs", workload.foldedJobs)
    write(workload.renderedFrom, to: &json)
    json.key("verdicts")
    write(workload.counts, to: &json)
    let fingerprints = workload.fingerprints(in: settings.catalogue)
    json.lines("findings", workload.findings.indices) { index, json in
      let finding = workload.findings[index]
      write(finding, fingerprints.findings[index], of: workload, offsetsEnd: offsetsEnd, to: &json, texts: &texts)
    }
    json.lines("suppressed", workload.suppressed.indices) { index, json in
      let suppressed = workload.suppressed[index]
      write(
        suppressed.finding, fingerprints.suppressed[index], suppressed, of: workload, offsetsEnd: offsetsEnd, to: &json, texts: &texts)
    }
    json.lines("notEvaluated", workload.notEvaluated.indices) { index, json in
      let check = workload.notEvaluated[index]
      json.beginObject()
      write(rule: check.rule, to: &json)
      write(check.place, offsetsEnd: offsetsEnd, to: &json)
      json.member("reason", check.reason)
      json.endObject()
    }
    json.endObject()
  }

  private func write(rule: RuleIndex, to json: inout JSONWriter) {
    json.member("rule", settings.catalogue.rules[Int(rule)].metadata.code)
    json.member("name", settings.catalogue.rules[Int(rule)].metadata.name)
  }

  private func write(_ place: RenderedFrom?, to json: inout JSONWriter) {
    guard let place else { return }
    json.key("renderedFrom")
    json.beginObject()
    json.member("path", place.path)
    if let line = place.line { json.member("line", line) }
    json.endObject()
  }

  private func write(
    _ finding: Finding, _ fingerprint: UInt64, _ suppressed: SuppressedFinding? = nil, of workload: WorkloadReport, offsetsEnd: UInt32,
    to json: inout JSONWriter, texts: inout EncodedTexts
  ) {
    json.beginObject()
    write(rule: finding.rule, to: &json)
    json.member("severity", finding.severity.name)
    write(finding.place, offsetsEnd: offsetsEnd, to: &json)
    json.encoded(texts.text(of: finding) { encode(finding) })
    write(related: finding.related, offsetsEnd: offsetsEnd, to: &json)
    write(workload.renderedFrom(finding), to: &json)
    if let breach = finding.podSecurity {
      json.key("podSecurity")
      json.beginObject()
      json.member("level", breach.level.name)
      json.member("control", breach.control.name)
      json.endObject()
    }
    json.key("fingerprint")
    json.hexadecimal(fingerprint)
    if let state = finding.state { json.member("state", state.rawValue) }
    if let suppressed {
      json.key("suppression")
      json.beginObject()
      json.member("origin", suppressed.origin.name)
      json.member("reason", suppressed.reason)
      if let expiry = suppressed.expiry { json.member("until", expiry.description) }
      json.endObject()
    }
    json.endObject()
  }

  /// The members that a finding's explanation gives.
  private func encode(_ finding: Finding) -> [UInt8] {
    let index = Int(finding.rule)
    let explanation = settings.catalogue.rules[index].explain(finding.situation)
    return JSONWriter.bytes { json in
      json.member("message", explanation.message)
      if !explanation.steps.isEmpty { json.member("steps", explanation.steps) }
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
    writeCounts(to: &json) { summary[$0] }
    json.member("suppressed", summary.suppressed)
    json.key("skipped")
    json.beginObject()
    for reason in SkippedEntries.Reason.allCases {
      json.key(escaping: reason.rawValue)
      json.integer(summary.skipped[reason])
    }
    json.member("unreadable", summary.unreadSkipped(for: settings))
    json.endObject()
    if let grouping = settings.grouping {
      json.key("groups")
      json.beginObject()
      json.member("by", grouping.name)
      json.lines("counts", summary.groups.indices) { index, json in
        let group = summary.groups[index]
        json.beginObject()
        if let name = group.name { json.member("name", name) }
        json.member("workloads", group.workloads)
        json.key("findings")
        writeCounts(to: &json) { group[$0] }
        json.endObject()
      }
      json.endObject()
    }
    if settings.baseline != nil {
      json.key("baseline")
      json.beginObject()
      json.member("new", summary.newFindingCount)
      json.member("known", summary.findingCount - summary.newFindingCount)
      json.member("gone", summary.gone)
      json.endObject()
    }
    json.key("notEvaluated")
    json.beginObject()
    write(summary.documentsNotEvaluated, as: "documents", to: &json)
    write(summary.checksNotEvaluated, as: "checks", to: &json)
    json.endObject()
    json.key("notInInput")
    json.beginArray()
    for lack in summary.lacks(in: settings.catalogue) {
      json.beginObject()
      json.member("group", lack.group.title)
      json.member("rules", lack.rules.map { settings.catalogue[$0].metadata.code })
      json.member("workloads", lack.workloads)
      json.member("kinds", lack.kinds.kinds.compactMap(\.name))
      if let command = lack.kinds.listingCommand { json.member("command", command) }
      json.endObject()
    }
    json.endArray()
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

  private func writeCounts(to json: inout JSONWriter, _ count: (Severity) -> Int) {
    json.beginObject()
    for severity in Severity.allCases.reversed() {
      json.key(escaping: severity.name)
      json.integer(count(severity))
    }
    json.endObject()
  }

  private func write(_ counts: VerdictCounts, to json: inout JSONWriter) {
    json.piece(atMost: 144) { piece in
      piece.literal("{\"pass\":")
      piece.integer(counts.pass)
      piece.literal(",\"fail\":")
      piece.integer(counts.fail)
      piece.literal(",\"notEvaluated\":")
      piece.integer(counts.notEvaluated)
      piece.literal(",\"suppressed\":")
      piece.integer(counts.suppressed)
      piece.literal("}")
    }
  }

  private func write(related place: Place?, offsetsEnd: UInt32, to json: inout JSONWriter) {
    guard let place else { return }
    json.key("related")
    json.beginObject()
    write(place, offsetsEnd: offsetsEnd, to: &json)
    json.endObject()
  }

  /// Every finding has one, hence in few steps.
  ///
  /// - Parameter offsetsEnd: ``FileReport/offsetsEnd``.
  private func write(_ place: Place, offsetsEnd: UInt32, to json: inout JSONWriter) {
    json.piece(atMost: 208) { piece in
      piece.literal("\"start\":")
      write(place.start, at: place.range.start, offsetsEnd: offsetsEnd, to: &piece)
      piece.literal(",\"end\":")
      write(place.end, at: place.range.end, offsetsEnd: offsetsEnd, to: &piece)
    }
  }

  /// Takes at most 96 bytes.
  private func write(_ position: Position, at offset: UInt32, offsetsEnd: UInt32, to piece: inout JSONWriter.Piece) {
    piece.literal("{\"line\":")
    piece.integer(position.line)
    piece.literal(",\"column\":")
    piece.integer(position.column)
    if offset <= offsetsEnd {
      piece.literal(",\"offset\":")
      piece.integer(Int(offset))
    }
    piece.literal("}")
  }
}
