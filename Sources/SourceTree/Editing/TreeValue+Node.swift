extension TreeValue {
  /// How many levels a value may have. More than any object of Kubernetes, and few enough for any stack.
  static var depthLimit: Int { 100 }

  /// What kubectl reads at a node, aliases and merge keys followed.
  ///
  /// The document's aliases must have been checked (``Document/aliasError()``), as they may expand it beyond any size.
  ///
  /// - Returns: nil where kubectl refuses what is there (numbers that JSON has not, keys that are no text, what contradicts its tag), and for what is
  ///   nested deeper than 100 levels.
  package init?(_ node: Node) {
    self.init(node, depth: 0)
  }

  private init?(_ node: Node, depth: Int) {
    let node = node.resolved
    guard depth < Self.depthLimit else { return nil }
    switch node.kind {
    case .alias: return nil
    case .scalar:
      guard let scalar = node.scalar, let value = TreeValue(scalar) else { return nil }
      self = value
    case .sequence:
      var items: [TreeValue] = []
      for item in node.items {
        guard let value = TreeValue(item, depth: depth + 1) else { return nil }
        items.append(value)
      }
      self = .list(items)
    case .mapping:
      var entries: [KeyValue] = []
      for entry in node.mergedEntries {
        guard let key = entry.key.keyText, let value = TreeValue(entry.value, depth: depth + 1) else { return nil }
        entries.append(KeyValue(key, value))
      }
      self = .map(entries)
    }
  }

  /// What a scalar says; nil for what kubectl refuses.
  package init?(_ scalar: Scalar) {
    switch scalar {
    case .null: self = .null
    case .bool(let bool): self = .bool(bool)
    case .int(let number): self = .number(number)
    case .float(let float): self = .float(float)
    case .string(let text): self = .text(text)
    case .notANumber, .tagMismatch: return nil
    }
  }

  /// Whether a node reads as this value already.
  func isRead(at node: Node) -> Bool {
    let node = node.resolved
    switch self {
    case .list(let items):
      guard node.kind == .sequence else { return false }
      var nodes = node.items
      for item in items {
        guard let node = nodes.next(), item.isRead(at: node) else { return false }
      }
      return nodes.next() == nil
    case .map(let entries):
      guard node.kind == .mapping else { return false }
      let values = Self.byKey(entries)
      let read = node.mergedEntries
      return read.count == values.count
        && read.allSatisfy { entry in entry.key.keyText.flatMap { values[$0] }?.isRead(at: entry.value) ?? false }
    case .float(let float):
      // A whole one is read as an integer.
      return node.scalar == .float(float) || Int64(exactly: float).map { node.scalar == .int($0) } ?? false
    default:
      return node.scalar.flatMap { TreeValue($0) } == self
    }
  }
}
