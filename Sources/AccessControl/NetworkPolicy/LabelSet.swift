package import ClusterState
package import Manifests

/// The labels of a pod or a namespace, as far as they are known.
package struct LabelSet: Sendable, Hashable {
  /// What is known of a label's value.
  package enum Value: Sendable, Hashable {
    case exactly(String)
    /// The prefix and a number, as the names of a CronJob's Jobs are made.
    case numbered(prefix: String)
    case anything
  }

  /// Those that are known to be there.
  package var values: [String: Value]
  /// Whether there are no other labels.
  package var isComplete: Bool

  /// Labels with known values.
  package init(_ values: [String: String] = [:], isComplete: Bool = true) {
    self.values = values.mapValues { .exactly($0) }
    self.isComplete = isComplete
  }

  /// The labels of a manifest.
  package init(_ map: StringMap) {
    values = [:]
    for entry in map.entries { values[entry.key] = entry.value.value.map { .exactly($0) } ?? .anything }
    isComplete = map.isReadable
  }

  /// The labels of a workload's pods: those of its template, and those that the controllers add (`pkg/controller/job/job_controller.go`).
  package init(podsOf workload: WorkloadFacts) {
    self.init(isComplete: workload.arePodLabelsKnown)
    for label in workload.podLabels { values[label.key] = .exactly(label.value) }
    let name: Value
    switch workload.kind {
    case .pod: return
    case .job: name = workload.name.hasSuffix("*") ? .anything : .exactly(workload.name)
    case .cronJob: name = .numbered(prefix: "\(workload.name)-")
    }
    for key in ["batch.kubernetes.io/job-name", "job-name"] { values[key] = name }
    for key in ["batch.kubernetes.io/controller-uid", "controller-uid"] { values[key] = .anything }
  }

  /// Whether there is a label of that key.
  func has(_ key: String) -> Truth {
    values[key] == nil ? (isComplete ? .no : .unknown) : .yes
  }

  /// Whether the label is there and has one of the values.
  func has(_ key: String, in candidates: some Sequence<String>) -> Truth {
    switch values[key] {
    case nil: isComplete ? .no : .unknown
    case .exactly(let value): Truth(candidates.contains(value))
    case .numbered(let prefix): candidates.any { Self.isNumber($0, after: prefix) ? .unknown : .no }
    case .anything: .unknown
    }
  }

  private static func isNumber(_ text: String, after prefix: String) -> Bool {
    guard text.hasPrefix(prefix) else { return false }
    let digits = text.utf8.dropFirst(prefix.utf8.count)
    return !digits.isEmpty && digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }
}

extension LabelSelector {
  /// Whether a selector that is written selects the labels (`k8s.io/apimachinery/pkg/labels`, Requirement.Matches). What the API server would not accept is
  /// *unknown*.
  package func selects(_ labels: LabelSet) -> Truth {
    guard matchLabels.isReadable, matchExpressions.isReadable else { return .unknown }
    let byLabels = matchLabels.entries.all { entry in
      entry.value.value.map { labels.has(entry.key, in: CollectionOfOne($0)) } ?? .unknown
    }
    return min(byLabels, matchExpressions.items.all { $0.selects(labels) })
  }
}

extension LabelSelectorRequirement {
  fileprivate func selects(_ labels: LabelSet) -> Truth {
    guard let key = key.value, !key.isEmpty else { return .unknown }
    let values = self.values.items.compactMap(\.value)
    guard values.count == self.values.items.count else { return .unknown }
    switch `operator`.value {
    case "In" where !values.isEmpty: return labels.has(key, in: values)
    case "NotIn" where !values.isEmpty: return !labels.has(key, in: values)
    case "Exists" where values.isEmpty: return labels.has(key)
    case "DoesNotExist" where values.isEmpty: return !labels.has(key)
    default: return .unknown
    }
  }
}
