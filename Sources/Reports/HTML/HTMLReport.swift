package import Findings
import SourceTree

/// One HTML file for people: the posture of every workload, the findings with their source, what to expect of each workload, and the rules behind it.
///
/// It needs nothing else: no script or style but its own (its policy admits no other), no request to anywhere. Without scripts all is shown, and only the
/// filters are missing. The gravest workloads come first, so the page is put together when everything is known. It is well-formed XML too.
package struct HTMLReport: ReportRenderer {
  package let settings: ScanSettings
  package let separator: [UInt8] = []
  private let read: ReportFormat.ReadFile

  /// - Parameter read: Reads a file again for its excerpts; they are left out where it gives nil or other bytes than were scanned.
  package init(_ settings: ScanSettings, read: @escaping ReportFormat.ReadFile) {
    self.settings = settings
    self.read = read
  }

  package func header() -> [UInt8] { [] }

  package func render(_ file: FileReport, into part: inout ReportPart) {
    part.count(file)
    let needsExcerpts = !file.errors.isEmpty || file.workloads.contains { !$0.findings.isEmpty }
    let excerpts = needsExcerpts ? Excerpts(of: file, read: read) : nil
    for (index, workload) in file.workloads.enumerated() {
      var section = ReportSection(workload)
      let id = Self.identifier(ofWorkload: index, in: file)
      section.row = MarkupWriter.bytes { write(row: workload, section, id, of: file, to: &$0) }
      section.body = MarkupWriter.bytes { write(workload, section, id, of: file, excerpts, to: &$0) }
      part.sections.append(section)
    }
    for error in file.errors {
      part.problems += MarkupWriter.bytes { html in
        html.markup("<li><code>")
        html.text("\(file.path):\(error.place.lineAndColumn)")
        html.markup("</code> ")
        html.text(error.error.message)
        let source = excerpts?.source?.guessingCredentials(in: error.place.range)
        write(source?.lines(of: error.place.range) ?? [], to: &html)
        html.markup("</li>\n")
      }
    }
  }

  /// The same in every run, and for no other workload of the report.
  private static func identifier(ofWorkload index: Int, in file: FileReport) -> String {
    var hash = StableHash()
    hash.combine(file.path)
    hash.combine(UInt64(index))
    return "workload-\(String(hash.value, radix: 16))"
  }
}

// Workloads.
extension HTMLReport {
  private func write(row workload: WorkloadReport, _ section: ReportSection, _ id: String, of file: FileReport, to html: inout MarkupWriter)
  {
    html.markup("<tr id=\"row-\(id)\"><th scope=\"row\"><a href=\"#\(id)\">")
    html.text(workload.title)
    html.markup("</a><span class=\"place\">")
    html.text("\(file.path):\(workload.place.start.line)")
    html.markup("</span></th><td>")
    write(section.severities, to: &html)
    html.markup("</td><td>")
    write(bar: workload.counts, to: &html)
    html.markup("<span class=\"place\">\(Self.words(workload.counts))</span></td></tr>\n")
  }

  private func write(_ severities: [(severity: Severity, count: Int)], to html: inout MarkupWriter) {
    guard !severities.isEmpty else {
      html.markup("<span class=\"none\">no findings</span>")
      return
    }
    html.markup("<span class=\"badges\">")
    for (severity, count) in severities {
      html.markup("<span class=\"badge \(severity.name)\">\(count) \(severity.name)</span> ")
    }
    html.markup("</span>")
  }

  /// The verdicts as a picture of what stands beside it in words.
  private func write(bar counts: VerdictCounts, to html: inout MarkupWriter) {
    let total = max(counts.pass + counts.fail + counts.notEvaluated + counts.suppressed, 1)
    html.markup("<svg class=\"bar\" viewBox=\"0 0 1000 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\" focusable=\"false\">")
    var sum = 0
    for (count, name) in [
      (counts.fail, "fail"), (counts.notEvaluated, "unknown"), (counts.suppressed, "suppressed"), (counts.pass, "pass"),
    ] where count > 0 {
      let start = sum * 1_000 / total
      sum += count
      html.markup("<rect class=\"\(name)\" x=\"\(start)\" width=\"\(sum * 1_000 / total - start)\" height=\"8\"/>")
    }
    html.markup("</svg>")
  }

  private static func words(_ counts: VerdictCounts) -> String {
    let parts = [
      (counts.fail, "failed"), (counts.notEvaluated, "not evaluated"), (counts.suppressed, "suppressed"), (counts.pass, "passed"),
    ]
    return parts.filter { $0.0 > 0 || $0.1 == "passed" }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
  }

