import SourceTree

/// One pass over an object; allocates nothing but its path as long as nothing is wrong.
///
/// It works on the stored nodes by their indices, because a handle for each would cost more than the check. `nodes` and `bytes` are always the document's.
struct SchemaWalk {
  /// The way from the root to where the walk is.
  struct Step {
    enum Position {
      /// Index of the key's node, or of the item in its list.
      case field(Int), mapKey(Int), item(Int)
    }

    var position: Position
    /// The type of the object the step starts from, or of the objects in its map or list.
    var type: Int
  }

  /// A collection that aliases or merge keys may lead to again.
  private struct Visit: Hashable {
    var node: Int
    var type: FieldType
  }

  let document: Document
  private let hasAliases: Bool
  let fieldValues = FieldValues.ofFields
  var path: [Step] = []
  var issues: [SchemaIssue] = []
  private var visits: Set<Visit> = []

  init(document: Document) {
    self.document = document
    hasAliases = document.hasAliases
    path.reserveCapacity(24)
  }

  var sortedIssues: [SchemaIssue] {
    guard issues.count > 1 else { return issues }
    var seen: Set<SchemaIssue> = []
    let distinct = hasAliases ? issues.filter { seen.insert($0).inserted } : issues
    return distinct.sorted { ($0.range.start, $0.path) < ($1.range.start, $1.path) }
  }

  mutating func checkRoot(_ root: Int, as type: Int, _ nodes: Span<NodeRecord>, _ bytes: Span<UInt8>) {
    guard let kind = document.key("kind", of: root) else {
      return checkObject(at: root, as: type, place: placeOfItem(root, nodes), nodes, bytes)
    }
    checkObject(at: root, as: type, place: kind, nodes, bytes)
    checkIdentity(of: root, place: kind, nodes, bytes)
  }

  /// An object that says its kind says its version, and has a name or asks for one. Items of a list, and bodies that a policy generates from, may not.
  private mutating func checkIdentity(of root: Int, place: Int, _ nodes: Span<NodeRecord>, _ bytes: Span<UInt8>) {
    if isAbsent(value("apiVersion", of: root), nodes, bytes) {
      report(.missingField, path: "apiVersion", at: range(nodes[place]))
    }
    guard let metadata = document.key("metadata", of: root) else {
      return report(.missingField, path: "metadata.name", at: range(nodes[place]))
    }
    let object = document.resolved(document.value(ofKey: metadata))
    if case .mapping = nodes[object].kind {
      if !isAbsent(value("name", of: object), nodes, bytes) { return }
      if !isAbsent(value("generateName", of: object), nodes, bytes) { return }
    } else if !isBlank(object, nodes, bytes) {
      return
    }
    report(.missingField, path: "metadata.name", at: range(nodes[metadata]))
  }

  private func isAbsent(_ index: Int?, _ nodes: Span<NodeRecord>, _ bytes: Span<UInt8>) -> Bool {
    guard let index else { return true }
    return isBlank(index, nodes, bytes)
  }

  /// The value under a name; an alias is not followed.
  private func value(_ name: StaticString, of mapping: Int) -> Int? { document.key(name, of: mapping).map(document.value(ofKey:)) }

  /// Where a field is missing it is said at the node `place`.
  private mutating func checkObject(at index: Int, as type: Int, place: Int, _ nodes: Span<NodeRecord>, _ bytes: Span<UInt8>) {
    let record = nodes[index]
    let objectType = FieldTable.type(type)
    var seen: UInt64 = 0
    if record.hasMergeKey {
      for entry in Node(document: document, index: index).mergedEntries {
        checkField(key: entry.key.index, value: entry.value.index, of: type, objectType, &seen, nodes, bytes)
      }
    } else {
      var key = index + 1
      let end = index + Int(record.count)
      while key < end {
        let value = key + Int(nodes[key].count)
        checkField(key: key, value: value, of: type, objectType, &seen, nodes, bytes)
        key = value + Int(nodes[value].count)
      }
    }
    let required: UInt64 = 1 &<< UInt64(objectType.requiredCount) &- 1
    if seen & required == required || isPatch(index) { return }
    for position in 0..<objectType.requiredCount where seen & (1 &<< UInt64(position)) == 0 {
      let name = FieldTable.fieldName(objectType.firstField + position)
      report(.missingField, path: pathText.isEmpty ? name : "\(pathText).\(name)", at: range(nodes[place]))
    }
  }

  @inline(__always)
  private mutating func checkField(
    key: Int, value: Int, of type: Int, _ objectType: FieldTable.ObjectType, _ seen: inout UInt64, _ nodes: Span<NodeRecord>,
    _ bytes: Span<UInt8>
  ) {
    guard let field = field(key, objectType, nodes, bytes) else { return checkUnknownField(key, of: type) }
    let position = field - objectType.firstField
    seen |= 1 &<< UInt64(position)
    if position < objectType.requiredCount, isBlank(value, nodes, bytes) {
      return report(.missingField, Step(position: .field(key), type: type), at: range(nodes[key]))
    }
    if fieldValues[field] != 0 { checkValue(value, of: field, Step(position: .field(key), type: type), nodes, bytes) }
    // Most fields are scalars that fit; these are done here.
    if case .scalar = nodes[value].kind, let form = FieldTable.singleForm(field), accepts(value, as: form, nodes, bytes) { return }
    check(value, as: FieldTable.fieldType(field), Step(position: .field(key), type: type), place: key, nodes, bytes)
  }

