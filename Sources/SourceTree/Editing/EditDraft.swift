/// Edits as they come up while a document is walked, in any order.
struct EditDraft {
  private struct Piece {
    var edit: Edit
    /// How deep the collection stands that it belongs to: of what is put in at one place, the deepest comes first.
    var depth: Int
    var number: Int
  }

  private var pieces: [Piece] = []

  mutating func insert(_ bytes: [UInt8], at offset: Int, depth: Int) { replace(offset..<offset, bytes, depth: depth) }

  mutating func delete(_ range: Range<Int>, depth: Int) { replace(range, [], depth: depth) }

  mutating func replace(_ range: Range<Int>, _ bytes: [UInt8], depth: Int) {
    if range.isEmpty, bytes.isEmpty { return }
    pieces.append(Piece(edit: Edit(SourceRange(range.lowerBound, range.upperBound), bytes), depth: depth, number: pieces.count))
  }

  /// The edits in order, those that touch each other as one.
  ///
  /// - Returns: nil where two overlap, which would be a mistake of whoever made them.
  func finished() -> EditList? {
    let sorted = pieces.sorted { left, right in
      let (first, second) = (left.edit.range, right.edit.range)
      if first.start != second.start { return first.start < second.start }
      // What is put in comes before what is replaced behind it.
      if first.isEmpty != second.isEmpty { return first.isEmpty }
      return left.depth == right.depth ? left.number < right.number : left.depth > right.depth
    }
    var edits: [Edit] = []
    for piece in sorted {
      guard let last = edits.last, last.range.end >= piece.edit.range.start else {
        edits.append(piece.edit)
        continue
      }
      guard last.range.end == piece.edit.range.start else { return nil }
      edits[edits.count - 1].range.end = piece.edit.range.end
      edits[edits.count - 1].bytes += piece.edit.bytes
    }
    return EditList(sorted: edits)
  }
}
