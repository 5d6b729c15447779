/// A shell script taken apart into its commands and their words.
///
/// Reads POSIX shell (XCU chapter 2) and what bash adds to its grammar: `[[ ]]`, `(( ))`, process substitution, here-strings, arrays, `$'…'`. It knows what
/// a command's words are and what they are made of, not what they expand to. All offsets are UTF-8 offsets into the script.
package struct ShellScript: Sendable {
  /// In the order in which they end: what a word substitutes comes before the command the word belongs to.
  package fileprivate(set) var commands: [Command] = []
  package fileprivate(set) var pipes: [Pipe] = []
  /// Names of the functions the script defines.
  package fileprivate(set) var functions: Set<String> = []
  /// How many lists of commands stand one after the other at the top level.
  package fileprivate(set) var listCount = 0
  /// Why the script could not be read to its end.
  package fileprivate(set) var problem: Problem?

  /// One simple command, the head of a loop, or a `[[ ]]`.
  package struct Command: Sendable {
    package enum Kind: Sendable {
      case simple
      /// `for NAME in WORDS`: the name stands in `assignments`, without a value.
      case loop
      /// `[[ … ]]` or `case WORD`.
      case test
    }

    package var kind = Kind.simple
    package var range: Range<Int>
    package var assignments: [Assignment] = []
    /// The command's name and its arguments.
    package var words: [Word] = []
    package var redirections: [Redirection] = []
    /// Which list of the top level it belongs to, from 0.
    package var list = 0
    /// Its output goes into a pipe, a file or a substitution.
    package var isOutputCaptured = false
    /// It is asked for its status: by `if`, `while`, `until`, `!`, `&&` or `||`.
    package var isChecked = false
    /// It stands in a function, which may be called from anywhere.
    package var isInFunction = false

    /// The command's name without its folder; nil where it is not written out, or there is none.
    package var name: String? {
      guard kind == .simple, let first = words.first, first.isLiteral else { return nil }
      let name = first.value[((first.value.lastIndex(of: UInt8(ascii: "/")) ?? -1) + 1)...]
      return String(decoding: name, as: UTF8.self)
    }
  }

  package struct Assignment: Sendable {
    package var name: String
    package var value: Word
  }

  /// One word: quotes taken off, escapes resolved, expansions left as they are.
  package struct Word: Sendable {
    package var range: Range<Int>
    /// The word's bytes, with a 0 in the place of each expansion.
    package var value: [UInt8] = []
    /// For each byte of ``value`` where it comes from.
    package var offsets: [Int] = []
    /// Those of its expansions that stand in others included.
    package var expansions: [Expansion] = []
    package var isQuoted = false
    /// Whether an unquoted `*`, `?` or `[` makes a pattern of it.
    package var isPattern = false

    package init(range: Range<Int>) { self.range = range }

    package var isLiteral: Bool { expansions.isEmpty }
    /// What it is, where nothing in it is expanded.
    package var text: String? { isLiteral ? String(decoding: value, as: UTF8.self) : nil }

    /// Where a part of ``value`` stands in the script.
    package func range(of part: Range<Int>) -> Range<Int> {
      guard part.lowerBound < part.upperBound, part.lowerBound >= 0, part.upperBound <= offsets.count else { return range }
      return offsets[part.lowerBound]..<max(offsets[part.upperBound - 1] + 1, offsets[part.lowerBound])
    }

    fileprivate mutating func append(_ byte: UInt8, at offset: Int) {
      value.append(byte)
      offsets.append(offset)
    }
  }

  package struct Expansion: Sendable {
    package enum Kind: Sendable, Equatable {
      /// `$NAME`, `${NAME…}`, `$1`, `$@`.
      case variable(String)
      /// `$(…)` or backquotes, with the positions of their commands.
      case command(Range<Int>)
      /// `<(…)` or `>(…)`.
      case process(Range<Int>)
      case arithmetic
      /// `$(NAME)` that the kubelet has replaced before the shell reads the script.
      case kubelet(String)
    }

    package var kind: Kind
    package var range: Range<Int>
    package var isQuoted: Bool
    /// Whether anything of the value comes out: not so for `${#NAME}` and `${NAME:+…}`.
    package var showsValue = true
  }

  package struct Redirection: Sendable {
    /// `>`, `>>`, `<`, `<<`, `<<<`, `>&`, …
    package var operation: String
    /// The descriptor before the operator; nil where none is written.
    package var descriptor: Int?
    package var target: Word
    /// The text of a here-document.
    package var document: Int?

    /// Whether standard output goes elsewhere than to the container's log.
    package var isOutput: Bool {
      guard operation.hasPrefix("&>") || operation.hasPrefix(">") && descriptor ?? 1 == 1 else { return false }
      switch target.text {
      case "1", "2": return operation != ">&"
      case "/dev/stdout", "/dev/stderr", "/proc/1/fd/1", "/proc/1/fd/2", "/dev/tty": return false
      default: return true
      }
    }
  }

  /// `a | b`: positions of the commands on both sides.
  package struct Pipe: Sendable {
    package var producer: Range<Int>
    package var consumer: Range<Int>
    /// The pipe's status is asked for.
    package var isChecked: Bool
  }

  package enum Problem: Error, Sendable, Equatable {
    case unterminatedQuote(at: Int)
    case unterminatedSubstitution(at: Int)
    case unexpected(at: Int)
    /// Constructs are nested deeper than ``ShellScript/deepestNesting``.
    case tooDeep(at: Int)

    package var offset: Int {
      switch self {
      case .unterminatedQuote(let offset), .unterminatedSubstitution(let offset), .unexpected(let offset), .tooDeep(let offset): offset
      }
    }
  }

  /// The texts of here-documents, in the order of their operators.
  package fileprivate(set) var documents: [Word] = []

  /// Nobody writes scripts like that.
  package static var deepestNesting: Int { 60 }

  /// Reads a script.
  ///
  /// - Parameter kubeletVariables: The container's variables, where the script stands in `command` or `args`: the kubelet has replaced `$(NAME)` of those and
  ///   made `$` of every `$$` before a shell sees it. nil for scripts in files.
  package init(_ text: String, kubeletVariables: Set<String>? = nil) {
    var parser = ShellParser(Array(text.utf8), kubeletVariables: kubeletVariables)
    self = parser.parse()
  }

  fileprivate init() {}
}

