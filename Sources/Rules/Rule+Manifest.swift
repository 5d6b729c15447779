package import Findings
package import SourceTree

internal import Manifests

extension Rule {
  /// Asks this rule alone about every workload of a manifest, as the examples want it.
  ///
  /// - Throws: ``SyntaxError`` where the manifest cannot be read.
  package static func check(manifest: Source, options: RuleOptions) throws(SyntaxError) -> FindingCollector {
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
    var inventory = Inventory()
    var reader = ManifestReader(manifest)
    while let element = reader.next() {
      switch element {
      case .object(let object): inventory.add(object, file: 0)
      case .failure(let error): throw error
      case .notEvaluated: break
      }
    }
    var findings = FindingCollector(source: manifest)
    findings.begin(rule: 0, defaultSeverity: metadata.severity)
    for verdict in check(inventory, options: options) {
      switch verdict.outcome {
      case .finding(let severity, let arguments):
        findings.report(at: verdict.workload.place, severity: severity, arguments, related: verdict.related?.place)
      case .notEvaluated(let reason): findings.cannotEvaluate(at: verdict.workload.place, because: reason)
      }
    }
    findings.end()
    return findings
  }
}
