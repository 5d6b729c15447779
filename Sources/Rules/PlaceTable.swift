import Findings
import SourceTree

/// Where parts of one input stand. Flat, as every input keeps one until all are read, and few of them are asked.
struct PlaceTable: Sendable {
  /// Ascending, each range once.
  private var places: [Place] = []

  init() {}

  init(_ ranges: [SourceRange], place: (SourceRange) -> Place) {
    let sorted = ranges.sorted { ($0.start, $0.end) < ($1.start, $1.end) }
    places.reserveCapacity(sorted.count)
    for range in sorted where range != places.last?.range { places.append(place(range)) }
  }

  subscript(range: SourceRange) -> Place? {
    let index = places.prefixCount { ($0.range.start, $0.range.end) < (range.start, range.end) }
    return places.indices.contains(index) && places[index].range == range ? places[index] : nil
  }
}
