/// Reads a script in one pass, each byte once, with nested substitutions as nested calls.
///
/// What only looks is inlined, as a call would hand it a copy of all.
struct ShellParser {
  let bytes: [UInt8]
  let isKubeletVariable: ((String) -> Bool)?
  var position = 0
  /// Where the text that is being read ends: the script, or a here-document.
  var end: Int
  var depth = 0
  var backquotes = 0
  var conditions = 0
  var functionDepth = 0
  var pendingDocuments: [PendingDocument] = []

  // What has been read.
  var copies = NestedList<ShellScript.Storage.CopiedByte>(capacity: 16)
  var commands: [ShellScript.Storage.Command] = []
  var pipes: [ShellScript.Pipe] = []
  var words: NestedList<ShellScript.Storage.Word>
  var expansions = NestedList<ShellScript.Storage.Expansion>(capacity: 8)
  var assignments = NestedList<ShellScript.Storage.Assignment>(capacity: 4)
  var redirections = NestedList<ShellScript.Storage.Redirection>(capacity: 4)
  var functions: Set<String> = []
  var listCount = 0
  var programs: ShellProgram = []

  struct PendingDocument {
    var delimiter: ShellScript.Storage.Text
    var isQuoted: Bool
    var stripsTabs: Bool
  }

  /// What ends a list of commands.
  enum Terminator {
    case end, parenthesis, backquote, clause
    case keyword(StaticString)
    /// `elif`, `else` or `fi`.
    case branch
  }

  init(_ bytes: [UInt8], isKubeletVariable: ((String) -> Bool)?) {
    self.bytes = bytes
    self.isKubeletVariable = isKubeletVariable
    end = bytes.count
    words = NestedList(capacity: min(bytes.count / 8, 32))
    commands.reserveCapacity(min(bytes.count / 16, 12))
  }

  mutating func parse() -> ShellScript.Storage {
    do throws(ShellScript.Problem) {
      try readList(until: .end)
      if position < end { throw .unexpected(at: position) }
    } catch {
      return ShellScript.Storage(&self, error)
    }
    return ShellScript.Storage(&self, nil)
  }

  mutating func readList(until terminator: Terminator) throws(ShellScript.Problem) {
    try enter()
    defer { depth -= 1 }
    while true {
      try skipSeparators()
      if try isAtEnd(of: terminator) { return }
      let first = commands.count
      try readAndOr()
      if depth == 1, commands.count > first { listCount += 1 }
    }
  }

  mutating func enter() throws(ShellScript.Problem) {
    guard depth < ShellScript.deepestNesting else { throw .tooDeep(at: position) }
    depth += 1
  }

  @inline(__always)
  func isAtEnd(of terminator: Terminator) throws(ShellScript.Problem) -> Bool {
    guard let byte = byte() else {
      if case .end = terminator { return true }
      throw .unterminatedSubstitution(at: position)
    }
    switch terminator {
    case .end: return false
    case .parenthesis: return byte == UInt8(ascii: ")")
    case .backquote: return byte == UInt8(ascii: "`")
    case .clause:
      return byte == UInt8(ascii: ";") && (self.byte(1) == UInt8(ascii: ";") || self.byte(1) == UInt8(ascii: "&")) || isKeyword("esac")
    case .keyword(let word): return isKeyword(word)
    case .branch: return isKeyword("elif") || isKeyword("else") || isKeyword("fi")
    }
  }

  /// `a && b || c`
  mutating func readAndOr() throws(ShellScript.Problem) {
    while true {
      let first = commands.count
      let firstPipe = pipes.count
      try readPipeline()
      skipBlanks()
      let isAnd = byte() == UInt8(ascii: "&") && byte(1) == UInt8(ascii: "&")
      let isOr = byte() == UInt8(ascii: "|") && byte(1) == UInt8(ascii: "|")
      guard isAnd || isOr else { return }
      for index in first..<commands.count { commands[index].isChecked = true }
      for index in firstPipe..<pipes.count { pipes[index].isChecked = true }
      position += 2
      try skipNewlines()
    }
  }

  mutating func readPipeline() throws(ShellScript.Problem) {
    var isNegated = false
    while isKeyword("!") || isKeyword("time") {
      isNegated = isNegated || byte() == UInt8(ascii: "!")
      position += byte() == UInt8(ascii: "!") ? 1 : 4
      skipBlanks()
    }
    if isNegated { conditions += 1 }
    defer { if isNegated { conditions -= 1 } }
    var producer = commands.count
    try readCommand()
    while true {
      skipBlanks()
      guard byte() == UInt8(ascii: "|"), byte(1) != UInt8(ascii: "|") else { return }
      position += byte(1) == UInt8(ascii: "&") ? 2 : 1
      try skipNewlines()
      let consumer = commands.count
      for index in producer..<consumer { commands[index].isOutputCaptured = true }
      try readCommand()
      pipes.append(
        ShellScript.Pipe(producer: producer..<consumer, consumer: consumer..<commands.count, isChecked: conditions > 0))
      producer = consumer
    }
  }

