// Items that a list is to have.
extension ChangeWalk {
  /// The items that a list gets at its end. What it has of them already is completed where it stands.
  mutating func ensured(_ visit: Visit, _ rows: Rows) -> [Fresh] {
    var known: [String?: [TreeValue: [Int]]] = [:]
    var missing: [Int] = []
    for change in tree[visit.place].ensured {
      guard case .ensure(let value, let unique) = tree.changes[change].action else { continue }
      guard let name = unique.map({ value[$0] }) ?? value else {
        tree.report(.noMergeKey, change)
        continue
      }
      let positions = known[unique] ?? positions(in: visit.node, unique: unique)
      known[unique] = positions
      guard let found = positions[name], let first = found.first else {
        missing.append(change)
        continue
      }
      if unique == nil {
        hold(visit, found, change, value)
      } else if found.count > 1 {
        tree.report(.ambiguousItem, change)
      } else {
        complete(visit, first, rows.rows[first].value, change, value)
      }
    }
    let fresh = tree[visit.place].appended.map { Fresh(key: nil, value: $0.value, changes: [$0.change]) }
    return fresh
      + newItems(missing).filter { item in
        guard visit.depth + item.value.height + 2 >= Parser.depthLimit else { return true }
        for change in item.changes { tree.report(.tooDeep, change) }
        return false
      }
  }

  private func positions(in list: Node, unique: String?) -> [TreeValue: [Int]] {
    var result: [TreeValue: [Int]] = [:]
    for (index, item) in list.items.enumerated() {
      let item = item.resolved
      var named: Node? = item
      if let unique { named = item.kind == .mapping ? item.mergedEntries.last { $0.key.keyText == unique }?.value : nil }
      guard let named, let name = TreeValue(named) else { continue }
      result[name, default: []].append(index)
    }
    return result
  }

  /// One item for each merge key: of changes that ask for the same one the first counts.
  mutating func newItems(_ changes: [Int]) -> [Fresh] {
    var known: [String?: [TreeValue: Int]] = [:]
    var items: [Fresh] = []
    for change in changes {
      guard case .ensure(let value, let unique) = tree.changes[change].action else { continue }
      guard let name = unique.map({ value[$0] }) ?? value else {
        tree.report(.noMergeKey, change)
        continue
      }
      if let position = known[unique, default: [:]][name] {
        if items[position].value == value {
          items[position] = Fresh(key: nil, value: value, changes: items[position].changes + [change])
        } else {
          tree.differ(items[position].changes[0], change)
        }
        continue
      }
      known[unique, default: [:]][name] = items.count
      items.append(Fresh(key: nil, value: value, changes: [change]))
    }
    return items
  }

  /// Sees that one of the items that equal a value stays as it is.
  private mutating func hold(_ visit: Visit, _ positions: [Int], _ change: Int, _ value: TreeValue) {
    var other: Int?
    for position in positions {
      guard let place = tree[visit.place].children[.item(position)], let first = tree.changesWithin(place).first else { return }
      if let outcome = tree[place].outcome, outcome.value == value { return tree.agree(place, change) }
      other = first
    }
    if let other { tree.differ(other, change) }
  }

  /// Gives an item that is there the entries that it lacks.
  private mutating func complete(_ visit: Visit, _ position: Int, _ index: Int, _ change: Int, _ value: TreeValue) {
    let item = node(index)
    let known = tree[visit.place].children[.item(position)]
    if let known, let outcome = tree[known].outcome {
      // The item goes, or becomes another one.
      return outcome.value == value ? tree.agree(known, change) : tree.differ(outcome.change, change)
    }
    if known == nil, value.isRead(at: item) { return }
    guard case .map(let entries) = value, item.resolved.kind == .mapping else { return tree.report(.differentItem, change) }
    let nodes = Dictionary(item.resolved.mergedEntries.map { ($0.key.keyText, $0.value) }) { $1 }
    var missing: [KeyValue] = []
    for entry in entries {
      let place = known.flatMap { tree[$0].children[.key(entry.key)] }
      if let place, let outcome = tree[place].outcome {
        guard outcome.value == entry.value else { return tree.differ(outcome.change, change) }
        tree.agree(place, change)
      } else if let place, let other = tree.changesWithin(place).first {
        return tree.differ(other, change)
      } else if let node = nodes[entry.key] {
        if !entry.value.isRead(at: node) { return tree.report(.differentItem, change) }
      } else {
        missing.append(entry)
      }
    }
    let reach = users.reach(of: index)
    guard reach == .own, item.kind == .mapping else { return missing.isEmpty ? () : tree.report(reach, change) }
    let isPair = item.style == .flow && lines[Int(item.range.start)] != Ascii.openBrace
    guard missing.isEmpty || !isPair else { return tree.report(.unusualKey, change) }
    let place = tree.child(.item(position), of: visit.place)
    for entry in missing { tree.decide(tree.child(.key(entry.key), of: place), change, entry.value) }
  }
}
