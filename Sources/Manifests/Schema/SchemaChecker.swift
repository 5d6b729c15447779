package import SourceTree

/// Compares an object with the schema of its kind, as a strict API server would (`fieldValidation=Strict`), and with the fields it insists on.
///
/// Names are compared to the letter. `null` is like absent everywhere, in lists too, where the server makes it an empty value. `status` and
/// `metadata.managedFields` are not looked into: they are the server's to write. Directives of patches (`$patch`) are nobody's fields.
///
/// Sources: the decoder's behaviour as recorded from kube-apiserver 1.36 and kubectl; required values from `pkg/apis/batch/validation` and
/// `pkg/apis/core/validation`.
package enum SchemaChecker {
  /// What is wrong with the object, in the order of the places; nothing for a kind that is not known.
  ///
  /// - Parameters:
  ///   - root: The object, alias or not; wherever it stands in its document.
  ///   - kind: A kind such as `CronJob`; `batch/v1beta1` and `batch/v2alpha1` have the fields of `batch/v1`.
  package static func check(_ root: Node, kind: String) -> [SchemaIssue] {
    let root = root.resolved
    guard root.kind == .mapping, let type = FieldTable.type(named: kind) else { return [] }
    let nodes = root.document.nodes
    let bytes = root.source.bytes
    var walk = SchemaWalk(document: root.document)
    walk.checkRoot(root.index, as: type, nodes.span, bytes.span)
    return walk.sortedIssues
  }
}

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
  private var path: [Step] = []
  private var issues: [SchemaIssue] = []
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
    guard let kind = entry("kind", of: root, nodes, bytes) else {
      return checkObject(at: root, as: type, place: placeOfItem(root, nodes), nodes, bytes)
    }
    checkObject(at: root, as: type, place: kind.key, nodes, bytes)
    checkIdentity(of: root, place: kind.key, nodes, bytes)
  }

  /// An object that says its kind says its version, and has a name or asks for one. Items of a list, and bodies that a policy generates from, may not.
  private mutating func checkIdentity(of root: Int, place: Int, _ nodes: Span<NodeRecord>, _ bytes: Span<UInt8>) {
    if isAbsent(entry("apiVersion", of: root, nodes, bytes)?.value, nodes, bytes) {
      report(.missingField, path: "apiVersion", at: range(nodes[place]))
    }
    guard let metadata = entry("metadata", of: root, nodes, bytes) else {
      return report(.missingField, path: "metadata.name", at: range(nodes[place]))
    }
    let object = resolved(metadata.value, nodes)
    if case .mapping = nodes[object].kind {
      if !isAbsent(entry("name", of: object, nodes, bytes)?.value, nodes, bytes) { return }
      if !isAbsent(entry("generateName", of: object, nodes, bytes)?.value, nodes, bytes) { return }
    } else if !isBlank(object, nodes, bytes) {
      return
    }
    report(.missingField, path: "metadata.name", at: range(nodes[metadata.key]))
  }

  private func isAbsent(_ index: Int?, _ nodes: Span<NodeRecord>, _ bytes: Span<UInt8>) -> Bool {
    guard let index else { return true }
    return isBlank(index, nodes, bytes)
  }

  /// Key and value under a name; aliases are not followed.
  private func entry(_ name: StaticString, of mapping: Int, _ nodes: Span<NodeRecord>, _ bytes: Span<UInt8>) -> (key: Int, value: Int)? {
    let record = nodes[mapping]
    if record.hasMergeKey {
      return Node(document: document, index: mapping).entry(name).map { ($0.key.index, $0.value.index) }
    }
    var key = mapping + 1
    let end = mapping + Int(record.count)
    while key < end {
      let value = key + Int(nodes[key].count)
      if isText(name, nodes[key], key, bytes) { return (key, value) }
      key = value + Int(nodes[value].count)
    }
    return nil
  }

  private func isText(_ name: StaticString, _ record: NodeRecord, _ index: Int, _ bytes: Span<UInt8>) -> Bool {
    let count = Int(record.end) - Int(record.start)
    guard case .plain = record.style, !record.needsDecoding else {
      return count >= name.utf8CodeUnitCount && Node(document: document, index: index).isText(name)
    }
    guard count == name.utf8CodeUnitCount else { return false }
    for offset in 0..<count where unsafe bytes[Int(record.start) + offset] != name.utf8Start[offset] { return false }
    return true
  }

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

/// What is said when something is wrong; here strings may be made.
extension SchemaWalk {
  private mutating func report(_ problem: SchemaIssue.Problem, path: String, at range: SourceRange) {
    issues.append(SchemaIssue(problem, path: path, range: range))
  }

