// Tokens.
extension CredentialShapes {
  /// Which shapes may begin with which bytes: four bytes settle nearly every run, without a look at the shapes themselves.
  private struct Prefixes: Sendable {
    struct Candidate: Sendable {
      var bytes: UInt32
      var mask: UInt32
      /// Position among ``prefixedTokens``.
      var shape: Int
    }

    /// By their first two bytes.
    private var candidates = [[Candidate]](repeating: [], count: 128)
    /// For each first byte the second ones, by their last five bits: enough to let most runs pass.
    private var seconds = [UInt32](repeating: 0, count: 128)

    init(_ shapes: [PrefixedToken]) {
      for (shape, token) in shapes.enumerated() {
        var candidate = Candidate(bytes: 0, mask: 0, shape: shape)
        for (index, byte) in token.prefix.utf8.prefix(4).enumerated() {
          candidate.bytes |= UInt32(byte) << (8 * index)
          candidate.mask |= 0xFF << (8 * index)
        }
        add(token.prefix)
        candidates[Self.slot(UInt8(truncatingIfNeeded: candidate.bytes), UInt8(truncatingIfNeeded: candidate.bytes >> 8))].append(candidate)
      }
    }

    /// Notes a text that a token may begin with.
    mutating func add(_ prefix: String) {
      let first = prefix.utf8.prefix(2)
      guard let second = first.last, let first = first.first, first < 128 else { return }
      seconds[Int(first)] |= 1 << UInt32(second & 31)
    }

    func contain(_ first: UInt8, _ second: UInt8) -> Bool { seconds[Int(first & 0x7F)] &>> UInt32(second & 31) & 1 != 0 }

    func candidates(startingWith first: UInt8, _ second: UInt8) -> [Candidate] { candidates[Self.slot(first, second)] }

    private static func slot(_ first: UInt8, _ second: UInt8) -> Int { Int((first &* 5 &+ second) & 0x7F) }
  }

  private static let prefixes = {
    var prefixes = Prefixes(prefixedTokens)
    for form in ["xox", "xapp", "eyJ"] { prefixes.add(form) }
    return prefixes
  }()

  /// Every shape has a run of at least this many token characters.
  static var shortestRun: Int { 16 }

  /// Looks first at the last bytes that a run would need, so that shorter words are mostly jumped over.
  static func appendTokens(in bytes: Span<UInt8>, to matches: inout [CredentialMatch]) {
    var next = 0
    while let start = startOfNextRun(in: bytes, from: next) {
      let end = endOfRun(in: bytes, from: start + shortestRun)
      if let match = token(in: bytes, start..<end) { matches.append(match) }
      next = end + 1
    }
  }

  /// Where the next run of at least ``shortestRun`` token characters starts.
  private static func startOfNextRun(in bytes: Span<UInt8>, from offset: Int) -> Int? {
    unsafe bytes.withUnsafeBytes { buffer in
      var start = offset
      // Within the loop, the sixteen bytes from `start` on are all the buffer's.
      while start &+ shortestRun <= buffer.count {
        let last = unsafe word(buffer, at: start &+ 8)
        var others = someNonTokenBytes(last)
        if others != 0 {
          start &+= 9 &+ (63 &- others.leadingZeroBitCount) &>> 3
          continue
        }
        others = someNonTokenBytes(unsafe word(buffer, at: start))
        if others == 0 { return start }
        start &+= 1 &+ (63 &- others.leadingZeroBitCount) &>> 3
      }
      return nil
    }
  }

  private static var ones: UInt64 { 0x0101_0101_0101_0101 }

