/// The paths of all nodes of a document, for whoever asks for many: made once, linear in the document.
package struct DocumentPaths: Sendable {
  private let document: Document
  /// What each node belongs to: a value to its key, a key to its mapping, an item to its list. The root is 0, and belongs to nothing.
  private var holders: [UInt32]
  /// Among what stands directly in a collection, keys and values in turn.
  private var positions: [UInt32]

  /// The paths from a document's root.
  package init(_ document: Document) {
    self.document = document
    let nodes = document.nodes
    holders = [UInt32](repeating: 0, count: nodes.count)
    positions = holders
    for (index, record) in nodes.enumerated() where record.count > 1 {
      let isMapping = record.kind == .mapping
      var holder = UInt32(truncatingIfNeeded: index)
      var child = index + 1
      var position: UInt32 = 0
      while child < index + Int(record.count) {
        holders[child] = holder
        positions[child] = position
        // A key holds its value.
        if isMapping { holder = UInt32(truncatingIfNeeded: position % 2 == 0 ? child : index) }
        child += Int(nodes[child].count)
        position += 1
      }
    }
  }

  /// The way to the value that has just these bytes, or whose key they are; else to the innermost field that the first of them belongs to.
  ///
  /// Aliases are not followed.
  ///
  /// - Returns: nil where a key on the way is none that kubectl reads.
  package func path(of range: SourceRange) -> FieldPath? {
    let innermost = document.nodes.prefixCount { $0.start <= range.start } - 1
    guard innermost >= 0 else { return FieldPath() }
    var index = innermost
    while index > 0, document.nodes[index].start == range.start, document.nodes[index].end != range.end { index -= 1 }
    return path(ofNode: document.range(index) == range ? index : innermost)
  }

  /// The scalar that has just these bytes.
  package func scalar(at range: SourceRange) -> Node? {
    document.scalar(around: range.start).flatMap { $0.range == range ? $0 : nil }
  }

  private func path(ofNode node: Int) -> FieldPath? {
    var steps: [PathStep] = []
    var index = node
    while index > 0 {
      let holder = Int(holders[index])
      if document.nodes[holder].kind == .sequence, !isValue(index) {
        steps.append(.item(Int(positions[index])))
        index = holder
      } else {
        let key = isValue(index) ? holder : index
        guard let text = Node(document: document, index: key).keyText else { return nil }
        steps.append(.key(text))
        index = Int(holders[key])
      }
    }
    return FieldPath(steps.reversed())
  }

  /// Whether what a node belongs to is its key, behind which it stands.
  private func isValue(_ index: Int) -> Bool {
    let holder = Int(holders[index])
    return index == document.value(ofKey: holder) && index > 0
  }
}
