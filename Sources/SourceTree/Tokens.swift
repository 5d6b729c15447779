/// The smallest piece of a source with a meaning of its own.
package struct Token: Hashable, Sendable {
  /// What a token is.
  package enum Kind: UInt8, Hashable, Sendable, CaseIterable {
    /// U+FEFF in front of a document.
    case byteOrderMark
    /// Spaces at a line's start.
    case indentation
    /// Any other spaces and tabs.
    case whitespace
    /// LF, CRLF, CRCRLF or CR outside of scalars.
    case lineBreak
    /// From its `#` to the end of the line.
    case comment
    /// A line that starts with `%`, without the comment behind it.
    case directive
    /// `---` and `...`
    case documentStart, documentEnd
    /// The indicators `-`, `?`, `:` and `,`.
    case dash, question, colon, comma
    case openBracket, closeBracket, openBrace, closeBrace
    /// An anchor with its `&`, a tag with its `!`, an alias with its `*`.
    case anchor, tag, alias
    /// A plain scalar; one of several lines includes the breaks and indentation between them.
    case plainText
    /// A single or double quote, opening or closing.
    case quote
    /// What stands between two quotes, as written.
    case quotedText
    /// `|` or `>` with the indicators behind it.
    case blockScalarHeader
    /// The lines of a block scalar, indentation included.
    case blockScalarText
    /// Text that could not be read.
    case invalid
  }

  /// What it is.
  package let kind: Kind
  /// Where it stands.
  package let range: SourceRange

  /// Whether the token may be left out without changing what the document says, as far as that can be told from the token alone.
  package var isTrivia: Bool {
    switch kind {
    case .byteOrderMark, .indentation, .whitespace, .lineBreak, .comment: true
    default: false
    }
  }
}

/// The tokens of a document or of a whole source, in order and without a gap: their texts make up the source, byte for byte.
///
/// Nothing is kept of them while parsing. Scalars and aliases come from the tree; between them stand only indicators, properties and trivia, which
/// need no context to be told apart.
package struct Tokens: Sequence {
  /// A stretch of the source: a document, what lies around documents, or one that could not be read.
  fileprivate struct Part {
    var range: SourceRange
    var document: Document?
    var isInvalid = false
  }

  private let source: Source
  private var parts: [Part] = []

  /// The tokens of one document.
  package init(_ document: Document) {
    source = document.source
    parts = [Part(range: document.range, document: document)]
  }

  /// The tokens of a source.
  ///
  /// - Parameter documents: everything a ``DocumentReader`` gave for the source.
  package init(_ source: Source, documents: [Result<Document, SyntaxError>]) {
    self.source = source
    var start: UInt32 = 0
    var isInvalid = false
    for result in documents {
      guard case .success(let document) = result else {
        isInvalid = true
        continue
      }
      parts.append(Part(range: SourceRange(start, document.range.start), isInvalid: isInvalid))
      parts.append(Part(range: document.range, document: document))
      start = document.range.end
      isInvalid = false
    }
    parts.append(Part(range: SourceRange(start, UInt32(clamping: source.bytes.count)), isInvalid: isInvalid))
  }

  package func makeIterator() -> TokenIterator { TokenIterator(source.bytes, parts) }
}

