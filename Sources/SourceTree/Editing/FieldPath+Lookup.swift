extension FieldPath {
  /// The node that the path leads to: what kubectl reads there, aliases and merge keys followed. An alias at its end is followed, too.
  ///
  /// - Returns: nil where there is none.
  package func node(in root: Node) -> Node? {
    var node = root.resolved
    for step in steps {
      switch step {
      case .key(let key):
        guard node.kind == .mapping, let entry = node.mergedEntries.last(where: { $0.key.keyText == key }) else { return nil }
        node = entry.value.resolved
      case .item(let index):
        guard node.kind == .sequence, index >= 0, let item = node.items.dropFirst(index).first(where: { _ in true }) else { return nil }
        node = item.resolved
      }
    }
    return node
  }

  /// The path of the innermost field below `root` that a byte belongs to; of one in a key, the path of its value.
  ///
  /// Aliases are not followed. What a key stands for that kubectl refuses has no path; then it is that of the object around it.
  ///
  /// - Parameter offset: UTF-8 offset into the source.
  package init(at offset: UInt32, in root: Node) {
    self.init()
    var node = root
    while let (step, child) = Self.step(to: offset, in: node) {
      steps.append(step)
      guard child.rangeWithProperties.start <= offset else { return }
      node = child
    }
  }

  private static func step(to offset: UInt32, in node: Node) -> (PathStep, Node)? {
    func holds(_ start: UInt32, _ end: UInt32) -> Bool { start <= offset && offset < end }
    for (index, item) in node.items.enumerated() where holds(item.rangeWithProperties.start, item.range.end) {
      return (.item(index), item)
    }
    for entry in node.entries where holds(entry.key.rangeWithProperties.start, max(entry.key.range.end, entry.value.range.end)) {
      return entry.key.keyText.map { (.key($0), entry.value) }
    }
    return nil
  }
}
