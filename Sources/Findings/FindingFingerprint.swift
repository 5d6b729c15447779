extension WorkloadReport {
  /// One number per finding, in the order of ``findings`` and ``suppressed``, by which the finding is known again in a later scan.
  ///
  /// It is made of the rule's code, the workload's kind, namespace and name, the finding's situation, and its ordinal among findings equal
  /// in all of that. Neither the path nor any position goes in, so it survives moved, re-indented and reordered lines and a renamed file;
  /// two files with the same workload (overlays, say) give the same fingerprints.
  package func fingerprints(in catalogue: Catalogue) -> (findings: [UInt64], suppressed: [UInt64]) {
    var workload = StableHash()
    workload.combine(kind)
    workload.combine(namespace ?? "")
    workload.combine(name)
    if let templatePath { workload.combine(templatePath) }
    var ordinals = [UInt64: UInt64](minimumCapacity: findings.count)
    func fingerprint(_ finding: Finding, _ ordinals: inout [UInt64: UInt64]) -> UInt64 {
      var hash = workload
      hash.combine(catalogue.rules[Int(finding.rule)].metadata.code)
      finding.situation.combine(into: &hash)
      hash.combine(Self.takeNext(of: &ordinals[hash.value, default: 0]))
      return hash.value
    }
    if suppressed.isEmpty { return (findings.map { fingerprint($0, &ordinals) }, []) }
    // Ordinals count suppressed findings where they stand, so that suppressing one does not rename the others.
    var result: (findings: [UInt64], suppressed: [UInt64]) = ([], [])
    while result.findings.count + result.suppressed.count < findings.count + suppressed.count {
      let finding = findings.indices.contains(result.findings.count) ? findings[result.findings.count] : nil
      let other = suppressed.indices.contains(result.suppressed.count) ? suppressed[result.suppressed.count].finding : nil
      if let finding, other.map({ !$0.precedes(finding) }) ?? true {
        result.findings.append(fingerprint(finding, &ordinals))
      } else if let other {
        result.suppressed.append(fingerprint(other, &ordinals))
      }
    }
    return result
  }

  private static func takeNext(of count: inout UInt64) -> UInt64 {
    defer { count += 1 }
    return count
  }
}