/// Walks the ``Tokens`` of a source.
package struct TokenIterator: IteratorProtocol {
  private let bytes: [UInt8]
  /// Last part first.
  private var parts: [Tokens.Part]
  private var document: Document?
  private var end = 0
  private var position = 0
  /// The next node of `document` to look at.
  private var nodeIndex = 0
  /// The rest of the scalar being handed out, last token first.
  private var pending: [Token] = []

  fileprivate init(_ bytes: [UInt8], _ parts: [Tokens.Part]) {
    self.bytes = bytes
    self.parts = parts.reversed()
  }

  package mutating func next() -> Token? {
    if let token = pending.popLast() { return token }
    while position >= end {
      guard let part = parts.popLast() else { return nil }
      document = part.document
      nodeIndex = 0
      position = part.range.bounds.lowerBound
      end = min(part.range.bounds.upperBound, bytes.count)
      if part.isInvalid, position < end {
        position = end
        return Token(kind: .invalid, range: part.range)
      }
    }
    let limit = nextLeaf()
    if let limit, limit.start == position {
      enqueue(limit)
      nodeIndex += 1
      position = limit.end
      return pending.popLast()
    }
    let gapEnd = limit.map { min($0.start, end) } ?? end
    let (kind, length) = classify(before: gapEnd)
    let token = Token(kind: kind, range: SourceRange(position, position + length))
    position += length
    return token
  }

  /// A scalar with text, or an alias.
  private struct Leaf {
    let kind: Node.Kind
    let style: Node.Style
    let start: Int
    let end: Int
  }

  private mutating func nextLeaf() -> Leaf? {
    guard let document else { return nil }
    while nodeIndex < document.nodes.count {
      let record = document.nodes[nodeIndex]
      let isLeaf = record.kind == .scalar || record.kind == .alias
      if isLeaf, record.end > record.start, Int(record.start) >= position {
        return Leaf(kind: record.kind, style: record.style, start: Int(record.start), end: Int(record.end))
      }
      nodeIndex += 1
    }
    return nil
  }

  private mutating func enqueue(_ leaf: Leaf) {
    func token(_ kind: Token.Kind, _ start: Int, _ end: Int) {
      if start < end { pending.append(Token(kind: kind, range: SourceRange(start, end))) }
    }
    switch leaf.style {
    case _ where leaf.kind == .alias: token(.alias, leaf.start, leaf.end)
    case .singleQuoted, .doubleQuoted:
      token(.quote, leaf.end - 1, leaf.end)
      token(.quotedText, leaf.start + 1, leaf.end - 1)
      token(.quote, leaf.start, leaf.start + 1)
    case .literal, .folded:
      let headerEnd = run(from: leaf.start, to: leaf.end) { !isBlank($0) && !isBreak($0) }
      let blanksEnd = run(from: headerEnd, to: leaf.end, while: isBlank)
      let lineEnd = run(from: blanksEnd, to: leaf.end) { !isBreak($0) }
      let textStart = min(lineEnd + breakLength(at: lineEnd), leaf.end)
      token(.blockScalarText, textStart, leaf.end)
      token(.lineBreak, lineEnd, textStart)
      token(.comment, blanksEnd, lineEnd)
      token(.whitespace, headerEnd, blanksEnd)
      token(.blockScalarHeader, leaf.start, headerEnd)
    default: token(.plainText, leaf.start, leaf.end)
    }
  }

  /// The token that starts at `position`, outside of scalars and aliases.
  private func classify(before limit: Int) -> (Token.Kind, length: Int) {
    let byte = bytes[position]
    let isLineStart = isLineStart(position)
    switch byte {
    case Ascii.space where isLineStart: return (.indentation, run(to: limit) { $0 == Ascii.space } - position)
    case Ascii.space, Ascii.tab: return (.whitespace, run(to: limit, while: isBlank) - position)
    case Ascii.lineFeed, Ascii.carriageReturn: return (.lineBreak, breakLength(at: position))
    case Ascii.hash: return (.comment, run(to: limit) { !isBreak($0) } - position)
    case Ascii.percent where isLineStart: return (.directive, directiveEnd(before: limit) - position)
    case Ascii.minus where isLineStart && isMarker(Ascii.minus): return (.documentStart, 3)
    case Ascii.dot where isLineStart && isMarker(Ascii.dot): return (.documentEnd, 3)
    case Ascii.minus: return (.dash, 1)
    case Ascii.question: return (.question, 1)
    case Ascii.colon: return (.colon, 1)
    case Ascii.comma: return (.comma, 1)
    case Ascii.openBracket: return (.openBracket, 1)
    case Ascii.closeBracket: return (.closeBracket, 1)
    case Ascii.openBrace: return (.openBrace, 1)
    case Ascii.closeBrace: return (.closeBrace, 1)
    case Ascii.ampersand: return (.anchor, run(to: limit, while: isPropertyByte) - position)
    case Ascii.exclamation where position + 1 < limit && bytes[position + 1] == Ascii.less:
      return (.tag, min(run(to: limit) { $0 != Ascii.greater } + 1, limit) - position)
    case Ascii.exclamation: return (.tag, run(to: limit, while: isPropertyByte) - position)
    case 0xEF where isByteOrderMark(at: position): return (.byteOrderMark, 3)
    default: return (.invalid, max(run(to: limit, while: isPropertyByte) - position, 1))
    }
  }

  /// Behind the last byte of a directive that starts at `position`: blanks at the line's end and a comment are not part of it.
  private func directiveEnd(before limit: Int) -> Int {
    var contentEnd = position
    for index in position..<limit {
      if isBreak(bytes[index]) || bytes[index] == Ascii.hash && isBlank(bytes[index - 1]) { break }
      if !isBlank(bytes[index]) { contentEnd = index + 1 }
    }
    return contentEnd
  }

  private func isMarker(_ byte: UInt8) -> Bool {
    guard position + 3 <= bytes.count, bytes[position + 1] == byte, bytes[position + 2] == byte else { return false }
    return position + 3 == bytes.count || isBlank(bytes[position + 3]) || isBreak(bytes[position + 3])
  }

  private func isLineStart(_ index: Int) -> Bool {
    index == 0 || isBreak(bytes[index - 1]) || index >= 3 && isByteOrderMark(at: index - 3)
  }

  private func isByteOrderMark(at index: Int) -> Bool {
    index + 3 <= bytes.count && bytes[index] == 0xEF && bytes[index + 1] == 0xBB && bytes[index + 2] == 0xBF
  }

  private func breakLength(at index: Int) -> Int { SourceTree.breakLength(bytes, at: index, before: bytes.count) }

  private func run(to limit: Int, while matches: (UInt8) -> Bool) -> Int { run(from: position, to: limit, while: matches) }

  private func run(from start: Int, to limit: Int, while matches: (UInt8) -> Bool) -> Int {
    var index = start
    while index < limit, matches(bytes[index]) { index += 1 }
    return index
  }

  /// Whether the byte may be part of an anchor's or a tag's name.
  private func isPropertyByte(_ byte: UInt8) -> Bool {
    switch byte {
    case Ascii.comma, Ascii.openBracket, Ascii.closeBracket, Ascii.openBrace, Ascii.closeBrace: false
    default: !isBlank(byte) && !isBreak(byte)
    }
  }
}
