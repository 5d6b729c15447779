/// Commands of words, with their assignments, redirections and here-documents.
extension ShellParser {
  /// Where the parts of a command that is being read begin among the open ones.
  struct OpenCommand {
    var words: Int
    var assignments: Int
    var redirections: Int
  }

  @inline(__always)
  func openCommand() -> OpenCommand {
    OpenCommand(words: words.openCount, assignments: assignments.openCount, redirections: redirections.openCount)
  }

  mutating func close(_ command: OpenCommand, _ kind: ShellScript.Command.Kind, _ range: Range<Int>) {
    let words = words.close(from: command.words)
    let redirections = redirections.close(from: command.redirections)
    let name = kind == .simple ? name(ofCommand: words) : nil
    let program = kind == .simple ? program(ofCommand: words, named: name) : []
    programs.formUnion(program)
    commands.append(
      ShellScript.Storage.Command(
        kind: kind, range: range, assignments: assignments.close(from: command.assignments), words: words, redirections: redirections,
        name: name, program: program, isOutputCaptured: self.redirections.complete[redirections].contains(where: \.isOutput),
        isChecked: conditions > 0, isInFunction: functionDepth > 0, list: listCount))
  }

  /// The first word without its folder, where it is written out.
  @inline(__always)
  private func name(ofCommand words: Range<Int>) -> ShellScript.Storage.Text? {
    guard let first = words.first, self.words.complete[first].expansions.isEmpty else { return nil }
    return withoutFolder(self.words.complete[first].value)
  }

  @inline(__always)
  private func program(ofCommand words: Range<Int>, named name: ShellScript.Storage.Text?) -> ShellProgram {
    guard let first = words.first else { return [] }
    var program = name.map(program) ?? .unknown
    if name != nil, contains(UInt8(ascii: "="), self.words.complete[first].value) { program.insert(.installer) }
    if words.dropFirst().contains(where: { isShell(self.words.complete[$0]) }) { program.insert(.shellStarter) }
    return program
  }

  /// Whether the word is a shell's name or path.
  @inline(__always)
  private func isShell(_ word: ShellScript.Storage.Word) -> Bool {
    guard word.expansions.isEmpty, let last = byte(word.value.range.count - 1, of: word.value) else { return false }
    return ShellInvocation.mayEndName(last) && program(withoutFolder(word.value)).contains(.shell)
  }

