internal import ClusterState
package import Findings
package import SourceTree

internal import Manifests

extension Rule {
  /// Asks this rule alone about every workload of a manifest, as the examples want it.
  ///
  /// - Throws: ``SyntaxError`` where the manifest cannot be read.
  package static func check(manifest: Source, options: RuleOptions) throws(SyntaxError) -> FindingCollector {
    if let rule = self as? any SuppressionRule.Type { return try rule.checkSuppressions(manifest: manifest, options: options) }
    if let rule = self as? any ClusterRule.Type {
      return try checkState(of: manifest, options: options) { context in
        context.state.workloads.map { workload in
          var answer = ClusterAnswer()
          rule.check(workload, in: context, &answer)
          return (workload, answer)
        }
      }
    }
    if let rule = self as? any FleetRule.Type { return try checkState(of: manifest, options: options) { rule.check($0) } }
    var findings = FindingCollector(source: manifest)
    findings.begin(rule: 0, defaultSeverity: metadata.severity)
    var reader = ManifestReader(manifest)
    while let element = reader.next() {
      switch element {
      case .object(.workload(let workload)): check(workload, options: options, into: &findings)
      case .failure(let error): throw error
      case .object, .notEvaluated: break
      }
    }
    findings.end()
    return findings
  }
}

extension Rule {
  private static func checkState(
    of manifest: Source, options: RuleOptions, _ ask: (JudgingContext) -> [(workload: Located<WorkloadFacts>, answer: ClusterAnswer)]
  ) throws(SyntaxError) -> FindingCollector {
    var objects = GatheredObjects()
    var reader = ManifestReader(manifest)
    while let element = reader.next() {
      switch element {
      case .object(let object): objects.gather(object, file: 0)
      case .failure(let error): throw error
      case .notEvaluated: break
      }
    }
    let state = objects.settled()
    var findings = FindingCollector(source: manifest)
    findings.begin(rule: 0, defaultSeverity: metadata.severity)
    for (workload, answer) in ask(JudgingContext(state, options: options)) {
      for verdict in answer.verdicts {
        switch verdict.outcome {
        case .finding(let severity, let arguments):
          findings.report(at: verdict.place ?? workload.origin.place, severity: severity, arguments, related: verdict.related?.place)
        case .notEvaluated(let reason): findings.cannotEvaluate(at: verdict.place ?? workload.origin.place, because: reason)
        }
      }
    }
    findings.end()
    return findings
  }
}

extension SuppressionRule {
  /// Asks all rules, as only then it is known what there is to suppress.
  fileprivate static func checkSuppressions(manifest: Source, options: RuleOptions) throws(SyntaxError) -> FindingCollector {
    var settings = ScanSettings(version: "", catalogue: Registry.catalogue, profile: .strict, options: options)
    settings.suppressions.today = CalendarDay(daysSince1970: 20_000)
    let scan = Scan(settings)
    var judgements = Scan.Judgements()
    scan.judge(path: manifest.name, bytes: manifest.bytes, file: 0, into: &judgements)
    if let error = judgements.files.first?.report.errors.first { throw error.error }
    var findings = FindingCollector(source: manifest)
    findings.begin(rule: 0, defaultSeverity: metadata.severity)
    for finding in scan.settle(&judgements, read: { _ in manifest.bytes }).lazy.flatMap(\.workloads).flatMap(\.findings)
    where settings.catalogue[finding.rule].metadata.code == metadata.code {
      findings.report(at: finding.place.range, severity: finding.severity, finding.arguments)
    }
    findings.end()
    return findings
  }
}
