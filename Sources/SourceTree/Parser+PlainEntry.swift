/// The short way for what most lines of a manifest are: `key: value` or `key:`, plain, without comment or properties.
///
/// Whatever else stands there is left to the general functions, which read these entries in just the same way.
extension Parser {
  /// How much of an entry has been passed.
  enum PlainEntry {
    /// Nothing: the entry is of another form.
    case none
    /// The key; the position is before its `:`.
    case key
    /// The key of a mapping on the lines below; the position is at the plain key which that starts with.
    case keyOfMapping
    /// All of it; the position is at the next token, which is the first on its line and stands at this column.
    case entry(nextColumn: Int)
  }

  /// Reads a plain entry of the innermost mapping, as far as it is one; adds its key to those of the mapping.
  mutating func readPlainEntry() -> PlainEntry {
    guard let keyEnd = bytes.endOfPlainKey(from: position) else { return .none }
    var key = NodeRecord(.scalar, .plain, start: position, end: keyEnd)
    key.mark = blocks.innermost.keys.insert(plain: position..<keyEnd, in: bytes)
    nodes.append(key)
    if bytes[keyEnd + 1] == Ascii.lineFeed {
      let token = bytes.endOfSpaces(from: keyEnd + 2)
      if token - keyEnd - 2 > blocks.innermost.column, bytes.endOfPlainKey(from: token) != nil {
        contentEnd = keyEnd + 1
        startLine(at: keyEnd + 2, token: token)
        return .keyOfMapping
      }
    }
    guard bytes[keyEnd + 1] == Ascii.space, let end = bytes.endOfPlainLine(from: keyEnd + 2) else {
      position = keyEnd
      return .key
    }
    let token = bytes.endOfSpaces(from: end + 1)
    let nextColumn = token - end - 1
    // A deeper line may go on with the scalar; an empty one, a comment or a marker needs a closer look.
    let first = bytes[token]
    guard nextColumn <= blocks.innermost.column, first > Ascii.hash, nextColumn > 0 || !bytes.isDocumentMarker(at: token) else {
      position = keyEnd
      return .key
    }
    nodes.append(NodeRecord(.scalar, .plain, start: keyEnd + 2, end: end))
    contentEnd = end
    startLine(at: end + 1, token: token)
    return .entry(nextColumn: nextColumn)
  }
}

extension ByteView {
  /// Where the plain key that starts at `offset` ends, before its `:`; nil where something else stands there, or a key of another form.
  @inline(__always)
  func endOfPlainKey(from offset: Int) -> Int? {
    guard (self[offset] | 0x20) &- UInt8(ascii: "a") < 26 else { return nil }
    let end = endOfPlainText(from: offset)
    // No longer than a key may be that is not announced by `?`.
    return isIndicator(Ascii.colon, at: end) && end - offset <= 1_024 ? end : nil
  }

  /// Where the plain scalar at `offset` ends, if it takes all of its line; nil where anything else may stand there.
  @inline(__always)
  func endOfPlainLine(from offset: Int) -> Int? {
    let first = self[offset]
    guard isScalarStart(first), first != Ascii.doubleQuote, first != Ascii.singleQuote else { return nil }
    var index = offset + 1
    while true {
      index = endOfPlainText(from: index)
      switch self[index] {
      case Ascii.lineFeed: return index
      case Ascii.colon where !isBlankOrEnd(self[index + 1]): break
      case Ascii.space where self[index + 1] > Ascii.hash: break
      case Ascii.colon, Ascii.openBrace, ...Ascii.space: return nil
      default: break
      }
      index += 1
    }
  }
}
