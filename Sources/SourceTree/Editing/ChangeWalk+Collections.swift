extension ChangeWalk {
  /// Works out what happens to each item or entry of a collection, and drafts it.
  mutating func process(_ visit: Visit) {
    let rows = Rows(visit.node, lines)
    var outcomes = [Outcome](repeating: .keep, count: rows.rows.count)
    let fresh = rows.isMapping ? entries(visit, rows, &outcomes) : items(visit, rows, &outcomes)
    guard !fresh.isEmpty || outcomes.contains(where: { !$0.isKept }) else { return }
    if patch != nil {
      addOperations(visit, rows, outcomes, fresh)
    } else if visit.node.style == .flow {
      layOutFlow(visit, rows, outcomes, fresh)
    } else {
      layOutBlock(visit, rows, outcomes, fresh)
    }
  }

  private mutating func entries(_ visit: Visit, _ rows: Rows, _ outcomes: inout [Outcome]) -> [Fresh] {
    let keys = MappingKeys(visit.node)
    let isPair = visit.node.style == .flow && lines[Int(visit.node.range.start)] != Ascii.openBrace
    var fresh: [Fresh] = []
    for change in tree[visit.place].ensured { tree.report(.otherKind, change) }
    for step in tree[visit.place].steps {
      guard let place = tree[visit.place].children[step] else { continue }
      guard case .key(let name) = step else {
        report(.otherKind, within: place, savingRemovals: true)
        continue
      }
      guard let own = keys.own[name] else {
        if let source = keys.merged[name] {
          report(.merged(from: source), within: place)
        } else if let value = made(place, depth: visit.depth + 1) {
          let changes = tree.changesWithin(place)
          if isPair {
            report(.unusualKey, within: place, savingRemovals: true)
          } else if ScalarPrinter.isTooLongKey(name) {
            report(.tooLongKey, within: place)
          } else {
            fresh.append(Fresh(key: name, value: value, changes: changes))
          }
        }
        continue
      }
      if own.isRepeated {
        report(.duplicateKey, within: place)
        continue
      }
      if let source = keys.merged[name], !keys.isOwn(name) {
        report(.merged(from: source), within: place)
        continue
      }
      let row = rows.rows[own.position]
      let outcome = outcome(of: row.value, from: row.node, place, visit)
      // What a merge key brings in as well would come to light.
      if let source = keys.merged[name], outcome.isRemoval {
        report(.merged(from: source), within: place)
        continue
      }
      switch outcome {
      case .remove where row.isUnusual, .replace where row.isUnusual && !isPair:
        report(.unusualKey, within: place)
      default: outcomes[own.position] = outcome
      }
    }
    return fresh
  }

  private mutating func items(_ visit: Visit, _ rows: Rows, _ outcomes: inout [Outcome]) -> [Fresh] {
    let fresh = ensured(visit, rows)
    for step in tree[visit.place].steps {
      guard let place = tree[visit.place].children[step] else { continue }
      guard case .item(let index) = step else {
        report(.otherKind, within: place, savingRemovals: true)
        continue
      }
      guard rows.rows.indices.contains(index) else {
        report(.noSuchItem, within: place, savingRemovals: true)
        continue
      }
      outcomes[index] = outcome(of: rows.rows[index].value, from: rows.rows[index].node, place, visit)
    }
    return fresh
  }

  /// Says of what is within a value what becomes of it, where another value of the same kind takes its place: what both have stays as it is.
  ///
  /// - Returns: Whether that can be done whatever there is within.
  mutating func openUp(_ index: Int, _ place: Int, _ change: Int, _ value: TreeValue) -> Bool {
    let record = document.nodes[index]
    let node = node(index)
    let next = document.properties.prefixCount { Int($0.node) < index }
    let hasProperties = next < document.properties.count && Int(document.properties[next].node) < index + Int(record.count)
    guard record.count > 1, !hasProperties else { return false }
    switch value {
    case .map(let entries) where record.kind == .mapping && !record.flags.contains(.hasMergeKey):
      let keys = MappingKeys(node)
      guard !keys.hasNameless, !keys.hasRepeated, entries.contains(where: { keys.own[$0.key] != nil }),
        !Rows(node, lines).rows.contains(where: \.isUnusual)
      else { return false }
      tree.open(place)
      let values = Set(entries.map(\.key))
      for entry in entries { tree.decide(tree.child(.key(entry.key), of: place), change, entry.value) }
      for entry in node.entries {
        if let name = entry.key.keyText, !values.contains(name) { tree.decide(tree.child(.key(name), of: place), change, nil) }
      }
      return true
    case .list(let items) where record.kind == .sequence && !items.isEmpty:
      tree.open(place)
      openUp(node, place, change, items)
      return true
    default: return false
    }
  }

  private mutating func openUp(_ list: Node, _ place: Int, _ change: Int, _ items: [TreeValue]) {
    let nodes = Array(list.items)
    var front = 0
    while front < min(nodes.count, items.count), items[front].isRead(at: nodes[front]) { front += 1 }
    var back = 0
    if items.count < nodes.count {
      while back < items.count - front, items[items.count - 1 - back].isRead(at: nodes[nodes.count - 1 - back]) { back += 1 }
    }
    let replaced = min(nodes.count, items.count) - back
    for index in front..<replaced { tree.decide(tree.child(.item(index), of: place), change, items[index]) }
    for index in replaced..<max(replaced, nodes.count - back) { tree.decide(tree.child(.item(index), of: place), change, nil) }
    for item in items.dropFirst(nodes.count) { tree.append(item, to: place, change) }
  }
}
