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
    let place = root.entry("kind")?.key.range ?? root.entries.first { _ in true }?.key.range ?? root.range
    walk.checkObject(at: root.index, as: type, place: place, nodes.span, bytes.span)
    walk.checkIdentity(of: root, place: place)
    return walk.sortedIssues
  }
}

extension ObjectReader {
  /// What ``SchemaChecker`` says of the object as one of a kind; nothing where it is absent.
  func schemaIssues(kind: String) -> [SchemaIssue] {
    node.map { SchemaChecker.check($0, kind: kind) } ?? []
  }
}

/// One pass over an object; allocates nothing but its path as long as nothing is wrong.
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
  private var path: [Step] = []
  private var issues: [SchemaIssue] = []
  private var visits: Set<Visit> = []

  init(document: Document) {
    self.document = document
    path.reserveCapacity(24)
  }

  var sortedIssues: [SchemaIssue] {
    guard issues.count > 1 else { return issues }
    var seen: Set<SchemaIssue> = []
    let distinct = document.hasAliases ? issues.filter { seen.insert($0).inserted } : issues
    return distinct.sorted { ($0.range.start, $0.path) < ($1.range.start, $1.path) }
  }

  /// Every object has a name, or asks for one; and where it says its kind it says its version.
  mutating func checkIdentity(of root: Node, place: SourceRange) {
    if root.entry("kind") != nil, isAbsent(root["apiVersion"]) { report(.missingField, path: "apiVersion", at: place) }
    let metadata = root.entry("metadata")
    let object = metadata?.value.resolved
    guard isAbsent(object) || object?.kind == .mapping else { return }
    if isAbsent(object?["name"]), isAbsent(object?["generateName"]) {
      report(.missingField, path: "metadata.name", at: metadata?.key.range ?? place)
    }
  }

  private func isAbsent(_ node: Node?) -> Bool {
    guard let node else { return true }
    return node.kind == .scalar && (node.scalar == .null || node.text == "")
  }

  // The walk itself. `nodes` and `bytes` are the document's own.

  mutating func checkObject(at index: Int, as type: Int, place: SourceRange, _ nodes: Span<NodeRecord>, _ bytes: Span<UInt8>) {
    let record = nodes[index]
    let objectType = FieldTable.type(type)
    var seen: UInt64 = 0
    if record.flags.contains(.hasMergeKey) {
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
    let required: UInt64 = 1 << UInt64(objectType.requiredCount) - 1
    if seen & required == required || isPatch(index) { return }
    for position in 0..<objectType.requiredCount where seen & (1 << UInt64(position)) == 0 {
      let name = FieldTable.fieldName(objectType.firstField + position)
      report(.missingField, path: pathText.isEmpty ? name : "\(pathText).\(name)", at: place)
    }
  }

  private mutating func checkField(
    key: Int, value: Int, of type: Int, _ objectType: FieldTable.ObjectType, _ seen: inout UInt64, _ nodes: Span<NodeRecord>,
    _ bytes: Span<UInt8>
  ) {
    guard let field = field(key, objectType, nodes, bytes) else { return checkUnknownField(key, of: type) }
    let position = field - objectType.firstField
    seen |= 1 << UInt64(position)
    let fieldType = FieldTable.fieldType(field)
    if position < objectType.requiredCount, isBlank(value, nodes, bytes) {
      return report(.missingField, Step(position: .field(key), type: type), at: range(nodes[key]))
    }
    check(value, as: fieldType, Step(position: .field(key), type: type), place: range(nodes[key]), nodes, bytes)
  }

  private func field(_ key: Int, _ type: FieldTable.ObjectType, _ nodes: Span<NodeRecord>, _ bytes: Span<UInt8>) -> Int? {
    let record = nodes[key]
    if record.kind == .scalar, !record.flags.contains(.needsDecoding) {
      switch record.style {
      case .singleQuoted, .doubleQuoted: return FieldTable.field(named: bytes, Int(record.start) + 1..<Int(record.end) - 1, in: type)
      default: return FieldTable.field(named: bytes, Int(record.start)..<Int(record.end), in: type)
      }
    }
    guard let name = Node(document: document, index: key).text else { return nil }
    let decoded = Array(name.utf8)
    return FieldTable.field(named: decoded.span, 0..<decoded.count, in: type)
  }

  /// Checks a value as it is written: an alias is followed.
  private mutating func check(
    _ written: Int, as type: FieldType, _ step: Step, place: SourceRange, _ nodes: Span<NodeRecord>, _ bytes: Span<UInt8>
  ) {
    if type.form == .any { return }
    var index = written
    if nodes[written].kind == .alias { index = Node(document: document, index: written).resolved.index }
    let record = nodes[index]
    if record.kind == .scalar {
      if type.container != .one || type.form == .object || !accepts(index, as: type.form, nodes, bytes) {
        checkMismatch(index, written: written, as: type, step)
      }
      return
    }
    switch (type.container, record.kind) {
    case (.list, .sequence), (.map, .mapping): break
    case (.one, .mapping) where type.form == .object: break
    default: return reportWrongType(index, written: written, as: type, step)
    }
    if document.hasAliases, !visits.insert(Visit(node: index, type: type)).inserted { return }
    path.append(step)
    switch type.container {
    case .one: checkObject(at: index, as: type.object, place: place, nodes, bytes)
    case .list:
      var item = index + 1
      let end = index + Int(record.count)
      var position = 0
      while item < end {
        let step = Step(position: .item(position), type: type.object)
        check(item, as: type.element, step, place: placeOfItem(item, nodes), nodes, bytes)
        item += Int(nodes[item].count)
        position += 1
      }
    case .map:
      if record.flags.contains(.hasMergeKey) {
        for entry in Node(document: document, index: index).mergedEntries {
          let step = Step(position: .mapKey(entry.key.index), type: type.object)
          check(entry.value.index, as: type.element, step, place: entry.key.range, nodes, bytes)
        }
      } else {
        var key = index + 1
        let end = index + Int(record.count)
        while key < end {
          let value = key + Int(nodes[key].count)
          check(value, as: type.element, Step(position: .mapKey(key), type: type.object), place: range(nodes[key]), nodes, bytes)
          key = value + Int(nodes[value].count)
        }
      }
    }
    path.removeLast()
  }

  private func range(_ record: NodeRecord) -> SourceRange { SourceRange(record.start, record.end) }

  /// The first key of an object, else the item.
  private func placeOfItem(_ item: Int, _ nodes: Span<NodeRecord>) -> SourceRange {
    let record = nodes[item]
    return range(record.kind == .mapping && record.count > 1 ? nodes[item + 1] : record)
  }

  /// A required field that is written, and left empty: the server does not tell this from absent.
  private func isBlank(_ index: Int, _ nodes: Span<NodeRecord>, _ bytes: Span<UInt8>) -> Bool {
    let record = nodes[index]
    switch record.kind {
    case .sequence: return record.count == 1
    case .mapping: return false
    case .alias: return isAbsent(Node(document: document, index: index).resolved)
    case .scalar:
      let length = Int(record.end) - Int(record.start)
      switch record.style {
      case .singleQuoted, .doubleQuoted: return length == 2
      case .plain: return length == 0 || (length <= 4 && Node(document: document, index: index).scalar == .null)
      default: return false
      }
    }
  }

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

  /// Looks below the object, then below each object around it, nearest first.
  private func place(for name: String, in type: Int) -> String? {
    if let below = FieldSearch.place(of: name, below: type, branching: true) { return join(pathText, below) }
    var distance = 0
    for (depth, step) in path.enumerated().reversed() {
      guard case .field = step.position else { continue }
      distance += 1
      let prefix = text(of: path[..<depth])
      if let found = FieldSearch.place(of: name, below: step.type, branching: distance <= 2) { return join(prefix, found) }
    }
    return nil
  }

  private func join(_ prefix: String, _ rest: String) -> String {
    prefix.isEmpty || rest.isEmpty ? prefix + rest : "\(prefix).\(rest)"
  }
}
