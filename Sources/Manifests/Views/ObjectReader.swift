package import SourceTree

/// Reads the fields of one object of a manifest into typed values with their places.
///
/// An absent object reads like an empty one, and every field of an unreadable one is unreadable, so views need no optional chaining.
package struct ObjectReader: Sendable {
  private let node: Node?
  package let presence: Presence
  /// Where a field that is missing belongs: the object's key, or the parent's place where the object itself is absent.
  package let place: SourceRange

  init(node: Node?, presence: Presence, place: SourceRange) {
    self.node = node
    self.presence = presence
    self.place = place
  }

  /// Reads a whole document or an object nested in another.
  package init(_ node: Node, place: SourceRange) {
    let node = node.resolved
    switch node.kind {
    case .mapping: self.init(node: node, presence: .present, place: place)
    case .scalar where node.isTemplated: self.init(node: nil, presence: .unreadable(.template), place: place)
    case .scalar where node.scalar == .null: self.init(node: nil, presence: .absent, place: place)
    default: self.init(node: nil, presence: .unreadable(.wrongType), place: place)
    }
  }

  /// The raw entry under a key, merge keys and aliases followed.
  package func entry(_ key: StaticString) -> Node.Entry? { node?.entry(key) }

  /// The object's own bytes; nil where it is absent.
  package var range: SourceRange? { node?.range }

  private func field<Value: Sendable>(
    _ key: StaticString, templatesAreText: Bool = false, _ convert: (Node) -> Value?
  ) -> Field<Value> {
    if case .unreadable(let reason) = presence { return .unreadable(reason, at: FieldRange(key: place, value: place)) }
    guard let entry = entry(key) else { return .absent }
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
  package func stringOrNumber(_ key: StaticString) -> Field<String> {
    field(key) { node in
      switch node.scalar {
      case .string(let text)?: text
      case .int, .float: node.text
      default: nil
      }
    }
  }

  /// The nested object under `key`.
  package func object(_ key: StaticString) -> ObjectReader {
    if case .unreadable = presence { return ObjectReader(node: nil, presence: presence, place: place) }
    guard let entry = entry(key) else { return ObjectReader(node: nil, presence: .absent, place: place) }
    return ObjectReader(entry.value, place: entry.key.range)
  }

  /// A list of objects, each read by `read`; the place of an item is its first key.
  package func list<Element: Sendable>(_ key: StaticString, _ read: (ObjectReader) -> Element) -> List<Element> {
    list(key) { node -> Element? in
      let first = node.resolved.entries.first { _ in true }
      return read(ObjectReader(node, place: first?.key.range ?? node.range))
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
    guard let entry = entry(key) else { return List(presence: .absent, place: place, items: []) }
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
  package func stringMap(_ key: StaticString) -> StringMap {
    if case .unreadable = presence { return StringMap(presence: presence, place: place, entries: []) }
    guard let entry = entry(key) else { return StringMap(presence: .absent, place: place, entries: []) }
    let object = ObjectReader(entry.value, place: entry.key.range)
    guard let node = object.node else { return StringMap(presence: object.presence, place: object.place, entries: []) }
    let entries = node.mergedEntries.compactMap { entry -> StringMap.Entry? in
      guard let name = entry.key.text else { return nil }
      let range = FieldRange(key: entry.key.range, value: entry.value.range)
      let value = entry.value.resolved
      let field: Field<String>
      if value.isTemplated {
        field = .unreadable(.template, at: range)
      } else if let text = Self.string(value) {
        field = .present(text, at: range)
      } else {
        field = value.kind == .scalar && value.scalar == .null ? .present("", at: range) : .unreadable(.wrongType, at: range)
      }
      return StringMap.Entry(key: name, value: field)
    }
    return StringMap(presence: .present, place: object.place, entries: entries)
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
