extension Node {
  /// The node with the trivia that trails it: for a block collection the rest of its last line and the lines behind it that are blank, or comments
  /// indented at least as deep as its entries. Any other node ends with its content.
  package var extent: SourceRange {
    guard style == .block else { return range }
    let bytes = source.bytes
    let indentation = document.indentation(of: index)
    var end = Int(record.end)
    if end > 0, !isBreak(bytes[end - 1]) {
      guard let next = Self.behindTrivia(bytes, end) else { return range }
      end = next
    }
    while end < bytes.count {
      var column = 0
      while end + column < bytes.count, bytes[end + column] == Ascii.space { column += 1 }
      let isComment = end + column < bytes.count && bytes[end + column] == Ascii.hash
      if isComment, column < indentation { break }
      guard let next = Self.behindTrivia(bytes, end) else { break }
      end = next
    }
    return SourceRange(Int(record.start), end)
  }

  /// The start of the next line, if only blanks and a comment stand before it.
  private static func behindTrivia(_ bytes: [UInt8], _ start: Int) -> Int? {
    var index = start
    while index < bytes.count, bytes[index] == Ascii.space || bytes[index] == Ascii.tab { index += 1 }
    if index < bytes.count, bytes[index] == Ascii.hash {
      while index < bytes.count, !isBreak(bytes[index]) { index += 1 }
    }
    guard index < bytes.count else { return index }
    guard isBreak(bytes[index]) else { return nil }
    return index + breakLength(bytes, at: index, before: bytes.count)
  }
}
