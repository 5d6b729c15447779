import Findings
import Manifests
import SourceTree

/// Words that several formats for people use.
enum ReportWords {
  /// `1 file`, `2 files`.
  static func count(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

  /// What was asked: `profile recommended, Kubernetes 1.36`.
  static func question(_ settings: ScanSettings) -> String {
    let standard = settings.podSecurity.map { "Pod Security Standard \($0.name)" } ?? "profile \(settings.profile.name)"
    let others = settings.policies.count > 1 ? ", some files by other settings" : ""
    let judged =
      settings.options.isKubernetesNewerThanKnown
      ? ", judged as 1.\(RuleOptions.newestKubernetesMinorVersion), the newest that is known" : ""
    return "\(standard), Kubernetes 1.\(settings.options.kubernetesMinorVersion)\(judged)\(others)"
  }

  /// How the scan ended, in a clause.
  static func meaning(of summary: ReportSummary, _ settings: ScanSettings) -> String {
    let counted = "\(settings.failsOnNewOnly ? "new " : "")findings at or over \(settings.threshold.name)"
    return switch summary.exitStatus(for: settings) {
    case .clean where settings.acceptsFindings: "findings are accepted in the new baseline"
    case .clean: "no \(counted)"
    case .findings: summary.hasFailures(for: settings) ? counted : "something was not evaluated"
    case .unreadable: "some input could not be read"
    case .nothingToScan: summary.unjudgedPods > 0 ? "no CronJob or Job in the input" : "no CronJob, Job or Pod in the input"
    }
  }

  /// `2 of 5 have findings, in 3 files`.
  static func workloads(_ summary: ReportSummary) -> String {
    let affected = summary.workloadsWithFindings
    let rest = "in \(count(summary.files, "file"))\(pods(summary))"
    if affected == 0 { return "\(summary.workloads) \(rest)" }
    return "\(affected) of \(summary.workloads) \(affected == 1 ? "has" : "have") findings, \(rest)"
  }

  /// `1 file, 2 workloads: 60 passed, 3 failed, 1 not evaluated`.
  static func verdicts(_ summary: ReportSummary) -> String {
    "\(count(summary.files, "file")), \(count(summary.workloads, "workload")): \(verdicts(summary.verdicts))\(pods(summary))"
  }

  /// `; 1 Pod, which --pod-security judges`; empty where there is none.
  private static func pods(_ summary: ReportSummary) -> String {
    summary.unjudgedPods > 0 ? "; \(count(summary.unjudgedPods, "Pod")), which `--pod-security` judges" : ""
  }

  /// `60 passed, 3 failed, 1 not evaluated`.
  static func verdicts(_ verdicts: VerdictCounts) -> String {
    "\(verdicts.pass) passed, \(verdicts.fail) failed, \(verdicts.notEvaluated) not evaluated"
      + (verdicts.suppressed > 0 ? ", \(verdicts.suppressed) suppressed" : "")
  }

  /// `what 2 rules about network, 3 about credentials ask about is not in the input; kubectl get … would tell`; nil where all is.
  static func lacks(_ lacks: [ReportSummary.Lack]) -> String? {
    if lacks.isEmpty { return nil }
    let groups = lacks.enumerated().map { index, lack in
      "\(index == 0 ? count(lack.rules.count, "rule") : "\(lack.rules.count)") about \(lack.group.title.lowercased())"
    }
    let kinds = lacks.reduce(into: KindSet()) { $0.formUnion($1.kinds) }
    let command = kinds.listingCommand.map { "; `\($0)` would tell" } ?? ""
    return "what \(groups.joined(separator: ", ")) ask about is not in the input\(command)"
  }

  /// `3 findings in 2 of 5 workloads: 1 high, 2 low`.
  static func findingsInWorkloads(_ summary: ReportSummary) -> String {
    let workloads = count(summary.workloads, "workload")
    if summary.findingCount == 0 { return "no findings in \(workloads)" }
    let affected = summary.workloadsWithFindings == summary.workloads ? "" : "\(summary.workloadsWithFindings) of "
    return "\(count(summary.findingCount, "finding")) in \(affected)\(workloads): \(present(summary.findings))"
  }

  /// `1 high, 2 low`.
  static func present(_ counts: SeverityCounts) -> String {
    counts.present.map { "\($0.count) \($0.severity.name)" }.joined(separator: ", ")
  }

  /// `1 new, 10 known, 2 gone`; nil without a baseline.
  static func baseline(_ summary: ReportSummary, _ settings: ScanSettings) -> String? {
    guard settings.baseline != nil else { return nil }
    let known = summary.findingCount - summary.newFindingCount
    return "\(summary.newFindingCount) new, \(known) known, \(summary.gone) gone"
  }

  /// `2 hidden, 30 neither .yaml, .yml nor .json`; nil where nothing was skipped.
  static func skipped(_ summary: ReportSummary, _ settings: ScanSettings) -> String? {
    let entries = SkippedEntries.Reason.allCases.map { (count: summary.skipped[$0], words: $0.words) }
    let all = (entries + [(summary.unreadSkipped(for: settings), "unreadable")]).filter { $0.count > 0 }
    return all.isEmpty ? nil : all.map { "\($0.count) \($0.words)" }.joined(separator: ", ")
  }

  /// `3 findings: 0 critical, 1 high, 2 medium, 0 low, 0 info`.
  static func findings(_ summary: ReportSummary) -> String {
    "\(count(summary.findingCount, "finding")): "
      + Severity.allCases.reversed().map { "\(summary[$0]) \($0.name)" }.joined(separator: ", ")
      + (summary.suppressed > 0 ? "; \(count(summary.suppressed, "suppressed finding"))" : "")
  }
}

extension SkippedEntries.Reason {
  fileprivate var words: String {
    switch self {
    case .hidden: "hidden"
    case .ignored: "ignored by git"
    case .otherName: "neither .yaml, .yml nor .json"
    case .excluded: "left out by --include or --exclude"
    case .special: "pipes, sockets or devices"
    case .linkLoop: "links to a folder they are in"
    }
  }
}

extension FileReport {
  /// The same file without the findings that the baseline knows: formats for people count them only.
  var withoutKnownFindings: FileReport {
    var file = self
    for index in workloads.indices where workloads[index].findings.contains(where: { $0.state == .known }) {
      file.workloads[index].findings.removeAll { $0.state == .known }
    }
    return file
  }
}

extension WorkloadReport {
  /// `CronJob prod/backup`, or `JobSet prod/train spec.replicatedJobs[0].template`.
  var title: String { "\(kind) \(qualifiedName)\(templatePath.map { " \($0)" } ?? "")" }

  /// `prod/backup`, or the name alone.
  var qualifiedName: String { namespace.map { "\($0)/\(name)" } ?? name }

  /// Equally grave ones in the order of their places.
  var findingsGravestFirst: [Finding] {
    findings.enumerated().sorted { ($1.element.severity, $0.offset) < ($0.element.severity, $1.offset) }.map(\.element)
  }
}

extension Place {
  /// `12:3`.
  var lineAndColumn: String { "\(start.line):\(start.column)" }
}

extension RenderedFrom {
  /// `path:12`, or the path alone.
  var pathAndLine: String { line.map { "\(path):\($0)" } ?? path }
}

extension SuppressedFinding {
  /// Who accepted it, why, and until when: `annotation, until 2027-01-31: the reason`.
  var acceptance: String {
    let reason = reason.isEmpty ? "no reason given" : reason
    return "\(origin.name)\(expiry.map { ", until \($0.description)" } ?? ""): \(reason)"
  }
}