  @inline(__always)
  private func field(_ key: Int, _ type: FieldTable.ObjectType, _ nodes: Span<NodeRecord>, _ bytes: Span<UInt8>) -> Int? {
    let record = nodes[key]
    let start = Int(record.start)
    let count = Int(record.end) - start
    if case .scalar = record.kind, !record.needsDecoding {
      switch record.style {
      case .singleQuoted, .doubleQuoted: return FieldTable.field(named: bytes, start + 1, count - 2, in: type)
      default: return FieldTable.field(named: bytes, start, count, in: type)
      }
    }
    return decodedField(key, type)
  }

  /// The field of a key with escapes, or of an alias.
  private func decodedField(_ key: Int, _ type: FieldTable.ObjectType) -> Int? {
    guard let name = Node(document: document, index: key).text else { return nil }
    let decoded = Array(name.utf8)
    return FieldTable.field(named: decoded.span, 0, decoded.count, in: type)
  }

  @inline(__always)
  private func resolved(_ index: Int, _ nodes: Span<NodeRecord>) -> Int {
    if hasAliases, case .alias = nodes[index].kind { return Node(document: document, index: index).resolved.index }
    return index
  }

  /// Checks a value as it is written: an alias is followed.
  private mutating func check(
    _ written: Int, as type: FieldType, _ step: Step, place: Int, _ nodes: Span<NodeRecord>, _ bytes: Span<UInt8>
  ) {
    if case .any = type.form { return }
    let index = resolved(written, nodes)
    guard case .scalar = nodes[index].kind else {
      return checkCollection(index, written: written, as: type, step, place: place, nodes, bytes)
    }
    if case .one = type.container, accepts(index, as: type.form, nodes, bytes) { return }
    checkMismatch(index, written: written, as: type, step)
  }

  private mutating func checkCollection(
    _ index: Int, written: Int, as type: FieldType, _ step: Step, place: Int, _ nodes: Span<NodeRecord>, _ bytes: Span<UInt8>
  ) {
    switch (type.container, nodes[index].kind) {
    case (.list, .sequence), (.map, .mapping): break
    case (.one, .mapping): if case .object = type.form { break } else { fallthrough }
    default: return reportWrongType(index, written: written, as: type, step)
    }
    if hasAliases, !visits.insert(Visit(node: index, type: type)).inserted { return }
    path.append(step)
    switch type.container {
    case .one: checkObject(at: index, as: type.object, place: place, nodes, bytes)
    case .list: checkItems(of: index, as: type, nodes, bytes)
    case .map: checkValues(of: index, as: type, nodes, bytes)
    }
    path.removeLast()
  }

  private mutating func checkItems(of list: Int, as type: FieldType, _ nodes: Span<NodeRecord>, _ bytes: Span<UInt8>) {
    var item = list + 1
    let end = list + Int(nodes[list].count)
    var position = 0
    while item < end {
      let step = Step(position: .item(position), type: type.object)
      check(item, as: type.element, step, place: placeOfItem(item, nodes), nodes, bytes)
      item += Int(nodes[item].count)
      position += 1
    }
  }

  private mutating func checkValues(of map: Int, as type: FieldType, _ nodes: Span<NodeRecord>, _ bytes: Span<UInt8>) {
    if nodes[map].hasMergeKey {
      for entry in Node(document: document, index: map).mergedEntries {
        let step = Step(position: .mapKey(entry.key.index), type: type.object)
        check(entry.value.index, as: type.element, step, place: entry.key.index, nodes, bytes)
      }
      return
    }
    var key = map + 1
    let end = map + Int(nodes[map].count)
    while key < end {
      let value = key + Int(nodes[key].count)
      check(value, as: type.element, Step(position: .mapKey(key), type: type.object), place: key, nodes, bytes)
      key = value + Int(nodes[value].count)
    }
  }

  private func range(_ record: NodeRecord) -> SourceRange { SourceRange(record.start, record.end) }

  /// The first key of an object, else the item.
  private func placeOfItem(_ item: Int, _ nodes: Span<NodeRecord>) -> Int {
    let record = nodes[item]
    if case .mapping = record.kind, record.count > 1 { return item + 1 }
    return item
  }

  /// A required field that is written, and left empty: the server does not tell this from absent.
  private func isBlank(_ written: Int, _ nodes: Span<NodeRecord>, _ bytes: Span<UInt8>) -> Bool {
    let index = resolved(written, nodes)
    let record = nodes[index]
    switch record.kind {
    case .sequence: return record.count == 1
    case .mapping, .alias: return false
    case .scalar:
      let length = Int(record.end) - Int(record.start)
      switch record.style {
      case .singleQuoted, .doubleQuoted: return length == 2
      case .plain: return length == 0 || (length <= 4 && Self.mayBeNull(bytes[Int(record.start)]) && isNull(index))
      default: return false
      }
    }
  }

  private static func mayBeNull(_ first: UInt8) -> Bool {
    first == UInt8(ascii: "~") || first | 0x20 == UInt8(ascii: "n")
  }

  private func isNull(_ index: Int) -> Bool { Node(document: document, index: index).isNull }

  /// Strategic merge patches name only what they change.
  private func isPatch(_ index: Int) -> Bool {
    Node(document: document, index: index).entries.contains { $0.key.text?.hasPrefix("$") ?? false }
  }
}
