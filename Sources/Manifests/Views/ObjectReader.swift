package import SourceTree

/// Reads the fields of one object of a manifest into typed values with their places.
///
/// An absent object reads like an empty one, and every field of an unreadable one is unreadable, so views need no optional chaining. It is made, asked and
/// dropped, hence not copyable: copies would cost more than the answers.
package struct ObjectReader: ~Copyable, Sendable {
  package let presence: Presence
  /// Where a field that is missing belongs: the object's key, or the parent's place where the object itself is absent.
  package let place: SourceRange
  /// Whether the object is a patch: what it leaves out may stand in the base it is applied to, so it reads as ``Unreadable/patch``.
  let isPatch: Bool
  /// The document and the mapping in it that is read; nil where there is none.
  private let document: Document?
  private let mapping: Int
  private let keys: KeyFilter
  /// What a field that is not written is.
  private let missing: Presence

  private init(_ document: Document, mapping: Int, place: SourceRange, isPatch: Bool) {
    presence = .present
    missing = isPatch ? .unreadable(.patch) : .absent
    self.place = place
    self.isPatch = isPatch
    self.document = document
    self.mapping = mapping
    keys = document.keyFilter(of: mapping)
  }

  /// Reads what is not there, or no object.
  init(_ presence: Presence, place: SourceRange) {
    self.presence = presence
    missing = if case .unreadable = presence { presence } else { .absent }
    self.place = place
    isPatch = false
    document = nil
    mapping = 0
    keys = KeyFilter()
  }

  /// Reads a node of a document, alias or not.
  private init(_ document: Document, node: Int, place: SourceRange, isPatch: Bool) {
    let node = document.resolved(node)
    switch document.nodes[node].kind {
    case .mapping: self.init(document, mapping: node, place: place, isPatch: isPatch)
    case .scalar where document.isTemplated(node): self.init(.unreadable(.template), place: place)
    case .scalar where document.isNull(node): self.init(.absent, place: place)
    default: self.init(.unreadable(.wrongType), place: place)
    }
  }

  /// Reads a whole document or an object nested in another.
  package init(_ node: Node, place: SourceRange, isPatch: Bool = false) {
    self.init(node.document, node: node.index, place: place, isPatch: isPatch)
  }

  /// The mapping that is read.
  var node: Node? { document.map { Node(document: $0, index: mapping) } }

  /// The same object, read as a patch or not.
  func reading(asPatch isPatch: Bool) -> ObjectReader {
    guard let document else { return ObjectReader(presence, place: place) }
    return ObjectReader(document, mapping: mapping, place: place, isPatch: isPatch)
  }

  /// The same object; where it is absent, its fields are unknown rather than left to their defaults.
  consuming func required() -> ObjectReader {
    if case .absent = presence { return ObjectReader(.unreadable(.missingObject), place: place) }
    return self
  }

  /// The `kind` key: where findings about the object as a whole point.
  var kindPlace: SourceRange { entry("kind")?.key.range ?? place }

  /// The raw entry under a key, merge keys and aliases followed.
  package func entry(_ name: StaticString) -> Node.Entry? { key(name).flatMap { document?.entry(ofKey: $0) } }

  /// Where the value of a field stands, an alias followed.
  ///
  /// - Parameter field: What was read under the name.
  func valueRange<Value>(_ name: StaticString, _ field: Field<Value>) -> SourceRange? {
    guard let document else { return nil }
    if case .present(_, let range) = field, !document.hasAliases { return range.value }
    return key(name).map { document.range(document.resolved(document.value(ofKey: $0))) }
  }

  /// The object's own bytes; nil where it is absent.
  package var range: SourceRange? { document?.range(mapping) }

  @inline(__always)
  private func key(_ name: StaticString) -> Int? {
    guard keys.mayHold(name), let document else { return nil }
    return document.key(name, of: mapping)
  }

  /// A field; inline as far as it takes to see that it is missing, which most fields are.
  @inline(__always)
  private func field<Value: Sendable>(_ name: StaticString, _ read: (borrowing ObjectReader, StaticString) -> Field<Value>) -> Field<Value>
  {
    if keys.mayHold(name) { return read(self, name) }
    if case .absent = missing { return .absent }
    return missingField()
  }

  private func missingField<Value>() -> Field<Value> {
    guard case .unreadable(let reason) = missing else { return .absent }
    return .unreadable(reason, at: FieldRange(key: place, value: place))
  }

  @inline(__always)
  private func writtenField<Value: Sendable>(
    _ name: StaticString, templatesAreText: Bool = false, _ convert: (Scalar, Document, Int) -> Value?
  ) -> Field<Value> {
    guard let document, let key = document.key(name, of: mapping) else { return missingField() }
    let written = document.value(ofKey: key)
    return Self.field(
      document.resolved(written), of: document, at: FieldRange(key: document.range(key), value: document.range(written)), null: .absent,
      templatesAreText: templatesAreText, convert)
  }

  /// A value as a field.
  ///
  /// - Parameters:
  ///   - value: The node, resolved.
  ///   - range: What is written.
  ///   - null: What null is.
  private static func field<Value: Sendable>(
    _ value: Int, of document: Document, at range: FieldRange, null: Field<Value>, templatesAreText: Bool = false,
    _ convert: (Scalar, Document, Int) -> Value?
  ) -> Field<Value> {
    if !templatesAreText, document.isTemplated(value) { return .unreadable(.template, at: range) }
    guard let scalar = document.scalar(value) else { return .unreadable(.wrongType, at: range) }
    if case .null = scalar { return null }
    guard let value = convert(scalar, document, value) else { return .unreadable(.wrongType, at: range) }
    return .present(value, at: range)
  }

  /// A string; plain scalars that kubectl resolves to numbers or booleans have the wrong type.
  @inline(__always)
  package func string(_ key: StaticString) -> Field<String> { field(key) { $0.writtenString($1) } }

  private func writtenString(_ key: StaticString) -> Field<String> { writtenField(key, Self.string) }

  /// A string in which template syntax is text, such as the value of a variable that a shell expands.
  package func text(_ key: StaticString) -> Field<String> { writtenField(key, templatesAreText: true, Self.string) }

  @inline(__always)
  package func bool(_ key: StaticString) -> Field<Bool> { field(key) { $0.writtenBool($1) } }

  private func writtenBool(_ key: StaticString) -> Field<Bool> {
    writtenField(key) { scalar, _, _ in if case .bool(let value) = scalar { value } else { nil } }
  }

  /// A whole number; `1.0` and `1e3` are whole numbers to the API server too.
  @inline(__always)
  package func integer(_ key: StaticString) -> Field<Int64> { field(key) { $0.writtenInteger($1) } }

  private func writtenInteger(_ key: StaticString) -> Field<Int64> { writtenField(key, Self.integer) }

  private static func integer(_ scalar: Scalar, _ document: Document, _ value: Int) -> Int64? {
    switch scalar {
    case .int(let value): value
    case .float(let value): Int64(exactly: value)
    default: nil
    }
  }

  /// A string or a number as text: quantities (`500m`, `1`), ports (`http`, `8080`).
  @inline(__always)
  package func stringOrNumber(_ key: StaticString) -> Field<String> { field(key) { $0.writtenStringOrNumber($1) } }

  private func writtenStringOrNumber(_ key: StaticString) -> Field<String> { writtenField(key, Self.stringOrNumber) }

  /// The nested object under `key`.
  @inline(__always)
  package func object(_ name: StaticString) -> ObjectReader {
    keys.mayHold(name) ? writtenObject(name) : ObjectReader(missing, place: place)
  }

  private func writtenObject(_ name: StaticString) -> ObjectReader {
    guard let document, let key = document.key(name, of: mapping) else { return ObjectReader(missing, place: place) }
    return ObjectReader(document, node: document.value(ofKey: key), place: document.range(key), isPatch: isPatch)
  }

  /// `type` of a profile; empty where there is a profile that does not say.
  func profileType(_ name: StaticString) -> Field<String> {
    let profile = object(name)
    let type = profile.string("type")
    guard case .present = profile.presence, type.isAbsent else { return type }
    return .present("", at: FieldRange(key: profile.place, value: profile.place))
  }

  /// The keys whose values are not null.
  var fieldNames: [Field<String>] {
    guard let document else { return [] }
    var names: [Field<String>] = []
    document.forEachKey(of: mapping) { key in
      let written = document.value(ofKey: key)
      guard !document.isNull(document.resolved(written)), let name = Node(document: document, index: key).text else { return }
      names.append(.present(name, at: FieldRange(key: document.range(key), value: document.range(written))))
    }
    return names
  }

  /// A list of objects, each read by `read`; the place of an item is its first key.
  package func list<Element: Sendable>(_ key: StaticString, _ read: (borrowing ObjectReader) -> Element) -> List<Element> {
    let isPatch = isPatch
    return list(key) { document, item -> Element in
      read(ObjectReader(document, node: item, place: document.firstPlace(item), isPatch: isPatch))
    }
  }

  /// A list of strings, as command lines are; `${…}` and `{{…}}` in them belong to a shell or a tool and are text.
  package func strings(_ key: StaticString) -> List<Field<String>> {
    list(key) { document, item -> Field<String> in
      let written = document.range(item)
      let range = FieldRange(key: SourceRange(written.start, written.start), value: written)
      return Self.field(
        document.resolved(item), of: document, at: range, null: .unreadable(.wrongType, at: range), templatesAreText: true, Self.string)
    }
  }

  /// A list of whole numbers.
  package func integers(_ key: StaticString) -> List<Field<Int64>> {
    list(key) { document, item -> Field<Int64> in
      let written = document.range(item)
      let range = FieldRange(key: SourceRange(written.start, written.start), value: written)
      return Self.field(document.resolved(item), of: document, at: range, null: .unreadable(.wrongType, at: range), Self.integer)
    }
  }

  private func list<Element: Sendable>(_ name: StaticString, each read: (Document, Int) -> Element) -> List<Element> {
    guard let key = key(name), let document else { return List(presence: missing, place: place, items: []) }
    let place = document.range(key)
    let list = document.resolved(document.value(ofKey: key))
    guard document.nodes[list].kind == .sequence else {
      if document.isTemplated(list) { return List(presence: .unreadable(.template), place: place, items: []) }
      return List(presence: document.isNull(list) ? .absent : .unreadable(.wrongType), place: place, items: [])
    }
    var items: [Element] = []
    items.reserveCapacity(document.itemCount(of: list))
    document.forEachItem(of: list) { item in items.append(read(document, item)) }
    return List(presence: .present, place: place, items: items)
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

  private func map(_ name: StaticString, withholding withheld: String?, _ convert: (Scalar, Document, Int) -> String?) -> StringMap {
    let object = self.object(name)
    guard let document = object.document else { return StringMap(presence: object.presence, place: object.place, entries: []) }
    var entries: [StringMap.Entry] = []
    entries.reserveCapacity(document.itemCount(of: object.mapping) / 2)
    document.forEachKey(of: object.mapping) { key in
      let name = document.resolved(key)
      guard document.nodes[name].kind == .scalar else { return }
      let text = document.text(ofScalar: name)
      let written = document.value(ofKey: key)
      let range = FieldRange(key: document.range(key), value: document.range(written))
      let value =
        text == withheld
        ? .unreadable(.withheld, at: range)
        : Self.field(document.resolved(written), of: document, at: range, null: .present("", at: range), convert)
      entries.append(StringMap.Entry(key: text, value: value))
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

  /// The texts of a map's values, without those that are none.
  func texts(_ key: StaticString) -> [DataText] {
    guard let entries = entry(key)?.value.mergedEntries else { return [] }
    return entries.compactMap { entry in
      guard let name = entry.key.text, let text = entry.value.text else { return nil }
      return DataText(name: name, text: text, range: entry.value.resolved.range)
    }
  }

  private static func string(_ scalar: Scalar, _ document: Document, _ index: Int) -> String? {
    if case .string(let text) = scalar { text } else { nil }
  }

  private static func stringOrNumber(_ scalar: Scalar, _ document: Document, _ index: Int) -> String? {
    switch scalar {
    case .string(let text): text
    case .int, .float: document.text(ofScalar: index)
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

  /// Whether it is known what the list holds, be it nothing.
  package var isReadable: Bool { if case .unreadable = presence { false } else { true } }
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

  /// Whether it is known what the map holds, be it nothing; single values may still be unreadable.
  package var isReadable: Bool { if case .unreadable = presence { false } else { true } }

  /// The field under `key`; linear.
  package subscript(key: String) -> Field<String> {
    entries.first { $0.key == key }?.value ?? .absent
  }
}
