extension Parser {
  /// Reads the next document of the stream; nil where only trivia is left.
  mutating func nextDocument() -> Result<Document, SyntaxError>? {
    let start = state.offset
    if start == 0 { state.kubectl.begin(bytes) }
    var marker: Int?
    do throws(SyntaxError) {
      guard try readPrefix() else {
        state.offset = bytes.count
        return nil
      }
      if position == lineStart, bytes.isDocumentMarker(at: position) {
        marker = position
        position += 3
        contentEnd = position
      } else if let directive = directives.first {
        throw SyntaxError(.directiveWithoutDocument, at: directive)
      }
      nodes.reserveCapacity(min((bytes.count - position) / 12 + 4, 512))
      try readRoot()
      return .success(try finish(from: start, marker: marker))
    } catch {
      return .failure(recover(from: error, start: start, marker: marker))
    }
  }

  /// Passes everything in front of a document: byte order marks, trivia, stray `...` and directives.
  ///
  /// - Returns: Whether a document follows.
  private mutating func readPrefix() throws(SyntaxError) -> Bool {
    while true {
      if bytes.isByteOrderMark(at: position) {
        position += 3
        lineStart = position
      }
      skipTrivia()
      if isAtEnd {
        if let directive = directives.first { throw SyntaxError(.directiveWithoutDocument, at: directive) }
        return false
      }
      if position == lineStart, bytes[position] == Ascii.dot, bytes.isDocumentMarker(at: position) {
        if let directive = directives.first { throw SyntaxError(.directiveWithoutDocument, at: directive) }
        try passDocumentEnd()
      } else if position == lineStart, bytes[position] == Ascii.percent, state.allowsDirectives {
        try readDirective()
      } else {
        return true
      }
    }
  }

  /// Passes `...` and what may follow it on its line.
  private mutating func passDocumentEnd() throws(SyntaxError) {
    position += 3
    skipTrivia()
    if !isFirstOnLine, !isAtEnd { throw SyntaxError(.trailingContent, at: position) }
    state.allowsDirectives = true
  }

  private mutating func readDirective() throws(SyntaxError) {
    let start = position
    var words: [SourceRange] = []
    while !isAtEnd, !isBreak(bytes[position]) {
      skipBlanks()
      if bytes[position] == Ascii.hash, isBlank(bytes[position - 1]) { break }
      let word = position
      while !isBlankOrEnd(bytes[position]) { position += 1 }
      if position > word { words.append(SourceRange(word, position)) }
    }
    let range = SourceRange(start, Int(words.last?.end ?? UInt32(start + 1)))
    skipToLineEnd()
    let name = words.first.map(source.text) ?? ""
    if name == "%YAML" {
      guard words.count == 2, isVersion(words[1]) else { throw SyntaxError(.badDirective, at: range) }
      for other in directives where source.text(other).hasPrefix("%YAML") {
        throw SyntaxError(.duplicateDirective, at: range, related: other)
      }
    } else if name == "%TAG" {
      guard words.count == 3 else { throw SyntaxError(.badDirective, at: range) }
      let handle = source.text(words[1])
      guard handle.hasPrefix("!"), handle.hasSuffix("!") else { throw SyntaxError(.badDirective, at: words[1]) }
      guard tagPrefixes.updateValue(source.text(words[2]), forKey: handle) == nil else { throw SyntaxError(.duplicateDirective, at: range) }
    }
    directives.append(range)
  }

  /// `1.` and digits; YAML 2 would be another language.
  private func isVersion(_ range: SourceRange) -> Bool {
    let text = source.text(range).utf8
    guard text.starts(with: "1.".utf8), text.count > 2 else { return false }
    return text.dropFirst(2).allSatisfy { (Ascii.zero...Ascii.nine).contains($0) }
  }

  /// Checks that nothing is left behind the root and makes the document.
  private mutating func finish(from start: Int, marker: Int?) throws(SyntaxError) -> Document {
    skipTrivia()
    var hasExplicitEnd = false
    state.allowsDirectives = false
    if !isAtEnd, state.kubectl.endsDocument(at: bytes[position], marker: marker), nodes[0].style == .flow {
      lineStart = position
    } else if !isAtEnd {
      guard position == lineStart, bytes.isDocumentMarker(at: position) else {
        throw SyntaxError(isFirstOnLine ? (hasTabBefore ? .tabIndentation : .badIndentation) : .trailingContent, at: position)
      }
      if bytes[position] == Ascii.dot {
        hasExplicitEnd = true
        try passDocumentEnd()
      }
    }
    state.offset = isAtEnd ? bytes.count : lineStart
    // A tab is white space between values, and none within quotes.
    if marker != nil || hasExplicitEnd || source.hasTabs { mayNotBeJSON = true }
    let unread = state.kubectl.take(
      start..<state.offset, marker: marker, directives: directives, mayNotBeJSON: mayNotBeJSON, in: bytes)
    return Document(
      source: source, range: SourceRange(start, state.offset), hasExplicitStart: marker != nil, hasExplicitEnd: hasExplicitEnd,
      template: template, directives: directives, tagPrefixes: tagPrefixes, nodes: nodes, properties: properties, aliases: aliases,
      hasMergeKeys: hasMergeKeys, unread: unread)
  }

  /// Moves the stream to the next line that starts with `---`, in a stream of JSON to one that starts with `{`, too, and names template syntax as the cause where it is.
  private mutating func recover(from error: SyntaxError, start: Int, marker: Int?) -> SyntaxError {
    let template = template ?? templateSyntax(onLineAt: Int(error.range.start))
    var offset = lineStart
    if let marker, offset <= marker { offset = nextLine(after: marker) }
    if state.kubectl.isJSON, bytes[offset] == Ascii.openBrace { offset = nextLine(after: offset) }
    while offset < bytes.count, !mayStartDocument(at: offset) { offset = nextLine(after: offset) }
    state.offset = max(offset, min(start + 1, bytes.count))
    state.allowsDirectives = false
    guard let template else { return error }
    return SyntaxError(.template, at: template)
  }

  private func mayStartDocument(at line: Int) -> Bool {
    switch bytes[line] {
    case Ascii.minus: bytes.isDocumentMarker(at: line)
    case Ascii.openBrace: state.kubectl.isJSON
    default: false
    }
  }

  private func nextLine(after offset: Int) -> Int {
    var index = offset
    while index < bytes.count, !isBreak(bytes[index]) { index += 1 }
    return min(index + bytes.breakLength(at: index), bytes.count)
  }

  /// The first opening of a template on the line that holds `offset`: Go and Jinja, shell and OpenShift, ERB, Terraform.
  private func templateSyntax(onLineAt offset: Int) -> SourceRange? {
    var index = min(offset, bytes.count)
    while index > 0, !isBreak(bytes[index - 1]) { index -= 1 }
    while index < bytes.count, !isBreak(bytes[index]) {
      switch (bytes[index], bytes[index + 1]) {
      case (Ascii.openBrace, Ascii.openBrace), (Ascii.dollar, Ascii.openBrace), (Ascii.openBrace, Ascii.percent),
        (Ascii.less, Ascii.percent), (Ascii.percent, Ascii.openBrace):
        return SourceRange(index, index + 2)
      default:
        index += 1
      }
    }
    return nil
  }
}
