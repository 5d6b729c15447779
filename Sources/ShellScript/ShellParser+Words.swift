/// Words: quotes, escapes, parameters, substitutions.
extension ShellParser {
  /// A word that is being read: a stretch of the script as long as it stands there as it is, and a copy from then on.
  struct OpenWord {
    /// Where it begins.
    var start: Int
    /// Its value in the script, until it is copied.
    var value: Range<Int>
    var isCopied = false
    /// Where its parts begin among the open ones.
    var copies: Int
    var expansions: Int
    var isQuoted = false
    var isPattern = false
  }

  @inline(__always)
  func openWord() -> OpenWord {
    OpenWord(start: position, value: position..<position, copies: copies.openCount, expansions: expansions.openCount)
  }

  /// Completes a word that ends here.
  mutating func close(_ word: OpenWord) -> ShellScript.Storage.Word {
    ShellScript.Storage.Word(
      range: word.start..<position,
      value: ShellScript.Storage.Text(range: word.isCopied ? copies.close(from: word.copies) : word.value, isCopied: word.isCopied),
      expansions: expansions.close(from: word.expansions), isQuoted: word.isQuoted, isPattern: word.isPattern)
  }

  /// Forgets what has been read of a word but its commands.
  mutating func drop(_ word: OpenWord) {
    copies.drop(from: word.copies)
    expansions.drop(from: word.expansions)
  }

  @inline(__always)
  func isEmpty(_ word: OpenWord) -> Bool { !word.isCopied && word.value.isEmpty }

  /// Appends bytes of the script.
  mutating func append(_ range: Range<Int>, to word: inout OpenWord) {
    if word.isCopied {
      for offset in range { copies.append(ShellScript.Storage.CopiedByte(byte: bytes[offset], origin: offset)) }
    } else if word.value.isEmpty {
      word.value = range
    } else if word.value.upperBound == range.lowerBound {
      word.value = word.value.lowerBound..<range.upperBound
    } else if !range.isEmpty {
      copy(&word)
      append(range, to: &word)
    }
  }

  /// Appends a byte that the script says otherwise.
  mutating func append(_ byte: UInt8, at offset: Int, to word: inout OpenWord) {
    copy(&word)
    copies.append(ShellScript.Storage.CopiedByte(byte: byte, origin: offset))
  }

  /// Notes an expansion that ends here, with a 0 in its place.
  mutating func append(
    _ kind: ShellScript.Storage.Expansion.Kind, from start: Int, isQuoted: Bool, showsValue: Bool = true, to word: inout OpenWord
  ) {
    append(0, at: start, to: &word)
    expansions.append(
      ShellScript.Storage.Expansion(kind: kind, range: start..<position, isQuoted: isQuoted, showsValue: showsValue))
  }

  private mutating func copy(_ word: inout OpenWord) {
    guard !word.isCopied else { return }
    word.isCopied = true
    append(word.value, to: &word)
  }

  /// A byte of a complete text; nil behind its end.
  @inline(__always)
  func byte(_ index: Int, of text: ShellScript.Storage.Text) -> UInt8? {
    guard index >= 0, index < text.range.count else { return nil }
    let index = text.range.lowerBound + index
    return text.isCopied ? copies.complete[index].byte : bytes[index]
  }

  /// What follows the last slash.
  @inline(__always)
  func withoutFolder(_ text: ShellScript.Storage.Text) -> ShellScript.Storage.Text {
    let separator = UInt8(ascii: "/")
    let slash =
      text.isCopied ? copies.complete[text.range].lastIndex { $0.byte == separator } : bytes[text.range].lastIndex(of: separator)
    guard let slash else { return text }
    return ShellScript.Storage.Text(range: slash + 1..<text.range.upperBound, isCopied: text.isCopied)
  }

  @inline(__always)
  func contains(_ byte: UInt8, _ text: ShellScript.Storage.Text) -> Bool {
    text.isCopied ? copies.complete[text.range].contains { $0.byte == byte } : bytes[text.range].contains(byte)
  }

  /// Where a byte of a complete text comes from.
  @inline(__always)
  func origin(of index: Int, in text: ShellScript.Storage.Text) -> Int {
    let index = text.range.lowerBound + index
    return text.isCopied ? copies.complete[index].origin : index
  }

