import SourceTree

/// What is said when something is wrong; here strings may be made.
extension SchemaWalk {
  mutating func report(_ problem: SchemaIssue.Problem, path: String, at range: SourceRange) {
    issues.append(SchemaIssue(problem, path: path, range: range))
  }

  mutating func report(_ problem: SchemaIssue.Problem, _ step: Step, at range: SourceRange, value: SourceRange? = nil) {
    path.append(step)
    issues.append(SchemaIssue(problem, path: pathText, range: range, value: value))
    path.removeLast()
  }

  mutating func checkUnknownField(_ key: Int, of type: Int) {
    let node = Node(document: document, index: key)
    let step = Step(position: .field(key), type: type)
    if node.isTemplated { return report(.template(hidesFields: true), step, at: node.range) }
    let name = node.text ?? ""
    if name.hasPrefix("$") || name.hasPrefix("x-kubernetes-") { return }
    let value = Node(document: document, index: document.resolved(document.value(ofKey: key)))
    report(.unknownField(hint(for: name, in: type)), step, at: node.range, value: value.kind == .scalar ? value.range : nil)
  }

  /// A scalar that does not fit its field; it may still be null or a template.
  mutating func checkMismatch(_ index: Int, written: Int, as type: FieldType, _ step: Step) {
    let node = Node(document: document, index: index)
    if node.isTemplated {
      let hidesFields = type.form == .object || type.container != .one
      return report(.template(hidesFields: hidesFields), step, at: Node(document: document, index: written).range)
    }
    if node.style == .plain, node.scalar == .null { return }
    reportWrongType(index, written: written, as: type, step)
  }

  mutating func reportWrongType(_ index: Int, written: Int, as type: FieldType, _ step: Step) {
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
  var pathText: String { text(of: path[...]) }

  private func text(of steps: ArraySlice<Step>) -> String {
    var text = ""
    for step in steps {
      switch step.position {
      case .field(let key): FieldPath.append(.key(name(ofKey: key)), to: &text)
      case .mapKey(let key): text += "[\(name(ofKey: key))]"
      case .item(let position): FieldPath.append(.item(position), to: &text)
      }
    }
    return text
  }

  /// A key that holds a credential, or looks like one, stands where it does by mistake.
  private func name(ofKey key: Int) -> String {
    let text = Node(document: document, index: key).text ?? "?"
    let bytes = text.utf8.span
    let isNoName = text.utf8.contains { $0 <= 0x20 || $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "@") }
    return isNoName || CredentialLook.isGenerated(bytes, 0..<bytes.count) ? "•••" : text
  }

  /// What may have been meant: another spelling of a field of this object, or a field of an object nearby.
  private func hint(for name: String, in type: Int) -> SchemaIssue.Hint? {
    let near = FieldSpelling.nearest(to: name, in: type)
    if let near, near.distance == 0 { return .spelling(near.name) }
    if let meant = FieldSpelling.meant(by: name, in: type) { return .spelling(meant) }
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
