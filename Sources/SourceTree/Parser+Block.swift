/// A block collection whose end has not been reached.
struct BlockCollection {
  /// What follows at the position, once the node that is being read is complete.
  enum Stage {
    /// `- ` and an item.
    case item
    /// A key.
    case entry
    /// The `:` behind a key that has been read.
    case colon
    /// `: ` on a line of its own, or nothing: the key behind `? ` is being read.
    case explicitValue
  }

  /// Its node.
  let index: Int
  let column: Int
  var stage: Stage
  var keys: KeyMarks

  /// Surrounds the root.
  static var none: BlockCollection { BlockCollection(index: 0, column: -1, stage: .entry) }

  init(index: Int, column: Int, stage: Stage) {
    self.index = index
    self.column = column
    self.stage = stage
    keys = KeyMarks(isComplete: stage == .entry)
  }
}

/// Blocks are read entry by entry: a collection that starts in one becomes the innermost, and the one around it goes on where that ends. No function calls
/// itself, so that no nesting exhausts the stack.
extension Parser {
  /// Reads the root and everything within.
  mutating func readRoot() throws(SyntaxError) {
    var isComplete = try readBlockNode(allowsInlineCollection: false, allowsSequenceAtIndent: false)
    while try isComplete ? moveToEntry() : true { isComplete = try readEntry() }
  }

  /// Reads an entry of the innermost collection.
  ///
  /// - Returns: Whether it is complete; if not, the collection that starts in it is now the innermost.
  private mutating func readEntry() throws(SyntaxError) -> Bool {
    switch blocks.innermost.stage {
    case .item:
      passIndicator()
      return try readBlockNode(allowsInlineCollection: true, allowsSequenceAtIndent: false)
    case .explicitValue:
      blocks.innermost.stage = .entry
      passIndicator()
      return try readBlockNode(allowsInlineCollection: true, allowsSequenceAtIndent: true)
    case .colon: break
    case .entry: if let isComplete = try readKey() { return isComplete }
    }
    skipBlanks()
    guard bytes.isIndicator(Ascii.colon, at: position) else { throw SyntaxError(.missingColon, at: position) }
    blocks.innermost.stage = .entry
    passIndicator()
    return try readBlockNode(allowsInlineCollection: false, allowsSequenceAtIndent: true)
  }

  /// Reads up to the `:` of an entry of the innermost mapping, over entries that are plain.
  ///
  /// - Returns: Whether the entry is complete, where no `:` follows.
  private mutating func readKey() throws(SyntaxError) -> Bool? {
    while true {
      switch readPlainEntry() {
      case .entry(nextColumn: blocks.innermost.column): continue
      case .entry:
        closeBlock()
        return true
      case .keyOfMapping: try open(.mapping, at: position, column: column, .entry)
      case .key: return nil
      case .none:
        blocks.innermost.keys.skipKey()
        guard bytes.isIndicator(Ascii.question, at: position) else {
          try readImplicitKey()
          return nil
        }
        blocks.innermost.stage = .explicitValue
        passIndicator()
        let key = nodes.count
        let isComplete = try readBlockNode(allowsInlineCollection: true, allowsSequenceAtIndent: true)
        if isComplete { noteMergeKey(key, of: blocks.innermost.index) }
        return isComplete
      }
    }
  }

  /// Moves to the next entry of the innermost collection that has one, and closes those that have none.
  ///
  /// - Returns: Whether there is one.
  private mutating func moveToEntry() throws(SyntaxError) -> Bool {
    if blocks.depth == 0 { return false }
    let column = try columnOfEntry()
    repeat {
      if column > blocks.innermost.column { throw SyntaxError(.badIndentation, at: position) }
      let isAtEntry = column == blocks.innermost.column
      switch blocks.innermost.stage {
      case .item: if isAtEntry, bytes.isIndicator(Ascii.minus, at: position) { return true }
      case .entry, .colon: if isAtEntry { return true }
      case .explicitValue:
        if isAtEntry, bytes.isIndicator(Ascii.colon, at: position) { return true }
        try appendEmpty(at: contentEnd, PendingProperties())
        blocks.innermost.stage = .entry
        if isAtEntry { return true }
      }
      closeBlock()
    } while blocks.depth > 0
    return false
  }

