/// One YAML document or JSON text: a flat tree over the bytes of its ``Source``.
///
/// Nodes stand in one array in source order; a collection is followed by everything it holds, so a subtree is a slice and no node owns memory.
/// The tree keeps what was written: aliases are nodes of their own, and merge keys are entries like any other. ``Node`` is the handle to read it.
@usableFromInline
package final class Document: Sendable {
  /// The bytes that it stands in.
  package let source: Source
  /// From the first byte that belongs to the document (its directives or `---`) to where the next one begins.
  package let range: SourceRange
  /// Whether a `---` opens and a `...` closes the document.
  package let hasExplicitStart: Bool
  /// Whether `...` ends it.
  package let hasExplicitEnd: Bool
  /// The first place with template syntax where structure is expected: such a document says nothing until it is rendered.
  package let template: SourceRange?
  /// The `%YAML` and `%TAG` directives, each without its line end.
  package let directives: [SourceRange]
  /// The prefix of each tag handle that a `%TAG` directive declares.
  let tagPrefixes: [String: String]

  /// Why kubectl does not read the document, if so.
  package let unread: Unread?

  /// In source order; for passes over whole documents, where a ``Node`` for each would cost too much.
  @usableFromInline package let nodes: [NodeRecord]
  /// In the order of their nodes, like `aliases`.
  let properties: [NodeProperties]
  let aliases: [AliasRecord]
  /// Whether any mapping has a `<<` key, or one that may be.
  let hasMergeKeys: Bool

  init(
    source: Source, range: SourceRange, hasExplicitStart: Bool, hasExplicitEnd: Bool, template: SourceRange?, directives: [SourceRange],
    tagPrefixes: [String: String], nodes: [NodeRecord], properties: [NodeProperties], aliases: [AliasRecord], hasMergeKeys: Bool,
    unread: Unread?
  ) {
    self.source = source
    self.range = range
    self.hasExplicitStart = hasExplicitStart
    self.hasExplicitEnd = hasExplicitEnd
    self.template = template
    self.directives = directives
    self.tagPrefixes = tagPrefixes
    self.nodes = nodes
    self.properties = properties
    self.aliases = aliases
    self.hasMergeKeys = hasMergeKeys
    self.unread = unread
  }

  /// The document's value. A document without content holds an empty scalar.
  package var root: Node { Node(document: self, index: 0) }

  /// How many nodes the document has, scalars, aliases and collections alike.
  package var nodeCount: Int { nodes.count }

  /// Whether any alias occurs, that is, whether reading can reach a node on more than one path.
  package var hasAliases: Bool { !aliases.isEmpty }
}

/// A node as stored: 24 bytes.
@usableFromInline
package struct NodeRecord: Sendable {
  /// First byte of the value itself, behind its anchor and tag.
  @usableFromInline package var start: UInt32
  /// Behind the last byte of the content; trailing blank lines and comments are not content.
  @usableFromInline package var end: UInt32
  /// Number of nodes of the subtree, this one included: the next sibling is `index + count`.
  @usableFromInline package var count: UInt32
  @usableFromInline package var kind: Node.Kind
  @usableFromInline package var style: Node.Style
  @usableFromInline package var flags: Flags
  /// Content indentation of a block scalar, in columns; column of a block collection. 255 stands for that and more: ``Document/indentation(of:)`` knows.
  package var indentation: UInt8
  /// Of a mapping the ``KeyFilter`` of its keys, of a key its ``KeyFilter/mark(first:last:count:)``; 0 where the parser has not noted it.
  var mark: UInt64

  /// What is known of a node besides its kind.
  @usableFromInline
  package struct Flags: OptionSet, Sendable {
    @usableFromInline package let rawValue: UInt8

    /// From the bits.
    @inlinable
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The text is not the bytes between the quotes but has to be folded or unescaped, or depends on a tag.
    @inlinable package static var needsDecoding: Flags { Flags(rawValue: 1) }
    /// There is an entry in `Document.properties`.
    @inlinable package static var hasProperties: Flags { Flags(rawValue: 2) }
    /// The mapping has a `<<` key, or a key that may be one by its tag.
    @inlinable package static var hasMergeKey: Flags { Flags(rawValue: 4) }
    /// The scalar is plain and holds `{{` or `${`.
    @inlinable package static var hasTemplate: Flags { Flags(rawValue: 8) }
    /// No two keys of the mapping are equal; where this is not set, they may be.
    @inlinable package static var hasDistinctKeys: Flags { Flags(rawValue: 16) }
  }

  init(_ kind: Node.Kind, _ style: Node.Style, start: Int, end: Int, flags: Flags = []) {
    self.start = UInt32(truncatingIfNeeded: start)
    self.end = UInt32(truncatingIfNeeded: end)
    self.count = 1
    self.kind = kind
    self.style = style
    self.flags = flags
    self.indentation = 0
    self.mark = 0
  }

  /// Completes a collection.
  mutating func close(count: Int, end: Int, _ keys: KeyMarks) {
    self.count = UInt32(truncatingIfNeeded: count)
    self.end = UInt32(truncatingIfNeeded: end)
    if keys.areDistinct { flags.insert(.hasDistinctKeys) }
    mark = keys.filter.bits
  }
}

/// Anchor and tag of a node; kept apart because few nodes have any.
struct NodeProperties {
  var node: UInt32
  /// With its `&`.
  var anchor: SourceRange?
  /// With its `!`.
  var tag: SourceRange?
}

/// Which node an alias stands for.
struct AliasRecord {
  var alias: UInt32
  var target: UInt32
}
