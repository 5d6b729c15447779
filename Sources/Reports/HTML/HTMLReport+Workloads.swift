import Findings
import SourceTree

// Workloads.
extension HTMLReport {
  func write(row workload: WorkloadReport, _ section: ReportSection, _ id: String, of file: FileReport, to html: inout MarkupWriter) {
    html.markup("<tr id=\"row-\(id)\"><th scope=\"row\"><a href=\"#\(id)\">")
    html.text(workload.title)
    html.markup("</a><span class=\"place\">")
    html.text("\(file.path):\(workload.place.start.line)")
    html.markup("</span></th><td>")
    write(section.counts.present, to: &html)
    html.markup("</td><td>")
    write(bar: workload.counts, to: &html)
    html.markup("<span class=\"place\">\(Self.words(workload.counts))</span></td></tr>\n")
  }

  func write(_ severities: [(severity: Severity, count: Int)], to html: inout MarkupWriter) {
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
  func write(bar counts: VerdictCounts, to html: inout MarkupWriter) {
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

  func write(
    _ workload: WorkloadReport, _ section: ReportSection, _ id: String, of file: FileReport, _ excerpts: Excerpts?,
    to html: inout MarkupWriter
  ) {
    html.markup("<article class=\"workload card\" id=\"\(id)\" aria-labelledby=\"\(id)-name\">\n<header><div><h3 id=\"\(id)-name\">")
    html.text(workload.title)
    html.markup("</h3><p>")
    html.text("\(file.path):\(workload.place.start.line)")
    if workload.foldedJobs > 0 { html.markup(", with \(ReportWords.count(workload.foldedJobs, "Job")) it made") }
    html.markup("</p></div>")
    write(section.counts.present, to: &html)
    html.markup("</header>\n")
    write(workload.expectedBehaviour, to: &html)
    if !workload.findings.isEmpty {
      if let note = excerpts?.note { html.markup("<p class=\"note\">Note: \(note).</p>\n") }
      html.markup("<ul>\n")
      for finding in workload.findingsGravestFirst.prefix(Self.mostFindings) { write(finding, of: workload, in: file, excerpts, to: &html) }
      writeRest(of: workload.findings.count, to: &html)
      html.markup("</ul>\n")
    }
    if !workload.suppressed.isEmpty {
      html.markup("<details><summary>\(ReportWords.count(workload.suppressed.count, "suppressed finding"))</summary>\n")
      html.markup("<ul class=\"reasons\">\n")
      for suppressed in workload.suppressed.prefix(Self.mostFindings) { write(suppressed, to: &html) }
      writeRest(of: workload.suppressed.count, to: &html)
      html.markup("</ul></details>\n")
    }
    if !workload.notEvaluated.isEmpty {
      html.markup("<details><summary>\(ReportWords.count(workload.notEvaluated.count, "check")) not evaluated</summary>\n")
      html.markup("<ul class=\"reasons\">\n")
      for check in workload.notEvaluated.prefix(Self.mostFindings) {
        let rule = settings.catalogue[check.rule].metadata
        html.markup("<li><code>\(rule.code)</code> \(rule.name), line \(check.place.start.line): ")
        html.text(check.reason)
        html.markup("</li>\n")
      }
      writeRest(of: workload.notEvaluated.count, to: &html)
      html.markup("</ul></details>\n")
    }
    html.markup("</article>\n")
  }

  func writeRest(of count: Int, to html: inout MarkupWriter) {
    guard count > Self.mostFindings else { return }
    html.markup("<li class=\"note\">And \(count - Self.mostFindings) more, which the JSON report lists.</li>\n")
  }

  private func write(_ suppressed: SuppressedFinding, to html: inout MarkupWriter) {
    let finding = suppressed.finding
    let rule = settings.catalogue[finding.rule]
    html.markup("<li><span class=\"badge \(finding.severity.name)\">\(finding.severity.name)</span> ")
    html.prose(rule.explain(finding.situation).message)
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
    let explanation = rule.explain(finding.situation)
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
    if !explanation.steps.isEmpty {
      html.markup("<ol class=\"steps\">\n")
      for step in explanation.steps {
        html.markup("<li>")
        html.prose(step)
        html.markup("</li>\n")
      }
      html.markup("</ol>\n")
    }
    html.markup("<p class=\"why\">")
    html.prose(explanation.why)
    html.markup("</p>\n<p class=\"help\"><strong>What to do:</strong> ")
    html.prose(explanation.remedy)
    html.markup("</p></li>\n")
  }

  func write(_ lines: [ExcerptSource.Line], to html: inout MarkupWriter) {
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
