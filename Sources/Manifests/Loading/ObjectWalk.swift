import SourceTree

/// The objects of a document in source order, those wrapped in others among them; one at a time, without recursion.
///
/// Lists (`List`, `CronJobList`, arrays) stand for their items. An object of a kind that is not known comes itself, then what is found in it: every
/// mapping that says it is an object of a known kind and has the body of one. So templates, policies and other wrappers need no table of their own, while
/// references (`ownerReferences`, `scaleTargetRef`) and lists of kinds stay what they are.
struct ObjectWalk {
  /// An object and what it is.
  struct Found {
    let type: ObjectType
    /// The mapping that holds its fields.
    let object: Node
    /// `apiVersion` of the typed list that holds the object.
    var listVersion: Field<String> = .absent
  }

  private enum Level {
    /// Every node is an object, or a list of objects.
    case objects(Node.Children, of: ItemType?)
    /// Any node may hold an object.
    case search(Node.Children)
  }

  /// What items of a typed list are that do not say it themselves.
  private struct ItemType {
    let type: ObjectType
    let apiVersion: Field<String>
  }

  private var root: Node?
  private var levels: [Level] = []

  init(_ document: Document) {
    root = document.root
  }

  mutating func next() -> Found? {
    if let root {
      self.root = nil
      if let found = visit(root, itemType: nil) { return found }
    }
    while let level = levels.popLast() {
      switch level {
      case .objects(var nodes, let itemType):
        guard let node = nodes.next() else { continue }
        levels.append(.objects(nodes, of: itemType))
        if let found = visit(node.resolved, itemType: itemType) { return found }
      case .search(var nodes):
        guard let node = nodes.next() else { continue }
        levels.append(.search(nodes))
        if let found = search(node) { return found }
      }
    }
    return nil
  }

  /// Takes a node where an object is expected.
  private mutating func visit(_ node: Node, itemType: ItemType?) -> Found? {
    if node.kind == .sequence { levels.append(.objects(node.items, of: itemType)) }
    guard node.kind == .mapping else { return nil }
    guard let type = ObjectType(node) ?? itemType?.type else {
      levels.append(.search(node.children))
      return nil
    }
    if type.isOther {
      if enterList(node) { return nil }
      levels.append(.search(node.children))
    }
    return Found(type: type, object: node, listVersion: itemType?.apiVersion ?? .absent)
  }

  /// Takes any node; aliases are not followed, as what they stand for is found at its anchor.
  private mutating func search(_ node: Node) -> Found? {
    switch node.kind {
    case .scalar, .alias: return nil
    case .sequence: levels.append(.search(node.items))
    case .mapping:
      guard let type = ObjectType(node) else {
        levels.append(.search(node.children))
        return nil
      }
      if !type.isOther, let body = body(of: node, type) { return Found(type: type, object: body) }
      if !enterList(node) { levels.append(.search(node.children)) }
    }
    return nil
  }

  /// The mapping that holds the object's fields; nil for what only refers to an object.
  private func body(of node: Node, _ type: ObjectType) -> Node? {
    switch type {
    case .workload:
      if node["spec"]?.kind == .mapping { return node }
      // Kyverno's generate rules keep kind and body apart.
      guard let data = node["data"], data["spec"]?.kind == .mapping else { return nil }
      return data
    case .secret: return node["metadata"] ?? node["data"] ?? node["stringData"] == nil ? nil : node
    default: return node["metadata"]?.kind == .mapping ? node : nil
    }
  }

  /// Goes into a list's items.
  ///
  /// - Returns: Whether the mapping is a list.
  private mutating func enterList(_ node: Node) -> Bool {
    guard let kind = node["kind"]?.text, kind.hasSuffix("List"), let items = node["items"], items.kind == .sequence else { return false }
    let itemKind = kind.dropLast(4)
    let version = ObjectReader(node, place: node.firstPlace).string("apiVersion")
    let itemType =
      itemKind.isEmpty ? nil : ItemType(type: ObjectType(kind: String(itemKind), apiVersion: version.value ?? ""), apiVersion: version)
    levels.append(.objects(items.items, of: itemType))
    return true
  }
}