  /// Moves to the next token, which begins an entry of a collection at the column that is returned; -1 at the end of the document.
  private mutating func columnOfEntry() throws(SyntaxError) -> Int {
    skipTrivia()
    if isAtDocumentEnd { return -1 }
    guard isFirstOnLine else { throw SyntaxError(.trailingContent, at: position) }
    if hasTabBefore { throw SyntaxError(.tabIndentation, at: position) }
    return column
  }

  /// Begins a block collection; its node is the next.
  private mutating func open(_ kind: Node.Kind, at start: Int, column: Int, _ stage: BlockCollection.Stage) throws(SyntaxError) {
    var record = NodeRecord(kind, .block, start: start, end: start)
    record.indentation = UInt8(clamping: column)
    try enter(BlockCollection(index: nodes.count, column: column, stage: stage))
    nodes.append(record)
  }

  /// Makes a collection the innermost.
  private mutating func enter(_ collection: BlockCollection) throws(SyntaxError) {
    try requireDepth()
    blocks.enter(collection)
  }

  private mutating func closeBlock() {
    close(blocks.innermost.index, blocks.innermost.keys)
    blocks.leave()
  }

  /// Passes the indicator that introduces a node.
  private mutating func passIndicator() {
    position += 1
    contentEnd = position
  }

  /// Reads one node in block context; the position is behind the indicator that introduces it, or at the start of a line.
  ///
  /// Content on lines of its own must be deeper than the innermost collection.
  ///
  /// - Parameters:
  ///   - allowsInlineCollection: Whether a block collection may start on the same line, as behind `- `.
  ///   - allowsSequenceAtIndent: Whether a sequence may stand at the parent's own indentation, as below a mapping key.
  /// - Returns: Whether the node is complete; if not, it is a collection, and now the innermost.
  private mutating func readBlockNode(allowsInlineCollection: Bool, allowsSequenceAtIndent: Bool) throws(SyntaxError) -> Bool {
    let entry = position
    skipTrivia()
    // Most nodes are scalars behind their keys, and most others mappings that start with a plain key.
    if isFirstOnLine ? column > blocks.innermost.column : allowsInlineCollection {
      if !hasTabBefore, bytes.endOfPlainKey(from: position) != nil {
        try open(.mapping, at: position, column: column, .entry)
        return false
      }
    } else if !isFirstOnLine, isScalarStart(bytes[position]) {
      let start = (position, lineStart)
      let record = try readScalar(indent: blocks.innermost.column, inFlow: false)
      if !bytes.isKeyEnd(at: position) {
        nodes.append(record)
        return true
      }
      (position, lineStart) = start
    }
    return try readBlockNode(
      from: entry, allowsInlineCollection: allowsInlineCollection, allowsSequenceAtIndent: allowsSequenceAtIndent)
  }

