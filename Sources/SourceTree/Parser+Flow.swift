/// A flow collection whose end has not been reached.
struct FlowCollection {
  enum Kind {
    case sequence, mapping
    /// `key: value` as an item of a sequence.
    case pair
  }

  /// What follows at the position, once the node that is being read is complete.
  enum Stage {
    /// An item or a key, or the end.
    case entry
    /// A value, if the node was a key.
    case value
    /// A comma or the end.
    case separator
  }

  let kind: Kind
  /// Its node.
  let index: Int
  /// Its opening bracket, of a pair that of the sequence.
  let start: Int
  var stage: Stage
  /// The node of the last item or key, where it starts with its properties, and the line that it starts on.
  var item = 0
  var itemStart = 0
  var itemLine = 0

  /// Surrounds the outermost.
  static var none: FlowCollection { FlowCollection(kind: .sequence, index: 0, start: 0, stage: .separator) }

  init(kind: Kind, index: Int, start: Int, stage: Stage) {
    self.kind = kind
    self.index = index
    self.start = start
    self.stage = stage
  }
}

/// Flows are read token by token, like blocks without recursion.
extension Parser {
  /// Reads `[…]` or `{…}`, and everything within, and appends it.
  ///
  /// By YAML 1.2 every further line must be indented deeper than the block collection around it.
  ///
  /// - Parameters:
  ///   - outer: An anchor and a tag on a line above, which belong to the collection or to the mapping whose key it turns out to be.
  ///   - inner: The collection's own. Aliases within it may name either, so both are attached at once.
  mutating func readFlowCollection(outer: PendingProperties = PendingProperties(), _ inner: PendingProperties) throws(SyntaxError) {
    let index = nodes.count
    try openFlow()
    attach(outer, to: index)
    attach(inner, to: index)
    repeat {
      try skipFlowTrivia()
      switch flows.innermost.stage {
      case .entry: try readFlowEntry()
      case .value: try readFlowValue()
      case .separator: try passFlowSeparator()
      }
    } while flows.depth > 0
  }

  /// Begins the collection whose bracket is at the position.
  private mutating func openFlow() throws(SyntaxError) {
    let start = position
    let isMapping = bytes[start] == Ascii.openBrace
    if isMapping, bytes[start + 1] == Ascii.openBrace || bytes[start + 1] == Ascii.percent, template == nil {
      template = SourceRange(start, start + 2)
    }
    try enter(FlowCollection(kind: isMapping ? .mapping : .sequence, index: nodes.count, start: start, stage: .entry))
    nodes.append(NodeRecord(isMapping ? .mapping : .sequence, .flow, start: start, end: start))
    position += 1
  }

  /// Makes a collection the innermost.
  private mutating func enter(_ collection: FlowCollection) throws(SyntaxError) {
    try requireDepth()
    flows.enter(collection)
  }

  private mutating func closeFlow() {
    close(flows.innermost.index)
    flows.leave()
  }

  /// Passes a closing bracket.
  private mutating func passFlowEnd() {
    position += 1
    contentEnd = position
    closeFlow()
  }

  /// Trivia between the tokens of a flow collection.
  private mutating func skipFlowTrivia() throws(SyntaxError) {
    skipTrivia()
    if isAtEnd { throw SyntaxError(.unterminatedFlow, at: flows.innermost.start) }
    guard isFirstOnLine else { return }
    if position == lineStart, bytes.isDocumentMarker(at: position) { throw SyntaxError(.documentMarkerInScalar, at: position) }
    if dialect == .yaml12, indentation <= blocks.innermost.column { throw SyntaxError(.flowIndentation, at: position) }
  }

  /// Whether the bracket that closes the innermost collection is at the position.
  private var isAtFlowEnd: Bool {
    bytes[position] == (flows.innermost.kind == .mapping ? Ascii.closeBrace : Ascii.closeBracket)
  }

  /// What stands behind an opening bracket or a comma.
  @inline(__always)
  private mutating func readFlowEntry() throws(SyntaxError) {
    if isAtFlowEnd {
      if nodes.count > flows.innermost.index + 1 { mayNotBeJSON = true }
      return passFlowEnd()
    }
    if bytes[position] == Ascii.comma { throw SyntaxError(.flowSeparator, at: position) }
    flows.innermost.stage = .value
    flows.innermost.item = nodes.count
    flows.innermost.itemStart = position
    flows.innermost.itemLine = lineStart
    if bytes.isFlowIndicator(Ascii.question, at: position) {
      mayNotBeJSON = true
      if flows.innermost.kind == .sequence {
        flows.innermost.stage = .separator
        nodes.append(NodeRecord(.mapping, .flow, start: position, end: position))
        try enter(FlowCollection(kind: .pair, index: flows.innermost.item, start: flows.innermost.start, stage: .value))
        flows.innermost.item = nodes.count
      }
      position += 1
      contentEnd = position
      try skipFlowTrivia()
    }
    try readFlowNode(isKey: flows.innermost.kind != .sequence)
  }

