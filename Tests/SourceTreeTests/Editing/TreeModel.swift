@testable import SourceTree

/// What changes mean, said once more and in another way than the printer does: on values, without any text.
enum TreeModel {
  typealias Step = (steps: ArraySlice<PathStep>, action: Change.Action)

  static func applying(_ changes: [Change], to value: TreeValue) -> TreeValue? {
    apply(changes.map { ($0.path.steps[...], $0.action) }, to: value)
  }

  private static func apply(_ changes: [Step], to old: TreeValue?) -> TreeValue? {
    let here = changes.filter { $0.steps.isEmpty }.map(\.action)
    for action in here {
      if case .set(let value) = action { return value }
      if case .remove = action { return nil }
    }
    let splices = here.compactMap { action -> (Range<Int>, String)? in
      if case .splice(let range, let text) = action { (range, text) } else { nil }
    }
    if !splices.isEmpty, case .text(let text)? = old { return .text(splicing(text, splices)) }
    let within = changes.filter { !$0.steps.isEmpty }
    let keys = within.compactMap { change -> String? in if case .key(let key)? = change.steps.first { key } else { nil } }
    let ensured = here.compactMap { action -> (TreeValue, String?)? in
      if case .ensure(let value, let unique) = action { (value, unique) } else { nil }
    }
    switch old {
    case .list(let items): return list(items, within, ensured)
    case .map(let entries): return map(entries, within, keys)
    case nil, .some(.null):
      if !ensured.isEmpty { return list([], [], ensured) }
      if case .map(let entries) = map([], within, keys), !entries.isEmpty { return .map(entries) }
      return old
    default: return old
    }
  }

  private static func map(_ entries: [KeyValue], _ changes: [Step], _ keys: [String]) -> TreeValue {
    var result = entries
    for key in Set(keys).sorted() {
      let inner = changes.filter { $0.steps.first == .key(key) }.map { (steps: $0.steps.dropFirst(), action: $0.action) }
      let index = result.firstIndex { $0.key == key }
      let value = apply(inner, to: index.map { result[$0].value })
      if let index, let value {
        result[index].value = value
      } else if let index {
        result.remove(at: index)
      } else if let value {
        result.append(KeyValue(key, value))
      }
    }
    return .map(result)
  }

  private static func list(_ items: [TreeValue], _ changes: [Step], _ ensured: [(TreeValue, String?)]) -> TreeValue {
    var result: [TreeValue?] = items
    for index in items.indices {
      let inner = changes.filter { $0.steps.first == .item(index) }.map { (steps: $0.steps.dropFirst(), action: $0.action) }
      if !inner.isEmpty { result[index] = apply(inner, to: items[index]) }
    }
    for (value, unique) in ensured {
      guard let unique else {
        if !items.contains(value), !result.dropFirst(items.count).contains(value) { result.append(value) }
        continue
      }
      if let index = items.firstIndex(where: { $0[unique] == value[unique] }) {
        guard case .map(let wanted) = value, case .map(var entries)? = result[index] else { continue }
        for entry in wanted where !entries.contains(where: { $0.key == entry.key }) { entries.append(entry) }
        result[index] = .map(entries)
      } else if !result.dropFirst(items.count).contains(value) {
        result.append(value)
      }
    }
    return .list(result.compactMap { $0 })
  }

  private static func splicing(_ text: String, _ splices: [(Range<Int>, String)]) -> String {
    var bytes = Array(text.utf8)
    var seen: [(Range<Int>, String)] = []
    for (range, new) in splices.sorted(by: { ($0.0.lowerBound, $0.0.upperBound) > ($1.0.lowerBound, $1.0.upperBound) }) {
      if seen.contains(where: { $0.0 == range && $0.1 == new }) { continue }
      seen.append((range, new))
      bytes.replaceSubrange(range, with: new.utf8)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