/// Reads a script in one pass, each byte once, with nested substitutions as nested calls.
private struct ShellParser {
  private let bytes: [UInt8]
  private let kubeletVariables: Set<String>?
  private var position = 0
  /// Where the text that is being read ends: the script, or a here-document.
  private var end: Int
  private var depth = 0
  private var conditions = 0
  private var functionDepth = 0
  private var script = ShellScript()
  private var pendingDocuments: [PendingDocument] = []

  private struct PendingDocument {
    var index: Int
    var delimiter: [UInt8]
    var isQuoted: Bool
    var stripsTabs: Bool
  }

  /// What ends a list of commands.
  private enum Terminator {
    case end, parenthesis, backquote, clause
    case keywords([String])
  }

  init(_ bytes: [UInt8], kubeletVariables: Set<String>?) {
    self.bytes = bytes
    self.kubeletVariables = kubeletVariables
    end = bytes.count
  }

  mutating func parse() -> ShellScript {
    do throws(ShellScript.Problem) {
      try readList(until: .end)
      if position < end { throw .unexpected(at: position) }
    } catch {
      script.problem = error
    }
    return script
  }

  // Lists and pipelines.

  private mutating func readList(until terminator: Terminator) throws(ShellScript.Problem) {
    try enter()
    defer { depth -= 1 }
    while true {
      try skipSeparators()
      if try isAtEnd(of: terminator) { return }
      let first = script.commands.count
      try readAndOr()
      if depth == 1, script.commands.count > first { script.listCount += 1 }
    }
  }

  private mutating func enter() throws(ShellScript.Problem) {
    guard depth < ShellScript.deepestNesting else { throw .tooDeep(at: position) }
    depth += 1
  }

