extension Parser {
  /// Reads `[…]` or `{…}`, and everything within, and appends it.
  ///
  /// - Parameters:
  ///   - indent: Indentation of the block collection around it; by YAML 1.2 every further line must be deeper.
  ///   - outer: An anchor and a tag on a line above, which belong to the collection or to the mapping whose key it turns out to be.
  ///   - inner: The collection's own. Aliases within it may name either, so both are attached at once.
  mutating func readFlowCollection(
    indent: Int, outer: PendingProperties = PendingProperties(), _ inner: PendingProperties
  ) throws(SyntaxError) {
    try descend()
    defer { depth -= 1 }
    let start = position
    let index = nodes.count
    let isMapping = bytes[start] == Ascii.openBrace
    if isMapping, bytes[start + 1] == Ascii.openBrace || bytes[start + 1] == Ascii.percent, template == nil {
      template = SourceRange(start, start + 2)
    }
    nodes.append(NodeRecord(isMapping ? .mapping : .sequence, .flow, start: start, end: start))
    attach(outer, to: index)
    attach(inner, to: index)
    position += 1
    let closing = isMapping ? Ascii.closeBrace : Ascii.closeBracket
    var expectsSeparator = false
    while true {
      try skipFlowTrivia(indent: indent, start: start)
      let byte = bytes[position]
      if byte == closing {
        if !expectsSeparator, nodes.count > index + 1 { mayNotBeJSON = true }
        break
      }
      if byte == Ascii.comma {
        guard expectsSeparator else { throw SyntaxError(.flowSeparator, at: position) }
        position += 1
        expectsSeparator = false
        continue
      }
      if expectsSeparator { throw SyntaxError(.flowSeparator, at: position) }
      if isMapping {
        try readFlowEntry(of: index, indent: indent, start: start)
      } else {
        try readFlowItem(indent: indent, start: start)
      }
      expectsSeparator = true
    }
    position += 1
    contentEnd = position
    close(index)
  }

  /// Trivia between the tokens of the flow collection that starts at `start`.
  private mutating func skipFlowTrivia(indent: Int, start: Int) throws(SyntaxError) {
    skipTrivia()
    if isAtEnd { throw SyntaxError(.unterminatedFlow, at: start) }
    guard isFirstOnLine else { return }
    if position == lineStart, bytes.isDocumentMarker(at: position) { throw SyntaxError(.documentMarkerInScalar, at: position) }
    if dialect == .yaml12, indentation <= indent { throw SyntaxError(.flowIndentation, at: position) }
  }

  /// `?` as the indicator of an explicit key.
  private var isExplicitKey: Bool {
    bytes[position] == Ascii.question && (isBlankOrEnd(bytes[position + 1]) || isFlowIndicator(bytes[position + 1]))
  }

  /// `:` as the indicator of a value; behind a quoted scalar or a collection it needs no blank.
  private func isValueIndicator(afterJSONKey isAdjacent: Bool) -> Bool {
    guard bytes[position] == Ascii.colon else { return false }
    let next = bytes[position + 1]
    return isAdjacent || isBlankOrEnd(next) || isFlowIndicator(next)
  }

  /// One entry of a flow mapping; a key alone has an empty value.
  private mutating func readFlowEntry(of mapping: Int, indent: Int, start: Int) throws(SyntaxError) {
    let isExplicit = isExplicitKey
    if isExplicit {
      mayNotBeJSON = true
      position += 1
      contentEnd = position
      try skipFlowTrivia(indent: indent, start: start)
    }
    let isJSONKey = try readFlowNode(indent: indent, start: start, keyOf: mapping)
    try skipFlowTrivia(indent: indent, start: start)
    try readFlowValue(isJSONKey: isJSONKey, indent: indent, start: start)
  }

  /// The value behind `:`, or an empty one where there is no `:`.
  private mutating func readFlowValue(isJSONKey: Bool, indent: Int, start: Int) throws(SyntaxError) {
    guard isValueIndicator(afterJSONKey: isJSONKey) else {
      mayNotBeJSON = true
      return try appendEmpty(at: contentEnd, PendingProperties())
    }
    position += 1
    contentEnd = position
    try skipFlowTrivia(indent: indent, start: start)
    _ = try readFlowNode(indent: indent, start: start, keyOf: nil)
  }

  /// One item of a flow sequence; `key: value` is a mapping of one entry.
  private mutating func readFlowItem(indent: Int, start: Int) throws(SyntaxError) {
    let index = nodes.count
    let itemStart = position
    let line = lineStart
    if isExplicitKey {
      mayNotBeJSON = true
      nodes.append(NodeRecord(.mapping, .flow, start: itemStart, end: itemStart))
      position += 1
      contentEnd = position
      try skipFlowTrivia(indent: indent, start: start)
      let isJSONKey = try readFlowNode(indent: indent, start: start, keyOf: index)
      try skipFlowTrivia(indent: indent, start: start)
      try readFlowValue(isJSONKey: isJSONKey, indent: indent, start: start)
      return close(index)
    }
    let isJSONKey = try readFlowNode(indent: indent, start: start, keyOf: nil)
    let keyEnd = contentEnd
    try skipFlowTrivia(indent: indent, start: start)
    guard isValueIndicator(afterJSONKey: isJSONKey) else { return }
    mayNotBeJSON = true
    if lineStart != line || isTooLong(from: itemStart) { throw SyntaxError(.multilineKey, at: SourceRange(itemStart, keyEnd)) }
    insertMapping(at: index, style: .flow, start: itemStart)
    noteMergeKey(index + 1, of: index)
    try readFlowValue(isJSONKey: isJSONKey, indent: indent, start: start)
    close(index)
  }

  /// Reads one node in flow context; nothing before `,`, `:` or a closing bracket is an empty scalar.
  ///
  /// - Parameter keyOf: The mapping whose key the node is.
  /// - Returns: Whether the node is quoted or a collection, so that a `:` may follow it without a blank.
  private mutating func readFlowNode(indent: Int, start: Int, keyOf mapping: Int?) throws(SyntaxError) -> Bool {
    var properties = PendingProperties()
    while bytes[position] == Ascii.ampersand || bytes[position] == Ascii.exclamation {
      mayNotBeJSON = true
      try readProperties(into: &properties, inFlow: true)
      try skipFlowTrivia(indent: indent, start: start)
    }
    switch bytes[position] {
    case Ascii.openBracket, Ascii.openBrace:
      try readFlowCollection(indent: indent, properties)
      return true
    case Ascii.comma, Ascii.closeBracket, Ascii.closeBrace:
      mayNotBeJSON = true
      try appendEmpty(at: contentEnd, properties)
      return false
    case Ascii.colon where isValueIndicator(afterJSONKey: false):
      mayNotBeJSON = true
      try appendEmpty(at: properties.isEmpty ? position : contentEnd, properties)
      return false
    default:
      let record = try readScalar(indent: indent, inFlow: true)
      if state.kubectl.isJSON, record.style != .doubleQuoted || record.flags.contains(.needsDecoding) {
        noteJSON(record, isKey: mapping != nil)
      }
      if let mapping { try appendKey(record, properties, of: mapping) } else { try append(record, properties) }
      return record.style == .singleQuoted || record.style == .doubleQuoted
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