  private func write(
    _ workload: WorkloadReport, _ section: ReportSection, _ id: String, of file: FileReport, _ excerpts: Excerpts?,
    to html: inout MarkupWriter
  ) {
    html.markup("<article class=\"workload card\" id=\"\(id)\" aria-labelledby=\"\(id)-name\">\n<header><div><h3 id=\"\(id)-name\">")
    html.text(workload.title)
    html.markup("</h3><p>")
    html.text("\(file.path):\(workload.place.start.line)")
    if workload.foldedJobs > 0 { html.markup(", with \(ReportWords.count(workload.foldedJobs, "Job")) it made") }
    html.markup("</p></div>")
    write(section.severities, to: &html)
    html.markup("</header>\n")
    write(workload.expectedBehaviour, to: &html)
    if !workload.findings.isEmpty {
      if let note = excerpts?.note { html.markup("<p class=\"note\">Note: \(note).</p>\n") }
      html.markup("<ul>\n")
      for finding in workload.findingsGravestFirst { write(finding, of: workload, in: file, excerpts, to: &html) }
      html.markup("</ul>\n")
    }
    if !workload.suppressed.isEmpty {
      html.markup("<details><summary>\(ReportWords.count(workload.suppressed.count, "suppressed finding"))</summary>\n")
      html.markup("<ul class=\"reasons\">\n")
      for suppressed in workload.suppressed { write(suppressed, to: &html) }
      html.markup("</ul></details>\n")
    }
    if !workload.notEvaluated.isEmpty {
      html.markup("<details><summary>\(ReportWords.count(workload.notEvaluated.count, "check")) not evaluated</summary>\n")
      html.markup("<ul class=\"reasons\">\n")
      for check in workload.notEvaluated {
        let rule = settings.catalogue[check.rule].metadata
        html.markup("<li><code>\(rule.code)</code> \(rule.name), line \(check.place.start.line): ")
        html.text(check.reason)
        html.markup("</li>\n")
      }
      html.markup("</ul></details>\n")
    }
    html.markup("</article>\n")
  }

  private func write(_ suppressed: SuppressedFinding, to html: inout MarkupWriter) {
    let finding = suppressed.finding
    let rule = settings.catalogue[finding.rule]
    html.markup("<li><span class=\"badge \(finding.severity.name)\">\(finding.severity.name)</span> ")
    html.prose(rule.explain(finding.arguments).message)
    html.markup(" <span class=\"place\">\(rule.metadata.code) \(rule.metadata.name), line \(finding.place.start.line). Accepted by ")
    html.text(suppressed.acceptance)
    html.markup("</span></li>\n")
  }

  private func write(_ behaviour: [ExpectedBehaviour], to html: inout MarkupWriter) {
    if behaviour.isEmpty { return }
    html.markup("<details open=\"open\"><summary>Expected behaviour</summary>\n<table class=\"behaviour\">\n")
    html.markup(
      "<thead><tr><th scope=\"col\">In respect of</th><th scope=\"col\">As it is</th><th scope=\"col\">Hardened</th></tr></thead>\n<tbody>\n"
    )
    for row in behaviour {
      let (name, words) =
        switch row.state {
        case .hardened: ("hardened", "As it should be")
        case .notHardened: ("not-hardened", "Can be hardened")
        case .unknown: ("unknown", "Not known")
        }
      html.markup("<tr class=\"\(name)\"><th scope=\"row\">\(row.aspect.rawValue)</th><td data-label=\"As it is\">")
      html.prose(row.current)
      html.markup(" <span class=\"state\">\(words)</span></td><td data-label=\"Hardened\">")
      html.prose(row.hardened)
      html.markup("</td></tr>\n")
    }
    html.markup("</tbody></table></details>\n")
  }

  private func write(
    _ finding: Finding, of workload: WorkloadReport, in file: FileReport, _ excerpts: Excerpts?, to html: inout MarkupWriter
  ) {
    let rule = settings.catalogue[finding.rule]
    let explanation = rule.explain(finding.arguments)
    html.markup("<li class=\"finding\" data-severity=\"\(finding.severity.name)\"><div class=\"head\">")
    html.markup("<span class=\"badge \(finding.severity.name)\">\(finding.severity.name)</span> <h4>")
    html.prose(explanation.message)
    html.markup(
      "</h4></div>\n<p class=\"where\"><a href=\"#\(rule.metadata.code)\">\(rule.metadata.code) \(rule.metadata.name)</a> at <code>")
    html.text("\(file.path):\(finding.place.lineAndColumn)")
    html.markup("</code>")
    if let origin = workload.renderedFrom(finding) {
      html.markup(", from <code>")
      html.text(origin.pathAndLine)
      html.markup("</code>")
    }
    html.markup("</p>\n")
    write(excerpts?.source?.lines(of: finding.place.range) ?? [], to: &html)
    if let related = finding.related {
      html.markup("<p class=\"where\">See also line \(related.start.line):</p>\n")
      write(excerpts?.source?.lines(of: related.range) ?? [], to: &html)
    }
    html.markup("<p class=\"why\">")
    html.prose(explanation.why)
    html.markup("</p>\n<p class=\"help\"><strong>What to do:</strong> ")
    html.prose(explanation.remedy)
    html.markup("</p></li>\n")
  }

