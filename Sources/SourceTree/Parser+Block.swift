extension Parser {
  /// Reads one node in block context; the position is behind the indicator that introduces it, or at the start of a line.
  ///
  /// - Parameters:
  ///   - indent: Indentation of the parent collection, -1 at the root. Content on lines of its own must be deeper.
  ///   - allowsInlineCollection: Whether a block collection may start on the same line, as behind `- `.
  ///   - allowsSequenceAtIndent: Whether a sequence may stand at the parent's own indentation, as below a mapping key.
  mutating func readBlockNode(indent: Int, allowsInlineCollection: Bool, allowsSequenceAtIndent: Bool) throws(SyntaxError) {
    try descend()
    defer { depth -= 1 }
    let entry = position
    skipTrivia()
    // Most nodes are scalars behind their keys.
    if !isFirstOnLine, !allowsInlineCollection, isScalarStart(bytes[position]) {
      let start = (position, lineStart)
      let record = try readScalar(indent: indent, inFlow: false)
      if !bytes.isKeyEnd(at: position) { return nodes.append(record) }
      (position, lineStart) = start
    }
    try readBlockNode(
      from: entry, indent: indent, allowsInlineCollection: allowsInlineCollection, allowsSequenceAtIndent: allowsSequenceAtIndent)
  }

  /// Reads a node of any kind, properties included.
  ///
  /// - Parameter entry: The position before what stands in front of the node.
  private mutating func readBlockNode(
    from entry: Int, indent: Int, allowsInlineCollection: Bool, allowsSequenceAtIndent: Bool
  ) throws(SyntaxError) {
    /// Properties on lines of their own, and those on the line of the content.
    var outer = PendingProperties()
    var inner = PendingProperties()
    var start = position
    while true {
      let isOutside = isFirstOnLine && indentation <= indent
      if isAtDocumentEnd || (isOutside && !(allowsSequenceAtIndent && column == indent && bytes.isIndicator(Ascii.minus, at: position))) {
        if isOutside, hasTabBefore, !isAtDocumentEnd { throw SyntaxError(.tabIndentation, at: position) }
        let offset = outer.isEmpty ? entry : contentEnd
        return try appendEmpty(at: offset, outer)
      }
      start = position
      guard bytes[position] == Ascii.ampersand || bytes[position] == Ascii.exclamation else { break }
      let wasFirstOnLine = isFirstOnLine
      let hadTabBefore = hasTabBefore
      let line = lineStart
      try readProperties(into: &inner, inFlow: false)
      skipTrivia()
      if lineStart == line, !isAtEnd {
        isFirstOnLine = wasFirstOnLine
        hasTabBefore = hadTabBefore
        break
      }
      outer = try merge(outer, inner)
      inner = PendingProperties()
    }

    let mayStartCollection = isFirstOnLine || allowsInlineCollection
    let column = start - lineStart
    switch bytes[position] {
    case Ascii.minus where bytes.isIndicator(Ascii.minus, at: position):
      try requireBlockCollection(mayStartCollection && inner.isEmpty)
      try readBlockSequence(column: column, outer)
    case Ascii.question where bytes.isIndicator(Ascii.question, at: position):
      try requireBlockCollection(mayStartCollection && inner.isEmpty)
      let mapping = openMapping(start: start, column: column, outer)
      try readBlockMapping(mapping, column: column, hasKey: false)
    case Ascii.colon where bytes.isIndicator(Ascii.colon, at: position):
      try requireBlockCollection(mayStartCollection)
      let mapping = openMapping(start: start, column: column, outer)
      try appendEmpty(at: inner.isEmpty ? position : contentEnd, inner)
      try readBlockMapping(mapping, column: column, hasKey: true)
    case Ascii.pipe, Ascii.greater:
      let properties = try merge(outer, inner)
      let record = try readBlockScalar(indent: indent)
      try append(record, properties)
    case Ascii.openBracket, Ascii.openBrace:
      let line = lineStart
      let index = nodes.count
      let collectionStart = position
      let propertyIndex = properties.count
      try readFlowCollection(indent: indent, outer: outer, inner)
      guard bytes.isKeyEnd(at: position) else {
        let merged = try merge(outer, inner)
        guard !outer.isEmpty, !inner.isEmpty else { return }
        for index in propertyIndex...propertyIndex + 1 {
          properties[index].anchor = merged.anchor
          properties[index].tag = merged.tag
        }
        return
      }
      try requireKey(isOneLine: line == lineStart, from: collectionStart, mayStartCollection)
      insertMapping(at: index, style: .block, start: start)
      nodes[index].indentation = UInt8(clamping: column)
      if !outer.isEmpty {
        properties[propertyIndex].node = UInt32(truncatingIfNeeded: index)
        nodes[index].flags.insert(.hasProperties)
        if inner.isEmpty { nodes[index + 1].flags.remove(.hasProperties) }
      }
      try readBlockMapping(index, column: column, hasKey: true)
    case _ where mayStartCollection && inner.isEmpty && !hasTabBefore && bytes.endOfPlainKey(from: start) != nil:
      let mapping = openMapping(start: start, column: column, outer)
      try readBlockMapping(mapping, column: column, hasKey: false)
    default:
      let line = lineStart
      let contentStart = position
      let record = try readScalar(indent: indent, inFlow: false)
      guard bytes.isKeyEnd(at: position) else { return try append(record, try merge(outer, inner)) }
      try requireKey(isOneLine: line == lineStart, from: contentStart, mayStartCollection)
      let mapping = openMapping(start: start, column: column, outer)
      try appendKey(record, inner, of: mapping)
      try readBlockMapping(mapping, column: column, hasKey: true)
    }
  }

  private func requireBlockCollection(_ isAllowed: Bool) throws(SyntaxError) {
    if !isAllowed { throw SyntaxError(.blockCollectionInline, at: position) }
    if hasTabBefore { throw SyntaxError(.tabIndentation, at: position) }
  }

  private func requireKey(isOneLine: Bool, from start: Int, _ mayStartCollection: Bool) throws(SyntaxError) {
    if !isOneLine || isTooLong(from: start) { throw SyntaxError(.multilineKey, at: SourceRange(start, position)) }
    if !mayStartCollection { throw SyntaxError(.blockCollectionInline, at: start) }
    if hasTabBefore { throw SyntaxError(.tabIndentation, at: start) }
  }

  private mutating func openMapping(start: Int, column: Int, _ pending: PendingProperties) -> Int {
    let index = nodes.count
    var record = NodeRecord(.mapping, .block, start: start, end: start)
    record.indentation = UInt8(clamping: column)
    nodes.append(record)
    attach(pending, to: index)
    return index
  }

  /// Appends a scalar key; notes merge keys and template syntax.
  mutating func appendKey(_ record: NodeRecord, _ pending: PendingProperties, of mapping: Int) throws(SyntaxError) {
    noteTemplate(inKey: record)
    try append(record, pending)
    if bytes[Int(record.start)] == Ascii.less || pending.tag != nil { noteMergeKey(nodes.count - 1, of: mapping) }
  }

  /// Marks a mapping whose key at `key` is `<<`, or may be by its tag.
  @inline(never)
  mutating func noteMergeKey(_ key: Int, of mapping: Int) {
    let record = nodes[key]
    let isPlain = bytes[Int(record.start)] == Ascii.less && bytes[Int(record.start) + 1] == Ascii.less && record.end &- record.start == 2
    guard record.kind == .scalar, isPlain || properties.last.map({ Int($0.node) == key && $0.tag != nil }) == true else { return }
    nodes[mapping].flags.insert(.hasMergeKey)
    hasMergeKeys = true
  }

  @inline(__always)
  private mutating func noteTemplate(inKey record: NodeRecord) {
    guard record.flags.contains(.hasTemplate), record.style == .plain, template == nil else { return }
    template = SourceRange(record.start, record.end)
  }

  private mutating func readBlockSequence(column: Int, _ pending: PendingProperties) throws(SyntaxError) {
    let index = nodes.count
    var record = NodeRecord(.sequence, .block, start: position, end: position)
    record.indentation = UInt8(clamping: column)
    nodes.append(record)
    attach(pending, to: index)
    repeat {
      position += 1
      contentEnd = position
      try readBlockNode(indent: column, allowsInlineCollection: true, allowsSequenceAtIndent: false)
    } while try isAtEntry(column: column) && bytes.isIndicator(Ascii.minus, at: position)
    close(index)
  }

  /// Reads the entries of a block mapping.
  ///
  /// - Parameter hasKey: Whether the first key has been read; the position is before its `:`.
  private mutating func readBlockMapping(_ index: Int, column: Int, hasKey: Bool) throws(SyntaxError) {
    var hasKey = hasKey
    var keys = KeyMarks(isComplete: !hasKey)
    while true {
      if !hasKey {
        switch readPlainEntry(column: column, &keys) {
        case .entry(nextColumn: column): continue
        case .entry: return closeMapping(index, keys)
        case .key: hasKey = true
        case .keyOfMapping:
          try descend()
          let value = openMapping(start: position, column: self.column, PendingProperties())
          try readBlockMapping(value, column: self.column, hasKey: false)
          depth -= 1
          guard try isAtEntry(column: column) else { return closeMapping(index, keys) }
          continue
        case .none: keys.skipKey()
        }
      }
      if !hasKey, bytes.isIndicator(Ascii.question, at: position) {
        position += 1
        contentEnd = position
        let key = nodes.count
        try readBlockNode(indent: column, allowsInlineCollection: true, allowsSequenceAtIndent: true)
        noteMergeKey(key, of: index)
        if try isAtEntry(column: column), bytes.isIndicator(Ascii.colon, at: position) {
          position += 1
          contentEnd = position
          try readBlockNode(indent: column, allowsInlineCollection: true, allowsSequenceAtIndent: true)
        } else {
          try appendEmpty(at: contentEnd, PendingProperties())
        }
      } else {
        if !hasKey { try readImplicitKey(of: index, column: column) }
        skipBlanks()
        guard bytes.isIndicator(Ascii.colon, at: position) else { throw SyntaxError(.missingColon, at: position) }
        position += 1
        contentEnd = position
        try readBlockNode(indent: column, allowsInlineCollection: false, allowsSequenceAtIndent: true)
      }
      guard try isAtEntry(column: column) else { return closeMapping(index, keys) }
      hasKey = false
    }
  }

  private mutating func closeMapping(_ index: Int, _ keys: KeyMarks) {
    if keys.areDistinct { nodes[index].flags.insert(.hasDistinctKeys) }
    nodes[index].mark = keys.filter.bits
    close(index)
  }

  /// Reads the key of an entry that is not the mapping's first.
  private mutating func readImplicitKey(of mapping: Int, column: Int) throws(SyntaxError) {
    if isScalarStart(bytes[position]) {
      let start = (position, lineStart)
      let record = try readScalar(indent: .max, inFlow: false)
      noteTemplate(inKey: record)
      nodes.append(record)
      if lineStart != start.1 || isTooLong(from: start.0) { throw SyntaxError(.multilineKey, at: SourceRange(start.0, position)) }
      return
    }
    var properties = PendingProperties()
    if bytes[position] == Ascii.ampersand || bytes[position] == Ascii.exclamation {
      try readProperties(into: &properties, inFlow: false)
      if isBreak(bytes[position]) { throw SyntaxError(.missingColon, at: position) }
    }
    let line = lineStart
    let start = position
    switch bytes[position] {
    case Ascii.minus where bytes.isIndicator(Ascii.minus, at: position):
      throw SyntaxError(.sequenceInMapping, at: position)
    case Ascii.colon where bytes.isIndicator(Ascii.colon, at: position):
      try appendEmpty(at: properties.isEmpty ? position : contentEnd, properties)
    case Ascii.pipe, Ascii.greater:
      throw SyntaxError(.missingColon, at: position)
    case Ascii.openBracket, Ascii.openBrace:
      try readFlowCollection(indent: column, properties)
    default:
      let record = try readScalar(indent: .max, inFlow: false)
      try appendKey(record, properties, of: mapping)
    }
    if lineStart != line || isTooLong(from: start) { throw SyntaxError(.multilineKey, at: SourceRange(start, position)) }
  }

  /// Whether more than 1,024 characters were read since `start`: too many for a key without `?` (YAML 1.2.2, sections 7.4.2 and 8.2.2).
  func isTooLong(from start: Int) -> Bool {
    let limit = 1_024
    guard position - start > limit else { return false }
    var characters = 0
    for index in start..<position where bytes[index] & 0xC0 != 0x80 {
      characters += 1
      if characters > limit { return true }
    }
    return false
  }

  /// Moves to the next token and tells whether it continues the collection at `column`.
  private mutating func isAtEntry(column: Int) throws(SyntaxError) -> Bool {
    skipTrivia()
    if isAtDocumentEnd { return false }
    guard isFirstOnLine else { throw SyntaxError(.trailingContent, at: position) }
    if hasTabBefore { throw SyntaxError(.tabIndentation, at: position) }
    let found = self.column
    if found > column { throw SyntaxError(.badIndentation, at: position) }
    return found == column
  }
}
