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
    if let rule = self as? any InventoryRule.Type { return try rule.checkInventory(manifest: manifest, options: options) }
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

extension InventoryRule {
  fileprivate static func checkInventory(manifest: Source, options: RuleOptions) throws(SyntaxError) -> FindingCollector {
    var state = ClusterState()
    var reader = ManifestReader(manifest)
    while let element = reader.next() {
      switch element {
      case .object(let object): state.gather(object, file: 0)
      case .failure(let error): throw error
      case .notEvaluated: break
      }
    }
    var findings = FindingCollector(source: manifest)
    findings.begin(rule: 0, defaultSeverity: metadata.severity)
    for verdict in check(JudgingContext(state, options: options)) {
      switch verdict.outcome {
      case .finding(let severity, let arguments):
        findings.report(at: verdict.place ?? verdict.workload.place, severity: severity, arguments, related: verdict.related?.place)
      case .notEvaluated(let reason): findings.cannotEvaluate(at: verdict.place ?? verdict.workload.place, because: reason)
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
