package import SourceTree

extension FileReport {
  /// Keeps bytes that hold credentials out of excerpts, and their length out of places: a place that reaches into such bytes ends before them.
  package mutating func redact(_ ranges: [SourceRange], in collector: inout FindingCollector) {
    redactions = ranges.sorted { ($0.start, $0.end) < ($1.start, $1.end) }
    let hidden = HiddenRanges(redactions)
    guard !hidden.isEmpty else { return }
    for workload in workloads.indices {
      for finding in workloads[workload].findings.indices {
        hidden.clip(&workloads[workload].findings[finding].place, in: &collector)
        if var related = workloads[workload].findings[finding].related {
          hidden.clip(&related, in: &collector)
          workloads[workload].findings[finding].related = related
        }
      }
      for check in workloads[workload].notEvaluated.indices { hidden.clip(&workloads[workload].notEvaluated[check].place, in: &collector) }
    }
    for error in errors.indices { hidden.clip(&errors[error].place, in: &collector) }
    for document in notEvaluated.indices { hidden.clip(&notEvaluated[document].place, in: &collector) }
  }
}

/// Ranges that hold credentials, sorted and apart from each other.
package struct HiddenRanges: Sendable {
  private var ranges: [SourceRange] = []

  /// - Parameter sorted: Sorted by their start.
  package init(_ sorted: [SourceRange]) {
    for range in sorted where !range.isEmpty {
      if let last = ranges.last, range.start <= last.end {
        ranges[ranges.count - 1].end = max(last.end, range.end)
      } else {
        ranges.append(range)
      }
    }
  }

  package var isEmpty: Bool { ranges.isEmpty }

  /// The range up to the first byte that is hidden; empty where it begins with one.
  package func clipped(_ range: SourceRange) -> SourceRange {
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].end <= range.start { low = middle + 1 } else { high = middle }
    }
    guard low < ranges.count, ranges[low].start < range.end else { return range }
    return SourceRange(range.start, max(range.start, ranges[low].start))
  }

  fileprivate func clip(_ place: inout Place, in collector: inout FindingCollector) {
    let range = clipped(place.range)
    if range != place.range { place = collector.place(range) }
  }
}
