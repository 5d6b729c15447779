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
}
