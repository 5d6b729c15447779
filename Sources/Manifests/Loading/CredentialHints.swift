/// What may be a credential by what stands before it: `PASSWORD=…`, `--token …`, `mysql -p…`, `curl -u name:…`, `Authorization: …`, `pw is …`.
///
/// For hiding alone, in any text: a line of YAML or JSON, a script, a comment, a reason. No grammar is asked but that of words, as the text may be quoted
/// within another one, or be broken.
package struct CredentialHints {
  private let bytes: [UInt8]
  private var index: Int
  private let end: Int
  /// Whether the text is for people: then a bare word may say credential, and what it says ends with the line.
  private let isProse: Bool
  private var isComment = false
  /// The letters of options that carry passwords, of the programs that the command names.
  private var letters: Set<UInt8> = []
  private var previous = 0..<0
  private var found: [Range<Int>] = []

  /// - Parameter isProse: Whether all of the text is for people, as comments are.
  package static func ranges(in bytes: [UInt8], _ text: Range<Int>, isProse: Bool = false) -> [Range<Int>] {
    var hints = CredentialHints(bytes, text.clamped(to: 0..<bytes.count), isProse)
    hints.read()
    return hints.found
  }

  /// The text without what may be a credential in it.
  package static func masking(_ text: String, besides known: [Range<Int>] = [], isProse: Bool = false) -> String {
    let bytes = Array(text.utf8)
    var hidden = known + ranges(in: bytes, bytes.indices, isProse: isProse)
    var start = 0
    while let word = CredentialLook.firstGenerated(bytes.span, start..<bytes.count) {
      hidden.append(word)
      start = word.upperBound
    }
    if hidden.isEmpty { return text }
    var shown: [UInt8] = []
    var end = 0
    for range in hidden.sorted(by: { $0.lowerBound < $1.lowerBound }) where range.upperBound > end {
      if range.lowerBound >= end { shown += bytes[end..<range.lowerBound] + Array("•••".utf8) }
      end = range.upperBound
    }
    return String(decoding: shown + bytes[end...], as: UTF8.self)
  }

  private init(_ bytes: [UInt8], _ text: Range<Int>, _ isProse: Bool) {
    self.bytes = bytes
    self.isProse = isProse
    index = text.lowerBound
    end = text.upperBound
  }

  private mutating func read() {
    while index < end {
      switch bytes[index] {
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        isComment = false
        // The words of one command may be items of a list, each on its line.
        if !continuesLine(index) { letters = [] }
        index += 1
      case UInt8(ascii: "\\"):
        if index + 1 < end, bytes[index + 1] == UInt8(ascii: "n") {
          isComment = false
          letters = []
        }
        index += index + 1 < end && !Self.isBreak(bytes[index + 1]) ? 2 : 1
      case UInt8(ascii: ";"), UInt8(ascii: "|"), UInt8(ascii: "&"):
        letters = []
        index += 1
      case UInt8(ascii: "#") where index == 0 || Self.isBlank(bytes[index - 1]) || Self.isBreak(bytes[index - 1]):
        isComment = true
        index += 1
      case let byte where Self.isDelimiter(byte): index += 1
      default: readWord()
      }
    }
  }

  /// Whether the line behind a line's end is one more of the same list, or of the same command.
  private func continuesLine(_ lineEnd: Int) -> Bool {
    if lineEnd > 0, bytes[lineEnd - 1] == UInt8(ascii: "\\") { return true }
    var next = lineEnd
    let reach = next + min(end - next, 256)
    while next < reach, Self.isBlank(bytes[next]) || Self.isBreak(bytes[next]) { next += 1 }
    return next + 1 < end && bytes[next] == UInt8(ascii: "-") && Self.isBlank(bytes[next + 1])
  }

  private mutating func readWord() {
    let word = index..<(bytes[index..<end].firstIndex(where: Self.isDelimiter) ?? end)
    index = word.upperBound
    defer { previous = word }
    hideUserInformation(word)
    if hideAssigned(word) { return }
    if bytes[word.lowerBound] == UInt8(ascii: "-"), word.count > 1 { return readOption(word) }
    let text = lowercased(word)
    if isSaying(text)
      || text.contains("_") && bytes[word.lowerBound] != UInt8(ascii: "$") && isName(before: word.upperBound, from: word.lowerBound)
    {
      return hideSaid()
    }
    noteProgram(text.utf8.span)
    if text.hasPrefix("s"), word.count > 4 { hideReplacement(word) }
    if letters.contains(UInt8(ascii: "/")), let slash = bytes[word].firstIndex(of: UInt8(ascii: "/")), slash > word.lowerBound {
      hide(slash + 1..<word.upperBound)
    }
  }

  // MARK: - Names

  /// `NAME=…`, `NAME: …`, `"NAME": …`, `"$NAME" = …`, `NAME <<< …`.
  private mutating func hideAssigned(_ word: Range<Int>) -> Bool {
    for sign in word where bytes[sign] == UInt8(ascii: "=") || bytes[sign] == UInt8(ascii: ":") {
      // An image's tag: `registry.example.com/token:1.0`.
      let isTag =
        bytes[sign] == UInt8(ascii: ":") && sign + 1 < word.upperBound && bytes[word.lowerBound..<sign].contains(UInt8(ascii: "/"))
      if isTag { continue }
      guard isName(before: sign, from: word.lowerBound), !bytes[(sign + 1)..<end].starts(with: "//".utf8) else { continue }
      let isHeader = bytes[sign] == UInt8(ascii: ":") && sign + 1 == word.upperBound
      let quote = isHeader && word.lowerBound > 0 && Self.isQuote(bytes[word.lowerBound - 1]) ? bytes[word.lowerBound - 1] : nil
      hideValue(from: sign + 1, behind: " \t[(=>", upTo: quote)
      return true
    }
    guard isName(before: word.upperBound, from: word.lowerBound) else { return false }
    var next = word.upperBound
    while next < end, Self.isBlank(bytes[next]) || Self.isQuote(bytes[next]) || " \\])!".utf8.contains(bytes[next]) { next += 1 }
    guard next < end else { return false }
    let isAssigned =
      bytes[next] == UInt8(ascii: "=") || bytes[next] == UInt8(ascii: ":") || bytes[next..<end].starts(with: "+=".utf8)
      || bytes[next..<end].starts(with: "<<<".utf8)
    if isAssigned { hideValue(from: next + 1, behind: " \t[(=><") }
    return isAssigned
  }

  /// Whether a name that says credential ends at an offset.
  private func isName(before offset: Int, from start: Int) -> Bool {
    let end = offset > start && bytes[offset - 1] == UInt8(ascii: "+") ? offset - 1 : offset
    var first = end
    while first > start, end - first < 80, Self.isNameByte(bytes[first - 1]) { first -= 1 }
    let name = first..<end
    if isComment, lowercased(name) == "value" { return true }
    guard CredentialLook.isName(bytes.span, name) else { return false }
    let text = lowercased(name)
    return !Self.referenceEndings.contains { text.hasSuffix($0) }
  }

  /// What the value of such a name is not a credential for, but leads to one.
  private static let referenceEndings = ["file", "path", "dir", "name", "stdin", "ref", "url", "method"]

  // MARK: - Options

  private mutating func readOption(_ word: Range<Int>) {
    let isLong = bytes[word.lowerBound + 1] == UInt8(ascii: "-")
    if isName(before: word.upperBound, from: word.lowerBound) { return hideValue(from: word.upperBound, behind: " \t,", argumentOf: word) }
    let text = lowercased(word)
    if isLong {
      guard let name = Self.userOptions.first(where: { text.hasPrefix($0) }) else { return }
      return hideBehindUser(from: word.lowerBound + name.utf8.count)
    }
    let letter = bytes[word.lowerBound + 1]
    if letters.contains(letter) {
      return hideValue(from: word.lowerBound + 2, behind: " \t,", argumentOf: word.count == 2 ? word : nil)
    }
    if letter | 0x20 == UInt8(ascii: "u"), word.count > 2 { return hideBehindUser(from: word.lowerBound + 2) }
    if "uUa".utf8.contains(bytes[word.upperBound - 1]) { hideBehindUser(from: word.upperBound) }
  }

  private static let userOptions = ["--user", "--proxy-user", "--auth", "--creds", "--src-creds", "--dest-creds"]

  /// Parts of programs' names, and the letters of their options that a password stands behind; a slash where it stands behind one.
  private static let programs: [(String, String)] = [
    ("mysql", "p"), ("maria", "p"), ("xtrabackup", "p"), ("innobackup", "p"), ("mycli", "p"), ("mydumper", "p"), ("myloader", "p"),
    ("mongo", "p"), ("cqlsh", "p"), ("rabbitmqadmin", "p"), ("sshpass", "p"), ("7z", "p"), ("rar", "p"), ("ncftp", "p"), ("login", "p"),
    ("useradd", "p"), ("usermod", "p"), ("restic", "p"), ("redis", "a"), ("keydb", "a"), ("valkey", "a"), ("ldap", "wsa"),
    ("sqlcmd", "P"), ("bcp", "P"), ("isql", "P"), ("osql", "P"), ("mosquitto", "P"), ("ipmi", "P"), ("zip", "P"), ("snmp", "AX"),
    ("openssl", "k"), ("curl", "b"), ("ssh-keygen", "NP"), ("sqlplus", "/"), ("sqlldr", "/"), ("expdp", "/"), ("impdp", "/"),
  ]

  /// The same by their first letters: most words are asked about at each of their letters.
  private static let programsByLetter: [[(name: [UInt8], options: [UInt8])]] = {
    var byLetter = [[(name: [UInt8], options: [UInt8])]](repeating: [], count: 256)
    for (program, options) in programs {
      if let first = program.utf8.first { byLetter[Int(first)].append((Array(program.utf8), Array(options.utf8))) }
    }
    return byLetter
  }()

  /// Takes in the options of every program whose name is in a word of small letters.
  private mutating func noteProgram(_ word: Span<UInt8>) {
    for start in word.indices {
      for (name, options) in Self.programsByLetter[Int(word[start])] where start + name.count <= word.count {
        if name.indices.allSatisfy({ name[$0] == word[start + $0] }) { letters.formUnion(options) }
      }
    }
  }

  /// `-u name:…`, `-U name%…`, `-u name,…`.
  private mutating func hideBehindUser(from start: Int) {
    var next = start
    while next < end, Self.isBlank(bytes[next]) || Self.isQuote(bytes[next]) || ",=\\".utf8.contains(bytes[next]) { next += 1 }
    let stop = runEnd(from: next)
    guard let separator = bytes[next..<stop].firstIndex(where: { ":%,".utf8.contains($0) }) else { return }
    let value = separator + 1..<stop
    if let first = value.first, bytes[first] != UInt8(ascii: "/"), !bytes[value].allSatisfy(Self.isDigit) { hide(trimmed(value)) }
  }

  // MARK: - Words

  /// Whether a bare word says that a credential follows.
  private func isSaying(_ word: String) -> Bool {
    switch word {
    case "pass", "password", "passwd", "passphrase", "pw", "pwd", "bearer": true
    case "token", "secret", "credential", "credentials", "creds": isProse || isComment
    case "by": lowercased(previous) == "identified"
    case "login": lowercased(previous) == "vault"
    case "auth": letters.contains(UInt8(ascii: "a"))
    case "send": index < end && Self.isBlank(bytes[index]) && index + 1 < end && "\"\\'{".utf8.contains(bytes[index + 1])
    default: false
    }
  }

  /// Hides what a bare word says, unless a sentence goes on behind it.
  private mutating func hideSaid() {
    guard index < end, Self.isBlank(bytes[index]) else { return }
    var next = index
    while next < end, Self.isBlank(bytes[next]) { next += 1 }
    let following = next..<(bytes[next..<end].firstIndex { !Self.isNameByte($0) } ?? end)
    let text = lowercased(following)
    if Self.sentenceWords.contains(text) { return }
    if text == "is" || text == "was" {
      var said = following.upperBound
      while said < end, Self.isBlank(bytes[said]) { said += 1 }
      let word = said..<(bytes[said..<end].firstIndex { !Self.isNameByte($0) } ?? end)
      if !Self.sentenceWords.contains(lowercased(word)) { hideValue(from: following.upperBound, behind: " \t") }
      return
    }
    hideValue(from: index, behind: " \t", argumentOf: index..<index)
  }

  private static let sentenceWords: Set<String> = [
    "a", "an", "and", "are", "as", "at", "be", "because", "been", "below", "but", "by", "can", "cannot", "comes", "does", "expires", "for",
    "from",
    "has", "here", "in", "into", "it", "made", "may", "mounted", "must", "needed", "not", "of", "on", "only", "or", "read", "required",
    "rotated", "rotates", "rotation", "set", "so", "stays", "stored", "that", "the", "there", "this", "to", "until", "used", "when",
    "which", "will",
    "with", "without",
  ]

  /// `s/PASSWORD/…/` of sed.
  private mutating func hideReplacement(_ word: Range<Int>) {
    let sign = bytes[word.lowerBound + 1]
    guard !Self.isNameByte(sign) || sign == UInt8(ascii: "_"),
      let next = bytes[(word.lowerBound + 2)..<word.upperBound].firstIndex(of: sign),
      CredentialLook.isName(bytes.span, word.lowerBound + 2..<next)
    else { return }
    hide(next + 1..<(bytes[(next + 1)..<word.upperBound].lastIndex(of: sign) ?? word.upperBound))
  }

  /// `https://name:…@host`, `name:…@host`, `name/…@host`.
  private mutating func hideUserInformation(_ word: Range<Int>) {
    let stop = runEnd(from: word.lowerBound)
    guard let at = bytes[word.lowerBound..<stop].lastIndex(of: UInt8(ascii: "@")), at > word.lowerBound else { return }
    var start = word.lowerBound
    var isURL = false
    if let colon = bytes[start..<at].firstIndex(of: UInt8(ascii: ":")), bytes[colon..<at].starts(with: "://".utf8) {
      start = colon + 3
      isURL = true
    }
    guard let separator = bytes[start..<at].firstIndex(where: { $0 == UInt8(ascii: ":") || !isURL && $0 == UInt8(ascii: "/") }) else {
      return
    }
    let host = bytes[(at + 1)..<stop]
    // `host:port:database:name:…`
    if !isURL, let last = bytes[start..<at].lastIndex(of: UInt8(ascii: ":")),
      bytes[start...last].count(where: { $0 == UInt8(ascii: ":") }) == 4
    {
      return hide(last + 1..<stop)
    }
    if !isURL, host.starts(with: "sha256:".utf8) || "./@-".utf8.contains(bytes[start]) { return }
    // A version: `actions/checkout@v4`.
    if bytes[separator] == UInt8(ascii: "/"), host.drop(while: { $0 == UInt8(ascii: "v") }).first.map(Self.isDigit) ?? true { return }
    hide(separator + 1..<at)
  }

  /// The end of what no blank and no quote interrupts; no more is looked at than a URL is long.
  private func runEnd(from start: Int) -> Int {
    let reach = start + min(end - start, 512)
    return bytes[start..<reach].firstIndex { Self.isBlank($0) || Self.isBreak($0) || Self.isQuote($0) } ?? reach
  }

  // MARK: - Values

  /// Hides the next value.
  ///
  /// - Parameters:
  ///   - separators: What may stand before it, besides quotes.
  ///   - quote: Ends the value, if there is one.
  ///   - option: Whose argument the value is: a word of its own that may stand in the next line of a list, and is no option.
  private mutating func hideValue(
    from start: Int, behind separators: String, upTo quote: UInt8? = nil, argumentOf option: Range<Int>? = nil, isBehindScheme: Bool = false
  ) {
    var next = start
    var opening: (quote: UInt8, isEscaped: Bool)?
    skip: while next < end {
      let byte = bytes[next]
      let isEscape = byte == UInt8(ascii: "\\") && next + 1 < end
      if Self.isQuote(byte) || isEscape && Self.isQuote(bytes[next + 1]) {
        let sign = isEscape ? bytes[next + 1] : byte
        let isClosing = next == start && option.map { $0.lowerBound > 0 && bytes[$0.lowerBound - 1] == sign } ?? false
        next += isEscape ? 2 : 1
        if isClosing { continue }
        // Nothing is in the quotes.
        if let opening, opening.quote == sign { return index = max(index, next) }
        opening = (sign, isEscape)
        continue
      }
      if byte == UInt8(ascii: "$"), next + 1 < end, Self.isQuote(bytes[next + 1]) {
        next += 1
        continue
      }
      if option != nil, Self.isBreak(byte) || isEscape && Self.isBreak(bytes[next + 1]), continuesLine(isEscape ? next + 1 : next) {
        while next < end, Self.isBlank(bytes[next]) || Self.isBreak(bytes[next]) || bytes[next] == UInt8(ascii: "\\") { next += 1 }
        if next + 1 < end, bytes[next] == UInt8(ascii: "-"), Self.isBlank(bytes[next + 1]) { next += 1 }
      } else if separators.utf8.contains(byte) {
        next += 1
      } else {
        break skip
      }
      opening = nil
    }
    guard next < end, !Self.isBreak(bytes[next]), opening != nil || !";|&)]}{,#".utf8.contains(bytes[next]) else { return }
    if option != nil, bytes[next] == UInt8(ascii: "-"), opening == nil || bytes[next..<end].starts(with: "--".utf8) { return }
    var value = next..<valueEnd(from: next, opening)
    if let quote, opening == nil, let close = bytes[next..<end].firstIndex(of: quote) { value = next..<close }
    if isProse || isComment { value = next..<lineEnd(from: next) }
    if opening == nil, quote == nil, !isBehindScheme, Self.schemes.contains(lowercased(value)), value.upperBound < end,
      Self.isBlank(bytes[value.upperBound])
    {
      return hideValue(from: value.upperBound, behind: " \t", isBehindScheme: true)
    }
    index = max(index, value.upperBound)
    if !isHarmless(value) { hide(value) }
  }

  private static let schemes: Set<String> = ["bearer", "basic", "token", "apikey", "digest", "negotiate"]

  private func valueEnd(from start: Int, _ opening: (quote: UInt8, isEscaped: Bool)?) -> Int {
    var next = start
    if let opening {
      while next < end, !Self.isBreak(bytes[next]), bytes[next] != opening.quote {
        next += bytes[next] == UInt8(ascii: "\\") && !opening.isEscaped ? 2 : 1
      }
      next = min(next, end)
      return opening.isEscaped && next > start && bytes[next - 1] == UInt8(ascii: "\\") ? next - 1 : next
    }
    if let close = closingSign(ofExpansionAt: start) {
      return bytes[(start + 1)..<end].firstIndex { $0 == close || Self.isBreak($0) }.map { bytes[$0] == close ? $0 + 1 : $0 } ?? end
    }
    while next < end, !Self.isBlank(bytes[next]), !Self.isBreak(bytes[next]), !Self.isQuote(bytes[next]) { next += 1 }
    return trimmed(start..<next).upperBound
  }

  private func closingSign(ofExpansionAt start: Int) -> UInt8? {
    if bytes[start] == UInt8(ascii: "`") { return bytes[start] }
    guard bytes[start] == UInt8(ascii: "$"), start + 1 < end else { return nil }
    switch bytes[start + 1] {
    case UInt8(ascii: "("): return UInt8(ascii: ")")
    case UInt8(ascii: "{"): return UInt8(ascii: "}")
    default: return nil
    }
  }

  private func lineEnd(from start: Int) -> Int {
    bytes[start..<end].firstIndex(where: Self.isBreak) ?? end
  }

  /// Without what belongs to the text around it.
  private func trimmed(_ value: Range<Int>) -> Range<Int> {
    var last = value.upperBound
    while last > value.lowerBound, ",;)]}\\".utf8.contains(bytes[last - 1]) { last -= 1 }
    return value.lowerBound..<last
  }

  /// Whether the value only refers to a variable, or is a switch.
  private func isHarmless(_ value: Range<Int>) -> Bool {
    let text = bytes[value]
    if text.first == UInt8(ascii: "$") {
      let name = text.dropFirst()
      if name.starts(with: "(cat /".utf8) {
        // The place of a credential is none.
        let path = name.dropFirst(5)
        return path.last == UInt8(ascii: ")") && path.dropLast().allSatisfy { Self.isNameByte($0) || "./".utf8.contains($0) }
      }
      if name.first == UInt8(ascii: "{") || name.first == UInt8(ascii: "(") {
        return name.count > 1 && name.dropFirst().dropLast().allSatisfy { Self.isNameByte($0) && $0 != UInt8(ascii: "-") }
          && "})".utf8.contains(name[name.endIndex - 1])
      }
      return !name.isEmpty && name.allSatisfy(Self.isNameByte)
    }
    return text.count <= 5 && ["true", "false", "null", "none", "~"].contains(lowercased(value))
  }

  private mutating func hide(_ range: Range<Int>) { if !range.isEmpty { found.append(range) } }

  private func lowercased(_ range: Range<Int>) -> String {
    range.count > 80 ? "" : String(decoding: bytes[range].map { $0 &- UInt8(ascii: "A") < 26 ? $0 | 0x20 : $0 }, as: UTF8.self)
  }

  private static func isDelimiter(_ byte: UInt8) -> Bool {
    switch byte {
    case 0...0x20, UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "|"),
      UInt8(ascii: "&"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "{"), UInt8(ascii: "}"),
      UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "\\"):
      true
    default: false
    }
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- UInt8(ascii: "a") < 26 || isDigit(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
      || byte == UInt8(ascii: ".")
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
  private static func isQuote(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") }
  private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
  private static func isBreak(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }
}
