/// Bytes of a source, and those that come in their place.
package struct Edit: Hashable, Sendable {
  /// What is replaced; empty where bytes are only put in.
  package var range: SourceRange
  /// What comes there.
  package var bytes: [UInt8]

  /// A replacement.
  package init(_ range: SourceRange, _ bytes: [UInt8]) {
    self.range = range
    self.bytes = bytes
  }
}

/// Edits of one source in its order, none of which touches what another one does.
package struct EditList: Hashable, Sendable {
  /// Two edits that share a byte, put something in at the same place, or one within the other; or one that is out of bounds.
  package struct Overlap: Error, Hashable, Sendable {
    /// The two edits; for one that is out of bounds twice the same.
    package let first: Edit, second: Edit
  }

  /// By their places; those that change nothing are left out.
  package let edits: [Edit]

  /// No edits.
  package init() { edits = [] }

  /// Puts edits in order.
  ///
  /// - Throws: ``Overlap`` for the first two that contradict each other. Two equal ones are one.
  package init(_ edits: some Sequence<Edit>) throws(Overlap) {
    let sorted = edits.filter { !$0.range.isEmpty || !$0.bytes.isEmpty }.sorted {
      ($0.range.start, $0.range.end) < ($1.range.start, $1.range.end)
    }
    var result: [Edit] = []
    for edit in sorted where edit != result.last {
      if edit.range.end < edit.range.start { throw Overlap(first: edit, second: edit) }
      if let last = result.last, last.range.end > edit.range.start || last.range == edit.range {
        throw Overlap(first: last, second: edit)
      }
      result.append(edit)
    }
    self.edits = result
  }

  /// Edits that are in order.
  init(sorted edits: [Edit]) { self.edits = edits }

  /// Whether nothing is changed.
  package var isEmpty: Bool { edits.isEmpty }

  /// The bytes with all edits made, in one pass; what is beyond the bytes is cut off.
  package func applied(to bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + edits.reduce(0) { $0 + $1.bytes.count })
    var position = 0
    for edit in edits {
      let range = edit.range.clamped(to: bytes.count).bounds
      guard range.lowerBound >= position else { continue }
      result += bytes[position..<range.lowerBound]
      result += edit.bytes
      position = range.upperBound
    }
    result += bytes[position...]
    return result
  }
}
