extension WorkloadReport {
  /// One number per finding, in the order of ``findings``, by which the finding is known again in a later scan.
  ///
  /// It is made of the rule's code, the workload's kind, namespace and name, the finding's arguments, and its ordinal among findings equal
  /// in all of that. Neither the path nor any position goes in, so it survives moved, re-indented and reordered lines and a renamed file;
  /// two files with the same workload (overlays, say) give the same fingerprints.
  package func fingerprints(in catalogue: Catalogue) -> [UInt64] {
    var workload = StableHash()
    workload.combine(kind)
    workload.combine(namespace ?? "")
    workload.combine(name)
    var ordinals = [UInt64: UInt64](minimumCapacity: findings.count)
    return findings.map { finding in
      var hash = workload
      hash.combine(catalogue.rules[Int(finding.rule)].metadata.code)
      for argument in finding.arguments { hash.combine(argument) }
      hash.combine(Self.takeNext(of: &ordinals[hash.value, default: 0]))
      return hash.value
    }
  }

  private static func takeNext(of count: inout UInt64) -> UInt64 {
    defer { count += 1 }
    return count
  }
}