  private func write(_ lines: [ExcerptSource.Line], to html: inout MarkupWriter) {
    if lines.isEmpty { return }
    html.markup("<pre class=\"source\">")
    for line in lines {
      html.markup("<span class=\"line\"><span class=\"number\">\(line.number)</span><span class=\"text\">")
      var index = 0
      for mark in line.marks {
        html.text(line.text[index..<mark.lowerBound])
        html.markup("<mark>")
        html.text(line.text[mark])
        html.markup("</mark>")
        index = mark.upperBound
      }
      html.text(line.text[index...])
      html.markup("</span></span>")
    }
    html.markup("</pre>\n")
  }
}

// The page.
extension HTMLReport {
  package func footer(_ report: ReportPart) -> [UInt8] {
    let sections = ReportSection.sorted(report.sections)
    let summary = report.summary
    return MarkupWriter.bytes { html in
      let title = Self.title(summary, workloadsWithFindings: sections.count { $0.findings > 0 })
      writeHead(title, to: &html)
      html.markup("<body>\n<a class=\"skip\" href=\"#workloads\">Skip to the workloads</a>\n<div class=\"page\">\n")
      html.markup("<header class=\"masthead\"><p class=\"brand\">Curfew report</p><h1>\(title)</h1>\n<p class=\"lede\">")
      html.markup("Exit code \(summary.exitStatus(for: settings).rawValue): \(ReportWords.meaning(of: summary, settings)). ")
      html.markup("Asked: \(ReportWords.question(settings)).</p></header>\n<main>\n")
      write(summary, to: &html)
      if sections.contains(where: { $0.findings > 0 }) { writeFilters(to: &html) }
      write(sections, to: &html)
      writeObstacles(report, to: &html)
      write(rules: sections.reduce(into: Set()) { $0.formUnion($1.rules) }, to: &html)
      html.markup("</main>\n<footer>Curfew ")
      html.text(settings.version)
      html.markup(". The values of credentials are never shown.</footer>\n</div>\n")
      if sections.contains(where: { $0.findings > 0 }) { html.markup("<script>\(HTMLScript.text)</script>\n") }
      html.markup("</body>\n</html>\n")
    }
  }

  private static func title(_ summary: ReportSummary, workloadsWithFindings: Int) -> String {
    if summary.workloads == 0 { return "No workloads" }
    let workloads = ReportWords.count(summary.workloads, "workload")
    if summary.findingCount == 0 { return "No findings in \(workloads)" }
    let of = workloadsWithFindings == summary.workloads ? workloads : "\(workloadsWithFindings) of \(workloads)"
    return "\(ReportWords.count(summary.findingCount, "finding")) in \(of)"
  }

