/// Which findings of two scans are the same.
///
/// A finding is known by its fingerprint. The same workload may stand in several files (overlays), so findings of one file are paired first, and what is
/// left over wherever it stands: a file may be renamed. Each finding is paired once, so that a second copy of a known one is new.
package struct FindingComparison: Sendable {
  /// Whether each of the new scan's findings was there before.
  package private(set) var isKnown: [Bool]
  /// Whether each of the old scan's findings is not there any more.
  package private(set) var isGone: [Bool]

  private struct Key: Hashable {
    var fingerprint: UInt64
    var path: String?
  }

  /// Pairs the findings of both.
  package init(old: [RecordedFinding], new: [RecordedFinding]) {
    isKnown = [Bool](repeating: false, count: new.count)
    isGone = [Bool](repeating: true, count: old.count)
    pair(old, new) { Key(fingerprint: $0.fingerprint, path: $0.path) }
    pair(old, new) { Key(fingerprint: $0.fingerprint) }
  }

  private mutating func pair(_ old: [RecordedFinding], _ new: [RecordedFinding], by key: (RecordedFinding) -> Key) {
    // The last first, so that they are taken in order.
    var waiting: [Key: [Int]] = [:]
    for index in old.indices.reversed() where isGone[index] { waiting[key(old[index]), default: []].append(index) }
    for index in new.indices where !isKnown[index] {
      guard let match = waiting[key(new[index])]?.popLast() else { continue }
      isKnown[index] = true
      isGone[match] = false
    }
  }
}
