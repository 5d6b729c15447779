import Randomness

@testable import SourceTree

/// Makes changes of a value: of what is there, of what is not, and now and then of what cannot be.
struct RandomChanges {
  var random: SeededGenerator
  /// Whether each change means something where it is.
  let isPlain: Bool

  init(seed: UInt64, isPlain: Bool) {
    random = SeededGenerator(seed: seed)
    self.isPlain = isPlain
  }

  mutating func changes(of root: TreeValue) -> [Change] {
    (0..<random.pick([1, 1, 1, 2, 3, 6, 12])).map { _ in change(of: root) }
  }

  private mutating func change(of root: TreeValue) -> Change {
    var path = FieldPath()
    var value = root
    while let (step, next) = child(of: value), path.steps.isEmpty || random.chance(75) {
      path.steps.append(step)
      value = next
    }
    if path.steps.isEmpty { return fresh(path, root) }
    switch (random.number(0, 9), value) {
    case (0...1, _): return Change(path, .remove)
    case (2...3, _): return Change(path, .set(scalar()))
    case (4, _): return Change(path, .set(self.value(depth: 0)))
    case (5...6, .text(let text)): return splice(path, text)
    case (5...8, .list): return ensure(path, value)
    default: return fresh(path, value)
    }
  }

  private mutating func child(of value: TreeValue) -> (PathStep, TreeValue)? {
    switch value {
    case .map(let entries) where !entries.isEmpty:
      let entry = random.pick(entries)
      return (.key(entry.key), entry.value)
    case .list(let items) where !items.isEmpty:
      let index = random.number(0, items.count - 1)
      return (.item(index), items[index])
    default: return nil
    }
  }

  /// Something that is not there yet.
  private mutating func fresh(_ path: FieldPath, _ value: TreeValue) -> Change {
    switch value {
    case .map, .null:
      var path = path
      if path.steps.isEmpty, case .null = value { return Change(FieldPath([.key("a")]), .remove) }
      for _ in 0..<random.pick([1, 1, 1, 2, 3]) { path.steps.append(.key(random.pick(["new", "other", "fsGroup", "a.b/c", "yes", "0"]))) }
      return random.chance(25) ? ensure(path, .list([])) : Change(path, .set(random.chance(60) ? scalar() : self.value(depth: 0)))
    case .list: return ensure(path, value)
    default:
      if isPlain { return path.steps.isEmpty ? Change(FieldPath([.key("a")]), .remove) : Change(path, .set(scalar())) }
      return Change(path.appending(random.chance(50) ? .key("x") : .item(random.number(0, 3))), .set(scalar()))
    }
  }

  private mutating func ensure(_ path: FieldPath, _ list: TreeValue) -> Change {
    if random.chance(40) { return Change(path, .ensure(scalar(), unique: nil)) }
    var name = TreeValue.text(random.pick(["x", "tmp", "yes"]))
    if case .list(let items) = list, let item = items.first, let known = item["name"], random.chance(40) { name = known }
    return Change(path, .ensure(.map([KeyValue("name", name)] + (random.chance(60) ? [KeyValue("more", scalar())] : [])), unique: "name"))
  }

  private mutating func splice(_ path: FieldPath, _ text: String) -> Change {
    let places = [0] + text.unicodeScalars.indices.dropFirst().map { text.utf8.distance(from: text.startIndex, to: $0) } + [text.utf8.count]
    let first = random.pick(places)
    let last = random.chance(50) ? first : random.pick(places)
    let new = random.pick(["", "x", "set -e\n", "\n", "'", "\"", " ", "a b", "é", "# c", ": ", "line\nother"])
    return Change(path, .splice(min(first, last)..<max(first, last), new))
  }

  private mutating func scalar() -> TreeValue {
    switch random.number(0, 9) {
    case 0: return .bool(random.chance(50))
    case 1...2: return .number(Int64(random.number(-3, 70_000)))
    case 3: return .null
    case 4: return .float(random.pick([1.5, -0.25, 1e-9, 1e300]))
    default:
      return .text(
        random.pick([
          "x", "plain text", "yes", "0x10", "", " ", "a: b", "a #b", "# c", "- x", "it's", "\"q\"", "line\n", "two\nlines",
          "two\n\nlines\n", "tab\there",
          "set -e\nrun # it\n", " leading\n", "trailing \nx\n", "x\n\n", "\n", "é✓\u{1F600}", "\u{2028}", "\u{7}", "\r\n", "12:30",
          "2024-01-01", "~", "{{ x }}", "${X}", "*x", "&x",
          "!x", "%x", "@x", "`x`", "x:", "?x", "? x", ":x", "[x", "{x", "x,y", "x]", "<<", "=", "null", "1_000", "+1", ".5", ".inf", "---",
          "--- x", "...", "|", ">", "nginx:1.2@sha256:ab",
        ]))
    }
  }

  private mutating func value(depth: Int) -> TreeValue {
    switch random.number(0, depth > 2 ? 0 : 2) {
    case 1: return .list((0..<random.number(0, 3)).map { _ in value(depth: depth + 1) })
    case 2:
      return .map((0..<random.number(0, 3)).map { KeyValue(["name", "b", "yes"][$0], value(depth: depth + 1)) })
    default: return scalar()
    }
  }
}
