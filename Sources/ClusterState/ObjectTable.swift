package import Manifests
internal import SourceTree

/// The objects of one kind, by namespace and name.
///
/// Those of one namespace are one immutable value that copies of the table share: a writer copies what it changes, a reader's copy stays as it was. Objects
/// come in the order of their namespaces, names and origins, however they were read.
package struct ObjectTable<Object: ClusterObject>: Sendable {
  /// The objects of one namespace.
  package final class Part: Sendable {
    /// Which namespace.
    package let scope: Scope
    /// By name; of files, several may have the same.
    package let objects: [Located<Object>]
    /// That of the state when it last changed.
    package let version: UInt64

    init(_ scope: Scope, _ objects: [Located<Object>], version: UInt64) {
      self.scope = scope
      self.objects = objects
      self.version = version
    }

    /// The objects of one name.
    package func objects(named name: String) -> ArraySlice<Located<Object>> {
      let start = objects.prefixCount { $0.object.objectName < name }
      var end = start
      while end < objects.count, objects[end].object.objectName == name { end += 1 }
      return objects[start..<end]
    }
  }

  /// By namespace.
  package private(set) var parts: [Part] = []
  /// How many objects there are.
  package private(set) var count = 0
  /// That of the state when anything of it last changed.
  package private(set) var version: UInt64 = 0
  /// What happened and is not in the parts yet.
  private var staged: [Change] = []

  /// Without objects.
  package init() {}

  /// Whether there are none.
  package var isEmpty: Bool { count == 0 }

  /// The objects of one namespace; nil where there never were any.
  package func part(_ scope: Scope) -> Part? {
    let index = parts.prefixCount { $0.scope < scope }
    return parts.indices.contains(index) && parts[index].scope == scope ? parts[index] : nil
  }

  /// The objects of one name; in a live cluster there is at most one of each kind that the table holds.
  package func objects(named name: String, in scope: Scope) -> ArraySlice<Located<Object>> { part(scope)?.objects(named: name) ?? [] }

  /// The parts that are not the same as in an earlier version of the table.
  package func changedParts(since earlier: ObjectTable) -> [(earlier: Part?, now: Part?)] {
    var changed: [(earlier: Part?, now: Part?)] = []
    var (index, other) = (0, 0)
    while index < parts.count || other < earlier.parts.count {
      let now = index < parts.count ? parts[index] : nil
      let before = other < earlier.parts.count ? earlier.parts[other] : nil
      let isNow = before.map { before in now.map { $0.scope <= before.scope } ?? false } ?? true
      let wasBefore = now.map { now in before.map { $0.scope <= now.scope } ?? false } ?? true
      if isNow { index += 1 }
      if wasBefore { other += 1 }
      if isNow, wasBefore, now === before { continue }
      changed.append((wasBefore ? before : nil, isNow ? now : nil))
    }
    return changed
  }

  /// Something that happened to an object.
  package enum Change: Sendable {
    /// It is there, beside others that may be called the same: files may hold an object more than once.
    case add(Located<Object>)
    /// It is there, in place of what was called the same.
    case put(Located<Object>)
    case delete(ObjectID)

    fileprivate var scope: Scope {
      switch self {
      case .add(let object), .put(let object): object.object.scope
      case .delete(let id): id.scope
      }
    }

    fileprivate var name: String {
      switch self {
      case .add(let object), .put(let object): object.object.objectName
      case .delete(let id): id.name
      }
    }

    fileprivate var kind: String {
      switch self {
      case .add(let object), .put(let object): object.object.kindName
      case .delete(let id): id.kind
      }
    }

    fileprivate func isBefore(_ other: Change) -> Bool {
      let (name, otherName) = (name, other.name)
      return name != otherName ? name < otherName : kind < other.kind
    }
  }

  /// Takes note of a change; it holds from the next ``commit(version:)`` on.
  package mutating func stage(_ change: Change) { staged.append(change) }

  /// Takes over what another table has staged.
  mutating func stage(_ other: ObjectTable) { staged += other.staged }

  /// Makes the staged changes, the later over the earlier. It costs what the parts have that they touch.
  package mutating func commit(version: UInt64) {
    if staged.isEmpty { return }
    var touched: [Scope: [Change]] = [:]
    for change in staged { touched[change.scope, default: []].append(change) }
    staged = []
    replaceParts(
      touched.map { scope, changes in Part(scope, Self.merging(part(scope)?.objects ?? [], changes), version: version) }, version)
  }

  private static func merging(_ objects: [Located<Object>], _ changes: [Change]) -> [Located<Object>] {
    let changes = sorted(changes)
    var merged: [Located<Object>] = []
    merged.reserveCapacity(objects.count + changes.count)
    var index = 0
    var next = 0
    while next < changes.count {
      let first = changes[next]
      while index < objects.count, objects[index].isBefore(first) {
        merged.append(objects[index])
        index += 1
      }
      let start = merged.count
      while index < objects.count, objects[index].isObject(of: first) {
        merged.append(objects[index])
        index += 1
      }
      // Sorting is stable: what happened to one object stands in the order in which it did.
      repeat {
        switch changes[next] {
        case .add(let object): merged.append(object)
        case .put(let object): merged.replaceSubrange(start..., with: [object])
        case .delete: merged.removeSubrange(start...)
        }
        next += 1
      } while next < changes.count && !first.isBefore(changes[next])
      if merged.count > start + 1 { merged[start...].sort { $0.origin < $1.origin } }
    }
    return merged + objects[index...]
  }

  /// By name and kind, what happens to one object in the order in which it does; most that is read is so already.
  private static func sorted(_ changes: [Change]) -> [Change] {
    if zip(changes.indices.dropFirst(), changes.indices).allSatisfy({ !changes[$0].isBefore(changes[$1]) }) { return changes }
    // Names alone, as whole changes are dear to move.
    let names = changes.map(\.name)
    let order = changes.indices.sorted { left, right in
      names[left] != names[right] ? names[left] < names[right] : (changes[left].kind, left) < (changes[right].kind, right)
    }
    return order.map { changes[$0] }
  }

  private mutating func replaceParts(_ replacements: [Part], _ version: UInt64) {
    var added: [Part] = []
    for part in replacements {
      let index = parts.prefixCount { $0.scope < part.scope }
      if parts.indices.contains(index), parts[index].scope == part.scope {
        count += part.objects.count - parts[index].objects.count
        parts[index] = part
      } else {
        count += part.objects.count
        added.append(part)
      }
    }
    if !added.isEmpty { parts = (parts + added).sorted { $0.scope < $1.scope } }
    self.version = version
  }
}

