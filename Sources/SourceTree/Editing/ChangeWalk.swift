/// Walks a document along with the changes of it and drafts the edits.
///
/// Nothing calls itself here: what is still to be visited stands in a list, so the depth of the document costs no stack.
struct ChangeWalk {
  /// Where a node stands, as far as it matters for putting another value there.
  enum Slot {
    /// Nothing is known of what is around.
    case root
    /// Behind a dash or colon of a block collection, and the column of that dash or key.
    case block(indicatorEnd: Int, column: Int, isItem: Bool)
    /// In a flow collection.
    case flow(FlowStyle)
  }

  /// A collection in which something changes.
  struct Visit {
    let node: Node
    /// What is to become of it, in the tree of changes.
    let place: Int
    /// Levels above it.
    let depth: Int
    let slot: Slot
    let style: BlockStyle
    /// The way to it, where that matters.
    var path: [PathStep] = []
  }

  /// What happens to an item or entry.
  enum Outcome {
    case keep, remove
    case replace(TreeValue)
    /// Something in it changes: the place in the tree of changes.
    case visit(Int)
    /// Parts of its text change.
    case splice(Int)

    var isRemoval: Bool { if case .remove = self { true } else { false } }
    var isKept: Bool { if case .keep = self { true } else { false } }
  }

  /// An item or entry that is new.
  struct Fresh {
    /// nil for an item.
    let key: String?
    let value: TreeValue
    /// The changes it is for.
    let changes: [Int]
  }

  let document: Document
  let users: AnchorUsers
  var tree: ChangeTree
  var lines: Lines
  var draft = EditDraft()
  /// Set where operations are asked for, and no edits.
  var patch: PatchDraft?
  var open: [Visit] = []
  /// What is seen of the style anywhere in the document, once it is asked for.
  private var knownStyle: DocumentStyle?

  private let root: Node

  init(_ root: Node, _ changes: [Change]) {
    self.root = root
    document = root.document
    users = AnchorUsers(document)
    tree = ChangeTree(changes)
    lines = Lines(document)
  }

  mutating func run() {
    let ancestors = document.ancestors(of: root.index)
    for node in ancestors + [root.index] {
      let reach = users.reach(of: node)
      if reach != .own { return report(reach, within: 0) }
    }
    guard tree[0].isWay else { return }
    guard root.kind == .mapping || root.kind == .sequence else { return report(.root, within: 0) }
    let style = documentStyle()
    if root.record.count == 1 {
      fillRoot(style)
    } else {
      open = [
        Visit(node: root, place: 0, depth: ancestors.count, slot: root.style == .flow ? .flow(style.flow) : .root, style: style.block)
      ]
    }
    while let visit = open.popLast() { process(visit) }
  }

  /// An object without anything in it.
  private mutating func fillRoot(_ style: DocumentStyle) {
    guard let value = made(0, depth: 0) else { return }
    guard isKind(of: root, value) else { return report(.otherKind, within: 0) }
    guard patch != nil else { return replaceFlow(root, value, style.flow, depth: 0) }
    switch value {
    case .map(let entries): for entry in entries { patch?.set([.key(entry.key)], entry.value, isThere: false) }
    case .list(let items): for item in items { patch?.append(item, to: []) }
    default: break
    }
  }

  /// The style of the document at large.
  mutating func documentStyle() -> DocumentStyle {
    if let knownStyle { return knownStyle }
    let style = DocumentStyle(document, lines)
    knownStyle = style
    return style
  }

  func node(_ index: Int) -> Node { Node(document: document, index: index) }

  func isKind(of node: Node, _ value: TreeValue) -> Bool {
    switch value {
    case .map: node.kind == .mapping
    case .list: node.kind == .sequence
    default: false
    }
  }

  // MARK: Reports

  mutating func report(_ reach: Reach, within place: Int) {
    for change in tree.changesWithin(place) { tree.report(reach, change) }
  }

  /// Says of all changes within a place why they cannot be made, but for removals of what is not there, which hold.
  mutating func report(_ obstacle: Obstacle, within place: Int, savingRemovals: Bool = false) {
    for change in tree.changesWithin(place) where !savingRemovals || tree.changes[change].action != .remove {
      tree.report(obstacle, change)
    }
  }

  // MARK: What becomes of what is there

  /// What happens to a value.
  ///
  /// - Parameter first: The first node that goes with it when it is removed: its key.
  mutating func outcome(of index: Int, from first: Int, _ place: Int, _ visit: Visit) -> Outcome {
    let end = index + Int(document.nodes[index].count)
    if let (change, value) = tree[place].outcome {
      let reach = users.reach(ofAnchorsIn: (value == nil ? first : index)..<end)
      guard let value else {
        if reach != .own { report(reach, within: place) }
        return reach == .own ? .remove : .keep
      }
      if value.isRead(at: node(index)) { return .keep }
      guard reach == .own else {
        report(reach, within: place)
        return .keep
      }
      guard visit.depth + value.height + 2 < Parser.depthLimit else {
        report(.tooDeep, within: place)
        return .keep
      }
      return openUp(index, place, change, value) ? .visit(place) : .replace(value)
    }
    guard tree[place].isWay else { return .keep }
    return way(through: index, place, visit)
  }

  /// What happens to a value in which something changes.
  private mutating func way(through index: Int, _ place: Int, _ visit: Visit) -> Outcome {
    let record = document.nodes[index]
    let reach = users.reach(of: index)
    if record.kind == .alias || reach != .own {
      report(reach, within: place)
      return .keep
    }
    if !tree[place].splices.isEmpty {
      if record.kind == .scalar, tree[place].steps.isEmpty, tree[place].ensured.isEmpty { return .splice(place) }
      report(.noSuchText, within: place)
      return .keep
    }
    if record.kind == .scalar, !document.isNull(index) {
      report(.notACollection, within: place, savingRemovals: true)
      return .keep
    }
    guard record.count == 1 else { return .visit(place) }
    guard let value = made(place, depth: visit.depth + 1) else { return .keep }
    guard record.kind == .scalar || isKind(of: node(index), value) else {
      report(.otherKind, within: place)
      return .keep
    }
    return .replace(value)
  }

  /// The value of a place that is not there yet; nil where nothing is asked for, or nothing that could be made.
  mutating func made(_ place: Int, depth: Int) -> TreeValue? {
    guard let value = made(place, level: 0) else { return nil }
    if let obstacle = value.obstacle ?? (depth + value.height + 2 < Parser.depthLimit ? nil : .tooDeep) {
      report(obstacle, within: place)
      return nil
    }
    return value
  }

  private mutating func made(_ place: Int, level: Int) -> TreeValue? {
    guard level < TreeValue.depthLimit else {
      report(.tooDeep, within: place)
      return nil
    }
    if let outcome = tree[place].outcome { return outcome.value }
    for change in tree[place].splices { tree.report(.noSuchText, change) }
    var entries: [KeyValue] = []
    for step in tree[place].steps {
      guard let child = tree[place].children[step] else { continue }
      if case .key(let key) = step, tree[place].ensured.isEmpty {
        if let value = made(child, level: level + 1) { entries.append(KeyValue(key, value)) }
      } else {
        report(tree[place].ensured.isEmpty ? .noSuchItem : .otherKind, within: child, savingRemovals: true)
      }
    }
    let items = newItems(tree[place].ensured)
    if !items.isEmpty { return .list(items.map(\.value)) }
    return entries.isEmpty ? nil : .map(entries)
  }
}