  private func isAtEnd(of terminator: Terminator) throws(ShellScript.Problem) -> Bool {
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
    case .keywords(let words): return words.contains(where: isKeyword)
    }
  }

  /// `a && b || c`
  private mutating func readAndOr() throws(ShellScript.Problem) {
    while true {
      let first = script.commands.count
      let firstPipe = script.pipes.count
      try readPipeline()
      skipBlanks()
      let isAnd = byte() == UInt8(ascii: "&") && byte(1) == UInt8(ascii: "&")
      let isOr = byte() == UInt8(ascii: "|") && byte(1) == UInt8(ascii: "|")
      guard isAnd || isOr else { return }
      for index in first..<script.commands.count { script.commands[index].isChecked = true }
      for index in firstPipe..<script.pipes.count { script.pipes[index].isChecked = true }
      position += 2
      try skipNewlines()
    }
  }

  private mutating func readPipeline() throws(ShellScript.Problem) {
    var isNegated = false
    while isKeyword("!") || isKeyword("time") {
      isNegated = isNegated || byte() == UInt8(ascii: "!")
      position += byte() == UInt8(ascii: "!") ? 1 : 4
      skipBlanks()
    }
    if isNegated { conditions += 1 }
    defer { if isNegated { conditions -= 1 } }
    var producer = script.commands.count
    try readCommand()
    while true {
      skipBlanks()
      guard byte() == UInt8(ascii: "|"), byte(1) != UInt8(ascii: "|") else { return }
      position += byte(1) == UInt8(ascii: "&") ? 2 : 1
      try skipNewlines()
      let consumer = script.commands.count
      for index in producer..<consumer { script.commands[index].isOutputCaptured = true }
      try readCommand()
      script.pipes.append(
        ShellScript.Pipe(producer: producer..<consumer, consumer: consumer..<script.commands.count, isChecked: conditions > 0))
      producer = consumer
    }
  }

  // Commands.

  private mutating func readCommand() throws(ShellScript.Problem) {
    skipBlanks()
    guard let byte = byte() else { throw .unexpected(at: position) }
    let first = script.commands.count
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
      try readBody(until: ["}"])
      try readRedirections(of: first)
    case UInt8(ascii: "i") where isKeyword("if"):
      position += 2
      try readIf()
      try readRedirections(of: first)
    case UInt8(ascii: "w") where isKeyword("while"), UInt8(ascii: "u") where isKeyword("until"):
      position += 5
      conditions += 1
      defer { conditions -= 1 }
      try readBody(until: ["do"])
      conditions -= 1
      defer { conditions += 1 }
      try readBody(until: ["done"])
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

  private mutating func readBody(until keywords: [String]) throws(ShellScript.Problem) {
    try readList(until: .keywords(keywords))
    for keyword in keywords where isKeyword(keyword) {
      position += keyword.utf8.count
      return
    }
    throw .unexpected(at: position)
  }

  private mutating func readIf() throws(ShellScript.Problem) {
    while true {
      conditions += 1
      do throws(ShellScript.Problem) {
        try readBody(until: ["then"])
        conditions -= 1
      } catch {
        conditions -= 1
        throw error
      }
      try readList(until: .keywords(["elif", "else", "fi"]))
      if isKeyword("elif") {
        position += 4
        continue
      }
      if isKeyword("else") {
        position += 4
        return try readBody(until: ["fi"])
      }
      position += 2
      return
    }
  }

  private mutating func readLoop() throws(ShellScript.Problem) {
    skipBlanks()
    let start = position
    if byte() == UInt8(ascii: "("), byte(1) == UInt8(ascii: "("), let after = endOfArithmetic(from: position + 2) {
      position = after
    } else {
      let name = try readWord()
      var command = newCommand(from: start)
      command.kind = .loop
      command.assignments = [ShellScript.Assignment(name: name.text ?? "", value: ShellScript.Word(range: name.range))]
      try skipNewlines()
      if isKeyword("in") {
        position += 2
        skipBlanks()
        while let byte = byte(), !Self.isSeparator(byte) {
          let before = position
          command.words.append(try readWord())
          guard position > before else { throw .unexpected(at: position) }
          skipBlanks()
        }
      }
      command.range = start..<position
      script.commands.append(command)
    }
    try skipSeparators()
    if isKeyword("{") {
      position += 1
      return try readBody(until: ["}"])
    }
    guard isKeyword("do") else { throw .unexpected(at: position) }
    position += 2
    try readBody(until: ["done"])
  }

  private mutating func readCase() throws(ShellScript.Problem) {
    try enter()
    defer { depth -= 1 }
    skipBlanks()
    let start = position
    let subject = try readWord()
    var command = newCommand(from: start)
    command.kind = .test
    command.words = [subject]
    command.range = start..<position
    script.commands.append(command)
    try skipNewlines()
    guard isKeyword("in") else { throw .unexpected(at: position) }
    position += 2
    while true {
      try skipSeparators()
      if isKeyword("esac") {
        position += 4
        return
      }
      if byte() == UInt8(ascii: "(") { position += 1 }
      while true {
        skipBlanks()
        _ = try readWord()
        skipBlanks()
        if byte() == UInt8(ascii: "|") {
          position += 1
          continue
        }
        try expect(UInt8(ascii: ")"))
        break
      }
      try readList(until: .clause)
      if byte() == UInt8(ascii: ";") {
        position += 2
        if byte() == UInt8(ascii: "&") { position += 1 }
      }
    }
  }

  private mutating func readFunction(named name: ShellScript.Word) throws(ShellScript.Problem) {
    if let text = name.text { script.functions.insert(text) }
    try skipNewlines()
    try enter()
    functionDepth += 1
    defer {
      functionDepth -= 1
      depth -= 1
    }
    try readCommand()
  }

  /// `[[ … ]]`: its words, operators among them.
  private mutating func readConditional() throws(ShellScript.Problem) {
    var command = newCommand(from: position)
    command.kind = .test
    position += 2
    while true {
      try skipNewlines()
      guard let byte = byte() else { throw .unexpected(at: command.range.lowerBound) }
      if isKeyword("]]") {
        position += 2
        break
      }
      switch byte {
      case UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "<"), UInt8(ascii: ">"),
        UInt8(ascii: ";"):
        position += 1
      default:
        let before = position
        command.words.append(try readWord(inConditional: true))
        guard position > before else { throw .unexpected(at: position) }
      }
    }
    command.range = command.range.lowerBound..<position
    script.commands.append(command)
  }

  private mutating func readSimpleCommand() throws(ShellScript.Problem) {
    var command = newCommand(from: position)
    while let byte = byte() {
      if Self.isBlank(byte) || isContinuation {
        skipBlanks()
        continue
      }
      if let redirection = try readRedirection() {
        command.redirections.append(redirection)
        continue
      }
      let isProcess = (byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">")) && self.byte(1) == UInt8(ascii: "(")
      if byte == UInt8(ascii: "`") && backquotes > 0 || byte != UInt8(ascii: "(") && !isProcess && Self.isSeparator(byte) { break }
      if byte == UInt8(ascii: "(") {
        guard command.words.count == 1, command.assignments.isEmpty, let name = command.words.first else { throw .unexpected(at: position) }
        position += 1
        skipBlanks()
        try expect(UInt8(ascii: ")"))
        return try readFunction(named: name)
      }
      let start = position
      let word = try readWord()
      if position == start { throw .unexpected(at: position) }
      if command.words.isEmpty, let assignment = try readAssignment(word) {
        command.assignments.append(assignment)
      } else {
        command.words.append(word)
      }
    }
    guard position > command.range.lowerBound else { throw .unexpected(at: position) }
    let last = command.words.last?.range.upperBound ?? command.range.lowerBound
    command.range = command.range.lowerBound..<max(last, command.assignments.last?.value.range.upperBound ?? last)
    command.isOutputCaptured = command.redirections.contains(where: \.isOutput)
    script.commands.append(command)
  }

  /// The assignment a word is, if it is one: `NAME=…`, `NAME+=…`, `NAME[…]=…`, with the list behind `NAME=(`.
  private mutating func readAssignment(_ word: ShellScript.Word) throws(ShellScript.Problem) -> ShellScript.Assignment? {
    var index = 0
    let value = word.value
    while index < value.count, Self.isNameByte(value[index]) { index += 1 }
    guard index > 0, let first = value.first, !Self.isDigit(first) else { return nil }
    let name = String(decoding: value[..<index], as: UTF8.self)
    if index < value.count, value[index] == UInt8(ascii: "[") {
      index = (value[index...].firstIndex(of: UInt8(ascii: "]")) ?? value.count - 1) + 1
    }
    if index < value.count, value[index] == UInt8(ascii: "+") { index += 1 }
    guard index < value.count, value[index] == UInt8(ascii: "=") else { return nil }
    var result = word
    result.value.removeSubrange(...index)
    let start = word.offsets[index] + 1
    result.offsets.removeSubrange(...index)
    result.range = min(start, word.range.upperBound)..<word.range.upperBound
    if result.value.isEmpty, !word.isQuoted, byte() == UInt8(ascii: "("), position == word.range.upperBound {
      position += 1
      while true {
        try skipNewlines()
        guard let byte = byte() else { throw .unexpected(at: start) }
        if byte == UInt8(ascii: ")") { break }
        let before = position
        let element = try readWord()
        guard position > before else { throw .unexpected(at: position) }
        if !result.value.isEmpty { result.append(UInt8(ascii: " "), at: before) }
        result.value += element.value
        result.offsets += element.offsets
        result.expansions += element.expansions
        result.isPattern = result.isPattern || element.isPattern
      }
      position += 1
      result.range = start..<position
    }
    return ShellScript.Assignment(name: name, value: result)
  }

  private func newCommand(from start: Int) -> ShellScript.Command {
    var command = ShellScript.Command(range: start..<start)
    command.list = script.listCount
    command.isChecked = conditions > 0
    command.isInFunction = functionDepth > 0
    return command
  }

  // Redirections.

  /// Redirections behind a compound command hold for all commands in it.
  private mutating func readRedirections(of first: Int) throws(ShellScript.Problem) {
    skipBlanks()
    while let redirection = try readRedirection() {
      if redirection.isOutput {
        for index in first..<script.commands.count { script.commands[index].isOutputCaptured = true }
      }
      skipBlanks()
    }
  }

  private mutating func readRedirection() throws(ShellScript.Problem) -> ShellScript.Redirection? {
    var index = position
    while index < end, Self.isDigit(bytes[index]) { index += 1 }
    let descriptor = index > position ? Int(String(decoding: bytes[position..<index], as: UTF8.self)) : nil
    guard index < end else { return nil }
    let start = index
    switch bytes[index] {
    case UInt8(ascii: "&"):
      guard descriptor == nil, at(index + 1) == UInt8(ascii: ">") else { return nil }
      index += at(index + 2) == UInt8(ascii: ">") ? 3 : 2
    case UInt8(ascii: "<"):
      if at(index + 1) == UInt8(ascii: "("), descriptor == nil { return nil }
      index += 1
      if at(index) == UInt8(ascii: "<") {
        index += 1
        if at(index) == UInt8(ascii: "<") || at(index) == UInt8(ascii: "-") { index += 1 }
      } else if at(index) == UInt8(ascii: "&") || at(index) == UInt8(ascii: ">") {
        index += 1
      }
    case UInt8(ascii: ">"):
      if at(index + 1) == UInt8(ascii: "("), descriptor == nil { return nil }
      index += 1
      if let next = at(index), next == UInt8(ascii: ">") || next == UInt8(ascii: "&") || next == UInt8(ascii: "|") { index += 1 }
    default: return nil
    }
    let operation = String(decoding: bytes[start..<index], as: UTF8.self)
    position = index
    skipBlanks()
    let before = position
    let target = try readWord()
    guard position > before else { throw .unexpected(at: position) }
    var redirection = ShellScript.Redirection(operation: operation, descriptor: descriptor, target: target)
    if operation == "<<" || operation == "<<-" {
      redirection.document = script.documents.count
      pendingDocuments.append(
        PendingDocument(
          index: script.documents.count, delimiter: target.value, isQuoted: target.isQuoted, stripsTabs: operation == "<<-"))
      script.documents.append(ShellScript.Word(range: target.range))
    }
    return redirection
  }

  /// Reads the here-documents whose operators stood on the line that has just ended.
  private mutating func readDocuments() throws(ShellScript.Problem) {
    let documents = pendingDocuments
    pendingDocuments = []
    for document in documents {
      let start = position
      var bodyEnd = end
      while position < end {
        let line = position
        var text = position
        while document.stripsTabs, text < end, bytes[text] == UInt8(ascii: "\t") { text += 1 }
        while position < end, bytes[position] != UInt8(ascii: "\n") { position += 1 }
        let isLast = bytes[text..<position].elementsEqual(document.delimiter)
        if position < end { position += 1 }
        if isLast {
          bodyEnd = line
          break
        }
      }
      let after = position
      var word = ShellScript.Word(range: start..<bodyEnd)
      if document.isQuoted {
        for index in start..<bodyEnd { word.append(bytes[index], at: index) }
      } else {
        let outerEnd = end
        (position, end) = (start, bodyEnd)
        try readQuoted(until: nil, into: &word)
        end = outerEnd
      }
      script.documents[document.index] = word
      position = after
    }
  }

  // Words.

  private var backquotes = 0

  private mutating func readWord(inConditional: Bool = false) throws(ShellScript.Problem) -> ShellScript.Word {
    var word = ShellScript.Word(range: position..<position)
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
        if backquotes > 0 { return finished(word) }
        try readBackquoted(into: &word, isQuoted: false)
      case UInt8(ascii: "<"), UInt8(ascii: ">"):
        guard self.byte(1) == UInt8(ascii: "("), !inConditional else { return finished(word) }
        let start = position
        position += 2
        let commands = try readSubstitution(until: .parenthesis, from: start)
        word.append(0, at: start)
        word.expansions.append(ShellScript.Expansion(kind: .process(commands), range: start..<position, isQuoted: false))
      case UInt8(ascii: "("):
        guard inConditional || isExtendedPattern(word) else { return finished(word) }
        try readPatternList(into: &word)
      case UInt8(ascii: "*"), UInt8(ascii: "?"), UInt8(ascii: "["):
        word.isPattern = true
        word.append(byte, at: position)
        position += 1
      case UInt8(ascii: "|") where inConditional && self.byte(1) != UInt8(ascii: "|") && !word.value.isEmpty:
        word.append(byte, at: position)
        position += 1
      default:
        if Self.isBlank(byte) || Self.isSeparator(byte) { return finished(word) }
        word.append(byte, at: position)
        position += 1
      }
    }
    return finished(word)
  }

  private func finished(_ word: ShellScript.Word) -> ShellScript.Word {
    var word = word
    word.range = word.range.lowerBound..<position
    return word
  }

  /// `@(`, `?(`, `*(`, `+(` and `!(` right behind each other.
  private func isExtendedPattern(_ word: ShellScript.Word) -> Bool {
    guard let last = word.value.last, word.offsets.last == position - 1 else { return false }
    return last == UInt8(ascii: "@") || last == UInt8(ascii: "?") || last == UInt8(ascii: "*") || last == UInt8(ascii: "+")
      || last == UInt8(ascii: "!")
  }

  private mutating func readPatternList(into word: inout ShellScript.Word) throws(ShellScript.Problem) {
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

  private mutating func readSingleQuoted(into word: inout ShellScript.Word) throws(ShellScript.Problem) {
    let start = position
    position += 1
    while let byte = byte() {
      if byte == UInt8(ascii: "'") {
        position += 1
        return
      }
      word.append(byte, at: position)
      position += 1
    }
    throw .unterminatedQuote(at: start)
  }

  /// What stands between double quotes, or in a here-document: escapes and expansions. Stops at the terminator, or at the end.
  private mutating func readQuoted(until terminator: UInt8?, into word: inout ShellScript.Word) throws(ShellScript.Problem) {
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
        word.append(byte, at: position)
        position += 1
      }
    }
  }

  private mutating func readBackquoted(into word: inout ShellScript.Word, isQuoted: Bool) throws(ShellScript.Problem) {
    let start = position
    position += 1
    backquotes += 1
    defer { backquotes -= 1 }
    let commands = try readSubstitution(until: .backquote, from: start)
    word.append(0, at: start)
    word.expansions.append(ShellScript.Expansion(kind: .command(commands), range: start..<position, isQuoted: isQuoted))
  }

  /// Reads nested commands up to and with their terminator.
  private mutating func readSubstitution(until terminator: Terminator, from start: Int) throws(ShellScript.Problem) -> Range<Int> {
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

  private mutating func readDollar(into word: inout ShellScript.Word, isQuoted: Bool) throws(ShellScript.Problem) {
    let start = position
    if kubeletVariables != nil, byte(1) == UInt8(ascii: "$") { position += 1 }
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
  private func kubeletReference(from start: Int) -> String? {
    guard let kubeletVariables else { return nil }
    var index = start
    while index < end, Self.isNameByte(bytes[index]) || bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: ".") {
      index += 1
    }
    guard index > start, index < end, bytes[index] == UInt8(ascii: ")") else { return nil }
    let name = String(decoding: bytes[start..<index], as: UTF8.self)
    return kubeletVariables.contains(name) ? name : nil
  }

  /// `${NAME…}` behind its brace; expansions in it count as the word's own.
  private mutating func readParameter(into word: inout ShellScript.Word, from start: Int, isQuoted: Bool) throws(ShellScript.Problem) {
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
  private mutating func readEscaped(into word: inout ShellScript.Word) throws(ShellScript.Problem) {
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
  private func endOfArithmetic(from start: Int) -> Int? {
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

  // Bytes.

  @inline(__always)
  private func byte(_ ahead: Int = 0) -> UInt8? { at(position + ahead) }

  @inline(__always)
  private func at(_ index: Int) -> UInt8? { index < end ? bytes[index] : nil }

  private mutating func expect(_ byte: UInt8) throws(ShellScript.Problem) {
    guard self.byte() == byte else { throw .unexpected(at: position) }
    position += 1
  }

  /// Whether a reserved word stands here, unquoted and whole.
  private func isKeyword(_ text: String) -> Bool {
    var index = position
    for byte in text.utf8 {
      guard at(index) == byte else { return false }
      index += 1
    }
    guard let next = at(index) else { return true }
    return Self.isBlank(next) || Self.isSeparator(next) || next == UInt8(ascii: "`") && backquotes > 0
      || next == UInt8(ascii: "(") || next == UInt8(ascii: "\\") && at(index + 1) == UInt8(ascii: "\n")
  }

  private var isContinuation: Bool { byte() == UInt8(ascii: "\\") && byte(1) == UInt8(ascii: "\n") }

  private mutating func skipBlanks() {
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
  private mutating func skipNewlines() throws(ShellScript.Problem) {
    skipBlanks()
    while byte() == UInt8(ascii: "\n") {
      position += 1
      try readDocuments()
      skipBlanks()
    }
  }

  /// Passes whatever may stand between two lists; not the `;;` of a clause.
  private mutating func skipSeparators() throws(ShellScript.Problem) {
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

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
  }

  private static func isSeparator(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "\n"), UInt8(ascii: ";"), UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: ")"), UInt8(ascii: "<"),
      UInt8(ascii: ">"),
      UInt8(ascii: "("):
      true
    default: false
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    isDigit(byte) || (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte == UInt8(ascii: "_")
  }
}
