extension EditList {
  /// What two lists come to that are made one after the other, as edits of the first one's text. Linear in both.
  ///
  /// - Parameter later: Edits of what this list makes of a text.
  package func followed(by later: EditList) -> EditList {
    if isEmpty { return later }
    var pieces = Pieces(edits)
    var result: [Edit] = []
    var position: UInt32 = 0
    var bytes: [UInt8] = []
    func keep(_ range: SourceRange) {
      if range.isEmpty { return }
      if range.start > position || !bytes.isEmpty { result.append(Edit(SourceRange(position, range.start), bytes)) }
      position = range.end
      bytes = []
    }
    var offset: UInt32 = 0
    for edit in later.edits {
      pieces.take(edit.range.start - min(offset, edit.range.start), keep: keep) { bytes += $0 }
      pieces.take(edit.range.end - edit.range.start, keep: { _ in }, insert: { _ in })
      bytes += edit.bytes
      offset = edit.range.end
    }
    pieces.take(.max, keep: keep) { bytes += $0 }
    return EditList(sorted: result)
  }
}

/// Where bytes of an edited text were before the edits; made once for many offsets.
package struct EditOrigins: Sendable {
  private let edits: [Edit]
  /// Where what each edit puts in starts in the edited text.
  private let starts: [Int64]

  /// The origins behind some edits.
  package init(_ edits: EditList) {
    self.edits = edits.edits
    var shift: Int64 = 0
    starts = edits.edits.map { edit in
      defer { shift += Int64(edit.bytes.count) - Int64(edit.range.end - edit.range.start) }
      return Int64(edit.range.start) + shift
    }
  }

  /// The offset, in the text before the edits, of what stands at an offset behind them; of what is new, that of what it replaces.
  package subscript(offset: UInt32) -> UInt32 {
    let index = starts.prefixCount { $0 <= Int64(offset) } - 1
    guard index >= 0 else { return offset }
    let behind = Int64(offset) - starts[index] - Int64(edits[index].bytes.count)
    return behind < 0 ? edits[index].range.start : UInt32(clamping: Int64(edits[index].range.end) + behind)
  }
}

/// What edits make of a text, piece by piece: what stays of it, and what is new.
private struct Pieces {
  private enum Piece {
    case kept(SourceRange)
    case new([UInt8])
  }

  private var pieces: [Piece] = []
  private var next = 0
  /// Bytes of the next piece that are taken.
  private var taken: UInt32 = 0

  init(_ edits: [Edit]) {
    var position: UInt32 = 0
    for edit in edits {
      pieces += [.kept(SourceRange(position, edit.range.start)), .new(edit.bytes)]
      position = edit.range.end
    }
    // To the end of the text, wherever it is.
    pieces.append(.kept(SourceRange(position, .max)))
  }

  /// Takes so many bytes away from the front.
  mutating func take(_ count: UInt32, keep: (SourceRange) -> Void, insert: (ArraySlice<UInt8>) -> Void) {
    var left = count
    while left > 0, next < pieces.count {
      let size: UInt32
      switch pieces[next] {
      case .kept(let range):
        size = min(left, range.end - range.start - taken)
        keep(SourceRange(range.start + taken, range.start + taken + size))
        if range.start + taken + size == range.end { (next, taken) = (next + 1, 0) } else { taken += size }
      case .new(let bytes):
        size = min(left, UInt32(truncatingIfNeeded: bytes.count) - taken)
        insert(bytes[Int(taken)..<Int(taken + size)])
        if Int(taken + size) == bytes.count { (next, taken) = (next + 1, 0) } else { taken += size }
      }
      left -= size
    }
  }
}
