import Findings
import Reports
import SourceTree

extension Fixture {
  /// Whoever writes a manifest chooses these texts.
  static let hostileTexts = [
    "</details><script>alert(1)</script>", "\" onload=\"alert(1)", "]]>&amp;&#0;",
    "@everyone #1 org/repo#2 https://evil.example www.evil.example",
    "![x](http://evil.example/x.png) [a](javascript:alert) **b** | ~~c~~ <!-- d", "a`b``c`", "x%0A::error::injected\n::error::injected",
    "\u{1B}[2J\u{202E}\u{FFFE}\u{0}", "a: b, c=d", "--> <![CDATA[", "&lt;b&gt;",
  ]

  /// A report whose every text from outside is hostile.
  static let hostileReport: Report = {
    let files = hostileTexts.enumerated().map { index, text in
      file("\(text).yaml") { file in
        let bytes = Array("kind: \(text)\n".utf8)
        let place = place(SourceRange(0, min(bytes.count, 8)), in: bytes)
        file.fingerprint = StableHash.of(bytes)
        file.workloads = [
          WorkloadReport(
            kind: "CronJob", namespace: text, name: text, place: place,
            findings: [Finding(rule: 2, severity: Severity.allCases[index % 5], place: place, situation: Names(text))],
            notEvaluated: [.init(rule: 3, place: place, reason: text)], counts: VerdictCounts(fail: 1, notEvaluated: 1))
        ]
        file.workloads[0].expectedBehaviour = [ExpectedBehaviour(.image, current: "`\(text)`", hardened: text, state: .notHardened)]
        file.notEvaluated = [DocumentNotEvaluated(place: place, reason: text)]
      }
    }
    return Report(settings: settings, files: files, inputErrors: hostileTexts)
  }()

  /// Rendered with its sources, whose every line is hostile as well.
  static func hostileText(_ format: ReportFormat) -> String {
    let renderer = format.renderer(settings) { path in Array("kind: \(path.dropLast(5))\n".utf8) }
    return String(decoding: renderer.render(hostileReport), as: UTF8.self)
  }
}
