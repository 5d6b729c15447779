/// The lines of a document, as editing sees them: where they end, which are blank, which are comments and whose.
struct Lines {
  let bytes: [UInt8]
  /// The document's bytes; nothing beyond is looked at.
  let range: Range<Int>
  /// How a line ends where nothing near says it.
  private let usualBreak: [UInt8]
  /// The comments below a line, by where it ends, so that collections that end in the same line need not look again.
  private var comments: [Int: CommentRun] = [:]

  init(_ document: Document) {
    bytes = document.source.bytes
    range = document.range.clamped(to: bytes.count).bounds
    if let first = bytes.firstIndex(where: isBreak) {
      usualBreak = Array(bytes[first..<first + breakLength(bytes, at: first, before: bytes.count)])
    } else {
      usualBreak = [Ascii.lineFeed]
    }
  }

  subscript(index: Int) -> UInt8 { range.contains(index) ? bytes[index] : 0 }

  /// The line break at an offset, or the end: the first one from there on.
  func lineEnd(from offset: Int) -> Int {
    var index = offset
    while index < range.upperBound, !isBreak(bytes[index]) { index += 1 }
    return index
  }

  /// Where the content that ends at an offset has its line's end. Content that ends with a line break (`|+`) ends there.
  func lineEnd(behindContent end: Int) -> Int { isLineStart(end) && end > range.lowerBound ? end : lineEnd(from: end) }

  func isLineStart(_ offset: Int) -> Bool {
    offset == range.lowerBound || isBreak(self[offset - 1]) || offset == 3 && Encoding.startsWithByteOrderMark(bytes)
  }

  /// The start of the line, where nothing but blanks stands before the offset.
  func startOfLine(before offset: Int) -> Int? {
    var index = offset
    while !isLineStart(index) {
      guard isBlank(self[index - 1]) else { return nil }
      index -= 1
    }
    return index
  }

  /// The blanks that a line starts with.
  func indentation(ofLineWith offset: Int) -> [UInt8] {
    var start = min(offset, range.upperBound)
    while !isLineStart(start) { start -= 1 }
    var end = start
    while isBlank(self[end]) { end += 1 }
    return Array(bytes[start..<end])
  }

  /// Behind the line break at an offset; at the end, the end.
  func next(_ lineEnd: Int) -> Int {
    lineEnd < range.upperBound ? min(lineEnd + breakLength(bytes, at: lineEnd, before: range.upperBound), range.upperBound) : lineEnd
  }

  /// Before the line break that ends at an offset.
  func previous(_ lineStart: Int) -> Int {
    guard lineStart > range.lowerBound, isBreak(self[lineStart - 1]) else { return lineStart }
    var start = lineStart - 1
    while start > range.lowerBound, self[start - 1] == Ascii.carriageReturn, next(start - 1) == lineStart { start -= 1 }
    return start
  }

  /// The line break that a line put in at a line's end or start gets: that of the line before it.
  func lineBreak(at offset: Int) -> [UInt8] {
    if offset < range.upperBound, isBreak(bytes[offset]) { return Array(bytes[offset..<next(offset)]) }
    let start = previous(offset)
    return start < offset ? Array(bytes[start..<offset]) : usualBreak
  }

  func endOfBlanks(from offset: Int) -> Int {
    var index = offset
    while isBlank(self[index]) { index += 1 }
    return index
  }

  /// The end of the line, where only blanks, or a comment behind one, follow.
  func lineEnd(ifBlankFrom offset: Int) -> Int? {
    let index = endOfBlanks(from: offset)
    if index == range.upperBound || isBreak(self[index]) { return index }
    return self[index] == Ascii.hash && (index > offset || isLineStart(index) || isBlank(self[index - 1])) ? lineEnd(from: index) : nil
  }

  func isBlankLine(_ start: Int) -> Bool {
    let end = endOfBlanks(from: start)
    return end == range.upperBound || isBreak(self[end])
  }