  mutating func readCommand() throws(ShellScript.Problem) {
    skipBlanks()
    guard let byte = byte() else { throw .unexpected(at: position) }
    let first = commands.count
    switch byte {
    case UInt8(ascii: "("):
      if self.byte(1) == UInt8(ascii: "("), let after = endOfArithmetic(from: position + 2) {
        position = after
      } else {
        position += 1
        try readList(until: .parenthesis)
        position += 1
      }
      try readRedirections(of: first)
    case UInt8(ascii: "{") where isKeyword("{"):
      position += 1
      try readBody(until: "}")
      try readRedirections(of: first)
    case UInt8(ascii: "i") where isKeyword("if"):
      position += 2
      try readIf()
      try readRedirections(of: first)
    case UInt8(ascii: "w") where isKeyword("while"), UInt8(ascii: "u") where isKeyword("until"):
      position += 5
      conditions += 1
      defer { conditions -= 1 }
      try readBody(until: "do")
      conditions -= 1
      defer { conditions += 1 }
      try readBody(until: "done")
      try readRedirections(of: first)
    case UInt8(ascii: "f") where isKeyword("for"):
      position += 3
      try readLoop()
      try readRedirections(of: first)
    case UInt8(ascii: "s") where isKeyword("select"):
      position += 6
      try readLoop()
      try readRedirections(of: first)
    case UInt8(ascii: "c") where isKeyword("case"):
      position += 4
      try readCase()
      try readRedirections(of: first)
    case UInt8(ascii: "f") where isKeyword("function"):
      position += 8
      skipBlanks()
      let name = try readWord()
      skipBlanks()
      if self.byte() == UInt8(ascii: "(") {
        position += 1
        skipBlanks()
        try expect(UInt8(ascii: ")"))
      }
      try readFunction(named: name)
    case UInt8(ascii: "[") where self.byte(1) == UInt8(ascii: "[") && isKeyword("[["):
      try readConditional()
      try readRedirections(of: first)
    case UInt8(ascii: ")"), UInt8(ascii: ";"), UInt8(ascii: "&"), UInt8(ascii: "|"): throw .unexpected(at: position)
    default: try readSimpleCommand()
    }
  }

  @inline(__always)
  func byte(_ ahead: Int = 0) -> UInt8? { at(position + ahead) }

  @inline(__always)
  func at(_ index: Int) -> UInt8? { index < end ? bytes[index] : nil }

  mutating func expect(_ byte: UInt8) throws(ShellScript.Problem) {
    guard self.byte() == byte else { throw .unexpected(at: position) }
    position += 1
  }

  /// Whether a reserved word stands here, unquoted and whole.
  @inline(__always)
  func isKeyword(_ text: StaticString) -> Bool {
    for index in 0..<text.utf8CodeUnitCount { if unsafe at(position + index) != text.utf8Start[index] { return false } }
    return endsKeyword(at: position + text.utf8CodeUnitCount)
  }

  /// Whether a reserved word may end here.
  @inline(__always)
  private func endsKeyword(at index: Int) -> Bool {
    guard let next = at(index) else { return true }
    return Self.isBlank(next) || Self.isSeparator(next) || next == UInt8(ascii: "`") && backquotes > 0
      || next == UInt8(ascii: "(") || next == UInt8(ascii: "\\") && at(index + 1) == UInt8(ascii: "\n")
  }

  var isContinuation: Bool { byte() == UInt8(ascii: "\\") && byte(1) == UInt8(ascii: "\n") }

  @inline(__always)
  mutating func skipBlanks() {
    if let byte = byte(), Self.mayBeginBlanks(byte) { passBlanks() }
  }

  private static func mayBeginBlanks(_ byte: UInt8) -> Bool {
    isBlank(byte) || byte == UInt8(ascii: "#") || byte == UInt8(ascii: "\\")
  }

  private mutating func passBlanks() {
    while let byte = byte() {
      if Self.isBlank(byte) {
        position += 1
      } else if isContinuation {
        position += 2
      } else if byte == UInt8(ascii: "#"), position == 0 || Self.isBlank(bytes[position - 1]) || Self.isSeparator(bytes[position - 1]) {
        while position < end, bytes[position] != UInt8(ascii: "\n"), !(bytes[position] == UInt8(ascii: "`") && backquotes > 0) {
          position += 1
        }
      } else {
        return
      }
    }
  }

  /// Passes blanks, comments and line ends.
  mutating func skipNewlines() throws(ShellScript.Problem) {
    skipBlanks()
    while byte() == UInt8(ascii: "\n") {
      position += 1
      try readDocuments()
      skipBlanks()
    }
  }

  /// Passes whatever may stand between two lists; not the `;;` of a clause.
  mutating func skipSeparators() throws(ShellScript.Problem) {
    while true {
      try skipNewlines()
      guard let byte = byte() else { return }
      if byte == UInt8(ascii: ";"), self.byte(1) != UInt8(ascii: ";"), self.byte(1) != UInt8(ascii: "&") {
        position += 1
      } else if byte == UInt8(ascii: "&"), self.byte(1) != UInt8(ascii: ">"), self.byte(1) != UInt8(ascii: "&") {
        position += 1
      } else {
        return
      }
    }
  }

  static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
  }

  static func isSeparator(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "\n"), UInt8(ascii: ";"), UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: ")"), UInt8(ascii: "<"),
      UInt8(ascii: ">"),
      UInt8(ascii: "("):
      true
    default: false
    }
  }

  static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

  static func isNameByte(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- UInt8(ascii: "a") < 26 || isDigit(byte) || byte == UInt8(ascii: "_")
  }
}
