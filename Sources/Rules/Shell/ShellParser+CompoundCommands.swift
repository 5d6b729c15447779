/// `if`, loops, `case`, functions, `[[ ]]`.
extension ShellParser {
  mutating func readBody(until keywords: [String]) throws(ShellScript.Problem) {
    try readList(until: .keywords(keywords))
    for keyword in keywords where isKeyword(keyword) {
      position += keyword.utf8.count
      return
    }
    throw .unexpected(at: position)
  }

  mutating func readIf() throws(ShellScript.Problem) {
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

  mutating func readLoop() throws(ShellScript.Problem) {
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
      script.commands.append(ShellScript.Command(command))
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

  mutating func readCase() throws(ShellScript.Problem) {
    try enter()
    defer { depth -= 1 }
    skipBlanks()
    let start = position
    let subject = try readWord()
    var command = newCommand(from: start)
    command.kind = .test
    command.words = [subject]
    command.range = start..<position
    script.commands.append(ShellScript.Command(command))
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

  mutating func readFunction(named name: ShellScript.Word) throws(ShellScript.Problem) {
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
  mutating func readConditional() throws(ShellScript.Problem) {
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
    script.commands.append(ShellScript.Command(command))
  }
}
