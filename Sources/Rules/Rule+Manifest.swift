package import Findings
package import SourceTree

internal import Manifests

extension Rule {
  /// Asks this rule alone about every workload of a manifest, as the examples want it.
  ///
  /// - Returns: The findings of all documents and of the items of lists.
  /// - Throws: ``SyntaxError`` where the manifest cannot be read.
  package static func check(manifest: Source, options: RuleOptions) throws(SyntaxError) -> FindingCollector {
    var findings = FindingCollector(source: manifest)
    findings.begin(rule: 0, defaultSeverity: metadata.severity)
    var reader = DocumentReader(manifest)
    while let result = reader.next() {
      let root = try result.get().root
      for object in root["kind"]?.isText("List") == true ? root["items"]?.items.map(\.resolved) ?? [] : [root] {
        guard let kind = object["kind"]?.text.flatMap(Workload.Kind.init(rawValue:)) else { continue }
        check(Workload(kind, ObjectReader(object, place: object.range)), options: options, into: &findings)
      }
    }
    findings.end()
    return findings
  }
}
