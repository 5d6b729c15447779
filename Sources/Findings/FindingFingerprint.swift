extension WorkloadReport {
  /// One number per finding, in the order of ``findings`` and ``suppressed``, by which the finding is known again in a later scan.
  ///
  /// It is made of the rule's code, the workload's kind, namespace and name, the finding's arguments, and its ordinal among findings equal
  /// in all of that. Neither the path nor any position goes in, so it survives moved, re-indented and reordered lines and a renamed file;
  /// two files with the same workload (overlays, say) give the same fingerprints.
  package func fingerprints(in catalogue: Catalogue) -> (findings: [UInt64], suppressed: [UInt64]) {
    var workload = StableHash()
    workload.combine(kind)
    workload.combine(namespace ?? "")
    workload.combine(name)
    func hash(_ finding: Finding) -> StableHash {
      var hash = workload
      hash.combine(catalogue.rules[Int(finding.rule)].metadata.code)
      for argument in finding.arguments { hash.combine(argument) }
      return hash
    }
    if suppressed.isEmpty { return (Self.numbered(findings.map { hash($0) }), []) }
    // Ordinals count suppressed findings where they stand, so that suppressing one does not rename the others.
    var hashes: [StableHash] = []
    var isSuppressed: [Bool] = []
    var next = (finding: 0, suppressed: 0)
    while hashes.count < findings.count + suppressed.count {
      let finding = findings.indices.contains(next.finding) ? findings[next.finding] : nil
      let other = suppressed.indices.contains(next.suppressed) ? suppressed[next.suppressed].finding : nil
      if let finding, other.map({ !$0.precedes(finding) }) ?? true {
        hashes.append(hash(finding))
        isSuppressed.append(false)
        next.finding += 1
      } else if let other {
        hashes.append(hash(other))
        isSuppressed.append(true)
        next.suppressed += 1
      }
    }
    let numbers = zip(Self.numbered(hashes), isSuppressed)
    return (numbers.filter { !$1 }.map(\.0), numbers.filter { $1 }.map(\.0))
  }

  /// Adds to each hash its ordinal among equal ones.
  private static func numbered(_ hashes: [StableHash]) -> [UInt64] {
    let order = hashes.indices.sorted { (hashes[$0].value, $0) < (hashes[$1].value, $1) }
    var numbers = [UInt64](repeating: 0, count: hashes.count)
    var ordinal: UInt64 = 0
    for (rank, index) in order.enumerated() {
      ordinal = rank > 0 && hashes[order[rank - 1]].value == hashes[index].value ? ordinal + 1 : 0
      var hash = hashes[index]
      hash.combine(ordinal)
      numbers[index] = hash.value
    }
    return numbers
  }
}
