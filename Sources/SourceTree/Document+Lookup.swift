/// Reading by the nodes' indices, for whoever asks for many fields: a ``Node`` for every step would cost more than the step.
extension Document {
  /// The node that an alias stands for; any other node itself.
  @inlinable
  @inline(__always)
  package func resolved(_ index: Int) -> Int {
    nodes[index].kind == .alias ? target(ofAlias: index) ?? index : index
  }

  /// The value of the key called `name`, aliases followed; see ``key(_:of:)``.
  package func value(_ name: StaticString, of mapping: Int) -> Int? {
    key(name, of: mapping).map { resolved(value(ofKey: $0)) }
  }

  /// The value that belongs to a key, not resolved.
  @inlinable
  package func value(ofKey key: Int) -> Int { key + Int(nodes[key].count) }

  /// The entry that a key begins, not resolved.
  package func entry(ofKey key: Int) -> Node.Entry {
    Node.Entry(key: Node(document: self, index: key), value: Node(document: self, index: value(ofKey: key)))
  }

  /// ``Node/range`` of a node.
  @inlinable
  package func range(_ index: Int) -> SourceRange { SourceRange(nodes[index].start, nodes[index].end) }

  /// ``Node/isTemplated`` of a node.
  @inlinable
  package func isTemplated(_ index: Int) -> Bool {
    let record = nodes[index]
    return record.kind == .scalar && record.flags.contains(.hasTemplate)
  }

  /// The node as kubectl reads it (``Node/scalar``); nil for collections and for aliases, which are not followed.
  package func scalar(_ index: Int) -> Scalar? {
    nodes[index].kind == .scalar ? ScalarResolution.scalar(index, of: self) : nil
  }

  /// Whether the node is a scalar that kubectl reads as null; makes no text.
  package func isNull(_ index: Int) -> Bool {
    nodes[index].kind == .scalar && ScalarResolution.isNull(index, of: self)
  }

  /// The text of a scalar; see ``Node/text``.
  package func text(ofScalar index: Int) -> String {
    let record = nodes[index]
    if record.flags.contains(.needsDecoding) { return decodedText(ofScalar: index) }
    let quotes = record.style == .singleQuoted || record.style == .doubleQuoted ? 1 : 0
    let bytes = source.bytes
    let text = bytes.span.extracting(Int(record.start) + quotes..<Int(record.end) - quotes)
    if text.count <= 15 {
      // Such a text needs no memory of its own, and is made faster like this.
      return unsafe String(unsafeUninitializedCapacity: text.count) { buffer in
        unsafe text.withUnsafeBufferPointer { unsafe buffer.initialize(fromContentsOf: $0) }
      }
    }
    // Whoever made the source has checked all of it, and a scalar does not end within a character.
    return unsafe String(copying: UTF8Span(unchecked: text, isKnownASCII: source.isASCII || Encoding.isASCII(text)))
  }

