import Findings
import SourceTree

// The page.
extension HTMLReport {
  package func footer(_ report: ReportPart) -> [UInt8] {
    let (sections, left) = report.sections.fitting(mostBytes)
    let summary = report.summary
    let hasFindings = report.sections.countWithFindings > 0
    // In one piece of memory, not in ever larger ones.
    let size = sections.reduce(report.problems.count + 1 << 16) { $0 + $1.size }
    return MarkupWriter.bytes(reserving: size) { html in
      let title = Self.title(summary, workloadsWithFindings: report.sections.countWithFindings)
      html.head(title: title, styles: [HTMLStyle.resource], scripts: [HTMLScript.resource])
      html.markup("<body>\n<a class=\"skip\" href=\"#workloads\">Skip to the workloads</a>\n<div class=\"page\">\n")
      html.markup("<header class=\"masthead\"><p class=\"brand\">Curfew report</p><h1>\(title)</h1>\n<p class=\"lede\">")
      html.markup("Exit code \(summary.exitStatus(for: settings).rawValue): \(ReportWords.meaning(of: summary, settings)). ")
      html.markup("Asked: \(ReportWords.question(settings)).</p></header>\n<main>\n")
      write(summary, to: &html)
      if hasFindings { writeFilters(to: &html) }
      write(sections, left, to: &html)
      writeObstacles(report, to: &html)
      write(rules: report.sections.rules, to: &html)
      html.markup("</main>\n<footer>Curfew ")
      html.text(settings.version)
      html.markup(". The values of credentials are never shown.</footer>\n</div>\n")
      if hasFindings { html.markup("<script>\(HTMLScript.text)</script>\n") }
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

  private func write(_ sections: [ReportSection], _ left: (workloads: Int, findings: Int), to html: inout MarkupWriter) {
    html.markup("<section id=\"workloads\" aria-labelledby=\"workloads-title\"><h2 id=\"workloads-title\">Posture by workload</h2>\n")
    if left.workloads > 0 {
      html.markup("<p class=\"note\">Note: \(ReportWords.count(left.workloads, "workload")) with ")
      html.markup("\(ReportWords.count(left.findings, "finding")) \(left.workloads == 1 ? "is" : "are") left out, ")
      html.markup("because browsers become slow with so many. The gravest are here, and the JSON report lists all.</p>\n")
    }
    if sections.isEmpty, left.workloads == 0 {
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
    if let lacks = ReportWords.lacks(summary.lacks(in: settings.catalogue)) {
      html.markup("<section aria-labelledby=\"lack-title\"><h2 id=\"lack-title\">Not asked</h2><ul class=\"reasons card\">\n<li>")
      html.text(lacks)
      html.markup("</li>\n</ul></section>\n")
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