  private mutating func report(_ problem: SchemaIssue.Problem, _ step: Step, at range: SourceRange) {
    path.append(step)
    report(problem, path: pathText, at: range)
    path.removeLast()
  }

  private mutating func checkUnknownField(_ key: Int, of type: Int) {
    let node = Node(document: document, index: key)
    let step = Step(position: .field(key), type: type)
    if node.isTemplated { return report(.template(hidesFields: true), step, at: node.range) }
    let name = node.text ?? ""
    if name.hasPrefix("$") || name.hasPrefix("x-kubernetes-") { return }
    report(.unknownField(hint(for: name, in: type)), step, at: node.range)
  }

  /// A scalar that does not fit its field; it may still be null or a template.
  private mutating func checkMismatch(_ index: Int, written: Int, as type: FieldType, _ step: Step) {
    let node = Node(document: document, index: index)
    if node.isTemplated {
      let hidesFields = type.form == .object || type.container != .one
      return report(.template(hidesFields: hidesFields), step, at: Node(document: document, index: written).range)
    }
    if node.style == .plain, node.scalar == .null { return }
    reportWrongType(index, written: written, as: type, step)
  }

  private mutating func reportWrongType(_ index: Int, written: Int, as type: FieldType, _ step: Step) {
    let found = Self.description(of: Node(document: document, index: index), where: type)
    let range = Node(document: document, index: written).range
    report(.wrongType(expected: type.expectation, found: found), step, at: range)
  }

  /// The value as a noun phrase; never the value itself.
  private static func description(of node: Node, where type: FieldType) -> String {
    switch node.kind {
    case .mapping: return "an object"
    case .sequence: return "a list"
    case .alias: return "an alias"
    case .scalar: break
    }
    switch node.scalar {
    case .null?: return "null"
    case .bool?: return "a boolean"
    case .int?: return type.form == .int32 || type.form == .intOrString ? "a number beyond 32 bits" : "a number"
    case .float(let value)?:
      guard type.container == .one, type.form == .int32 || type.form == .int64 || type.form == .intOrString else { return "a number" }
      if value.rounded() != value { return "a number with a fraction" }
      return type.form == .int64 ? "a number beyond 64 bits" : "a number beyond 32 bits"
    case .notANumber?: return "not a number"
    case .tagMismatch?: return "a value that its tag contradicts"
    case .string?, nil:
      if node.isEmpty || node.text == "" { return "an empty string" }
      return node.style == .singleQuoted || node.style == .doubleQuoted ? "a quoted string" : "a string"
    }
  }

  /// The path as the API server writes it.
  private var pathText: String { text(of: path[...]) }

  private func text(of steps: ArraySlice<Step>) -> String {
    var text = ""
    for step in steps {
      switch step.position {
      case .field(let key):
        if !text.isEmpty { text += "." }
        text += Node(document: document, index: key).text ?? "?"
      case .mapKey(let key): text += "[\(Node(document: document, index: key).text ?? "?")]"
      case .item(let position): text += "[\(position)]"
      }
    }
    return text
  }

  /// What may have been meant: another spelling of a field of this object, or a field of an object nearby.
  private func hint(for name: String, in type: Int) -> SchemaIssue.Hint? {
    let near = FieldSpelling.nearest(to: name, in: type)
    if let near, near.distance == 0 { return .spelling(near.name) }
    if let place = place(for: name, in: type) { return .place(place) }
    return near.map { .spelling($0.name) }
  }

  /// Looks below the object, then below each object around it, nearest first: for the field, then for an object of the same name that has it, as a
  /// container's `securityContext` has what the pod's has not.
  private func place(for name: String, in type: Int) -> String? {
    if let below = FieldSearch.place(of: name, below: type, branching: true) { return join(pathText, below) }
    var distance = 0
    var namesake: String?
    for (depth, step) in path.enumerated().reversed() {
      guard case .field(let key) = step.position else { continue }
      distance += 1
      if distance == 1 { namesake = Node(document: document, index: key).text }
      let found =
        FieldSearch.place(of: name, below: step.type, branching: distance <= 2)
        ?? namesake.flatMap { FieldSearch.place(of: name, in: $0, besides: step.type) }
      if let found { return join(text(of: path[..<depth]), found) }
    }
    return nil
  }

  private func join(_ prefix: String, _ rest: String) -> String {
    prefix.isEmpty || rest.isEmpty ? prefix + rest : "\(prefix).\(rest)"
  }
}
