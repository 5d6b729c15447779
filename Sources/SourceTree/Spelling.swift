/// Finds what a misspelt word may have been meant for.
package enum Spelling {
  /// What is spelt much like a word, or else the only candidate that begins like it.
  package static func meant(by word: String, among candidates: [String]) -> String? {
    if let nearest = nearest(to: word, among: candidates) { return nearest.word }
    let longer = candidates.filter { $0.utf8.starts(with: word.utf8) }
    return longer.count == 1 ? longer.first : nil
  }

  /// The nearest candidate within two edits (one for short words); letter case costs nothing, and the first of several wins.
  package static func nearest(to word: String, among candidates: some Sequence<String>) -> (word: String, distance: Int)? {
    let wanted = Array(word.lowercased().utf8)
    let limit = wanted.count < 6 ? 1 : 2
    var best: (word: String, distance: Int)?
    for candidate in candidates {
      let distance = distance(wanted, Array(candidate.lowercased().utf8))
      if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best
  }

  /// How many insertions, deletions, substitutions and swaps of neighbours lie between two words.
  private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    // Far apart in length is far apart; and nobody's key makes this slow.
    guard abs(left.count - right.count) <= 2, left.count <= 64 else { return .max }
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for row in left.indices {
      var current = [row + 1]
      for column in right.indices {
        var cost = min(last[column + 1] + 1, current[column] + 1, last[column] + (left[row] == right[column] ? 0 : 1))
        if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
          cost = min(cost, beforeLast[column - 1] + 1)
        }
        current.append(cost)
      }
      (beforeLast, last) = (last, current)
    }
    return last[right.count]
  }
}