extension ObjectTable: Sequence {
  /// Over all objects.
  package struct Iterator: IteratorProtocol {
    private let parts: [Part]
    private var part = 0
    private var index = 0

    fileprivate init(_ parts: [Part]) { self.parts = parts }

    /// The object that comes next.
    package mutating func next() -> Located<Object>? {
      while part < parts.count {
        if index < parts[part].objects.count {
          index += 1
          return parts[part].objects[index - 1]
        }
        part += 1
        index = 0
      }
      return nil
    }
  }

  /// In the order of namespaces, names and origins.
  package func makeIterator() -> Iterator { Iterator(parts) }
  /// How many there are.
  package var underestimatedCount: Int { count }
  /// The first object in that order.
  package var first: Located<Object>? { parts.lazy.compactMap(\.objects.first).first }
}

extension Located where Object: ClusterObject {
  /// What it is.
  package var id: ObjectID { object.id }

  fileprivate func isBefore(_ change: ObjectTable<Object>.Change) -> Bool {
    let (name, otherName) = (object.objectName, change.name)
    return name != otherName ? name < otherName : object.kindName < change.kind
  }

  fileprivate func isObject(of change: ObjectTable<Object>.Change) -> Bool {
    object.objectName == change.name && object.kindName == change.kind
  }
}
