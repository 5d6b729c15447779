/// Reads one document into a flat tree: one way over the bytes, without recursion or backtracking.
///
/// Follows the productions of YAML 1.2.2. The bytes have passed ``Encoding``, so a zero byte means the end. What belongs to blocks, flows and scalars is in
/// the extensions; here are the state, trivia and node properties.
///
/// What only looks is inlined, or a method of ``ByteView``, as a call would hand it a copy of all.
struct Parser: ~Copyable {
  /// What is known between two documents of a stream.
  struct StreamState: Sendable {
    var offset = 0
    /// Directives may stand at the start of the stream and behind `...` only.
    var allowsDirectives = true
    var kubectl = KubectlStream()
  }

  let source: Source
  let bytes: ByteView
  let dialect: Dialect
  var state: StreamState

  var position = 0
  /// Offset of the first byte of the current line.
  var lineStart = 0
  /// Behind the last byte of content seen: where the collections that end here end.
  var contentEnd = 0
  var blocks = OpenCollections(in: BlockCollection.none, room: 16)
  /// All of these stand in the innermost block.
  var flows = OpenCollections(in: FlowCollection.none)

  /// Offset of the token that the last ``skipTrivia()`` found, and what stands before it on its line.
  private var tokenOffset = -1
  var isFirstOnLine = false
  var hasTabBefore = false

  var nodes: [NodeRecord] = []
  var properties: [NodeProperties] = []
  var aliases: [AliasRecord] = []
  var hasMergeKeys = false
  /// The newest anchor of each name, as an index into ``properties``.
  var anchors: [String: Int] = [:]
  var template: SourceRange?
  var directives: [SourceRange] = []
  /// Whether there is anything in the document that JSON may not have; kept where kubectl takes the stream for JSON.
  var mayNotBeJSON = false
  /// What the document's `%TAG` directives declare.
  var tagPrefixes: [String: String] = [:]

  init(source: Source, bytes: UnsafeBufferPointer<UInt8>, dialect: Dialect, state: StreamState) {
    self.source = source
    self.bytes = unsafe ByteView(bytes)
    self.dialect = dialect
    self.state = state
    position = state.offset
    lineStart = state.offset
  }

  /// Deeper nesting than any manifest has in earnest.
  static var depthLimit: Int { 1_000 }

  /// Checks that another collection may start.
  @inline(__always)
  func requireDepth() throws(SyntaxError) {
    if blocks.depth + flows.depth >= Self.depthLimit { throw SyntaxError(.tooDeep, at: position) }
  }

  /// Moves to the next token, over blanks, comments and line breaks. Does nothing where it already stands on one.
  mutating func skipTrivia() {
    if position == tokenOffset { return }
    var index = position
    isFirstOnLine = index == lineStart
    hasTabBefore = false
    while true {
      index = bytes.endOfSpaces(from: index)
      let byte = bytes[index]
      if byte > Ascii.hash { break }
      switch byte {
      case Ascii.lineFeed, Ascii.carriageReturn:
        index += byte == Ascii.carriageReturn && bytes[index + 1] == Ascii.lineFeed ? 2 : 1
        lineStart = index
        isFirstOnLine = true
        hasTabBefore = false
        continue
      case Ascii.tab:
        hasTabBefore = true
        index += 1
        continue
      case Ascii.hash where index == lineStart || isBlank(bytes[index - 1]):
        if bytes[index + 1] == Ascii.at, template == nil, Self.isDirective(at: index, in: bytes) {
          template = SourceRange(index, index + 2)
        }
        mayNotBeJSON = true
        while index < bytes.count, !isBreak(bytes[index]) { index += 1 }
        continue
      default:
        break
      }
      break
    }
    position = index
    tokenOffset = index
  }

  /// Whether a comment is one that ytt runs as code (`#@ if`, `key: #@ data.values.key`) or takes for a note on what follows (`#@overlay/match`).
  ///
  /// Knows nothing of the parser, whose state would else have to be in memory wherever this may be asked.
  @inline(never)
  private static func isDirective(at offset: Int, in bytes: ByteView) -> Bool {
    var index = offset + 2
    while (bytes[index] | 0x20) &- UInt8(ascii: "a") < 26 { index += 1 }
    return index == offset + 2 ? isBlank(bytes[index]) : bytes[index] == UInt8(ascii: "/")
  }

