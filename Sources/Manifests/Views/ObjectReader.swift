package import SourceTree

/// Reads the fields of one object of a manifest into typed values with their places.
///
/// An absent object reads like an empty one, and every field of an unreadable one is unreadable, so views need no optional chaining. It is made, asked and
/// dropped, hence not copyable: copies would cost more than the answers.
package struct ObjectReader: ~Copyable, Sendable {
  let node: Node?
  package let presence: Presence
  /// Where a field that is missing belongs: the object's key, or the parent's place where the object itself is absent.
  package let place: SourceRange
  /// Whether the object is a patch: what it leaves out may stand in the base it is applied to, so it reads as ``Unreadable/patch``.
  let isPatch: Bool
  private let keys: KeyFilter

  init(node: Node?, presence: Presence, place: SourceRange, isPatch: Bool = false) {
    self.node = node
    self.presence = presence
    self.place = place
    self.isPatch = isPatch
    if let node { keys = node.document.keyFilter(of: node.index) } else { keys = KeyFilter() }
  }

  /// Reads a whole document or an object nested in another.
  package init(_ node: Node, place: SourceRange, isPatch: Bool = false) {
    let node = Node(document: node.document, index: node.document.resolved(node.index))
    switch node.kind {
    case .mapping: self.init(node: node, presence: .present, place: place, isPatch: isPatch)
    case .scalar where node.isTemplated: self.init(node: nil, presence: .unreadable(.template), place: place)
    case .scalar where node.isNull: self.init(node: nil, presence: .absent, place: place)
    default: self.init(node: nil, presence: .unreadable(.wrongType), place: place)
    }
  }

  /// The same object, read as a patch or not.
  func reading(asPatch isPatch: Bool) -> ObjectReader { ObjectReader(node: node, presence: presence, place: place, isPatch: isPatch) }

  /// The same object; where it is absent, its fields are unknown rather than left to their defaults.
  consuming func required() -> ObjectReader {
    if case .absent = presence { return ObjectReader(node: nil, presence: .unreadable(.missingObject), place: place) }
    return self
  }

  /// The `kind` key: where findings about the object as a whole point.
  var kindPlace: SourceRange { entry("kind")?.key.range ?? place }

  /// What a field that is not written is.
  private var missing: Presence { isPatch ? .unreadable(.patch) : .absent }

  /// The raw entry under a key, merge keys and aliases followed.
  package func entry(_ name: StaticString) -> Node.Entry? {
    guard let node, keys.mayHold(name) else { return nil }
    return node.entry(name)
  }

  @inline(__always)
  private func key(_ name: StaticString, of node: Node) -> Int? {
    keys.mayHold(name) ? node.document.key(name, of: node.index) : nil
  }

  /// The object's own bytes; nil where it is absent.
  package var range: SourceRange? { node?.range }

  private func field<Value: Sendable>(
    _ name: StaticString, templatesAreText: Bool = false, _ convert: (Scalar, Node) -> Value?
  ) -> Field<Value> {
    guard let node, let key = key(name, of: node) else {
      switch presence {
      case .unreadable(let reason): return .unreadable(reason, at: FieldRange(key: place, value: place))
      case .absent, .present: return isPatch ? .unreadable(.patch, at: FieldRange(key: place, value: place)) : .absent
      }
    }
    let document = node.document
    let written = document.value(ofKey: key)
    let range = FieldRange(key: document.range(key), value: document.range(written))
    let value = Node(document: document, index: document.resolved(written))
    if value.isTemplated, !templatesAreText { return .unreadable(.template, at: range) }
    guard let scalar = value.scalar else { return .unreadable(.wrongType, at: range) }
    if case .null = scalar { return .absent }
    guard let value = convert(scalar, value) else { return .unreadable(.wrongType, at: range) }
    return .present(value, at: range)
  }

  /// A string; plain scalars that kubectl resolves to numbers or booleans have the wrong type.
  package func string(_ key: StaticString) -> Field<String> { field(key, Self.string) }

  /// A string in which template syntax is text, such as the value of a variable that a shell expands.
  package func text(_ key: StaticString) -> Field<String> { field(key, templatesAreText: true, Self.string) }

  package func bool(_ key: StaticString) -> Field<Bool> {
    field(key) { scalar, _ in if case .bool(let value) = scalar { value } else { nil } }
  }

  /// A whole number; `1.0` and `1e3` are whole numbers to the API server too.
  package func integer(_ key: StaticString) -> Field<Int64> {
    field(key) { scalar, _ in
      switch scalar {
      case .int(let value): value
      case .float(let value): Int64(exactly: value)
      default: nil
      }
    }
  }

  /// A string or a number as text: quantities (`500m`, `1`), ports (`http`, `8080`).
  package func stringOrNumber(_ key: StaticString) -> Field<String> { field(key, Self.stringOrNumber) }

  /// The nested object under `key`.
  package func object(_ name: StaticString) -> ObjectReader {
    if case .unreadable = presence { return ObjectReader(node: nil, presence: presence, place: place) }
    guard let node, let key = key(name, of: node) else { return ObjectReader(node: nil, presence: missing, place: place) }
    let document = node.document
    return ObjectReader(Node(document: document, index: document.value(ofKey: key)), place: document.range(key), isPatch: isPatch)
  }

  /// A list of objects, each read by `read`; the place of an item is its first key.
  package func list<Element: Sendable>(_ key: StaticString, _ read: (borrowing ObjectReader) -> Element) -> List<Element> {
    let isPatch = isPatch
    return list(key) { node -> Element in
      read(ObjectReader(node, place: node.firstPlace, isPatch: isPatch))
    }
  }

  /// A list of strings, as command lines are; `${…}` and `{{…}}` in them belong to a shell or a tool and are text.
  package func strings(_ key: StaticString) -> List<Field<String>> {
    list(key) { node -> Field<String> in
      let range = FieldRange(key: SourceRange(node.range.start, node.range.start), value: node.range)
      guard let text = node.scalar.flatMap({ Self.string($0, node) }) else { return .unreadable(.wrongType, at: range) }
      return .present(text, at: range)
    }
  }

  private func list<Element: Sendable>(_ name: StaticString, each read: (Node) -> Element) -> List<Element> {
    if case .unreadable = presence { return List(presence: presence, place: place, items: []) }
    guard let node, let key = key(name, of: node) else { return List(presence: missing, place: place, items: []) }
    let document = node.document
    let place = document.range(key)
    let list = Node(document: document, index: document.resolved(document.value(ofKey: key)))
    guard list.kind == .sequence else {
      if list.kind == .scalar, list.isTemplated { return List(presence: .unreadable(.template), place: place, items: []) }
      return List(presence: list.isNull ? .absent : .unreadable(.wrongType), place: place, items: [])
    }
    return List(presence: .present, place: place, items: list.items.map(read))
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

  private func map(_ name: StaticString, withholding withheld: String?, _ convert: (Scalar, Node) -> String?) -> StringMap {
    let object = self.object(name)
    guard let node = object.node else { return StringMap(presence: object.presence, place: object.place, entries: []) }
    let document = node.document
    var entries: [StringMap.Entry] = []
    document.forEachKey(of: node.index) { key in
      guard let name = Node(document: document, index: key).text else { return }
      let written = document.value(ofKey: key)
      let range = FieldRange(key: document.range(key), value: document.range(written))
      let value = Node(document: document, index: document.resolved(written))
      let isWithheld = name == withheld
      entries.append(StringMap.Entry(key: name, value: isWithheld ? .unreadable(.withheld, at: range) : Self.item(value, range, convert)))
    }
    return StringMap(presence: .present, place: object.place, entries: entries)
  }

  /// A value of a map of strings.
  private static func item(_ value: Node, _ range: FieldRange, _ convert: (Scalar, Node) -> String?) -> Field<String> {
    if value.isTemplated { return .unreadable(.template, at: range) }
    guard let scalar = value.scalar else { return .unreadable(.wrongType, at: range) }
    if case .null = scalar { return .present("", at: range) }
    return convert(scalar, value).map { .present($0, at: range) } ?? .unreadable(.wrongType, at: range)
  }

  /// The keys of a map whose values are not read.
  package func keys(_ key: StaticString) -> [DataKey] {
    guard let entries = entry(key)?.value.mergedEntries else { return [] }
    return entries.compactMap { entry in
      entry.key.text.map { DataKey(name: $0, range: FieldRange(key: entry.key.range, value: entry.value.range)) }
    }
  }

  private static func string(_ scalar: Scalar, _ node: Node) -> String? {
    if case .string(let text) = scalar { text } else { nil }
  }

  private static func stringOrNumber(_ scalar: Scalar, _ node: Node) -> String? {
    switch scalar {
    case .string(let text): text
    case .int, .float: node.text
    default: nil
    }
  }
}

extension Node {
  /// Where findings about a mapping point that has no key of its own: at its first key.
  var firstPlace: SourceRange { document.firstPlace(index) }
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
