/// Commands of words, with their assignments, redirections and here-documents.
extension ShellParser {
  mutating func readSimpleCommand() throws(ShellScript.Problem) {
    var command = newCommand(from: position)
    command.words.reserveCapacity(4)
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
    script.commands.append(ShellScript.Command(command))
  }

  /// The assignment a word is, if it is one: `NAME=…`, `NAME+=…`, `NAME[…]=…`, with the list behind `NAME=(`.
  mutating func readAssignment(_ word: ShellScript.Word) throws(ShellScript.Problem) -> ShellScript.Assignment? {
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
    result.removeFirst(index + 1)
    let start = word.offset(ofByteAt: index) + 1
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
        result.append(element)
        result.isPattern = result.isPattern || element.isPattern
      }
      position += 1
      result.range = start..<position
    }
    return ShellScript.Assignment(name: name, value: result)
  }

  func newCommand(from start: Int) -> ShellScript.Command.Draft {
    ShellScript.Command.Draft(range: start..<start, list: script.listCount, isChecked: conditions > 0, isInFunction: functionDepth > 0)
  }

  /// Redirections behind a compound command hold for all commands in it.
  mutating func readRedirections(of first: Int) throws(ShellScript.Problem) {
    skipBlanks()
    while let redirection = try readRedirection() {
      if redirection.isOutput {
        for index in first..<script.commands.count { script.commands[index].isOutputCaptured = true }
      }
      skipBlanks()
    }
  }

  mutating func readRedirection() throws(ShellScript.Problem) -> ShellScript.Redirection? {
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
  mutating func readDocuments() throws(ShellScript.Problem) {
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
        word.append(bytes[start..<bodyEnd])
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
}
