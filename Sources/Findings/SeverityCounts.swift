/// How many findings there are of each severity.
package struct SeverityCounts: Sendable, Hashable {
  /// By the rank of the severity.
  private var counts = [Int](repeating: 0, count: Severity.allCases.count)

  /// None.
  package init() {}

  /// Counts findings.
  package init(_ findings: some Sequence<Finding>) {
    for finding in findings { add(finding.severity) }
  }

  /// How many have a severity.
  package subscript(severity: Severity) -> Int { counts[severity.rank] }

  /// How many there are.
  package var total: Int { counts.reduce(0, +) }

  /// The severities there are, the gravest first.
  package var present: [(severity: Severity, count: Int)] {
    Severity.allCases.reversed().map { ($0, self[$0]) }.filter { $0.1 > 0 }
  }

  /// Takes in one.
  package mutating func add(_ severity: Severity) { counts[severity.rank] += 1 }

  package static func += (left: inout SeverityCounts, right: SeverityCounts) {
    for rank in left.counts.indices { left.counts[rank] += right.counts[rank] }
  }

  /// Whether there are more of the gravest severity in which the two differ; nil where they are equal.
  package func isGraver(than other: SeverityCounts) -> Bool? {
    for severity in Severity.allCases.reversed() where self[severity] != other[severity] { return self[severity] > other[severity] }
    return nil
  }
}

extension Sequence {
  /// The gravest first; equal ones as they are.
  package func gravestFirst(by counts: (Element) -> SeverityCounts) -> [Element] {
    enumerated().map { (offset: $0.offset, element: $0.element, counts: counts($0.element)) }
      .sorted { left, right in left.counts.isGraver(than: right.counts) ?? (left.offset < right.offset) }
      .map(\.element)
  }
}

extension WorkloadReport {
  /// Its findings without those that the baseline knows.
  package var severities: SeverityCounts { SeverityCounts(findings.lazy.filter { $0.state != .known }) }
}

extension [FileReport] {
  /// Their positions: first the file with the gravest of the workloads that formats for people show.
  package var gravestFirst: [Int] {
    indices.gravestFirst { file in
      let shown = self[file].workloads.lazy.filter { !$0.isHidden }.map(\.severities)
      return shown.max { left, right in right.isGraver(than: left) == true } ?? SeverityCounts()
    }
  }
}
