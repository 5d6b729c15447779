/// Words: quotes, escapes, parameters, substitutions.
extension ShellParser {
  mutating func readWord(inConditional: Bool = false) throws(ShellScript.Problem) -> ShellScript.Word {
    var word = ShellScript.Word(range: position..<position)
    try readWord(into: &word, inConditional: inConditional)
    word.range = word.range.lowerBound..<position
    return word
  }

  private mutating func readWord(into word: inout ShellScript.Word, inConditional: Bool) throws(ShellScript.Problem) {
    while let byte = byte() {
      switch byte {
      case UInt8(ascii: "'"):
        word.isQuoted = true
        try readSingleQuoted(into: &word)
      case UInt8(ascii: "\""):
        word.isQuoted = true
        let start = position
        position += 1
        try readQuoted(until: UInt8(ascii: "\""), into: &word)
        guard self.byte() == UInt8(ascii: "\"") else { throw .unterminatedQuote(at: start) }
        position += 1
      case UInt8(ascii: "\\"):
        if self.byte(1) == UInt8(ascii: "\n") {
          position += 2
        } else if position + 1 < end {
          word.isQuoted = true
          word.append(bytes[position + 1], at: position + 1)
          position += 2
        } else {
          word.append(byte, at: position)
          position += 1
        }
      case UInt8(ascii: "$"): try readDollar(into: &word, isQuoted: false)
      case UInt8(ascii: "`"):
        if backquotes > 0 { return }
        try readBackquoted(into: &word, isQuoted: false)
      case UInt8(ascii: "<"), UInt8(ascii: ">"):
        guard self.byte(1) == UInt8(ascii: "("), !inConditional else { return }
        let start = position
        position += 2
        let commands = try readSubstitution(until: .parenthesis, from: start)
        word.append(0, at: start)
        word.expansions.append(ShellScript.Expansion(kind: .process(commands), range: start..<position, isQuoted: false))
      case UInt8(ascii: "("):
        guard inConditional || isExtendedPattern(word) else { return }
        try readPatternList(into: &word)
      case UInt8(ascii: "*"), UInt8(ascii: "?"), UInt8(ascii: "["):
        word.isPattern = true
        word.append(byte, at: position)
        position += 1
      case UInt8(ascii: "|") where inConditional && self.byte(1) != UInt8(ascii: "|") && !word.value.isEmpty:
        word.append(byte, at: position)
        position += 1
      default:
        if Self.isBlank(byte) || Self.isSeparator(byte) { return }
        let start = position
        repeat { position += 1 } while position < end && Self.isOrdinary(bytes[position])
        word.append(bytes[start..<position])
      }
    }
  }

  /// Bytes that mean themselves wherever they stand in a word.
  static func isOrdinary(_ byte: UInt8) -> Bool {
    isNameByte(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ".") || byte >= 0x80
  }

  /// `@(`, `?(`, `*(`, `+(` and `!(` right behind each other.
  func isExtendedPattern(_ word: ShellScript.Word) -> Bool {
    guard let last = word.value.last, word.offset(ofByteAt: word.value.count - 1) == position - 1 else { return false }
    return last == UInt8(ascii: "@") || last == UInt8(ascii: "?") || last == UInt8(ascii: "*") || last == UInt8(ascii: "+")
      || last == UInt8(ascii: "!")
  }

  mutating func readPatternList(into word: inout ShellScript.Word) throws(ShellScript.Problem) {
    let start = position
    var open = 0
    word.isPattern = true
    repeat {
      guard let byte = byte() else { throw .unterminatedSubstitution(at: start) }
      if byte == UInt8(ascii: "(") { open += 1 } else if byte == UInt8(ascii: ")") { open -= 1 }
      switch byte {
      case UInt8(ascii: "'"): try readSingleQuoted(into: &word)
      case UInt8(ascii: "\""):
        position += 1
        try readQuoted(until: UInt8(ascii: "\""), into: &word)
        try expect(UInt8(ascii: "\""))
      case UInt8(ascii: "$"): try readDollar(into: &word, isQuoted: false)
      default:
        word.append(byte, at: position)
        position += 1
      }
    } while open > 0
  }

  mutating func readSingleQuoted(into word: inout ShellScript.Word) throws(ShellScript.Problem) {
    let start = position
    position += 1
    while position < end, bytes[position] != UInt8(ascii: "'") { position += 1 }
    guard position < end else { throw .unterminatedQuote(at: start) }
    word.append(bytes[start + 1..<position])
    position += 1
  }

