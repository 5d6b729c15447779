/// Edits as they come up while a document is walked, in any order.
struct EditDraft {
  private struct Piece {
    var edit: Edit
    /// How deep the collection stands that it belongs to: of what is put in at one place, the deepest comes first.
    var depth: Int
    var number: Int
    /// Of whole lines that go: where something is put in that belongs at the end of one of them.
    var home: Int?
  }

  private var pieces: [Piece] = []

  mutating func insert(_ bytes: [UInt8], at offset: Int, depth: Int) { replace(offset..<offset, bytes, depth: depth) }

  mutating func delete(_ range: Range<Int>, depth: Int) { replace(range, [], depth: depth) }

  /// Deletes whole lines.
  ///
  /// - Parameter home: The end of the line above.
  mutating func delete(lines range: Range<Int>, home: Int, depth: Int) {
    delete(range, depth: depth)
    if !range.isEmpty { pieces[pieces.count - 1].home = home }
  }

  mutating func replace(_ range: Range<Int>, _ bytes: [UInt8], depth: Int) {
    if range.isEmpty, bytes.isEmpty { return }
    pieces.append(Piece(edit: Edit(SourceRange(range.lowerBound, range.upperBound), bytes), depth: depth, number: pieces.count))
  }

  /// The edits in order, those that touch each other as one.
  ///
  /// - Returns: nil where two overlap, which would be a mistake of whoever made them.
  func finished() -> EditList? {
    let sorted = settled().sorted { left, right in
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

  /// The pieces, with those put in at the end of a line that goes moved to the end of the last one before that stays.
  private func settled() -> [Piece] {
    var deletions = pieces.filter { $0.home != nil }.sorted { $0.edit.range.start < $1.edit.range.start }
    guard !deletions.isEmpty else { return pieces }
    /// Where something belongs that is put in at an offset: elsewhere, if it is within one of the deletions.
    func home(of offset: Int) -> Int {
      let index = deletions.prefixCount { Int($0.edit.range.start) < offset } - 1
      guard index >= 0, offset < Int(deletions[index].edit.range.end) else { return offset }
      return deletions[index].home ?? offset
    }
    // The line above may be one that goes as well.
    for index in deletions.indices { deletions[index].home = deletions[index].home.map(home) }
    return pieces.map { piece in
      guard piece.edit.range.isEmpty else { return piece }
      var piece = piece
      let place = home(of: Int(piece.edit.range.start))
      piece.edit.range = SourceRange(place, place)
      return piece
    }
  }
}
