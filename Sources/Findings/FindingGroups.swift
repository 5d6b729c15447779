/// What findings are counted by, for an overview of many.
package enum Grouping: Sendable, Hashable {
  case namespace, path, rule
  /// The value of a label of the workload, or else of its pod template.
  case label(String)

  /// `namespace`, `path`, `rule` or `label:KEY`.
  package init?(name: String) {
    switch name {
    case "namespace": self = .namespace
    case "path": self = .path
    case "rule": self = .rule
    default:
      guard name.hasPrefix("label:"), name.utf8.count > 6 else { return nil }
      self = .label(String(name.dropFirst(6)))
    }
  }

  /// The word for it on the command line.
  package var name: String {
    switch self {
    case .namespace: "namespace"
    case .path: "path"
    case .rule: "rule"
    case .label(let key): "label:\(key)"
    }
  }
}

/// The findings of one namespace, file, rule or label value.
package struct FindingGroup: Sendable, Hashable {
  /// Nil for workloads without a namespace, or without the label.
  package var name: String?
  /// How many have findings.
  package var workloads = 0
  private var counts = SeverityCounts()

  /// How many have a severity.
  package subscript(severity: Severity) -> Int { counts[severity] }

  package var findings: Int { counts.total }

  init(name: String?) { self.name = name }

  fileprivate mutating func add(_ findings: some Sequence<Finding>) {
    workloads += 1
    counts += SeverityCounts(findings)
  }

  fileprivate func isGraver(than other: FindingGroup) -> Bool? { counts.isGraver(than: other.counts) }
}

extension [FileReport] {
  /// Counts the findings, without those that the baseline knows: the gravest group first, equal ones by name.
  package func groups(by grouping: Grouping, in catalogue: Catalogue) -> [FindingGroup] {
    var groups: [String?: FindingGroup] = [:]
    for file in self {
      for workload in file.workloads {
        let findings = workload.findings.filter { $0.state != .known }
        if findings.isEmpty { continue }
        switch grouping {
        case .namespace: groups[workload.namespace, default: FindingGroup(name: workload.namespace)].add(findings)
        case .label: groups[workload.label, default: FindingGroup(name: workload.label)].add(findings)
        case .path: groups[file.path, default: FindingGroup(name: file.path)].add(findings)
        case .rule:
          for rule in Set(findings.map(\.rule)) {
            let name = "\(catalogue[rule].metadata.code) \(catalogue[rule].metadata.name)"
            groups[name, default: FindingGroup(name: name)].add(findings.lazy.filter { $0.rule == rule })
          }
        }
      }
    }
    return groups.values.sorted { left, right in left.isGraver(than: right) ?? ((left.name ?? "") < (right.name ?? "")) }
  }

  /// Leaves only the gravest workloads to be shown in formats for people; equal ones in the order of the input.
  package mutating func show(top count: Int) {
    var ranked: [(file: Int, workload: Int, findings: SeverityCounts)] = []
    for file in indices {
      for workload in self[file].workloads.indices {
        let findings = self[file].workloads[workload].severities
        if findings.total > 0 { ranked.append((file, workload, findings)) }
      }
    }
    for hidden in ranked.gravestFirst(by: \.findings).dropFirst(count) { self[hidden.file].workloads[hidden.workload].isHidden = true }
  }
}
