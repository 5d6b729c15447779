/// A walk over a text that ought to be JSON (RFC 8259), to find where it is something else. What YAML has besides ends it: comments, plain words, single
/// quotes, anchors and tags, commas at the end.
struct JSONText {
  private let bytes: ByteView
  /// Behind what has been passed.
  private(set) var position: Int

  init(_ bytes: ByteView, from start: Int) {
    self.bytes = bytes
    position = start
  }

  /// Passes blanks and line breaks.
  mutating func passWhiteSpace() {
    while true {
      position = bytes.endOfSpaces(from: position)
      guard isBreak(bytes[position]) || bytes[position] == Ascii.tab else { return }
      position += 1
    }
  }

  /// Passes one value and the white space around it.
  ///
  /// - Returns: Whether it is JSON; if not, the position is where it stops to be.
  mutating func passValue() -> Bool {
    /// The brackets that are open, as those that close them.
    var closing: [UInt8] = []
    repeat {
      passWhiteSpace()
      if closing.last == Ascii.closeBrace, !passKey() { return false }
      switch bytes[position] {
      case Ascii.openBrace, Ascii.openBracket:
        closing.append(bytes[position] + 2)
        position += 1
        passWhiteSpace()
        if bytes[position] != closing.last { continue }
      case Ascii.doubleQuote: if !passString() { return false }
      case Ascii.minus, Ascii.zero...Ascii.nine: if !passNumber() { return false }
      default: if !passWord() { return false }
      }
      // Behind a value, or before the bracket that closes an empty collection.
      while true {
        passWhiteSpace()
        guard let last = closing.last else { return true }
        if bytes[position] == last {
          closing.removeLast()
          position += 1
        } else if bytes[position] == Ascii.comma {
          position += 1
          break
        } else {
          return false
        }
      }
    } while true
  }

  private mutating func passKey() -> Bool {
    guard bytes[position] == Ascii.doubleQuote, passString() else { return false }
    passWhiteSpace()
    guard bytes[position] == Ascii.colon else { return false }
    position += 1
    passWhiteSpace()
    return true
  }

  private mutating func passString() -> Bool {
    position += 1
    while true {
      let byte = bytes[position]
      if byte == Ascii.doubleQuote { break }
      if byte < Ascii.space { return false }
      if byte == Ascii.backslash {
        guard isEscape(at: position + 1) else { return false }
        position += 1
      }
      position += 1
    }
    position += 1
    return true
  }

  /// The escapes of YAML that JSON has, too.
  private func isEscape(at offset: Int) -> Bool {
    switch bytes[offset] {
    case Ascii.doubleQuote, Ascii.backslash, Ascii.slash, UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"),
      UInt8(ascii: "t"):
      true
    case UInt8(ascii: "u"): (1...4).allSatisfy { ScalarText.hexadecimalDigit(bytes[offset + $0]) != nil }
    default: false
    }
  }

  private mutating func passNumber() -> Bool {
    if bytes[position] == Ascii.minus { position += 1 }
    if bytes[position] == Ascii.zero { position += 1 } else if !passDigits() { return false }
    if bytes[position] == Ascii.dot {
      position += 1
      if !passDigits() { return false }
    }
    guard bytes[position] | 0x20 == UInt8(ascii: "e") else { return true }
    position += 1
    if bytes[position] == Ascii.plus || bytes[position] == Ascii.minus { position += 1 }
    return passDigits()
  }

  private mutating func passDigits() -> Bool {
    let start = position
    while bytes[position] &- Ascii.zero < 10 { position += 1 }
    return position > start
  }

  private mutating func passWord() -> Bool {
    for word: StaticString in ["true", "false", "null"] {
      let count = word.utf8CodeUnitCount
      guard (0..<count).allSatisfy({ unsafe bytes[position + $0] == word.utf8Start[$0] }) else { continue }
      position += count
      return true
    }
    return false
  }
}