  /// What stands behind an item or a key: the value of an entry with `:`, an empty one where a mapping has none.
  @inline(__always)
  private mutating func readFlowValue() throws(SyntaxError) {
    flows.innermost.stage = .separator
    // Behind a quoted scalar or a collection `:` needs no blank.
    let isJSONKey = nodes[flows.innermost.item].style != .plain
    guard bytes.isFlowIndicator(Ascii.colon, at: position) || (isJSONKey && bytes[position] == Ascii.colon) else {
      if flows.innermost.kind == .sequence { return }
      mayNotBeJSON = true
      return try appendEmpty(at: contentEnd, PendingProperties())
    }
    if flows.innermost.kind == .sequence {
      mayNotBeJSON = true
      if lineStart != flows.innermost.itemLine || bytes.isTooLongKey(flows.innermost.itemStart..<position) {
        throw SyntaxError(.multilineKey, at: SourceRange(flows.innermost.itemStart, contentEnd))
      }
      insertMapping(at: flows.innermost.item, style: .flow, start: flows.innermost.itemStart)
      noteMergeKey(flows.innermost.item + 1, of: flows.innermost.item)
      try enter(FlowCollection(kind: .pair, index: flows.innermost.item, start: flows.innermost.start, stage: .separator))
    }
    position += 1
    contentEnd = position
    try skipFlowTrivia()
    try readFlowNode(isKey: false)
  }

  /// What stands behind an entry; a pair ends with it.
  @inline(__always)
  private mutating func passFlowSeparator() throws(SyntaxError) {
    if flows.innermost.kind == .pair { return closeFlow() }
    if isAtFlowEnd { return passFlowEnd() }
    guard bytes[position] == Ascii.comma else { throw SyntaxError(.flowSeparator, at: position) }
    position += 1
    flows.innermost.stage = .entry
  }

  /// Reads one node in flow context, of a collection its bracket; nothing before `,`, `:` or a closing bracket is an empty scalar.
  ///
  /// - Parameter isKey: Whether the node is a key of the innermost collection, which is a mapping.
  private mutating func readFlowNode(isKey: Bool) throws(SyntaxError) {
    var properties = PendingProperties()
    while bytes[position] == Ascii.ampersand || bytes[position] == Ascii.exclamation {
      mayNotBeJSON = true
      try readProperties(into: &properties, inFlow: true)
      try skipFlowTrivia()
    }
    switch bytes[position] {
    case Ascii.openBracket, Ascii.openBrace:
      try openFlow()
      attach(properties, to: flows.innermost.index)
    case Ascii.comma, Ascii.closeBracket, Ascii.closeBrace:
      mayNotBeJSON = true
      try appendEmpty(at: contentEnd, properties)
    case Ascii.colon where bytes.isFlowIndicator(Ascii.colon, at: position):
      mayNotBeJSON = true
      try appendEmpty(at: properties.isEmpty ? position : contentEnd, properties)
    default:
      let record = try readScalar(indent: blocks.innermost.column, inFlow: true)
      if state.kubectl.isJSON, record.style != .doubleQuoted || record.flags.contains(.needsDecoding) { noteJSON(record, isKey: isKey) }
      if isKey { try appendKey(record, properties, of: flows.innermost.index) } else { try append(record, properties) }
    }
  }

  /// Looks closer at a scalar that is no string of plain characters.
  @inline(never)
  private mutating func noteJSON(_ record: NodeRecord, isKey: Bool) {
    if mayNotBeJSON { return }
    var text = JSONText(bytes, from: Int(record.start))
    mayNotBeJSON = isKey || !text.passValue() || text.position < Int(record.end)
  }
}

extension ByteView {
  /// Whether `?` or `:` stands at `offset` as an indicator.
  @inline(__always)
  fileprivate func isFlowIndicator(_ indicator: UInt8, at offset: Int) -> Bool {
    guard self[offset] == indicator else { return false }
    let next = self[offset + 1]
    return isBlankOrEnd(next) || SourceTree.isFlowIndicator(next)
  }
}
