internal import Findings
internal import SourceTree

/// Finds the suppression of a finding among those of a file, and notes which are of use, however many there are and however they lie in each other.
struct SuppressionIndex {
  private struct Key: Hashable {
    var rule: RuleIndex
    var scope: Suppression.Scope
  }

  /// Suppressions of a whole workload or of a line.
  private struct Group {
    /// Ascending.
    var positions: [Int] = []
    var isUsed = false
  }

  private let count: Int
  private var groups: [Key: Group] = [:]
  /// Those that hold for a range of bytes, by rule.
  private var covers: [RuleIndex: RangeCover] = [:]

  init(_ suppressions: [Suppression]) {
    count = suppressions.count
    var ranges: [RuleIndex: [RangeCover.Element]] = [:]
    for (position, suppression) in suppressions.enumerated() {
      if case .range(let range) = suppression.scope {
        ranges[suppression.rule, default: []].append((range, position))
      } else {
        groups[Key(rule: suppression.rule, scope: suppression.scope), default: Group()].positions.append(position)
      }
    }
    covers = ranges.mapValues(RangeCover.init)
  }

  /// The position of the suppression that a finding is set aside for: the first of its workload, else of its line, else of a range. All that hold for
  /// the finding are noted as used.
  mutating func use(for finding: Finding, ofWorkload workload: Int) -> Int? {
    let ofWorkload = use(Key(rule: finding.rule, scope: .workload(workload)))
    let ofLine = use(Key(rule: finding.rule, scope: .line(finding.place.start.line)))
    let ofRange = covers[finding.rule]?.use(at: finding.place.range.start)
    return ofWorkload ?? ofLine ?? ofRange
  }

  private mutating func use(_ key: Key) -> Int? {
    guard let first = groups[key]?.positions.first else { return nil }
    groups[key]?.isUsed = true
    return first
  }

  /// Of each suppression whether any finding was set aside that it holds for.
  var isUsed: [Bool] {
    var isUsed = [Bool](repeating: false, count: count)
    for group in groups.values where group.isUsed { for position in group.positions { isUsed[position] = true } }
    for cover in covers.values { cover.noteUsed(in: &isUsed) }
    return isUsed
  }
}

/// Ranges of bytes that may lie in each other: which comes first at an offset, and which hold any of the offsets that were asked for.
private struct RangeCover {
  typealias Element = (range: SourceRange, position: Int)

  private let elements: [Element]
  /// Where any range starts or ends, sorted: between two of them all bytes lie in the same ranges.
  private let boundaries: [UInt32]
  /// Of each stretch behind a boundary the first range.
  private var first: [Int?]
  private var isUsed: [Bool]

  /// - Parameter elements: By position, ascending.
  init(_ elements: [Element]) {
    self.elements = elements
    var boundaries: [UInt32] = []
    for boundary in elements.flatMap({ [$0.range.start, $0.range.end] }).sorted() where boundary != boundaries.last {
      boundaries.append(boundary)
    }
    self.boundaries = boundaries
    first = Array(repeating: nil, count: boundaries.count)
    isUsed = Array(repeating: false, count: boundaries.count)
    // Each stretch belongs to the first range that comes to it; from one that is taken, the way leads on to the next that may be free.
    var next = Array(0...boundaries.count)
    func free(from stretch: Int) -> Int {
      var free = stretch
      while next[free] != free { free = next[free] }
      var passed = stretch
      while next[passed] != free { (passed, next[passed]) = (next[passed], free) }
      return free
    }
    for (range, position) in elements where range.start < range.end {
      let end = boundaries.prefixCount { $0 < range.end }
      var stretch = free(from: boundaries.prefixCount { $0 < range.start })
      while stretch < end {
        first[stretch] = position
        next[stretch] = stretch + 1
        stretch = free(from: stretch)
      }
    }
  }

  /// The position of the first range that holds an offset.
  mutating func use(at offset: UInt32) -> Int? {
    let stretch = boundaries.prefixCount { $0 <= offset } - 1
    guard stretch >= 0, let position = first[stretch] else { return nil }
    isUsed[stretch] = true
    return position
  }

  func noteUsed(in used: inout [Bool]) {
    var count = 0
    // How many stretches are used in front of each.
    let before =
      [0]
      + isUsed.map { used in
        count += used ? 1 : 0
        return count
      }
    for (range, position) in elements where range.start < range.end {
      let start = boundaries.prefixCount { $0 < range.start }
      let end = boundaries.prefixCount { $0 < range.end }
      if before[end] > before[start] { used[position] = true }
    }
  }
}
