/// What else changes when a node's bytes change.
package enum Reach: Hashable, Sendable {
  /// Nothing.
  case own
  /// Whatever is read through aliases: the node, or one around it, has an anchor that has users, or is reached by one. Of very many users
  /// the first are named.
  case aliased(anchor: SourceRange, users: [SourceRange])
  /// Whatever the mapping says that a merge key (`<<`) brings the node in from.
  case merged(from: SourceRange)
  /// Not known: there is no such node, or its document cannot be relied upon.
  case unreadable
}

/// The anchors of a document that have users.
struct AnchorUsers {
  private static var namedUsers: Int { 16 }

  private let document: Document
  /// By their targets, then by their places.
  private let aliases: [AliasRecord]

  init(_ document: Document) {
    self.document = document
    aliases = document.aliases.sorted { ($0.target, $0.alias) < ($1.target, $1.alias) }
  }

  /// The reach of a node that is changed in itself: that of its anchor, if it has users.
  func reach(of node: Int) -> Reach {
    guard node < document.nodes.count else { return .unreadable }
    if document.nodes[node].kind == .alias { return document.target(ofAlias: node).map(reach) ?? .unreadable }
    return reach(ofAnchorsIn: node..<node + 1, besides: 0..<0)
  }

  /// The reach of nodes that go away together, as a subtree does: users that go as well don't count.
  func reach(ofAnchorsIn nodes: Range<Int>) -> Reach { reach(ofAnchorsIn: nodes, besides: nodes) }

  private func reach(ofAnchorsIn nodes: Range<Int>, besides others: Range<Int>) -> Reach {
    guard !aliases.isEmpty else { return .own }
    var index = aliases.prefixCount { Int($0.target) < nodes.lowerBound }
    while index < aliases.count, nodes.contains(Int(aliases[index].target)) {
      let target = Int(aliases[index].target)
      if !others.contains(Int(aliases[index].alias)) { return aliased(target) }
      index += 1
    }
    return .own
  }

  private func aliased(_ target: Int) -> Reach {
    var users: [SourceRange] = []
    var index = aliases.prefixCount { Int($0.target) < target }
    while index < aliases.count, Int(aliases[index].target) == target, users.count < Self.namedUsers {
      users.append(document.range(Int(aliases[index].alias)))
      index += 1
    }
    return .aliased(anchor: Node(document: document, index: target).anchor ?? document.range(target), users: users)
  }
}

extension Document {
  /// The nodes around a node, outermost first.
  func ancestors(of index: Int) -> [Int] {
    var result: [Int] = []
    var node = 0
    while node < index, index < nodes.count {
      result.append(node)
      var child = node + 1
      while child + Int(nodes[child].count) <= index { child += Int(nodes[child].count) }
      node = child
    }
    return result
  }
}

extension FieldPath {
  /// What else changes when what the path leads to changes: asked of the target and of every node around it.
  ///
  /// An alias at the end of the path is a place of its own: another value may take its place.
  package func reach(in root: Node) -> Reach {
    let document = root.document
    guard document.isReliable else { return .unreadable }
    let users = AnchorUsers(document)
    for node in document.ancestors(of: root.index) + [root.index] {
      let reach = users.reach(of: node)
      if reach != .own { return reach }
    }
    var node = root
    for (position, step) in steps.enumerated() {
      switch step {
      case .key(let key):
        guard node.kind == .mapping else { return .unreadable }
        let keys = MappingKeys(node)
        if let source = keys.merged[key], !keys.isOwn(key) { return .merged(from: source) }
        guard let entry = keys.own[key] else { return .unreadable }
        node = Node(document: document, index: document.value(ofKey: entry.key))
      case .item(let index):
        guard node.kind == .sequence, index >= 0, let item = node.items.dropFirst(index).first(where: { _ in true }) else {
          return .unreadable
        }
        node = item
      }
      if node.kind == .alias, position == steps.count - 1 { return .own }
      let reach = users.reach(of: node.index)
      if reach != .own { return reach }
    }
    return .own
  }
}