  @inline(__always)
  func copy(of text: ShellScript.Storage.Text) -> [UInt8] {
    text.isCopied ? copies.complete[text.range].map(\.byte) : Array(bytes[text.range])
  }

  func string(_ text: ShellScript.Storage.Text) -> String { String(decoding: copy(of: text), as: UTF8.self) }

  /// What is known of the program of that name.
  @inline(__always)
  func program(_ name: ShellScript.Storage.Text) -> ShellProgram {
    let bytes = name.isCopied ? copy(of: name) : bytes
    return ShellProgram(named: bytes.span.extracting(name.isCopied ? 0..<bytes.count : name.range))
  }

  mutating func readWord(inConditional: Bool = false) throws(ShellScript.Problem) -> ShellScript.Storage.Word {
    var word = openWord()
    try readWord(into: &word, inConditional: inConditional)
    return close(word)
  }

  mutating func readWord(into word: inout OpenWord, inConditional: Bool = false) throws(ShellScript.Problem) {
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
          append(position + 1..<position + 2, to: &word)
          position += 2
        } else {
          append(position..<position + 1, to: &word)
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
        append(.process(commands), from: start, isQuoted: false, to: &word)
      case UInt8(ascii: "("):
        guard inConditional || isExtendedPattern(word) else { return }
        try readPatternList(into: &word)
      case UInt8(ascii: "*"), UInt8(ascii: "?"), UInt8(ascii: "["):
        word.isPattern = true
        append(position..<position + 1, to: &word)
        position += 1
      case UInt8(ascii: "|") where inConditional && self.byte(1) != UInt8(ascii: "|") && !isEmpty(word):
        append(position..<position + 1, to: &word)
        position += 1
      default:
        if Self.isBlank(byte) || Self.isSeparator(byte) { return }
        let start = position
        repeat { position += 1 } while position < end && Self.isOrdinary(bytes[position])
        append(start..<position, to: &word)
      }
    }
  }

  /// Bytes that mean themselves wherever they stand in a word.
  static func isOrdinary(_ byte: UInt8) -> Bool {
    isNameByte(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ".") || byte >= 0x80
  }

  /// `@(`, `?(`, `*(`, `+(` and `!(` right behind each other.
  @inline(__always)
  func isExtendedPattern(_ word: OpenWord) -> Bool {
    guard !isEmpty(word), position == (word.isCopied ? (copies.lastOpen?.origin ?? position) + 1 : word.value.upperBound) else {
      return false
    }
    let last = bytes[position - 1]
    return last == UInt8(ascii: "@") || last == UInt8(ascii: "?") || last == UInt8(ascii: "*") || last == UInt8(ascii: "+")
      || last == UInt8(ascii: "!")
  }

  mutating func readPatternList(into word: inout OpenWord) throws(ShellScript.Problem) {
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
        append(position..<position + 1, to: &word)
        position += 1
      }
    } while open > 0
  }

  mutating func readSingleQuoted(into word: inout OpenWord) throws(ShellScript.Problem) {
    let start = position
    position += 1
    while position < end, bytes[position] != UInt8(ascii: "'") { position += 1 }
    guard position < end else { throw .unterminatedQuote(at: start) }
    append(start + 1..<position, to: &word)
    position += 1
  }

  /// What stands between double quotes, or in a here-document: escapes and expansions. Stops at the terminator, or at the end.
  mutating func readQuoted(until terminator: UInt8?, into word: inout OpenWord) throws(ShellScript.Problem) {
    while let byte = byte(), byte != terminator {
      switch byte {
      case UInt8(ascii: "\\"):
        let next = self.byte(1)
        if next == UInt8(ascii: "\n") {
          position += 2
        } else if next == UInt8(ascii: "$") || next == UInt8(ascii: "`") || next == UInt8(ascii: "\\") || next == terminator, next != nil {
          append(position + 1..<position + 2, to: &word)
          position += 2
        } else {
          append(position..<position + 1, to: &word)
          position += 1
        }
      case UInt8(ascii: "$"): try readDollar(into: &word, isQuoted: true)
      case UInt8(ascii: "`"):
        if backquotes > 0 { return }
        try readBackquoted(into: &word, isQuoted: true)
      default:
        let start = position
        repeat { position += 1 } while position < end && (Self.isOrdinary(bytes[position]) || Self.isBlank(bytes[position]))
        append(start..<position, to: &word)
      }
    }
  }

  mutating func readBackquoted(into word: inout OpenWord, isQuoted: Bool) throws(ShellScript.Problem) {
    let start = position
    position += 1
    backquotes += 1
    defer { backquotes -= 1 }
    let commands = try readSubstitution(until: .backquote, from: start)
    append(.command(commands), from: start, isQuoted: isQuoted, to: &word)
  }

  /// Reads nested commands up to and with their terminator.
  mutating func readSubstitution(until terminator: Terminator, from start: Int) throws(ShellScript.Problem) -> Range<Int> {
    let first = commands.count
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
    for index in first..<commands.count { commands[index].isOutputCaptured = true }
    return first..<commands.count
  }

  mutating func readDollar(into word: inout OpenWord, isQuoted: Bool) throws(ShellScript.Problem) {
    let start = position
    if isKubeletVariable != nil, byte(1) == UInt8(ascii: "$") { position += 1 }
    guard let next = byte(1) else {
      append(start..<start + 1, to: &word)
      position = end
      return
    }
    switch next {
    case UInt8(ascii: "("):
      if position == start, let name = kubeletReference(from: position + 2) {
        position = name.upperBound + 1
        append(.kubelet(name), from: start, isQuoted: isQuoted, to: &word)
      } else if byte(2) == UInt8(ascii: "("), let after = endOfArithmetic(from: position + 3) {
        position = after
        append(.arithmetic, from: start, isQuoted: isQuoted, to: &word)
      } else {
        position += 2
        let commands = try readSubstitution(until: .parenthesis, from: start)
        append(.command(commands), from: start, isQuoted: isQuoted, to: &word)
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
      append(.variable(position - 1..<position), from: start, isQuoted: isQuoted, to: &word)
    case _ where Self.isNameByte(next):
      position += 1
      let name = position
      while let byte = byte(), Self.isNameByte(byte) { position += 1 }
      append(.variable(name..<position), from: start, isQuoted: isQuoted, to: &word)
    default:
      append(start..<start + 1, to: &word)
      position += 1
    }
  }

  /// `NAME)` of a variable that the kubelet knows.
  @inline(__always)
  func kubeletReference(from start: Int) -> Range<Int>? {
    guard let isKubeletVariable else { return nil }
    var index = start
    while index < end, Self.isNameByte(bytes[index]) || bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: ".") {
      index += 1
    }
    guard index > start, index < end, bytes[index] == UInt8(ascii: ")") else { return nil }
    return isKubeletVariable(String(decoding: bytes[start..<index], as: UTF8.self)) ? start..<index : nil
  }

  /// `${NAME…}` behind its brace; expansions in it count as the word's own.
  mutating func readParameter(into word: inout OpenWord, from start: Int, isQuoted: Bool) throws(ShellScript.Problem) {
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
    let name = nameStart..<position
    if byte() == UInt8(ascii: "+") || byte() == UInt8(ascii: ":") && byte(1) == UInt8(ascii: "+") { showsValue = false }
    // Its bytes are not the word's, and its expansions come behind the parameter's own.
    var operand = openWord()
    while let byte = byte() {
      switch byte {
      case UInt8(ascii: "}"):
        position += 1
        copies.drop(from: operand.copies)
        append(.variable(name), from: start, isQuoted: isQuoted, showsValue: showsValue, to: &word)
        expansions.moveLast(to: operand.expansions)
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
  mutating func readEscaped(into word: inout OpenWord) throws(ShellScript.Problem) {
    let start = position
    position += 1
    while let byte = byte() {
      if byte == UInt8(ascii: "'") {
        position += 1
        return
      }
      if byte == UInt8(ascii: "\\"), let next = self.byte(1) {
        switch next {
        case UInt8(ascii: "n"): append(UInt8(ascii: "\n"), at: position, to: &word)
        case UInt8(ascii: "t"): append(UInt8(ascii: "\t"), at: position, to: &word)
        case UInt8(ascii: "r"): append(UInt8(ascii: "\r"), at: position, to: &word)
        case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "?"): append(next, at: position, to: &word)
        default: append(position..<position + 2, to: &word)
        }
        position += 2
        continue
      }
      append(position..<position + 1, to: &word)
      position += 1
    }
    throw .unterminatedQuote(at: start)
  }

  /// Behind the `))` that closes an arithmetic expression begun by `((`; nil where parentheses say that it is none.
  @inline(__always)
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