  /// Reads a node of any kind, properties included.
  ///
  /// - Parameter entry: The position before what stands in front of the node.
  private mutating func readBlockNode(
    from entry: Int, allowsInlineCollection: Bool, allowsSequenceAtIndent: Bool
  ) throws(SyntaxError) -> Bool {
    let indent = blocks.innermost.column
    /// Properties on lines of their own, and those on the line of the content.
    var outer = PendingProperties()
    var inner = PendingProperties()
    var start = position
    while true {
      let isOutside = isFirstOnLine && indentation <= indent
      if isAtDocumentEnd || (isOutside && !(allowsSequenceAtIndent && column == indent && bytes.isIndicator(Ascii.minus, at: position))) {
        if isOutside, hasTabBefore, !isAtDocumentEnd { throw SyntaxError(.tabIndentation, at: position) }
        let offset = outer.isEmpty ? entry : contentEnd
        try appendEmpty(at: offset, outer)
        return true
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
      outer = try outer.merged(with: inner)
      inner = PendingProperties()
    }

    let mayStartCollection = isFirstOnLine || allowsInlineCollection
    let column = start - lineStart
    switch bytes[position] {
    case Ascii.minus where bytes.isIndicator(Ascii.minus, at: position):
      try requireBlockCollection(mayStartCollection && inner.isEmpty)
      try open(.sequence, at: start, column: column, .item)
      attach(outer, to: blocks.innermost.index)
      return false
    case Ascii.question where bytes.isIndicator(Ascii.question, at: position):
      try requireBlockCollection(mayStartCollection && inner.isEmpty)
      try open(.mapping, at: start, column: column, .entry)
      attach(outer, to: blocks.innermost.index)
      return false
    case Ascii.colon where bytes.isIndicator(Ascii.colon, at: position):
      try requireBlockCollection(mayStartCollection)
      try open(.mapping, at: start, column: column, .colon)
      attach(outer, to: blocks.innermost.index)
      try appendEmpty(at: inner.isEmpty ? position : contentEnd, inner)
      return false
    case Ascii.pipe, Ascii.greater:
      let properties = try outer.merged(with: inner)
      let record = try readBlockScalar(indent: indent)
      try append(record, properties)
      return true
    case Ascii.openBracket, Ascii.openBrace:
      let line = lineStart
      let index = nodes.count
      let collectionStart = position
      let propertyIndex = properties.count
      try readFlowCollection(outer: outer, inner)
      guard bytes.isKeyEnd(at: position) else {
        let merged = try outer.merged(with: inner)
        guard !outer.isEmpty, !inner.isEmpty else { return true }
        for index in propertyIndex...propertyIndex + 1 {
          properties[index].anchor = merged.anchor
          properties[index].tag = merged.tag
        }
        return true
      }
      try requireKey(isOneLine: line == lineStart, from: collectionStart, mayStartCollection)
      insertMapping(at: index, style: .block, start: start)
      nodes[index].indentation = UInt8(clamping: column)
      if !outer.isEmpty {
        properties[propertyIndex].node = UInt32(truncatingIfNeeded: index)
        nodes[index].flags.insert(.hasProperties)
        if inner.isEmpty { nodes[index + 1].flags.remove(.hasProperties) }
      }
      try enter(BlockCollection(index: index, column: column, stage: .colon))
      return false
    default:
      let line = lineStart
      let contentStart = position
      let record = try readScalar(indent: indent, inFlow: false)
      guard bytes.isKeyEnd(at: position) else {
        try append(record, try outer.merged(with: inner))
        return true
      }
      try requireKey(isOneLine: line == lineStart, from: contentStart, mayStartCollection)
      try open(.mapping, at: start, column: column, .colon)
      attach(outer, to: blocks.innermost.index)
      try appendKey(record, inner, of: blocks.innermost.index)
      return false
    }
  }

  @inline(__always)
  private func requireBlockCollection(_ isAllowed: Bool) throws(SyntaxError) {
    if !isAllowed { throw SyntaxError(.blockCollectionInline, at: position) }
    if hasTabBefore { throw SyntaxError(.tabIndentation, at: position) }
  }

  @inline(__always)
  private func requireKey(isOneLine: Bool, from start: Int, _ mayStartCollection: Bool) throws(SyntaxError) {
    if !isOneLine || bytes.isTooLongKey(start..<position) { throw SyntaxError(.multilineKey, at: SourceRange(start, position)) }
    if !mayStartCollection { throw SyntaxError(.blockCollectionInline, at: start) }
    if hasTabBefore { throw SyntaxError(.tabIndentation, at: start) }
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

  /// Reads the key of an entry of the innermost mapping.
  private mutating func readImplicitKey() throws(SyntaxError) {
    if isScalarStart(bytes[position]) {
      let start = (position, lineStart)
      let record = try readScalar(indent: .max, inFlow: false)
      noteTemplate(inKey: record)
      nodes.append(record)
      if lineStart != start.1 || bytes.isTooLongKey(start.0..<position) {
        throw SyntaxError(.multilineKey, at: SourceRange(start.0, position))
      }
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
      try readFlowCollection(properties)
    default:
      let record = try readScalar(indent: .max, inFlow: false)
      try appendKey(record, properties, of: blocks.innermost.index)
    }
    if lineStart != line || bytes.isTooLongKey(start..<position) { throw SyntaxError(.multilineKey, at: SourceRange(start, position)) }
  }
}

extension ByteView {
  /// Whether these are more than 1,024 characters: too many for a key without `?` (YAML 1.2.2, sections 7.4.2 and 8.2.2).
  func isTooLongKey(_ range: Range<Int>) -> Bool {
    let limit = 1_024
    guard range.count > limit else { return false }
    var characters = 0
    for index in range where self[index] & 0xC0 != 0x80 {
      characters += 1
      if characters > limit { return true }
    }
    return false
  }
}
