// Operations on the object rather than edits of its text.
extension ChangeWalk {
  mutating func addOperations(_ visit: Visit, _ rows: Rows, _ outcomes: [Outcome], _ fresh: [Fresh]) {
    for (index, outcome) in outcomes.enumerated() where !outcome.isKept {
      let row = rows.rows[index]
      guard let step = rows.isMapping ? node(row.node).keyText.map(PathStep.key) : .item(index) else { continue }
      let path = visit.path + [step]
      let value = node(row.value)
      if !rows.isMapping, let name = value["name"]?.scalar, case .string(let text) = name {
        patch?.test(path + [.key("name")], .text(text))
      }
      switch outcome {
      case .keep: break
      case .remove: patch?.remove(path)
      case .replace(let new): patch?.set(path, new, isThere: true)
      case .splice(let place):
        guard let (text, splices) = splices(of: value, place), !splices.isEmpty else { break }
        patch?.set(path, .text(TextSplice.splicing(Array(text.utf8), splices)), isThere: true)
      case .visit(let place):
        open.append(Visit(node: value, place: place, depth: visit.depth + 1, slot: .root, style: visit.style, path: path))
      }
    }
    for item in fresh {
      if let key = item.key {
        patch?.set(visit.path + [.key(key)], item.value, isThere: false)
      } else {
        patch?.append(item.value, to: visit.path)
      }
    }
  }
}