  @inline(never)
  private func decodedText(ofScalar index: Int) -> String {
    let node = Node(document: self, index: index)
    let text = ScalarText.decode(node)
    guard node.tag != nil, node.tagName == Tag.binary, let bytes = Base64.decode(Array(text.utf8)) else { return text }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The key called `name`, of the mapping itself or brought in by a merge key (`<<`); see ``Node/entry(_:)``.
  ///
  /// Linear in the number of entries; see ``KeyFilter``.
  package func key(_ name: StaticString, of mapping: Int) -> Int? {
    let record = nodes[mapping]
    if record.kind == .mapping, !record.flags.contains(.hasMergeKey) { return ownKey(name, of: mapping, record) }
    return mergedKey(name, of: mapping, depth: 0)
  }

  /// Takes in all entries as kubectl sees them, by their keys; see ``Node/mergedEntries``.
  @inlinable
  package func forEachKey(of mapping: Int, _ body: (Int) -> Void) {
    let mapping = resolved(mapping)
    let record = nodes[mapping]
    guard record.kind == .mapping else { return }
    if record.flags.contains(.hasMergeKey) {
      for entry in Node(document: self, index: mapping).mergedEntries { body(entry.key.index) }
      return
    }
    var key = mapping + 1
    let end = mapping + Int(record.count)
    while key < end {
      body(key)
      let value = value(ofKey: key)
      key = value + Int(nodes[value].count)
    }
  }

  /// How many nodes stand directly in a collection: items, or keys and values.
  package func itemCount(of collection: Int) -> Int {
    var count = 0
    var index = collection + 1
    let end = collection + Int(nodes[collection].count)
    while index < end {
      index += Int(nodes[index].count)
      count += 1
    }
    return count
  }

  /// Takes in the items of a sequence, not resolved.
  @inlinable
  package func forEachItem(of sequence: Int, _ body: (Int) -> Void) {
    var index = sequence + 1
    let end = sequence + Int(nodes[sequence].count)
    while index < end {
      body(index)
      index += Int(nodes[index].count)
    }
  }

  /// The scalar that a byte belongs to; nil for bytes between scalars.
  package func scalar(around offset: UInt32) -> Node? {
    let index = nodes.prefixCount { $0.start <= offset } - 1
    guard index >= 0, nodes[index].kind == .scalar, offset < nodes[index].end else { return nil }
    return Node(document: self, index: index)
  }

  @usableFromInline
  func target(ofAlias index: Int) -> Int? {
    let position = aliases.prefixCount { Int($0.alias) < index }
    guard position < aliases.count, Int(aliases[position].alias) == index else { return nil }
    return Int(aliases[position].target)
  }

  /// Anchor and tag of a node that has any.
  func properties(of index: Int) -> NodeProperties? {
    guard nodes[index].flags.contains(.hasProperties) else { return nil }
    let position = properties.prefixCount { Int($0.node) < index }
    guard position < properties.count, Int(properties[position].node) == index else { return nil }
    return properties[position]
  }

  @inline(never)
  private func mergedKey(_ name: StaticString, of mapping: Int, depth: Int) -> Int? {
    let mapping = resolved(mapping)
    let record = nodes[mapping]
    guard record.kind == .mapping else { return nil }
    guard record.flags.contains(.hasMergeKey) else { return ownKey(name, of: mapping, record) }
    guard depth < Self.mergeDepthLimit else { return nil }
    var result: Int?
    for entry in Node(document: self, index: mapping).entries {
      if !entry.key.isMergeKey {
        if entry.key.resolved.isText(name) { result = entry.key.index }
        continue
      }
      for source in entry.value.mergeSources {
        guard let found = mergedKey(name, of: source.index, depth: depth + 1) else { continue }
        result = found
        break
      }
    }
    return result
  }

  /// The filter of a mapping's keys; one that lets everything pass where they cannot be told from their bytes, or merge keys bring in others.
  package func keyFilter(of mapping: Int) -> KeyFilter {
    let records = self.nodes
    let nodes = records.span
    let text = source.bytes
    let bytes = text.span
    let record = nodes[mapping]
    if record.mark != 0 { return KeyFilter(bits: record.mark) }
    if record.flags.contains(.hasMergeKey) { return KeyFilter(bits: .max) }
    var filter = KeyFilter()
    var index = mapping + 1
    let end = mapping + Int(record.count)
    while index < end {
      let key = nodes[index]
      let quotes = key.style == .plain ? 0 : 1
      let start = Int(key.start) + quotes
      let count = Int(key.end) - quotes - start
      guard key.kind == .scalar, !key.flags.contains(.needsDecoding), count > 0 else { return KeyFilter(bits: .max) }
      filter.insert(KeyFilter.mark(first: bytes[start], last: bytes[start + count - 1], count: count))
      let value = index + Int(key.count)
      index = value + Int(nodes[value].count)
    }
    return filter
  }

  /// Where findings about a mapping point that has no key of its own: at its first key. Any other node's own range; aliases are followed.
  package func firstPlace(_ index: Int) -> SourceRange {
    let node = resolved(index)
    let record = nodes[node]
    return record.kind == .mapping && record.count > 1 ? range(node + 1) : range(index)
  }

  @inline(__always)
  private func ownKey(_ name: StaticString, of mapping: Int, _ record: NodeRecord) -> Int? {
    let records = self.nodes
    let nodes = records.span
    let text = source.bytes
    let bytes = text.span
    let length = UInt32(truncatingIfNeeded: name.utf8CodeUnitCount)
    let mark = KeyFilter.mark(of: name)
    var index = mapping + 1
    let end = mapping + Int(record.count)
    while index < end {
      // A mapping holds pairs of nodes, so both are within the array.
      let key = unsafe nodes[unchecked: index]
      if key.mark != 0 {
        // Equal marks are those of keys of the same length.
        if key.mark == mark, key.kind == .scalar, Self.matches(bytes, at: Int(key.start), name) { return index }
      } else if key.kind == .scalar, !key.flags.contains(.needsDecoding) {
        let quotes: UInt32 = key.style == .plain ? 0 : 1
        if key.end &- key.start == length &+ 2 &* quotes, Self.matches(bytes, at: Int(key.start &+ quotes), name) { return index }
      } else if isOtherKey(index, name) {
        return index
      }
      let value = index &+ Int(key.count)
      index = unsafe value &+ Int(nodes[unchecked: value].count)
    }
    return nil
  }

  /// Whether a key that has to be decoded, or is an alias, is the name.
  @inline(never)
  private func isOtherKey(_ key: Int, _ name: StaticString) -> Bool { Node(document: self, index: resolved(key)).isText(name) }

  /// Whether the bytes from `start` on are the name; they are at least as many.
  @inline(__always)
  private static func matches(_ bytes: Span<UInt8>, at start: Int, _ name: StaticString) -> Bool {
    let count = name.utf8CodeUnitCount
    let text = unsafe bytes.bytes.extracting(start..<start + count)
    let name = unsafe UnsafeRawPointer(name.utf8Start)
    func areEqual<Word: FixedWidthInteger & BitwiseCopyable>(at offset: Int, _: Word.Type) -> Bool {
      unsafe text.unsafeLoadUnaligned(fromByteOffset: offset, as: Word.self) == name.loadUnaligned(fromByteOffset: offset, as: Word.self)
    }
    var offset = 0
    while offset &+ 8 < count {
      if !areEqual(at: offset, UInt64.self) { return false }
      offset &+= 8
    }
    // The last word ends with the name, so it may overlap the one before.
    if count >= 8 { return areEqual(at: count &- 8, UInt64.self) }
    if count >= 4 { return areEqual(at: 0, UInt32.self) && areEqual(at: count &- 4, UInt32.self) }
    for offset in 0..<count where !areEqual(at: offset, UInt8.self) { return false }
    return true
  }

  /// Deeper chains of merges than any document has in earnest; together with the alias checks it bounds the work.
  static var mergeDepthLimit: Int { 32 }
}

/// Which keys a mapping may have, in one word: a reader of fields, most of which are absent, seldom has to look for one.
@usableFromInline
package struct KeyFilter: Sendable {
  @usableFromInline var bits: UInt64

  /// The filter of no keys at all.
  @inlinable
  package init() { bits = 0 }

  init(bits: UInt64) { self.bits = bits }

  /// Whether a key may be there; never false for one that is.
  @inlinable
  @inline(__always)
  package func mayHold(_ name: StaticString) -> Bool {
    mayHold(Self.mark(of: name))
  }

  @inlinable
  @inline(__always)
  func mayHold(_ mark: UInt64) -> Bool { bits & Self.bit(mark) != 0 }

  @inline(__always)
  mutating func insert(_ mark: UInt64) { bits |= Self.bit(mark) }

  /// A number for each length and outer letters: one of its own, as the factor is odd.
  @inlinable
  @inline(__always)
  static func mark(first: UInt8, last: UInt8, count: Int) -> UInt64 {
    (UInt64(first) | UInt64(last) &<< 8 | UInt64(truncatingIfNeeded: count) &<< 16) &* 0x9E37_79B9_7F4A_7C15
  }

  @inlinable
  @inline(__always)
  static func mark(of name: StaticString) -> UInt64 {
    let count = name.utf8CodeUnitCount
    return unsafe mark(first: name.utf8Start[0], last: name.utf8Start[count - 1], count: count)
  }

  @inlinable
  @inline(__always)
  static func bit(_ mark: UInt64) -> UInt64 { 1 &<< (mark &>> 58) }
}