  /// The next token, over blanks, breaks and comments.
  func endOfTrivia(from offset: Int) -> Int {
    var index = offset
    while index < range.upperBound {
      let byte = bytes[index]
      if isBlank(byte) || isBreak(byte) {
        index += 1
      } else if byte == Ascii.hash, isLineStart(index) || isBlank(self[index - 1]) {
        index = lineEnd(from: index)
      } else {
        break
      }
    }
    return index
  }

  /// Whether there is a comment among the trivia of a range.
  func hasComment(in range: Range<Int>) -> Bool { bytes[range.clamped(to: self.range)].contains(Ascii.hash) }

  /// The first line behind those from an offset on that are blank.
  func endOfBlankLines(from lineStart: Int) -> Int {
    var start = lineStart
    while start < range.upperBound, isBlankLine(start) { start = next(lineEnd(from: start)) }
    return start
  }

  /// The column of a line's comment, if it is nothing else.
  private func commentColumn(_ lineStart: Int) -> Int? {
    let index = endOfBlanks(from: lineStart)
    return self[index] == Ascii.hash ? index - lineStart : nil
  }

  /// Where the comment lines start that stand directly above a line, in the same column as what it starts with.
  func commentsAbove(_ lineStart: Int, column: Int) -> Int {
    var start = lineStart
    while start > range.lowerBound {
      var line = previous(start)
      while !isLineStart(line) { line -= 1 }
      guard line < start, commentColumn(line) == column else { break }
      start = line
    }
    return start
  }

  /// The end of the last of the comment lines below a line that are indented at least so deep; blank lines may stand between.
  ///
  /// - Parameter lineEnd: A line's end or, behind content that ends with one, the start of the next.
  mutating func tail(below lineEnd: Int, indentedBy column: Int) -> Int {
    if comments[lineEnd] == nil { comments[lineEnd] = CommentRun(below: lineEnd, in: self) }
    return comments[lineEnd]?.end(indentedBy: column) ?? lineEnd
  }

  /// Comment lines that follow each other.
  private struct CommentRun {
    private var ends: [Int] = []
    /// The least column of all up to each.
    private var columns: [Int] = []

    init(below lineEnd: Int, in lines: Lines) {
      var start = lineEnd > lines.range.lowerBound && lines.isLineStart(lineEnd) ? lineEnd : lines.next(lineEnd)
      while start < lines.range.upperBound {
        start = lines.endOfBlankLines(from: start)
        guard start < lines.range.upperBound, let column = lines.commentColumn(start) else { break }
        let end = lines.lineEnd(from: start)
        ends.append(end)
        columns.append(min(column, columns.last ?? column))
        start = lines.next(end)
      }
    }

    func end(indentedBy column: Int) -> Int? {
      let count = columns.prefixCount { $0 >= column }
      return count > 0 ? ends[count - 1] : nil
    }
  }

  /// How deep the lines of a block scalar must be indented that ends before a line, for what follows not to become a part of it; nil where it would
  /// whatever its indentation.
  func leastIndentation(before lineEnd: Int) -> Int? {
    guard lineEnd < range.upperBound || lineEnd > range.lowerBound && isLineStart(lineEnd) else { return nil }
    var least = 0
    var start = lineEnd > range.lowerBound && isLineStart(lineEnd) ? lineEnd : next(lineEnd)
    while start < range.upperBound {
      let token = endOfBlanks(from: start)
      let isBlank = token == range.upperBound || isBreak(self[token])
      if isBlank || self[token] == Ascii.hash { least = max(least, token - start + 1) }
      guard isBlank else { break }
      start = next(token)
    }
    return least
  }
}

extension Lines {
  /// Whether the line above the one that starts at an offset is blank.
  func isBelowBlankLine(_ lineStart: Int) -> Bool {
    let end = previous(lineStart)
    guard end < lineStart else { return false }
    var start = end
    while isBlank(self[start - 1]) { start -= 1 }
    return isLineStart(start)
  }
}
