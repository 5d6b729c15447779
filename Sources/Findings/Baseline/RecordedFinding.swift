/// A finding as a former scan wrote it down: in a baseline, or in a JSON report.
package struct RecordedFinding: Sendable, Hashable {
  /// See ``WorkloadReport/fingerprints(in:)``.
  package var fingerprint: UInt64
  /// The rule's code.
  package var rule: String
  /// `CronJob/namespace/name`.
  package var workload: String
  /// The file it was found in.
  package var path: String

  package init(fingerprint: UInt64, rule: String, workload: String, path: String) {
    self.fingerprint = fingerprint
    self.rule = rule
    self.workload = workload
    self.path = path
  }
}

extension RecordedFinding: Comparable {
  package static func < (left: RecordedFinding, right: RecordedFinding) -> Bool {
    (left.path, left.workload, left.rule, left.fingerprint) < (right.path, right.workload, right.rule, right.fingerprint)
  }
}

extension WorkloadReport {
  /// `CronJob/namespace/name`, without a namespace that is not written.
  package var identity: String { [kind, namespace, name].compactMap { $0 }.joined(separator: "/") }
}

extension [FileReport] {
  /// The findings, without the suppressed ones, in the order of the report.
  package func recorded(in catalogue: Catalogue) -> [RecordedFinding] {
    flatMap { file in
      file.workloads.flatMap { workload in
        let name = workload.identity
        return zip(workload.findings, workload.fingerprints(in: catalogue).findings).map { finding, fingerprint in
          RecordedFinding(fingerprint: fingerprint, rule: catalogue[finding.rule].metadata.code, workload: name, path: file.path)
        }
      }
    }
  }

  /// Tells the findings that a former scan knows from the new ones.
  ///
  /// - Returns: How many findings of the former scan are gone.
  package mutating func compare(with baseline: [RecordedFinding], in catalogue: Catalogue) -> Int {
    let comparison = FindingComparison(old: baseline, new: recorded(in: catalogue))
    var next = 0
    for file in indices {
      for workload in self[file].workloads.indices {
        for finding in self[file].workloads[workload].findings.indices {
          self[file].workloads[workload].findings[finding].state = comparison.isKnown[next] ? .known : .new
          next += 1
        }
      }
    }
    return comparison.isGone.count { $0 }
  }
}
