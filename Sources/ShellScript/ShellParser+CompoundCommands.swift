/// `if`, loops, `case`, functions, `[[ ]]`.
extension ShellParser {
  mutating func readBody(until keyword: StaticString) throws(ShellScript.Problem) {
    try readList(until: .keyword(keyword))
    position += keyword.utf8CodeUnitCount
  }

  mutating func readIf() throws(ShellScript.Problem) {
    while true {
      conditions += 1
      do throws(ShellScript.Problem) {
        try readBody(until: "then")
        conditions -= 1
      } catch {
        conditions -= 1
        throw error
      }
      try readList(until: .branch)
      if isKeyword("elif") {
        position += 4
        continue
      }
      if isKeyword("else") {
        position += 4
        return try readBody(until: "fi")
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
      let command = openCommand()
      let name = try readWord()
      let value = words.insert(ShellScript.Storage.Word(range: name.range))
      let isLiteral = name.expansions.isEmpty
      assignments.append(
        ShellScript.Storage.Assignment(name: isLiteral ? name.value : ShellScript.Storage.Text(range: 0..<0), value: value))
      try skipNewlines()
      if isKeyword("in") {
        position += 2
        skipBlanks()
        while let byte = byte(), !Self.isSeparator(byte) {
          let before = position
          words.append(try readWord())
          guard position > before else { throw .unexpected(at: position) }
          skipBlanks()
        }
      }
      close(command, .loop, start..<position)
    }
    try skipSeparators()
    if isKeyword("{") {
      position += 1
      return try readBody(until: "}")
    }
    guard isKeyword("do") else { throw .unexpected(at: position) }
    position += 2
    try readBody(until: "done")
  }

  mutating func readCase() throws(ShellScript.Problem) {
    try enter()
    defer { depth -= 1 }
    skipBlanks()
    let start = position
    let command = openCommand()
    words.append(try readWord())
    close(command, .test, start..<position)
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

  mutating func readFunction(named name: ShellScript.Storage.Word) throws(ShellScript.Problem) {
    if name.expansions.isEmpty { functions.insert(string(name.value)) }
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
    let command = openCommand()
    let start = position
    position += 2
    while true {
      try skipNewlines()
      guard let byte = byte() else { throw .unexpected(at: start) }
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
        words.append(try readWord(inConditional: true))
        guard position > before else { throw .unexpected(at: position) }
      }
    }
    close(command, .test, start..<position)
  }
}