  mutating func readSimpleCommand() throws(ShellScript.Problem) {
    let command = openCommand()
    let start = position
    var last = start
    while let byte = byte() {
      if Self.isBlank(byte) || isContinuation {
        skipBlanks()
        continue
      }
      if let redirection = try readRedirection() {
        redirections.append(redirection)
        continue
      }
      let isProcess = (byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">")) && self.byte(1) == UInt8(ascii: "(")
      if byte == UInt8(ascii: "`") && backquotes > 0 || byte != UInt8(ascii: "(") && !isProcess && Self.isSeparator(byte) { break }
      if byte == UInt8(ascii: "(") {
        guard words.openCount == command.words + 1, assignments.openCount == command.assignments, let name = words.lastOpen else {
          throw .unexpected(at: position)
        }
        words.drop(from: command.words)
        redirections.drop(from: command.redirections)
        position += 1
        skipBlanks()
        try expect(UInt8(ascii: ")"))
        return try readFunction(named: name)
      }
      let before = position
      let word = try readWord()
      if position == before { throw .unexpected(at: position) }
      if words.openCount == command.words, let assignment = try readAssignment(word) {
        assignments.append(assignment)
        last = max(last, words.complete[assignment.value].range.upperBound)
      } else {
        words.append(word)
        last = word.range.upperBound
      }
    }
    guard position > start else { throw .unexpected(at: position) }
    close(command, .simple, start..<last)
  }

  /// The assignment a word is, if it is one: `NAME=…`, `NAME+=…`, `NAME[…]=…`, with the list behind `NAME=(`.
  mutating func readAssignment(_ word: ShellScript.Storage.Word) throws(ShellScript.Problem) -> ShellScript.Storage.Assignment? {
    let text = word.value
    var index = 0
    while let byte = byte(index, of: text), Self.isNameByte(byte) { index += 1 }
    guard index > 0, let first = byte(0, of: text), !Self.isDigit(first) else { return nil }
    var name = text
    name.range = text.range.prefix(index)
    if byte(index, of: text) == UInt8(ascii: "[") {
      while let byte = byte(index, of: text), byte != UInt8(ascii: "]") { index += 1 }
      index += 1
    }
    if byte(index, of: text) == UInt8(ascii: "+") { index += 1 }
    guard byte(index, of: text) == UInt8(ascii: "=") else { return nil }
    let start = origin(of: index, in: text) + 1
    var value = word
    value.value.range = text.range.dropFirst(index + 1)
    value.range = min(start, word.range.upperBound)..<word.range.upperBound
    if value.value.range.isEmpty, !word.isQuoted, byte() == UInt8(ascii: "("), position == word.range.upperBound {
      value = try readArray(behind: word, from: start)
    }
    return ShellScript.Storage.Assignment(name: name, value: words.insert(value))
  }

  /// The elements of an array, with a space between them.
  ///
  /// - Parameters:
  ///   - word: `NAME=`
  ///   - start: Behind it.
  private mutating func readArray(
    behind word: ShellScript.Storage.Word, from start: Int
  ) throws(ShellScript.Problem) -> ShellScript.Storage.Word {
    var list = openWord()
    for index in word.expansions { expansions.append(expansions.complete[index]) }
    position += 1
    while true {
      try skipNewlines()
      guard let byte = byte() else { throw .unexpected(at: start) }
      if byte == UInt8(ascii: ")") { break }
      let before = position
      if !isEmpty(list) { append(UInt8(ascii: " "), at: before, to: &list) }
      try readWord(into: &list)
      guard position > before else { throw .unexpected(at: position) }
    }
    position += 1
    list.isQuoted = false
    list.isPattern = list.isPattern || word.isPattern
    list.start = start
    return close(list)
  }

  /// Redirections behind a compound command hold for all commands in it.
  mutating func readRedirections(of first: Int) throws(ShellScript.Problem) {
    skipBlanks()
    while let redirection = try readRedirection() {
      if redirection.isOutput {
        for index in first..<commands.count { commands[index].isOutputCaptured = true }
      }
      skipBlanks()
    }
  }

  @inline(__always)
  mutating func readRedirection() throws(ShellScript.Problem) -> ShellScript.Storage.Redirection? {
    guard let byte = byte(), byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "&") || Self.isDigit(byte)
    else {
      return nil
    }
    return try readPossibleRedirection()
  }

  /// A redirection; nil where what begins like one is a word, or ends the command.
  private mutating func readPossibleRedirection() throws(ShellScript.Problem) -> ShellScript.Storage.Redirection? {
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
    let operation = start..<index
    position = index
    skipBlanks()
    let before = position
    let target = try readWord()
    guard position > before else { throw .unexpected(at: position) }
    let stripsTabs = bytes[operation].elementsEqual("<<-".utf8)
    if stripsTabs || bytes[operation].elementsEqual("<<".utf8) {
      pendingDocuments.append(PendingDocument(delimiter: target.value, isQuoted: target.isQuoted, stripsTabs: stripsTabs))
    }
    return ShellScript.Storage.Redirection(
      operation: operation, target: words.insert(target), isOutput: isOutput(operation, descriptor: descriptor, target: target))
  }

  /// Whether standard output goes elsewhere than to the container's log.
  private func isOutput(_ operation: Range<Int>, descriptor: Int?, target: ShellScript.Storage.Word) -> Bool {
    let isOfOne = bytes[operation.lowerBound] == UInt8(ascii: ">") && descriptor ?? 1 == 1
    guard isOfOne || bytes[operation].starts(with: "&>".utf8) else { return false }
    guard target.expansions.isEmpty else { return true }
    switch string(target.value) {
    case "1", "2": return !bytes[operation].elementsEqual(">&".utf8)
    case "/dev/stdout", "/dev/stderr", "/proc/1/fd/1", "/proc/1/fd/2", "/dev/tty": return false
    default: return true
    }
  }

  /// Reads the here-documents whose operators stood on the line that has just ended.
  mutating func readDocuments() throws(ShellScript.Problem) {
    let documents = pendingDocuments
    pendingDocuments = []
    for document in documents {
      let delimiter = copy(of: document.delimiter)
      let start = position
      var bodyEnd = end
      while position < end {
        let line = position
        var text = position
        while document.stripsTabs, text < end, bytes[text] == UInt8(ascii: "\t") { text += 1 }
        while position < end, bytes[position] != UInt8(ascii: "\n") { position += 1 }
        let isLast = bytes[text..<position].elementsEqual(delimiter)
        if position < end { position += 1 }
        if isLast {
          bodyEnd = line
          break
        }
      }
      let after = position
      if !document.isQuoted {
        // For the commands that it substitutes.
        var word = openWord()
        let outerEnd = end
        (position, end) = (start, bodyEnd)
        try readQuoted(until: nil, into: &word)
        end = outerEnd
        drop(word)
      }
      position = after
    }
  }
}
