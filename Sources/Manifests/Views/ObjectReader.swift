package import SourceTree

/// Reads the fields of one object of a manifest into typed values with their places.
///
/// An absent object reads like an empty one, and every field of an unreadable one is unreadable, so views need no optional chaining.
package struct ObjectReader: Sendable {
  let node: Node?
  package let presence: Presence
  /// Where a field that is missing belongs: the object's key, or the parent's place where the object itself is absent.
  package let place: SourceRange
  /// Whether the object is a patch: what it leaves out may stand in the base it is applied to, so it reads as ``Unreadable/patch``.
  let isPatch: Bool

  init(node: Node?, presence: Presence, place: SourceRange, isPatch: Bool = false) {
    self.node = node
    self.presence = presence
    self.place = place
    self.isPatch = isPatch
  }

  /// Reads a whole document or an object nested in another.
  package init(_ node: Node, place: SourceRange, isPatch: Bool = false) {
    let node = node.resolved
    switch node.kind {
    case .mapping: self.init(node: node, presence: .present, place: place, isPatch: isPatch)
    case .scalar where node.isTemplated: self.init(node: nil, presence: .unreadable(.template), place: place)
    case .scalar where node.scalar == .null: self.init(node: nil, presence: .absent, place: place)
    default: self.init(node: nil, presence: .unreadable(.wrongType), place: place)
    }
  }

  /// The same object, read as a patch.
  var asPatch: ObjectReader { ObjectReader(node: node, presence: presence, place: place, isPatch: true) }

  /// The `kind` key: where findings about the object as a whole point.
  var kindPlace: SourceRange { entry("kind")?.key.range ?? place }

  /// What a field that is not written is.
  private var missing: Presence { isPatch ? .unreadable(.patch) : .absent }

  /// The raw entry under a key, merge keys and aliases followed.
  package func entry(_ key: StaticString) -> Node.Entry? { node?.entry(key) }

  /// The object's own bytes; nil where it is absent.
  package var range: SourceRange? { node?.range }

  private func field<Value: Sendable>(
    _ key: StaticString, templatesAreText: Bool = false, _ convert: (Node) -> Value?
  ) -> Field<Value> {
    if case .unreadable(let reason) = presence { return .unreadable(reason, at: FieldRange(key: place, value: place)) }
    guard let entry = entry(key) else {
      return isPatch ? .unreadable(.patch, at: FieldRange(key: place, value: place)) : .absent
    }
    let range = FieldRange(key: entry.key.range, value: entry.value.range)
    let node = entry.value.resolved
    if node.isTemplated, !templatesAreText { return .unreadable(.template, at: range) }
    if node.kind == .scalar, node.style == .plain, node.scalar == .null { return .absent }
    guard let value = convert(node) else { return .unreadable(.wrongType, at: range) }
    return .present(value, at: range)
  }

  /// A string; plain scalars that kubectl resolves to numbers or booleans have the wrong type.
  package func string(_ key: StaticString) -> Field<String> { field(key, Self.string) }

  /// A string in which template syntax is text, such as the value of a variable that a shell expands.
  package func text(_ key: StaticString) -> Field<String> { field(key, templatesAreText: true, Self.string) }

  package func bool(_ key: StaticString) -> Field<Bool> {
    field(key) { node in if case .bool(let value)? = node.scalar { value } else { nil } }
  }

  /// A whole number; `1.0` and `1e3` are whole numbers to the API server too.
  package func integer(_ key: StaticString) -> Field<Int64> {
    field(key) { node in
      switch node.scalar {
      case .int(let value)?: value
      case .float(let value)?: Int64(exactly: value)
      default: nil
      }
    }
  }

  /// A string or a number as text: quantities (`500m`, `1`), ports (`http`, `8080`).
  package func stringOrNumber(_ key: StaticString) -> Field<String> { field(key, Self.stringOrNumber) }

  /// The nested object under `key`.
  package func object(_ key: StaticString) -> ObjectReader {
    if case .unreadable = presence { return ObjectReader(node: nil, presence: presence, place: place) }
    guard let entry = entry(key) else { return ObjectReader(node: nil, presence: missing, place: place) }
    return ObjectReader(entry.value, place: entry.key.range, isPatch: isPatch)
  }

  /// A list of objects, each read by `read`; the place of an item is its first key.
  package func list<Element: Sendable>(_ key: StaticString, _ read: (ObjectReader) -> Element) -> List<Element> {
    list(key) { node -> Element? in
      let first = node.resolved.entries.first { _ in true }
      return read(ObjectReader(node, place: first?.key.range ?? node.range, isPatch: isPatch))
    }
  }

  /// A list of strings, as command lines are; `${…}` and `{{…}}` in them belong to a shell or a tool and are text.
  package func strings(_ key: StaticString) -> List<Field<String>> {
    list(key) { node -> Field<String>? in
      let range = FieldRange(key: SourceRange(node.range.start, node.range.start), value: node.range)
      return Self.string(node.resolved).map { .present($0, at: range) } ?? .unreadable(.wrongType, at: range)
    }
  }

  private func list<Element: Sendable>(_ key: StaticString, _ read: (Node) -> Element?) -> List<Element> {
    if case .unreadable = presence { return List(presence: presence, place: place, items: []) }
    guard let entry = entry(key) else { return List(presence: missing, place: place, items: []) }
    let node = entry.value.resolved
    let place = entry.key.range
    guard node.kind == .sequence else {
      if node.kind == .scalar, node.isTemplated { return List(presence: .unreadable(.template), place: place, items: []) }
      let isNull = node.kind == .scalar && node.scalar == .null
      return List(presence: isNull ? .absent : .unreadable(.wrongType), place: place, items: [])
    }
    return List(presence: .present, place: place, items: node.items.compactMap(read))
  }

  /// A map of strings, such as labels.
  ///
  /// - Parameter withheld: A key whose value is not read, because it holds credentials.
  package func stringMap(_ key: StaticString, withholding withheld: String? = nil) -> StringMap {
    map(key, withholding: withheld, Self.string)
  }

  /// A map of quantities as written: strings or numbers.
  package func quantities(_ key: StaticString) -> StringMap {
    map(key, withholding: nil, Self.stringOrNumber)
  }

  private func map(_ key: StaticString, withholding withheld: String?, _ convert: (Node) -> String?) -> StringMap {
    if case .unreadable = presence { return StringMap(presence: presence, place: place, entries: []) }
    guard let entry = entry(key) else { return StringMap(presence: missing, place: place, entries: []) }
    let object = ObjectReader(entry.value, place: entry.key.range)
    guard let node = object.node else { return StringMap(presence: object.presence, place: object.place, entries: []) }
    let entries = node.mergedEntries.compactMap { entry -> StringMap.Entry? in
      guard let name = entry.key.text else { return nil }
      let range = FieldRange(key: entry.key.range, value: entry.value.range)
      let value = entry.value.resolved
      let field: Field<String>
      if name == withheld {
        field = .unreadable(.withheld, at: range)
      } else if value.isTemplated {
        field = .unreadable(.template, at: range)
      } else if let text = convert(value) {
        field = .present(text, at: range)
      } else {
        field = value.kind == .scalar && value.scalar == .null ? .present("", at: range) : .unreadable(.wrongType, at: range)
      }
      return StringMap.Entry(key: name, value: field)
    }
    return StringMap(presence: .present, place: object.place, entries: entries)
  }

  /// The keys of a map whose values are not read.
  package func keys(_ key: StaticString) -> [DataKey] {
    guard let entries = entry(key)?.value.mergedEntries else { return [] }
    return entries.compactMap { entry in
      entry.key.text.map { DataKey(name: $0, range: FieldRange(key: entry.key.range, value: entry.value.range)) }
    }
  }

  private static func stringOrNumber(_ node: Node) -> String? {
    switch node.scalar {
    case .string(let text)?: text
    case .int, .float: node.text
    default: nil
    }
  }

  private static func string(_ node: Node) -> String? {
    guard node.kind == .scalar else { return nil }
    if node.style != .plain, node.tag == nil { return node.text }
    if case .string(let text)? = node.scalar { return text }
    return nil
  }
}

/// A list field: whether it is there, where, and what it holds.
package struct List<Element: Sendable>: Sendable {
  package let presence: Presence
  /// The list's key, or the parent's place where the list is absent.
  package let place: SourceRange
  package let items: [Element]
}

/// A map of strings: labels, annotations, selectors.
package struct StringMap: Sendable {
  package struct Entry: Sendable {
    package let key: String
    package let value: Field<String>
  }

  package let presence: Presence
  package let place: SourceRange
  package let entries: [Entry]

  /// The field under `key`; linear.
  package subscript(key: String) -> Field<String> {
    entries.first { $0.key == key }?.value ?? .absent
  }
}
