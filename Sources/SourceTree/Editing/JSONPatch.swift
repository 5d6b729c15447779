/// Changes of one object as a JSON Patch (RFC 6902), as admission replies and `kubectl patch --type=json` take it.
///
/// The same changes are refused as where they are written into the text, but for those that only a text stands in the way of. Operations act one after the other, so they come in an order in which every
/// position still means what it meant when the object was read: what is set first, then what is removed, last items before first ones.
package struct JSONPatch: Hashable, Sendable {
  /// One step of a patch.
  package enum Operation: Hashable, Sendable {
    /// The patch fails unless this is there. Asked of the names of list items that are passed through, and of nothing else: a value may be secret.
    case test(String, TreeValue)
    /// A key or, at `/-`, an item that is new.
    case add(String, TreeValue)
    /// Another value for what is there.
    case replace(String, TreeValue)
    /// What is there goes.
    case remove(String)
  }

  /// In the order in which they are to be made.
  package let operations: [Operation]

  /// Whether nothing is changed.
  package var isEmpty: Bool { operations.isEmpty }

  /// The patch as JSON, on one line.
  package var json: [UInt8] {
    let printer = FlowPrinter(FlowStyle(isQuoted: true, colonGap: [], commaGap: []))
    return printer.value(
      .list(
        operations.map { operation in
          switch operation {
          case .test(let path, let value): ["op": "test", "path": .text(path), "value": value]
          case .add(let path, let value): ["op": "add", "path": .text(path), "value": value]
          case .replace(let path, let value): ["op": "replace", "path": .text(path), "value": value]
          case .remove(let path): ["op": "remove", "path": .text(path)]
          }
        }))
  }

  /// The steps as a JSON Pointer (RFC 6901), `/` and `~` in names escaped.
  static func pointer(_ steps: [PathStep]) -> String {
    steps.map { step in
      switch step {
      case .item(let index): "/\(index)"
      case .key(let key): "/" + key.replacing("~", with: "~0").replacing("/", with: "~1")
      }
    }.joined()
  }
}

extension ChangePrinter {
  /// The patch for as many of the changes as can be made together, and why the others are not.
  package func patch(for changes: [Change]) -> (patch: JSONPatch, conflicts: [Conflict]) {
    guard root.document.isReliable else { return (JSONPatch(operations: []), changes.map { .notEditable($0, why: .unreadable) }) }
    var walk = ChangeWalk(root, changes)
    walk.patch = PatchDraft()
    walk.run()
    return (JSONPatch(operations: walk.patch?.operations ?? []), walk.tree.conflicts.uniqued())
  }
}

/// The operations of a patch as they come up while an object is walked.
struct PatchDraft {
  private var tests: [JSONPatch.Operation] = []
  private var tested: Set<String> = []
  private var values: [JSONPatch.Operation] = []
  private var removals: [(steps: [PathStep], operation: JSONPatch.Operation)] = []
  private var items: [JSONPatch.Operation] = []

  mutating func test(_ steps: [PathStep], _ name: TreeValue) {
    let pointer = JSONPatch.pointer(steps)
    if tested.insert(pointer).inserted { tests.append(.test(pointer, name)) }
  }

  mutating func set(_ steps: [PathStep], _ value: TreeValue, isThere: Bool) {
    let pointer = JSONPatch.pointer(steps)
    values.append(isThere ? .replace(pointer, value) : .add(pointer, value))
  }

  mutating func remove(_ steps: [PathStep]) { removals.append((steps, .remove(JSONPatch.pointer(steps)))) }

  mutating func append(_ value: TreeValue, to steps: [PathStep]) { items.append(.add(JSONPatch.pointer(steps) + "/-", value)) }

  /// What is set and appended does not move anything, so removals come behind it, those of later items first.
  var operations: [JSONPatch.Operation] {
    let last = removals.sorted { left, right in
      for (left, right) in zip(left.steps, right.steps) where left != right {
        switch (left, right) {
        case (.item(let left), .item(let right)): return left > right
        case (.key(let left), .key(let right)): return left < right
        case (.key, .item): return true
        case (.item, .key): return false
        }
      }
      return left.steps.count > right.steps.count
    }
    return tests + values + items + last.map(\.operation)
  }
}

extension Array where Element: Hashable {
  /// Each element once, where it comes first.
  func uniqued() -> [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
