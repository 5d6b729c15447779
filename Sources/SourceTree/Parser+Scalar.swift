extension Parser {
  /// Reads an alias, a quoted or a plain scalar; does not append it. The position ends behind its last byte.
  ///
  /// - Parameters:
  ///   - indent: Further lines must be indented deeper; `.max` where the scalar must not go on to another line.
  ///   - inFlow: Whether flow indicators end a plain scalar.
  mutating func readScalar(indent: Int, inFlow: Bool) throws(SyntaxError) -> NodeRecord {
    switch bytes[position] {
    case Ascii.asterisk: return try readAlias()
    case Ascii.doubleQuote, Ascii.singleQuote: return try readQuoted(indent: indent)
    default: return try readPlain(indent: indent, inFlow: inFlow)
    }
  }

  private mutating func readPlain(indent: Int, inFlow: Bool) throws(SyntaxError) -> NodeRecord {
    // In a flow collection a leading `?` or `:` is always an indicator to kubectl.
    let isForeign = inFlow && dialect == .kubernetes && (bytes[position] == Ascii.question || bytes[position] == Ascii.colon)
    guard !isForeign, bytes.canStartPlain(at: position, inFlow: inFlow) else {
      throw SyntaxError(bytes[position] == Ascii.hash ? .trailingContent : .unexpectedCharacter, at: position)
    }
    let start = position
    var flags: NodeRecord.Flags = []
    var endsLine = passPlainLine(inFlow: inFlow, &flags)
    var end = position
    let checksIndentation = !inFlow || dialect == .yaml12
    while endsLine,
      let line = bytes.plainContinuation(
        after: position, lineStart: lineStart, indent: indent, inFlow: inFlow, checksIndentation: checksIndentation)
    {
      position = line.offset
      lineStart = line.start
      flags.insert(.needsDecoding)
      endsLine = passPlainLine(inFlow: inFlow, &flags)
      end = position
    }
    position = end
    contentEnd = end
    return NodeRecord(.scalar, .plain, start: start, end: end, flags: flags)
  }

  /// Passes the plain text of one line; the position ends behind its last byte that is not blank.
  ///
  /// - Returns: Whether nothing but blanks follows on the line.
  private mutating func passPlainLine(inFlow: Bool, _ flags: inout NodeRecord.Flags) -> Bool {
    let start = position
    var index = start
    var end = start
    while true {
      if !inFlow {
        let next = bytes.endOfPlainText(from: index)
        if next > index {
          index = next
          end = next
        }
      }
      let byte = bytes[index]
      switch byte {
      case Ascii.space, Ascii.tab:
        index += 1
        continue
      case Ascii.lineFeed, Ascii.carriageReturn, 0:
        position = end
        return true
      case Ascii.colon:
        let next = bytes[index + 1]
        if isBlankOrEnd(next) || (inFlow && isFlowIndicator(next)) {
          position = end
          return false
        }
      case Ascii.hash:
        if index > start, isBlank(bytes[index - 1]) {
          position = end
          return false
        }
      case Ascii.openBrace:
        if inFlow {
          position = end
          return false
        }
        if bytes[index + 1] == Ascii.openBrace || (index > 0 && bytes[index - 1] == Ascii.dollar) { flags.insert(.hasTemplate) }
      case Ascii.comma, Ascii.openBracket, Ascii.closeBracket, Ascii.closeBrace:
        if inFlow {
          position = end
          return false
        }
      default:
        break
      }
      index += 1
      end = index
    }
  }

  private mutating func readQuoted(indent: Int) throws(SyntaxError) -> NodeRecord {
    let start = position
    let quote = bytes[start]
    let isDouble = quote == Ascii.doubleQuote
    var flags: NodeRecord.Flags = []
    position += 1
    while true {
      let byte = bytes[position]
      if byte == quote {
        position += 1
        guard !isDouble, bytes[position] == quote else { break }
        position += 1
        flags.insert(.needsDecoding)
      } else if byte == Ascii.backslash, isDouble {
        flags.insert(.needsDecoding)
        try passEscape()
      } else if byte == Ascii.lineFeed || byte == Ascii.carriageReturn {
        flags.insert(.needsDecoding)
        try passQuotedLineBreak(indent: indent, start: start)
      } else if byte == 0 {
        throw SyntaxError(.unterminatedQuote, at: start)
      } else {
        if byte == Ascii.openBrace, bytes[position + 1] == Ascii.openBrace || bytes[position - 1] == Ascii.dollar {
          flags.insert(.hasTemplate)
        }
        position += 1
      }
    }
    contentEnd = position
    return NodeRecord(.scalar, isDouble ? .doubleQuoted : .singleQuoted, start: start, end: position, flags: flags)
  }

  /// Passes a line break inside quotes and checks the line that follows.
  private mutating func passQuotedLineBreak(indent: Int, start: Int) throws(SyntaxError) {
    passLineBreak()
    if bytes.isDocumentMarker(at: position) { throw SyntaxError(.documentMarkerInScalar, at: position) }
    guard dialect == .yaml12, indent != .max else { return }
    while bytes[position] == Ascii.space { position += 1 }
    let spaces = position - lineStart
    var index = position
    while isBlank(bytes[index]) { index += 1 }
    if spaces <= indent, !isBreak(bytes[index]), index < bytes.count { throw SyntaxError(.quoteIndentation, at: position) }
  }

  private mutating func passEscape() throws(SyntaxError) {
    let start = position
    let code = bytes[start + 1]
    position += 2
    let digits: Int
    switch code {
    case Ascii.lineFeed, Ascii.carriageReturn:
      position = start + 1
      return
    case UInt8(ascii: "x"): digits = 2
    case UInt8(ascii: "u"): digits = 4
    case UInt8(ascii: "U"): digits = 8
    default:
      guard ScalarText.simpleEscape(code) != nil else { throw SyntaxError(.badEscape, at: SourceRange(start, start + 2)) }
      return
    }
    var value: UInt32 = 0
    for _ in 0..<digits {
      guard let digit = ScalarText.hexadecimalDigit(bytes[position]) else {
        throw SyntaxError(.badEscape, at: SourceRange(start, position))
      }
      value = value << 4 | digit
      position += 1
    }
    guard value <= 0x10FFFF else { throw SyntaxError(.badEscape, at: SourceRange(start, position)) }
  }

  /// Reads a literal or folded block scalar.
  ///
  /// - Parameter indent: Indentation of the parent collection.
  mutating func readBlockScalar(indent: Int) throws(SyntaxError) -> NodeRecord {
    let start = position
    let style: Node.Style = bytes[start] == Ascii.pipe ? .literal : .folded
    var lastLine = lineStart
    let header = try readBlockScalarHeader()
    let content: Int
    if let explicit = header.indentation {
      content = max(indent, 0) + explicit
    } else {
      content = try bytes.blockScalarIndentation(from: position, indent: indent)
    }
    // Deeper content is measured again where it is read, which only a digit in the header would mislead.
    guard content < Int(UInt8.max) || header.indentation == nil else { throw SyntaxError(.blockScalarIndentation, at: start) }

    var end = contentEnd
    while !isAtEnd {
      let line = position
      var spaces = 0
      while spaces < content, bytes[position] == Ascii.space {
        position += 1
        spaces += 1
      }
      let isBlankLine = isBreak(bytes[position]) || (isAtEnd && header.keeps)
      if !isBlankLine, spaces < content || isAtEnd || (line == position && bytes.isDocumentMarker(at: line)) {
        position = line
        break
      }
      skipToLineEnd()
      if !isBlankLine {
        lastLine = line
        end = position
      }
      if header.keeps { end = min(bytes.lineStart(afterBreakAt: position), bytes.count) }
      guard !isAtEnd else { break }
      position = bytes.lineStart(afterBreakAt: position)
    }
    if header.keeps, end == position {
      lineStart = end > lastLine && isBreak(bytes[end - 1]) ? end : lastLine
    } else {
      position = end
      lineStart = lastLine
    }
    contentEnd = end
    var record = NodeRecord(.scalar, style, start: start, end: end, flags: .needsDecoding)
    record.indentation = UInt8(clamping: content)
    return record
  }

  /// Reads `|` or `>`, its indicators and the rest of the line, line break included.
  private mutating func readBlockScalarHeader() throws(SyntaxError) -> (indentation: Int?, keeps: Bool) {
    var indentation: Int?
    var chomping: UInt8?
    position += 1
    while true {
      let byte = bytes[position]
      if byte > Ascii.zero, byte <= Ascii.nine, indentation == nil {
        indentation = Int(byte - Ascii.zero)
      } else if byte == Ascii.plus || byte == Ascii.minus, chomping == nil {
        chomping = byte
      } else {
        break
      }
      position += 1
    }
    contentEnd = position
    skipBlanks()
    if bytes[position] == Ascii.hash, isBlank(bytes[position - 1]) { skipToLineEnd() }
    if isBreak(bytes[position]) {
      passLineBreak()
    } else if !isAtEnd {
      throw SyntaxError(.blockScalarHeader, at: position)
    }
    return (indentation, chomping == Ascii.plus)
  }
}

extension ByteView {
  /// The indentation of a block scalar's first line that is not blank; deeper than `indent` in any case.
  fileprivate func blockScalarIndentation(from start: Int, indent: Int) throws(SyntaxError) -> Int {
    var index = start
    var widestBlank = 0
    while true {
      let line = index
      while self[index] == Ascii.space { index += 1 }
      let spaces = index - line
      if isBreak(self[index]) {
        widestBlank = max(widestBlank, spaces)
        index = lineStart(afterBreakAt: index)
        continue
      }
      guard index < count else { return max(widestBlank, spaces, indent + 1) }
      if spaces > indent {
        if widestBlank > spaces { throw SyntaxError(.blockScalarIndentation, at: line) }
        return spaces
      }
      if self[index] == Ascii.tab { throw SyntaxError(.tabIndentation, at: index) }
      return max(widestBlank, indent + 1)
    }
  }
}