  /// What stands between double quotes, or in a here-document: escapes and expansions. Stops at the terminator, or at the end.
  mutating func readQuoted(until terminator: UInt8?, into word: inout ShellScript.Word) throws(ShellScript.Problem) {
    while let byte = byte(), byte != terminator {
      switch byte {
      case UInt8(ascii: "\\"):
        let next = self.byte(1)
        if next == UInt8(ascii: "\n") {
          position += 2
        } else if next == UInt8(ascii: "$") || next == UInt8(ascii: "`") || next == UInt8(ascii: "\\") || next == terminator, let next {
          word.append(next, at: position + 1)
          position += 2
        } else {
          word.append(byte, at: position)
          position += 1
        }
      case UInt8(ascii: "$"): try readDollar(into: &word, isQuoted: true)
      case UInt8(ascii: "`"):
        if backquotes > 0 { return }
        try readBackquoted(into: &word, isQuoted: true)
      default:
        let start = position
        repeat { position += 1 } while position < end && (Self.isOrdinary(bytes[position]) || Self.isBlank(bytes[position]))
        word.append(bytes[start..<position])
      }
    }
  }

  mutating func readBackquoted(into word: inout ShellScript.Word, isQuoted: Bool) throws(ShellScript.Problem) {
    let start = position
    position += 1
    backquotes += 1
    defer { backquotes -= 1 }
    let commands = try readSubstitution(until: .backquote, from: start)
    word.append(0, at: start)
    word.expansions.append(ShellScript.Expansion(kind: .command(commands), range: start..<position, isQuoted: isQuoted))
  }

  /// Reads nested commands up to and with their terminator.
  mutating func readSubstitution(until terminator: Terminator, from start: Int) throws(ShellScript.Problem) -> Range<Int> {
    let first = script.commands.count
    let outerConditions = conditions
    conditions = 0
    // Within parentheses, backquotes open again.
    let outerBackquotes = backquotes
    if case .parenthesis = terminator { backquotes = 0 }
    defer {
      conditions = outerConditions
      backquotes = outerBackquotes
    }
    try readList(until: terminator)
    position += 1
    for index in first..<script.commands.count { script.commands[index].isOutputCaptured = true }
    return first..<script.commands.count
  }

  mutating func readDollar(into word: inout ShellScript.Word, isQuoted: Bool) throws(ShellScript.Problem) {
    let start = position
    if isKubeletVariable != nil, byte(1) == UInt8(ascii: "$") { position += 1 }
    guard let next = byte(1) else {
      word.append(UInt8(ascii: "$"), at: start)
      position = end
      return
    }
    func append(_ kind: ShellScript.Expansion.Kind) {
      word.append(0, at: start)
      word.expansions.append(ShellScript.Expansion(kind: kind, range: start..<position, isQuoted: isQuoted))
    }
    switch next {
    case UInt8(ascii: "("):
      if position == start, let name = kubeletReference(from: position + 2) {
        position += name.utf8.count + 3
        append(.kubelet(name))
      } else if byte(2) == UInt8(ascii: "("), let after = endOfArithmetic(from: position + 3) {
        position = after
        append(.arithmetic)
      } else {
        position += 2
        let commands = try readSubstitution(until: .parenthesis, from: start)
        append(.command(commands))
      }
    case UInt8(ascii: "{"):
      position += 2
      try readParameter(into: &word, from: start, isQuoted: isQuoted)
    case UInt8(ascii: "'") where !isQuoted:
      position += 1
      word.isQuoted = true
      try readEscaped(into: &word)
    case UInt8(ascii: "\"") where !isQuoted: position += 1
    case UInt8(ascii: "@"), UInt8(ascii: "*"), UInt8(ascii: "#"), UInt8(ascii: "?"), UInt8(ascii: "-"), UInt8(ascii: "$"),
      UInt8(ascii: "!"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      position += 2
      append(.variable(String(decoding: [next], as: UTF8.self)))
    case _ where Self.isNameByte(next):
      position += 1
      let name = position
      while let byte = byte(), Self.isNameByte(byte) { position += 1 }
      append(.variable(String(decoding: bytes[name..<position], as: UTF8.self)))
    default:
      word.append(UInt8(ascii: "$"), at: start)
      position += 1
    }
  }

  /// `NAME)` of a variable that the kubelet knows.
  func kubeletReference(from start: Int) -> String? {
    guard let isKubeletVariable else { return nil }
    var index = start
    while index < end, Self.isNameByte(bytes[index]) || bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: ".") {
      index += 1
    }
    guard index > start, index < end, bytes[index] == UInt8(ascii: ")") else { return nil }
    let name = String(decoding: bytes[start..<index], as: UTF8.self)
    return isKubeletVariable(name) ? name : nil
  }

