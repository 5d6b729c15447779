/// A handle to one node of a ``Document``.
@usableFromInline
package struct Node: Sendable {
  /// What a node is in the tree.
  @usableFromInline
  package enum Kind: UInt8, Sendable { case scalar, sequence, mapping, alias }

  /// How the node is written.
  @usableFromInline
  package enum Style: UInt8, Sendable {
    /// A scalar without quotes, or an empty one.
    case plain
    case singleQuoted
    case doubleQuoted
    /// `|`
    case literal
    /// `>`
    case folded
    /// A block collection: indentation and `-` or `:`.
    case block
    /// A flow collection: brackets or braces.
    case flow
  }

  /// The document that holds the node.
  @usableFromInline package let document: Document
  /// Its position among the document's nodes.
  @usableFromInline package let index: Int

  /// The node at a position of a document.
  @inlinable
  package init(document: Document, index: Int) {
    self.document = document
    self.index = index
  }

  var record: NodeRecord { document.nodes[index] }

  /// What it is in the tree.
  @inlinable
  package var kind: Kind { document.nodes[index].kind }
  /// How it is written.
  package var style: Style { record.style }
  /// The bytes that it stands in.
  package var source: Source { document.source }

  /// The node's bytes: quotes, brackets and a block scalar's header included; anchor, tag and trailing trivia not.
  package var range: SourceRange { SourceRange(record.start, record.end) }

  /// The node's bytes with its anchor and tag.
  package var rangeWithProperties: SourceRange {
    guard let properties else { return range }
    let start = min(properties.anchor?.start ?? record.start, properties.tag?.start ?? record.start)
    return SourceRange(min(start, record.start), record.end)
  }

  /// Range of the anchor with its `&`, and of the tag with its `!`.
  package var anchor: SourceRange? { properties?.anchor }
  /// Its tag, as written, without what it stands for.
  package var tag: SourceRange? { properties?.tag }

  private var properties: NodeProperties? { document.properties(of: index) }

  /// Whether the node is a plain or quoted scalar without any text, or a place where a value was left out.
  package var isEmpty: Bool { kind == .scalar && record.start == record.end }

  /// Whether the scalar holds template syntax (`{{ }}`, `${ }`), so that its real value is not known.
  package var isTemplated: Bool { kind == .scalar && record.flags.contains(.hasTemplate) }

  /// Whether a quoted scalar reads as the bytes between its quotes.
  package var isVerbatim: Bool { kind == .scalar && !record.flags.contains(.needsDecoding) }

  /// How many columns the content of a block scalar is indented.
  package var contentIndentation: Int { document.indentation(of: index) }

  /// The node an alias stands for; any other node itself.
  package var resolved: Node { Node(document: document, index: document.resolved(index)) }

  /// The children of a sequence or, key and value in turn, of a mapping; none for scalars and aliases.
  package var children: Children { Children(document: document, index: index + 1, end: index + Int(record.count)) }

  /// The values of a sequence, as written; nothing for any other kind.
  package var items: Children {
    kind == .sequence ? children : Children(document: document, index: 0, end: 0)
  }

  /// The entries of a mapping, as written: merge keys are entries, and aliases are not followed.
  package var entries: Entries { Entries(children: kind == .mapping ? children : Children(document: document, index: 0, end: 0)) }

  /// A sequence of sibling nodes.
  package struct Children: Sequence, IteratorProtocol {
    let document: Document
    var index: Int
    let end: Int

    package mutating func next() -> Node? {
      guard index < end else { return nil }
      let node = Node(document: document, index: index)
      index += Int(document.nodes[index].count)
      return node
    }

    /// The exact number, so that collecting allocates once.
    package var underestimatedCount: Int {
      var count = 0
      var index = index
      while index < end {
        index += Int(document.nodes[index].count)
        count += 1
      }
      return count
    }
  }

  /// The entries of a mapping in source order.
  package struct Entries: Sequence, IteratorProtocol {
    var children: Children

    package mutating func next() -> Entry? {
      guard let key = children.next(), let value = children.next() else { return nil }
      return Entry(key: key, value: value)
    }

    package var underestimatedCount: Int { children.underestimatedCount / 2 }
  }

  /// One `key: value`.
  @usableFromInline
  package struct Entry: Sendable {
    /// As written: an alias is not followed.
    @usableFromInline package let key: Node
    /// As written: an alias is not followed.
    @usableFromInline package let value: Node
  }
}

extension Node {
  /// Whether the scalar's text equals `text`; compares bytes, decodes only where escapes or folds force it to.
  package func isText(_ text: StaticString) -> Bool {
    let record = record
    guard record.kind == .scalar else { return false }
    if record.flags.contains(.needsDecoding) { return self.text == "\(text)" }
    let content = verbatimContent
    guard content.bounds.count == text.utf8CodeUnitCount else { return false }
    return unsafe source.bytes.withUnsafeBufferPointer { buffer in
      var index = 0
      while index < text.utf8CodeUnitCount {
        if unsafe buffer[Int(content.start) + index] != text.utf8Start[index] { return false }
        index += 1
      }
      return true
    }
  }

  /// The entry under `key`, of the mapping itself or brought in by a merge key (`<<`): to kubectl, what stands further down wins, and among the
  /// sources of one merge key the first. Aliases are followed on both sides.
  ///
  /// Linear in the number of entries.
  package func entry(_ key: StaticString) -> Entry? {
    document.key(key, of: index).map(document.entry(ofKey:))
  }

  /// The value under `key`, aliases followed; see ``entry(_:)``.
  package subscript(key: StaticString) -> Node? {
    guard let key = document.key(key, of: index) else { return nil }
    return Node(document: document, index: document.resolved(document.value(ofKey: key)))
  }

  /// All entries as kubectl sees them, each key once: what stands further down wins, and among the sources of one merge key (`<<`) the first. The
  /// merge keys themselves are left out.
  @usableFromInline
  package var mergedEntries: [Entry] {
    let mapping = resolved
    guard mapping.kind == .mapping else { return [] }
    guard mapping.record.flags.contains(.hasMergeKey) else { return Array(mapping.entries) }
    var result: [Entry] = []
    var places: [String: Int] = [:]
    mapping.merge(into: &result, places: &places, depth: 0)
    return result
  }

  private func merge(into result: inout [Entry], places: inout [String: Int], depth: Int) {
    let mapping = resolved
    guard mapping.kind == .mapping, depth < Document.mergeDepthLimit else { return }
    for entry in mapping.entries {
      if entry.key.isMergeKey {
        for source in Array(entry.value.mergeSources).reversed() { source.merge(into: &result, places: &places, depth: depth + 1) }
        continue
      }
      let name = entry.key.keyText ?? ""
      if let place = places[name] {
        result[place] = entry
      } else {
        places[name] = result.count
        result.append(entry)
      }
    }
  }

  /// `<<`: plain without a tag, or in any style with one that says so (go-yaml's `decode.go`, `isMerge`). An alias of one is none.
  package var isMergeKey: Bool {
    guard kind == .scalar, isText("<<") else { return false }
    guard tag != nil else { return style == .plain }
    return tagName == "!" || tagName == Tag.merge
  }

  /// The mappings a merge key's value names: one mapping, or a sequence of them.
  var mergeSources: [Node] {
    let value = resolved
    return value.kind == .sequence ? value.items.map(\.resolved) : [value]
  }
}