  private func writeHead(_ title: String, to html: inout MarkupWriter) {
    html.markup(
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8"/>
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-\(HTMLStyle.hash)'; \
      script-src 'sha256-\(HTMLScript.hash)'; base-uri 'none'; form-action 'none'"/>
      <meta name="viewport" content="width=device-width, initial-scale=1"/>
      <meta name="referrer" content="no-referrer"/>
      <title>Curfew: \(title)</title>
      <style>\(HTMLStyle.text)</style>
      </head>

      """)
  }

  private func write(_ summary: ReportSummary, to html: inout MarkupWriter) {
    html.markup("<section class=\"card\" aria-label=\"Totals\"><dl class=\"totals\">\n")
    for severity in Severity.allCases.reversed() {
      let count = summary[severity]
      html.markup("<div\(count == 0 ? " class=\"zero\"" : "")><dt><span class=\"dot \(severity.name)\"></span>\(severity.name)</dt>")
      html.markup("<dd>\(count)</dd></div>\n")
    }
    html.markup("</dl>\n<div class=\"verdicts\">")
    write(bar: summary.verdicts, to: &html)
    html.markup("<p>\(ReportWords.verdicts(summary))</p></div></section>\n")
  }

  private func writeFilters(to html: inout MarkupWriter) {
    html.markup(
      """
      <form class="filters card" id="filters" role="search" aria-label="Filter findings" hidden="hidden">
      <label class="search">Workload, rule, path or text<input type="search" name="text" autocomplete="off"/></label>
      <fieldset><legend>Severity</legend>

      """)
    for severity in Severity.allCases.reversed() {
      html.markup("<label class=\"choice\"><input type=\"checkbox\" name=\"severity\" value=\"\(severity.name)\" checked=\"checked\"/>")
      html.markup("\(severity.name)</label>\n")
    }
    html.markup(
      """
      </fieldset>
      <fieldset><legend>Workloads</legend>
      <label class="choice"><input type="checkbox" name="clean" checked="checked"/>without findings</label></fieldset>
      <button type="reset">Show all</button>
      <output id="filter-result" aria-live="polite"></output>
      </form>

      """)
  }

  private func write(_ sections: [ReportSection], to html: inout MarkupWriter) {
    html.markup("<section id=\"workloads\" aria-labelledby=\"workloads-title\"><h2 id=\"workloads-title\">Posture by workload</h2>\n")
    if sections.isEmpty {
      html.markup("<p class=\"muted\">The input holds no CronJob and no Job.</p></section>\n")
      return
    }
    html.markup(
      "<div class=\"card scroll\"><table class=\"overview\"><thead><tr><th scope=\"col\">Workload</th><th scope=\"col\">Findings</th>")
    html.markup("<th scope=\"col\">Verdicts</th></tr></thead>\n<tbody>\n")
    for section in sections { html.markup(section.row) }
    html.markup(
      "</tbody></table></div></section>\n<section aria-labelledby=\"findings-title\"><h2 id=\"findings-title\">Workload by workload</h2>\n")
    for section in sections { html.markup(section.body) }
    html.markup("</section>\n")
  }

  private func writeObstacles(_ report: ReportPart, to html: inout MarkupWriter) {
    let summary = report.summary
    if !summary.inputErrors.isEmpty || !report.problems.isEmpty {
      html.markup(
        "<section aria-labelledby=\"unreadable-title\"><h2 id=\"unreadable-title\">Could not be read</h2><ul class=\"reasons card\">\n")
      for error in summary.inputErrors {
        html.markup("<li>")
        html.text(error)
        html.markup("</li>\n")
      }
      html.markup(report.problems)
      html.markup("</ul></section>\n")
    }
    if summary.documentsNotEvaluated.isEmpty { return }
    html.markup(
      "<section aria-labelledby=\"skipped-title\"><h2 id=\"skipped-title\">Documents not evaluated</h2><ul class=\"reasons card\">\n")
    for reason in summary.documentsNotEvaluated {
      html.markup("<li>\(ReportWords.count(reason.count, "document")): ")
      html.text(reason.reason)
      for place in reason.places {
        html.markup("<br/><code>")
        html.text("\(place.path):\(place.position.line):\(place.position.column)")
        html.markup("</code>")
      }
      if reason.count > reason.places.count { html.markup("<br/>and others") }
      html.markup("</li>\n")
    }
    html.markup("</ul></section>\n")
  }

  private func write(rules: Set<RuleIndex>, to html: inout MarkupWriter) {
    if rules.isEmpty { return }
    html.markup("<section aria-labelledby=\"rules-title\"><h2 id=\"rules-title\">Rules behind the findings</h2><div class=\"card\">\n")
    for index in rules.sorted() {
      let rule = settings.catalogue[index].metadata
      // A link that leads to something within it opens it; one that leads to itself does not.
      html.markup("<details class=\"rule\"><summary>\(rule.code) \(rule.name) <span class=\"muted\">")
      html.prose(rule.summary)
      html.markup("</span></summary><div id=\"\(rule.code)\"><p class=\"muted\">Usually \(rule.severity.name).</p>\n")
      for paragraph in rule.rationale.split(separator: "\n\n") {
        html.markup("<p>")
        html.prose(String(paragraph))
        html.markup("</p>\n")
      }
      html.markup("<p><strong>What to do:</strong> ")
      html.prose(rule.remedy)
      html.markup("</p>\n")
      if !rule.references.isEmpty {
        html.markup("<ul>\n")
        for reference in rule.references { write(reference, to: &html) }
        html.markup("</ul>")
      }
      html.markup("</div></details>\n")
    }
    html.markup("</div></section>\n")
  }

  private func write(_ reference: Reference, to html: inout MarkupWriter) {
    html.markup("<li>")
    if let url = reference.url {
      html.markup("<a rel=\"noreferrer\"")
      html.attribute("href", url)
      html.markup(">")
      html.text(reference.label)
      html.markup("</a>")
    } else {
      html.text(reference.label)
    }
    html.markup("</li>\n")
  }
}