  /// `${NAME…}` behind its brace; expansions in it count as the word's own.
  mutating func readParameter(into word: inout ShellScript.Word, from start: Int, isQuoted: Bool) throws(ShellScript.Problem) {
    try enter()
    defer { depth -= 1 }
    var showsValue = true
    if let byte = byte(), byte == UInt8(ascii: "!") || byte == UInt8(ascii: "#"), let next = self.byte(1), Self.isNameByte(next) {
      showsValue = byte != UInt8(ascii: "#")
      position += 1
    }
    let nameStart = position
    if let byte = byte(), Self.isNameByte(byte) {
      while let byte = self.byte(), Self.isNameByte(byte) { position += 1 }
    } else if position < end, byte() != UInt8(ascii: "}") {
      position += 1
    }
    let name = String(decoding: bytes[nameStart..<position], as: UTF8.self)
    if byte() == UInt8(ascii: "+") || byte() == UInt8(ascii: ":") && byte(1) == UInt8(ascii: "+") { showsValue = false }
    var operand = ShellScript.Word(range: position..<position)
    while let byte = byte() {
      switch byte {
      case UInt8(ascii: "}"):
        position += 1
        word.append(0, at: start)
        word.expansions.append(
          ShellScript.Expansion(kind: .variable(name), range: start..<position, isQuoted: isQuoted, showsValue: showsValue))
        word.expansions += operand.expansions
        return
      case UInt8(ascii: "\\"): position = min(position + 2, end)
      case UInt8(ascii: "'") where !isQuoted: try readSingleQuoted(into: &operand)
      case UInt8(ascii: "\""):
        let quote = position
        position += 1
        try readQuoted(until: UInt8(ascii: "\""), into: &operand)
        guard self.byte() == UInt8(ascii: "\"") else { throw .unterminatedQuote(at: quote) }
        position += 1
      case UInt8(ascii: "$"): try readDollar(into: &operand, isQuoted: isQuoted)
      case UInt8(ascii: "`") where backquotes == 0: try readBackquoted(into: &operand, isQuoted: isQuoted)
      default: position += 1
      }
    }
    throw .unterminatedSubstitution(at: start)
  }

  /// `$'…'` behind its dollar; escapes of one letter are resolved, the others left as written.
  mutating func readEscaped(into word: inout ShellScript.Word) throws(ShellScript.Problem) {
    let start = position
    position += 1
    while let byte = byte() {
      if byte == UInt8(ascii: "'") {
        position += 1
        return
      }
      if byte == UInt8(ascii: "\\"), let next = self.byte(1) {
        switch next {
        case UInt8(ascii: "n"): word.append(UInt8(ascii: "\n"), at: position)
        case UInt8(ascii: "t"): word.append(UInt8(ascii: "\t"), at: position)
        case UInt8(ascii: "r"): word.append(UInt8(ascii: "\r"), at: position)
        case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "?"): word.append(next, at: position)
        default:
          word.append(byte, at: position)
          word.append(next, at: position + 1)
        }
        position += 2
        continue
      }
      word.append(byte, at: position)
      position += 1
    }
    throw .unterminatedQuote(at: start)
  }

  /// Behind the `))` that closes an arithmetic expression begun by `((`; nil where parentheses say that it is none.
  func endOfArithmetic(from start: Int) -> Int? {
    var open = 2
    var index = start
    while index < end {
      switch bytes[index] {
      case UInt8(ascii: "("): open += 1
      case UInt8(ascii: ")"):
        open -= 1
        if open == 1 { return at(index + 1) == UInt8(ascii: ")") ? index + 2 : nil }
      case UInt8(ascii: "'"), UInt8(ascii: "\n"): return nil
      default: break
      }
      index += 1
    }
    return nil
  }
}