  /// Goes on at the first token of a line that starts with nothing but spaces.
  @inline(__always)
  mutating func startLine(at start: Int, token: Int) {
    lineStart = start
    position = token
    tokenOffset = token
    isFirstOnLine = true
    hasTabBefore = false
  }

  mutating func skipBlanks() {
    while isBlank(bytes[position]) { position += 1 }
  }

  mutating func skipToLineEnd() {
    while position < bytes.count, !isBreak(bytes[position]) { position += 1 }
  }

  /// Passes a line break and starts a line.
  mutating func passLineBreak() {
    position += bytes[position] == Ascii.lineFeed ? 1 : bytes.breakLength(at: position)
    lineStart = position
  }

  /// Column of the current token, 0 for the first.
  var column: Int { position - lineStart }

  /// Number of spaces the current line starts with; differs from ``column`` where tabs follow them.
  @inline(__always)
  var indentation: Int { hasTabBefore ? bytes.endOfSpaces(from: lineStart) - lineStart : column }

  var isAtEnd: Bool { position >= bytes.count }

  /// Whether content ends here: at the input's end or before a document marker.
  @inline(__always)
  var isAtDocumentEnd: Bool { isAtEnd || (position == lineStart && bytes.isDocumentMarker(at: position)) }

}

extension Parser {
  /// An anchor and a tag that have been read but belong to no node yet.
  struct PendingProperties {
    var anchor: SourceRange?
    var tag: SourceRange?
    var start = 0

    var isEmpty: Bool { anchor == nil && tag == nil }

    /// With those of the next line, which turn out to belong to the same node.
    func merged(with second: PendingProperties) throws(SyntaxError) -> PendingProperties {
      if isEmpty { return second }
      if second.isEmpty { return self }
      if let anchor = second.anchor, self.anchor != nil { throw SyntaxError(.duplicateProperty, at: anchor) }
      if let tag = second.tag, self.tag != nil { throw SyntaxError(.duplicateProperty, at: tag) }
      return PendingProperties(anchor: anchor ?? second.anchor, tag: tag ?? second.tag, start: start)
    }
  }

  /// Reads anchors and tags up to the next token on this line; adds them to `pending`.
  mutating func readProperties(into pending: inout PendingProperties, inFlow: Bool) throws(SyntaxError) {
    if pending.isEmpty { pending.start = position }
    while true {
      let start = position
      let isAnchor = bytes[position] == Ascii.ampersand
      if isAnchor { try passAnchorName() } else { try passTag() }
      let range = SourceRange(start, position)
      guard (isAnchor ? pending.anchor : pending.tag) == nil else { throw SyntaxError(.duplicateProperty, at: range) }
      if isAnchor { pending.anchor = range } else { pending.tag = range }
      contentEnd = position
      let next = bytes[position]
      guard isBlankOrEnd(next) || (inFlow && isFlowIndicator(next)) else {
        throw SyntaxError(isAnchor ? .badAnchor : .badTag, at: SourceRange(start, position + 1))
      }
      skipBlanks()
      guard bytes[position] == Ascii.ampersand || bytes[position] == Ascii.exclamation else { return }
    }
  }

  /// Gives the node at `index` its properties.
  @inline(__always)
  mutating func attach(_ pending: PendingProperties, to index: Int) {
    if !pending.isEmpty { attachNonEmpty(pending, to: index) }
  }

  @inline(never)
  private mutating func attachNonEmpty(_ pending: PendingProperties, to index: Int) {
    nodes[index].flags.insert(.hasProperties)
    if let anchor = pending.anchor {
      anchors[source.text(SourceRange(anchor.start + 1, anchor.end))] = properties.count
    }
    // A tag may say that the text is something else than what is written.
    if pending.tag != nil, nodes[index].kind == .scalar { nodes[index].flags.insert(.needsDecoding) }
    properties.append(NodeProperties(node: UInt32(truncatingIfNeeded: index), anchor: pending.anchor, tag: pending.tag))
  }