  /// - Parameter offset: Of eight bytes that are all within the buffer.
  @inline(__always)
  private static func word(_ buffer: UnsafeRawBufferPointer, at offset: Int) -> UInt64 {
    unsafe UInt64(littleEndian: buffer.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  /// The high bits of those of eight bytes that come before `0` in ASCII and are not `-`: no token characters.
  @inline(__always)
  private static func separators(_ word: UInt64) -> UInt64 {
    // With that bit changed, `-` comes behind `.` and `/`. Without high bits, no byte carries into its neighbour.
    let changed = (word ^ ones &* 0x02) & (ones &* 0x7F)
    return ~((changed &+ ones &* (0x80 - 0x2F)) | word) & (ones &* 0x80)
  }

  /// Those bits of ``nonTokenBytes(_:)`` that are found soonest, if there are any: blanks, quotes, dots and line ends come between most words.
  @inline(__always)
  private static func someNonTokenBytes(_ word: UInt64) -> UInt64 {
    let separators = separators(word)
    return separators != 0 ? separators : nonTokenBytes(word)
  }

  /// The high bits of those of eight bytes that ``isTokenByte(_:)`` denies.
  @inline(__always)
  private static func nonTokenBytes(_ word: UInt64) -> UInt64 {
    // Without high bits no byte borrows from or carries into its neighbour, so each comparison is exact.
    let low = word & (ones &* 0x7F)
    let folded = low | (ones &* 0x20)
    let isLetter = (folded &+ ones &* (0x80 - 0x61)) & (ones &* (0x80 + 0x7A) &- folded)
    let isDigit = (low &+ ones &* (0x80 - 0x30)) & (ones &* (0x80 + 0x39) &- low)
    let isNoHyphen = (low ^ ones &* 0x2D) &+ ones &* 0x7F
    let isNoUnderscore = (low ^ ones &* 0x5F) &+ ones &* 0x7F
    return (word | ~(isLetter | isDigit) & isNoHyphen & isNoUnderscore) & (ones &* 0x80)
  }

  static func endOfRun(in bytes: Span<UInt8>, from start: Int) -> Int {
    unsafe bytes.withUnsafeBytes { buffer in
      var end = start
      while end &+ 8 <= buffer.count {
        let others = nonTokenBytes(unsafe word(buffer, at: end))
        if others != 0 { return end &+ others.trailingZeroBitCount &>> 3 }
        end &+= 8
      }
      while end < buffer.count, isTokenByte(unsafe buffer[end]) { end &+= 1 }
      return end
    }
  }

  /// Whether the run begins like a token, is long enough to be one whatever it begins with, or is joined to what stands before or behind it.
  private static func mayBeToken(_ bytes: Span<UInt8>, _ run: Range<Int>) -> Bool {
    if run.count >= shortestRunOfAnyBeginning || prefixes.contain(bytes[run.lowerBound], bytes[run.lowerBound + 1]) { return true }
    if run.upperBound < bytes.count, isBase64(bytes[run.upperBound]) { return true }
    guard run.lowerBound > 0 else { return false }
    switch bytes[run.lowerBound - 1] {
    case UInt8(ascii: "."), UInt8(ascii: "~"), UInt8(ascii: ":"), UInt8(ascii: "/"), UInt8(ascii: "="), UInt8(ascii: "+"): return true
    default: return false
    }
  }

  /// Mailchimp's keys; those in Base64 are longer.
  private static var shortestRunOfAnyBeginning: Int { 36 }

  /// A run of nothing but small letters and hyphens is the name of something.
  static func token(in bytes: Span<UInt8>, _ run: Range<Int>) -> CredentialMatch? {
    guard mayBeToken(bytes, run), run.contains(where: { isUppercase(bytes[$0]) || isDigit(bytes[$0]) }) else { return nil }
    let start = run.lowerBound
    let word =
      UInt32(bytes[start]) | UInt32(bytes[start + 1]) << 8 | UInt32(bytes[start + 2]) << 16 | UInt32(bytes[start + 3]) << 24
    for candidate in prefixes.candidates(startingWith: bytes[start], bytes[start + 1]) where word & candidate.mask == candidate.bytes {
      let shape = prefixedTokens[candidate.shape]
      guard hasPrefix(shape.prefix, bytes, at: start, before: run.upperBound) else { continue }
      let body = run.dropFirst(shape.prefix.utf8.count)
      guard shape.length.contains(body.count), body.allSatisfy({ shape.alphabet.contains(bytes[$0]) }),
        !shape.isMixed || isMixed(bytes, body),
        !isFilling(bytes, body), shape.kind == "AWS access key ID" || !isExample(bytes, run)
      else { continue }
      return CredentialMatch(kind: shape.kind, range: run)
    }
    return slackToken(in: bytes, run) ?? jsonWebToken(in: bytes, run) ?? mailKey(in: bytes, run) ?? tokenAfterContext(in: bytes, run)
  }

  /// `xoxb-` and its like, `xapp-`, with a digit behind.
  static func slackToken(in bytes: Span<UInt8>, _ run: Range<Int>) -> CredentialMatch? {
    let start = run.lowerBound
    guard bytes[start] == UInt8(ascii: "x"), bytes[start + 4] == UInt8(ascii: "-"), isDigit(bytes[start + 5]), !isExample(bytes, run) else {
      return nil
    }
    if !hasPrefix("xapp", bytes, at: start, before: run.upperBound) {
      guard hasPrefix("xox", bytes, at: start, before: run.upperBound) else { return nil }
      switch bytes[start + 3] {
      case UInt8(ascii: "a"), UInt8(ascii: "b"), UInt8(ascii: "e"), UInt8(ascii: "o"), UInt8(ascii: "p"), UInt8(ascii: "r"),
        UInt8(ascii: "s"):
        break
      default: return nil
      }
    }
    return CredentialMatch(kind: "Slack token", range: run)
  }

  /// A header that decodes to a JSON object, a payload that starts like one, and a signature if there is one.
  static func jsonWebToken(in bytes: Span<UInt8>, _ run: Range<Int>) -> CredentialMatch? {
    guard hasPrefix("eyJ", bytes, at: run.lowerBound, before: run.upperBound),
      hasPrefix(".eyJ", bytes, at: run.upperBound, before: bytes.count),
      isJSONObject(base64URL: bytes, run)
    else { return nil }
    let payload = run.upperBound + 1
    var end = endOfRun(in: bytes, from: payload)
    guard end - payload >= shortestRun else { return nil }
    if end < bytes.count, bytes[end] == UInt8(ascii: ".") { end = endOfRun(in: bytes, from: end + 1) }
    return CredentialMatch(kind: "JSON Web Token", range: run.lowerBound..<end)
  }

  /// Tokens that are known by what stands before them.
  static func tokenAfterContext(in bytes: Span<UInt8>, _ run: Range<Int>) -> CredentialMatch? {
    let start = run.lowerBound
    guard start > 0, !isFilling(bytes, run) else { return nil }
    // The bytes that end their prefixes.
    if bytes[start - 1] == UInt8(ascii: ".") || bytes[start - 1] == UInt8(ascii: "~") {
      for shape in separatedTokens where hasSuffix(shape.prefix, bytes, before: start) {
        let first = start - shape.prefix.utf8.count
        // A prefix that begins with a separator has a part of the token before it.
        let begin = isTokenByte(bytes[first]) ? first : startOfRun(in: bytes, before: first)
        guard shape.length.contains(run.count), run.allSatisfy({ shape.alphabet.contains(bytes[$0]) }),
          !shape.isMixed || isMixed(bytes, run),
          first == begin || first - begin == 14, begin == 0 || !isTokenByte(bytes[begin - 1]) && bytes[begin - 1] != UInt8(ascii: ".")
        else { continue }
        return CredentialMatch(kind: shape.kind, range: begin..<run.upperBound)
      }
    }
    switch bytes[start - 1] {
    case UInt8(ascii: "."):
      if let match = tokenOfParts(in: bytes, run) { return match }
    case UInt8(ascii: "~"):
      if let match = entraSecret(in: bytes, run) { return match }
    case UInt8(ascii: ":") where run.count == 35 && hasPrefix("AA", bytes, at: start, before: run.upperBound):
      var digits = start - 1
      while digits > 0, isDigit(bytes[digits - 1]) { digits -= 1 }
      if (8...10).contains(start - 1 - digits) { return CredentialMatch(kind: "Telegram bot token", range: digits..<run.upperBound) }
    case UInt8(ascii: "/"):
      if let match = webhook(in: bytes, run) { return match }
    case UInt8(ascii: "=") where hasSuffix("sig=", bytes, before: start):
      if let match = sharedAccessSignature(in: bytes, run) { return match }
    default: break
    }
    return base64Key(in: bytes, run)
  }

  private static func startOfRun(in bytes: Span<UInt8>, before end: Int) -> Int {
    var start = end
    while start > 0, isTokenByte(bytes[start - 1]) { start -= 1 }
    return start
  }

  /// Tokens of two or three parts with a dot between them, recognised at their longest part.
  private static func tokenOfParts(in bytes: Span<UInt8>, _ run: Range<Int>) -> CredentialMatch? {
    let before = run.lowerBound - 1
    let start = startOfRun(in: bytes, before: before)
    let first = start..<before
    let isBehind = run.upperBound < bytes.count && bytes[run.upperBound] == UInt8(ascii: ".")
    let behind = isBehind ? endOfRun(in: bytes, from: run.upperBound + 1) : run.upperBound
    if run.count == 22, hasSuffix("SG", bytes, before: before), behind - run.upperBound == 44 {
      return CredentialMatch(kind: "SendGrid API key", range: before - 2..<behind)
    }
    if run.count == 24, hasSuffix("dt0c01", bytes, before: before), behind - run.upperBound == 65 {
      return CredentialMatch(kind: "Dynatrace token", range: before - 6..<behind)
    }
    if run.count == 64, first.count == 17, hasPrefix("pat", bytes, at: start, before: before),
      run.allSatisfy({ Alphabet.hexadecimal.contains(bytes[$0]) })
    {
      return CredentialMatch(kind: "Airtable token", range: start..<run.upperBound)
    }
    // The bot's number in Base64, a time and a signature.
    if (27...38).contains(run.count), first.count == 6, start > 0, bytes[start - 1] == UInt8(ascii: ".") {
      let number = startOfRun(in: bytes, before: start - 1)..<start - 1
      if (24...28).contains(number.count),
        bytes[number.lowerBound] == UInt8(ascii: "M") || bytes[number.lowerBound] == UInt8(ascii: "N")
          || bytes[number.lowerBound] == UInt8(ascii: "O"),
        isMixed(bytes, number)
      {
        return CredentialMatch(kind: "Discord bot token", range: number.lowerBound..<run.upperBound)
      }
    }
    return nil
  }

  /// A client secret of Microsoft Entra ID: three characters, a digit, `Q~` and 31 to 34 more, among them `.` and `~`.
  private static func entraSecret(in bytes: Span<UInt8>, _ run: Range<Int>) -> CredentialMatch? {
    let start = run.lowerBound - 6
    guard start >= 0, bytes[run.lowerBound - 2] == UInt8(ascii: "Q"), isDigit(bytes[run.lowerBound - 3]) else { return nil }
    var end = run.upperBound
    while end < bytes.count, isTokenByte(bytes[end]) || bytes[end] == UInt8(ascii: ".") || bytes[end] == UInt8(ascii: "~") { end += 1 }
    guard (31...34).contains(end - run.lowerBound) else { return nil }
    return CredentialMatch(kind: "Microsoft Entra client secret", range: start..<end)
  }

  /// `sig=…` of an Azure URL, Base64 with `%2B`, `%2F` and `%3D`.
  private static func sharedAccessSignature(in bytes: Span<UInt8>, _ run: Range<Int>) -> CredentialMatch? {
    var end = run.lowerBound
    while end < bytes.count, isBase64(bytes[end]) || bytes[end] == UInt8(ascii: "%") || bytes[end] == UInt8(ascii: "=") { end += 1 }
    guard (40...70).contains(end - run.lowerBound) else { return nil }
    var start = run.lowerBound
    while start > 0, run.lowerBound - start < 400, bytes[start - 1] > 0x20, bytes[start - 1] != UInt8(ascii: "\"") { start -= 1 }
    guard contains("sv=20", bytes, start..<min(bytes.count, end + 200)) || contains("sr=", bytes, start..<end) else { return nil }
    return CredentialMatch(kind: "Azure shared access signature", range: run.lowerBound..<end)
  }

  /// Mailchimp's `…-us12` and Mailgun's three hexadecimal parts.
  private static func mailKey(in bytes: Span<UInt8>, _ run: Range<Int>) -> CredentialMatch? {
    guard run.count >= shortestRunOfAnyBeginning, run.count <= 50 else { return nil }
    let body = run.lowerBound..<run.lowerBound + 32
    guard bytes[body.upperBound] == UInt8(ascii: "-"), body.allSatisfy({ Alphabet.hexadecimal.contains(bytes[$0]) }) else { return nil }
    let rest = body.upperBound + 1..<run.upperBound
    if hasPrefix("us", bytes, at: rest.lowerBound, before: rest.upperBound), rest.count <= 4,
      rest.dropFirst(2).allSatisfy({ isDigit(bytes[$0]) })
    {
      return CredentialMatch(kind: "Mailchimp API key", range: run)
    }
    if rest.count == 17, bytes[rest.lowerBound + 8] == UInt8(ascii: "-"),
      rest.allSatisfy({ $0 == rest.lowerBound + 8 || Alphabet.hexadecimal.contains(bytes[$0]) })
    {
      return CredentialMatch(kind: "Mailgun API key", range: run)
    }
    return nil
  }

  /// The last part of `hooks.slack.com/services/T…/B…/…` and `discord.com/api/webhooks/…/…`.
  static func webhook(in bytes: Span<UInt8>, _ run: Range<Int>) -> CredentialMatch? {
    var start = run.lowerBound
    while start > 0, run.lowerBound - start < 80,
      isTokenByte(bytes[start - 1]) || bytes[start - 1] == UInt8(ascii: "/") || bytes[start - 1] == UInt8(ascii: ".")
    {
      start -= 1
    }
    let path = start..<run.lowerBound
    if contains("hooks.slack.com/services/T", bytes, path) || contains("hooks.slack.com/workflows/T", bytes, path)
      || contains("hooks.slack.com/triggers/T", bytes, path)
    {
      return CredentialMatch(kind: "Slack webhook", range: run)
    }
    if run.count >= 60, contains("discord.com/api/webhooks/", bytes, path) || contains("discordapp.com/api/webhooks/", bytes, path) {
      return CredentialMatch(kind: "Discord webhook", range: run)
    }
    if run.count == 32, contains("/IncomingWebhook", bytes, path) { return CredentialMatch(kind: "Microsoft Teams webhook", range: run) }
    if run.count == 64, contains("api.softlayer.com/", bytes, path) { return CredentialMatch(kind: "SoftLayer API key", range: run) }
    return nil
  }

  /// What follows `AccountKey=` and `SharedAccessKey=` in a connection string, and forty characters behind a name such as `aws_secret_access_key`.
  static func base64Key(in bytes: Span<UInt8>, _ run: Range<Int>) -> CredentialMatch? {
    // Only `+` and `/` join a run to more of a key.
    let isJoined =
      run.lowerBound > 0 && isBase64(bytes[run.lowerBound - 1]) || run.upperBound < bytes.count && isBase64(bytes[run.upperBound])
    guard isJoined || run.count >= 40 else { return nil }
    var start = run.lowerBound
    while start > 0, isBase64(bytes[start - 1]) { start -= 1 }
    var end = run.lowerBound
    while end < bytes.count, isBase64(bytes[end]) { end += 1 }
    let key = start..<end
    guard start > 1, key.count >= 40 else { return nil }
    let isAzure = hasSuffix("AccountKey=", bytes, before: start) || hasSuffix("SharedAccessKey=", bytes, before: start)
    guard isAzure || key.count == 40, isMixed(bytes, key) else { return nil }
    if isAzure {
      while end < bytes.count, bytes[end] == UInt8(ascii: "=") { end += 1 }
      return CredentialMatch(kind: "Azure access key", range: start..<end)
    }
    var nameEnd = start
    while nameEnd > 0, start - nameEnd < 5, !isTokenByte(bytes[nameEnd - 1]) { nameEnd -= 1 }
    var nameStart = nameEnd
    while nameStart > 0, nameEnd - nameStart < 40, isTokenByte(bytes[nameStart - 1]) { nameStart -= 1 }
    let name = nameStart..<nameEnd
    let isSecret = contains("secret", bytes, name, ignoringCase: true)
    let isAmazon = contains("aws", bytes, name, ignoringCase: true)
    guard
      isSecret && contains("access", bytes, name, ignoringCase: true)
        || isAmazon && (isSecret || contains("key", bytes, name, ignoringCase: true))
    else { return nil }
    return CredentialMatch(kind: "AWS secret access key", range: key)
  }

  /// Whether base64url text decodes to something that starts and ends as a JSON object does and is printable between.
  static func isJSONObject(base64URL bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    var bits: UInt32 = 0
    var bitCount = 0
    var last: UInt8 = 0
    for index in range {
      guard let value = base64URLValue(bytes[index]) else { return false }
      bits = bits << 6 | UInt32(value)
      bitCount += 6
      guard bitCount >= 8 else { continue }
      bitCount -= 8
      last = UInt8(truncatingIfNeeded: bits >> UInt32(bitCount))
      guard (0x20..<0x7F).contains(last) || last == UInt8(ascii: "\n") || last == UInt8(ascii: "\r") || last == UInt8(ascii: "\t") else {
        return false
      }
    }
    return last == UInt8(ascii: "}") && bitCount != 6
  }

  static func base64URLValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A")
    case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0") + 52
    case UInt8(ascii: "-"): 62
    case UInt8(ascii: "_"): 63
    default: nil
    }
  }

  static func isMixed(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    var hasUppercase = false
    var hasLowercase = false
    var hasDigit = false
    for index in range {
      let byte = bytes[index]
      if isUppercase(byte) { hasUppercase = true } else if isDigit(byte) { hasDigit = true } else if isLetter(byte) { hasLowercase = true }
    }
    return hasUppercase && hasLowercase && hasDigit
  }
}
