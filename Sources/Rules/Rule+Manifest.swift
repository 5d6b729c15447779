package import Findings
package import SourceTree

internal import Manifests

extension Rule {
  /// Asks this rule alone about every workload of a manifest, as the examples want it.
  ///
  /// - Throws: ``SyntaxError`` where the manifest cannot be read.
  package static func check(manifest: Source, options: RuleOptions) throws(SyntaxError) -> FindingCollector {
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