  /// Passes `&name` or `*name`.
  ///
  /// kubectl knows names of letters, digits, `-` and `_` only, and ends the name at anything else: `*a: x` is a mapping, by YAML 1.2 an alias `a:`.
  mutating func passAnchorName() throws(SyntaxError) {
    let start = position
    position += 1
    if dialect == .yaml12 {
      while !isBlankOrEnd(bytes[position]), !isFlowIndicator(bytes[position]) { position += 1 }
    } else {
      while isWordByte(bytes[position]) { position += 1 }
    }
    if position == start + 1 { throw SyntaxError(.badAnchor, at: start) }
  }

  private mutating func passTag() throws(SyntaxError) {
    let start = position
    position += 1
    if bytes[position] == Ascii.less {
      while !isBlankOrEnd(bytes[position]), bytes[position] != Ascii.greater { position += 1 }
      guard bytes[position] == Ascii.greater, position > start + 2 else { throw SyntaxError(.badTag, at: SourceRange(start, position)) }
      position += 1
      return
    }
    var handleEnd: Int?
    while !isBlankOrEnd(bytes[position]), !isFlowIndicator(bytes[position]) {
      if bytes[position] == Ascii.exclamation {
        guard handleEnd == nil else { throw SyntaxError(.badTag, at: SourceRange(start, position + 1)) }
        handleEnd = position + 1
      }
      position += 1
    }
    guard let handleEnd else { return }
    if handleEnd == position { throw SyntaxError(.badTag, at: SourceRange(start, position)) }
    if handleEnd > start + 2, tagPrefixes[source.text(SourceRange(start, handleEnd))] == nil {
      throw SyntaxError(.undefinedTagHandle, at: SourceRange(start, handleEnd))
    }
  }

  /// Reads `*name`.
  mutating func readAlias() throws(SyntaxError) -> NodeRecord {
    let start = position
    try passAnchorName()
    let next = bytes[position]
    guard isBlankOrEnd(next) || isFlowIndicator(next) || next == Ascii.colon else {
      throw SyntaxError(.badAnchor, at: SourceRange(start, position + 1))
    }
    contentEnd = position
    return NodeRecord(.alias, .plain, start: start, end: position)
  }

  /// Appends a scalar or an alias; an alias finds its target now, before later anchors of the same name.
  @inline(__always)
  mutating func append(_ record: NodeRecord, _ pending: PendingProperties) throws(SyntaxError) {
    if record.kind == .alias { try resolveAlias(record, pending) }
    nodes.append(record)
    attach(pending, to: nodes.count - 1)
  }

  @inline(never)
  private mutating func resolveAlias(_ record: NodeRecord, _ pending: PendingProperties) throws(SyntaxError) {
    if let property = pending.anchor ?? pending.tag { throw SyntaxError(.propertyOnAlias, at: property) }
    let name = source.text(SourceRange(record.start + 1, record.end))
    guard let anchor = anchors[name] else { throw SyntaxError(.undefinedAlias, at: SourceRange(record.start, record.end)) }
    aliases.append(AliasRecord(alias: UInt32(truncatingIfNeeded: nodes.count), target: properties[anchor].node))
  }

  /// Makes the subtree at `index` the first child of a new mapping that takes its place.
  @inline(never)
  mutating func insertMapping(at index: Int, style: Node.Style, start: Int) {
    nodes.insert(NodeRecord(.mapping, style, start: start, end: start), at: index)
    let first = UInt32(truncatingIfNeeded: index)
    var i = properties.count - 1
    while i >= 0, properties[i].node >= first {
      properties[i].node += 1
      i -= 1
    }
    i = aliases.count - 1
    while i >= 0, aliases[i].alias >= first {
      aliases[i].alias += 1
      if aliases[i].target >= first { aliases[i].target += 1 }
      i -= 1
    }
  }

  /// Completes the collection that starts at `index` with all nodes appended since.
  mutating func close(_ index: Int, _ keys: KeyMarks = KeyMarks(isComplete: false)) {
    nodes[index].close(count: nodes.count - index, end: contentEnd, keys)
  }

  /// Appends an empty scalar at `offset`.
  @inline(never)
  mutating func appendEmpty(at offset: Int, _ pending: PendingProperties) throws(SyntaxError) {
    try append(NodeRecord(.scalar, .plain, start: offset, end: offset), pending)
  }
}
