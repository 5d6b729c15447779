/// The patterns of a list that have no wildcards, by what they match: of many thousands, few are compared with a path.
struct GlobPatternIndex: Sendable {
  /// A pattern without wildcards.
  private struct Literal: Hashable {
    let bytes: [UInt8]
    let matchesNameOnly: Bool
    let matchesDirectoriesOnly: Bool
  }

  /// The positions of patterns that have wildcards, in order.
  let others: [Int]
  /// The positions of the others, by the hash of what they match.
  private let positions: [Int: [Int]]

  init(_ patterns: [GlobPattern]) {
    var others: [Int] = []
    // The last of equal ones decides, so that the others need not be known.
    var last: [Literal: Int] = [:]
    for (position, pattern) in patterns.enumerated() {
      guard let literal = pattern.literal else {
        others.append(position)
        continue
      }
      let key = Literal(
        bytes: literal, matchesNameOnly: pattern.matchesNameOnly, matchesDirectoriesOnly: pattern.matchesDirectoriesOnly)
      last[key] = position
    }
    self.others = others
    positions = Dictionary(last.map { (Self.hash($0.key.bytes.span), [$0.value]) }) { $0 + $1 }
  }

  /// The positions of patterns without wildcards that may match a path; see ``GlobPattern``'s match.
  func literals(of path: Span<UInt8>, from base: Int, nameStart: Int) -> [Int] {
    let name = positions[Self.hash(path.extracting(nameStart...))] ?? []
    return base == nameStart ? name : name + (positions[Self.hash(path.extracting(base...))] ?? [])
  }

  private static func hash(_ bytes: Span<UInt8>) -> Int {
    var hasher = Hasher()
    for index in bytes.indices { hasher.combine(bytes[index]) }
    return hasher.finalize()
  }
}
