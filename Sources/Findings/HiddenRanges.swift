package import SourceTree

/// Ranges of a source that hold credentials, and how places beside them are told: neither where one ends nor, behind it on its line, a column may say how
/// long it is.
package struct HiddenRanges: Sendable {
  /// How many characters a credential counts for in columns and takes in excerpts, whatever its length.
  package static let shownLength = 3

  /// Sorted, and apart from each other.
  private var ranges: [SourceRange] = []
  /// How many scalars the first of them have together, for every number of them.
  private var scalars = [0]

  /// - Parameters:
  ///   - ranges: In any order.
  ///   - bytes: Of the source.
  package init(_ ranges: [SourceRange], in bytes: [UInt8]) {
    for range in ranges.sorted(by: { ($0.start, $0.end) < ($1.start, $1.end) }) where !range.isEmpty {
      if let last = self.ranges.last, range.start <= last.end {
        self.ranges[self.ranges.count - 1].end = max(last.end, range.end)
      } else {
        self.ranges.append(range)
      }
    }
    var count = 0
    for range in self.ranges {
      count += Self.scalars(from: range.start, to: range.end, in: bytes)
      scalars.append(count)
    }
  }

  /// Whether nothing is hidden.
  package var isEmpty: Bool { ranges.isEmpty }

  /// The place of a range up to the first byte that is hidden; empty where it begins with one.
  package func place(_ range: SourceRange, lines: LineIndex) -> Place {
    let next = ranges.prefixCount { $0.end <= range.start }
    var range = range
    if next < ranges.count, ranges[next].start < range.end { range.end = max(range.start, ranges[next].start) }
    var place = Place(range, lines: lines)
    place.start.column -= surplus(before: range.start, lineStart: lines.start(ofLine: place.start.line - 1), lines)
    place.end.column -= surplus(before: range.end, lineStart: lines.start(ofLine: place.end.line - 1), lines)
    return place
  }

  /// By how much a column would exceed what is told.
  private func surplus(before offset: UInt32, lineStart: UInt32, _ lines: LineIndex) -> Int {
    var first = ranges.prefixCount { $0.end <= lineStart }
    var last = ranges.prefixCount { $0.start < offset }
    guard first < last else { return 0 }
    var surplus = 0
    // One that the offset is in counts as not begun.
    if ranges[last - 1].end > offset {
      last -= 1
      surplus += lines.scalarCount(in: SourceRange(max(ranges[last].start, lineStart), offset))
    }
    if first < last, ranges[first].start < lineStart {
      surplus += lines.scalarCount(in: SourceRange(lineStart, ranges[first].end)) - Self.shownLength
      first += 1
    }
    return first < last ? surplus + scalars[last] - scalars[first] - (last - first) * Self.shownLength : surplus
  }

  /// The parts of them that lie in a range.
  package func parts(in range: SourceRange) -> [SourceRange] {
    let first = ranges.prefixCount { $0.end <= range.start }
    return ranges[first...].prefix { $0.start < range.end }.map { SourceRange(max($0.start, range.start), min($0.end, range.end)) }
  }

  private static func scalars(from start: UInt32, to end: UInt32, in bytes: [UInt8]) -> Int {
    let end = min(Int(end), bytes.count)
    return bytes[min(Int(start), end)..<end].count { $0 & 0xC0 != 0x80 }
  }
}
