/// Finds credentials by what they look like: prefixes and lengths of well-known tokens, private keys, passwords in URLs.
///
/// Works on UTF-8 bytes and allocates nothing until something is found. Ordinary text is passed over by three cheap questions: is there an `@`, are
/// there five hyphens in a row, is there a run of sixteen token characters? The last two look at one byte in five and at one in about three.
///
/// The forms are the issuers' own, from their documentation. A body that is only filling (`xxxx…`) or calls itself an example is not reported,
/// except for AWS's, whose documentation has taught everyone to begin with `AKIAIOSFODNN7EXAMPLE`.
package struct CredentialShapes: Sendable {
  /// What kind of credential it is.
  package enum Kind: UInt8, Sendable, CaseIterable {
    case awsAccessKeyID, awsSecretAccessKey, azureKey, googleAPIKey, googleClientSecret
    case gitHubToken, gitLabToken, slackToken, slackWebhook, discordWebhook, telegramToken
    case stripeKey, twilioKey, sendGridKey, mailgunKey, shopifyToken, squareToken
    case npmToken, pypiToken, rubyGemsKey, dockerToken, pulumiToken, digitalOceanToken, databricksToken, vaultToken
    case openAIKey, anthropicKey, huggingFaceToken
    case grafanaToken, newRelicKey, postmanKey, linearKey, atlassianToken, supabaseToken, tailscaleKey, onePasswordToken
    case ageKey, privateKey, jsonWebToken, urlPassword

    /// As it stands in messages.
    package var name: String {
      switch self {
      case .awsAccessKeyID: "AWS access key ID"
      case .awsSecretAccessKey: "AWS secret access key"
      case .azureKey: "Azure access key"
      case .googleAPIKey: "Google API key"
      case .googleClientSecret: "Google OAuth client secret"
      case .gitHubToken: "GitHub token"
      case .gitLabToken: "GitLab token"
      case .slackToken: "Slack token"
      case .slackWebhook: "Slack webhook"
      case .discordWebhook: "Discord webhook"
      case .telegramToken: "Telegram bot token"
      case .stripeKey: "Stripe live key"
      case .twilioKey: "Twilio API key"
      case .sendGridKey: "SendGrid API key"
      case .mailgunKey: "Mailgun API key"
      case .shopifyToken: "Shopify token"
      case .squareToken: "Square token"
      case .npmToken: "npm token"
      case .pypiToken: "PyPI token"
      case .rubyGemsKey: "RubyGems API key"
      case .dockerToken: "Docker Hub token"
      case .pulumiToken: "Pulumi token"
      case .digitalOceanToken: "DigitalOcean token"
      case .databricksToken: "Databricks token"
      case .vaultToken: "Vault token"
      case .openAIKey: "OpenAI API key"
      case .anthropicKey: "Anthropic API key"
      case .huggingFaceToken: "Hugging Face token"
      case .grafanaToken: "Grafana service account token"
      case .newRelicKey: "New Relic user key"
      case .postmanKey: "Postman API key"
      case .linearKey: "Linear API key"
      case .atlassianToken: "Atlassian API token"
      case .supabaseToken: "Supabase token"
      case .tailscaleKey: "Tailscale key"
      case .onePasswordToken: "1Password service account token"
      case .ageKey: "age secret key"
      case .privateKey: "private key"
      case .jsonWebToken: "JSON Web Token"
      case .urlPassword: "password in a URL"
      }
    }
  }

  /// A credential and the UTF-8 offsets of its bytes: of the password alone for a URL.
  package struct Match: Hashable, Sendable {
    package var kind: Kind
    package var range: Range<Int>
  }

  package init() {}

  /// The credentials in `text`, in their order; they do not overlap.
  package func matches(in text: String) -> [Match] {
    let bytes = text.utf8.span
    guard bytes.count >= Self.shortestText else { return [] }
    var matches: [Match] = []
    Self.appendURLPasswords(in: bytes, to: &matches)
    Self.appendPrivateKeys(in: bytes, to: &matches)
    Self.appendTokens(in: bytes, to: &matches)
    guard matches.count > 1 else { return matches }
    matches.sort { ($0.range.lowerBound, $1.range.upperBound) < ($1.range.lowerBound, $0.range.upperBound) }
    var end = 0
    matches.removeAll { match in
      if match.range.lowerBound < end { return true }
      end = match.range.upperBound
      return false
    }
    return matches
  }

  /// `a://:b@c`
  private static var shortestText: Int { 8 }
}

// Passwords in URLs.
extension CredentialShapes {
  private static func appendURLPasswords(in bytes: Span<UInt8>, to matches: inout [Match]) {
    var start = 0
    while let at = bytes.offset(of: UInt8(ascii: "@"), from: start) {
      start = at + 1
      guard start < bytes.count, isHostStart(bytes[start]), let password = password(in: bytes, before: at) else { continue }
      matches.append(Match(kind: .urlPassword, range: password))
    }
  }

  /// The password of the user information that ends at `end`, if a scheme and a colon stand before it.
  private static func password(in bytes: Span<UInt8>, before end: Int) -> Range<Int>? {
    var index = end
    var colon: Int?
    while index > 0 {
      let byte = bytes[index - 1]
      if byte == UInt8(ascii: "/") {
        guard index >= 4, bytes[index - 2] == UInt8(ascii: "/"), bytes[index - 3] == UInt8(ascii: ":"), isAlphanumeric(bytes[index - 4]),
          let colon, colon + 1 < end, !isPlaceholder(bytes, colon + 1..<end)
        else { return nil }
        return colon + 1..<end
      }
      guard isUserInformation(byte) else { return nil }
      index -= 1
      if byte == UInt8(ascii: ":") { colon = index }
    }
    return nil
  }

  /// RFC 3986's user information without quotes, and with what templates and shells put in its place.
  private static func isUserInformation(_ byte: UInt8) -> Bool {
    switch byte {
    case 0...0x20, 0x7F: false
    case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"), UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "\\"): false
    default: true
    }
  }

  private static func isHostStart(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "["), UInt8(ascii: "$"), UInt8(ascii: "{"), UInt8(ascii: "<"), UInt8(ascii: "%"), UInt8(ascii: "_"),
      UInt8(ascii: "("):
      true
    default: isAlphanumeric(byte) || byte >= 0x80
    }
  }
}

// What only holds the place of a value.
extension CredentialShapes {
  /// Whether the text is filling, `<…>`, `TODO`, a variable, a template: nothing that opens anything.
  static func isPlaceholder(_ text: String) -> Bool {
    let bytes = text.utf8.span
    return isPlaceholder(bytes, 0..<bytes.count)
  }

  private static func isPlaceholder(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    guard let firstIndex = range.first, let lastIndex = range.last else { return true }
    switch (bytes[firstIndex], bytes[lastIndex]) {
    case (UInt8(ascii: "<"), UInt8(ascii: ">")), (UInt8(ascii: "["), UInt8(ascii: "]")), (UInt8(ascii: "{"), UInt8(ascii: "}")): return true
    case (UInt8(ascii: "%"), UInt8(ascii: "%")), (UInt8(ascii: "@"), UInt8(ascii: "@")), (UInt8(ascii: "_"), UInt8(ascii: "_")): return true
    case (UInt8(ascii: "$"), _) where range.count > 1 && isLetter(bytes[firstIndex + 1]): return true
    default: break
    }
    if isFilling(bytes, range) || containsTemplate(bytes, range) || isConstantName(bytes, range) { return true }
    for word in ["your", "replace", "insert", "todo", "fixme", "redacted", "placeholder"] {
      if hasPrefix(word, bytes, at: firstIndex, before: range.upperBound, ignoringCase: true) { return true }
    }
    for word in ["PASSWORD", "PASS", "PASSWD", "PWD", "SECRET", "TOKEN", "KEY", "VALUE"] where word.utf8.count == range.count {
      if hasPrefix(word, bytes, at: firstIndex, before: range.upperBound) { return true }
    }
    return false
  }

  /// `$(`, `${`, `{{`, `<%`, `#{` or `%(`.
  private static func containsTemplate(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    for index in range.dropLast() {
      switch (bytes[index], bytes[index + 1]) {
      case (UInt8(ascii: "$"), UInt8(ascii: "(")), (UInt8(ascii: "$"), UInt8(ascii: "{")), (UInt8(ascii: "{"), UInt8(ascii: "{")),
        (UInt8(ascii: "<"), UInt8(ascii: "%")), (UInt8(ascii: "#"), UInt8(ascii: "{")), (UInt8(ascii: "%"), UInt8(ascii: "(")):
        return true
      default: continue
      }
    }
    return false
  }

  /// Nothing but `x`, `*`, `.`, `-`, `_`, `#` and `?`.
  private static func isFilling(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    range.allSatisfy { index in
      switch bytes[index] {
      case UInt8(ascii: "x"), UInt8(ascii: "X"), UInt8(ascii: "*"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"),
        UInt8(ascii: "#"),
        UInt8(ascii: "?"):
        true
      default: false
      }
    }
  }

  /// Capitals in two or more words, such as `MY_PASSWORD`: the name of a value.
  private static func isConstantName(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    var hasUnderscore = false
    for index in range {
      if bytes[index] == UInt8(ascii: "_") { hasUnderscore = true } else if !isUppercase(bytes[index]) { return false }
    }
    return hasUnderscore
  }

  /// Not asked of AWS's keys: those of its documentation stand where real ones will follow.
  private static func isExample(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    contains("example", bytes, range, ignoringCase: true)
  }
}

// Private keys in PEM.
extension CredentialShapes {
  private static func appendPrivateKeys(in bytes: Span<UInt8>, to matches: inout [Match]) {
    var probe = 4
    while probe < bytes.count {
      guard bytes[probe] == UInt8(ascii: "-") else {
        probe += 5
        continue
      }
      var start = probe
      while start > 0, bytes[start - 1] == UInt8(ascii: "-") { start -= 1 }
      if let end = endOfPrivateKey(in: bytes, from: start) {
        matches.append(Match(kind: .privateKey, range: start..<end))
        probe = end + 4
      } else {
        while probe < bytes.count, bytes[probe] == UInt8(ascii: "-") { probe += 1 }
        probe += 4
      }
    }
  }

  /// The end of a key with its body; a mere mention of the header, as in a `grep`, is none.
  private static func endOfPrivateKey(in bytes: Span<UInt8>, from start: Int) -> Int? {
    guard hasPrefix("-----BEGIN ", bytes, at: start, before: bytes.count) else { return nil }
    let label = start + 11
    var index = label
    while index < bytes.count, index < label + 40, isUppercase(bytes[index]) || isDigit(bytes[index]) || bytes[index] == UInt8(ascii: " ") {
      index += 1
    }
    guard contains("PRIVATE KEY", bytes, label..<index), hasPrefix("-----", bytes, at: index, before: bytes.count) else { return nil }
    index += 5
    let headerEnd = index
    while index < bytes.count, passBlankOrBreak(bytes, &index) {}
    guard index > headerEnd, index < bytes.count, isAlphanumeric(bytes[index]) else { return nil }
    while let hyphen = bytes.offset(of: UInt8(ascii: "-"), from: index) {
      if hasPrefix("-----END ", bytes, at: hyphen, before: bytes.count) {
        return bytes.offset(of: UInt8(ascii: "\n"), from: hyphen) ?? bytes.count
      }
      index = hyphen + 1
    }
    return bytes.count
  }

  /// Passes a blank, a line break, or one written as `\n` or `\r`.
  private static func passBlankOrBreak(_ bytes: Span<UInt8>, _ index: inout Int) -> Bool {
    switch bytes[index] {
    case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): index += 1
    case UInt8(ascii: "\\")
    where index + 1 < bytes.count && (bytes[index + 1] == UInt8(ascii: "n") || bytes[index + 1] == UInt8(ascii: "r")):
      index += 2
    default: return false
    }
    return true
  }
}

// Tokens.
extension CredentialShapes {
  /// A run of token characters that starts with `prefix` and goes on in `alphabet` to its end.
  private struct PrefixedToken {
    var kind: Kind
    var prefix: String
    var alphabet: Alphabet
    /// How many characters follow the prefix.
    var length: ClosedRange<Int>
    /// Whether capitals, small letters and digits must all occur, as they do in random text and not in names.
    var isMixed: Bool

    init(_ kind: Kind, _ prefix: String, _ alphabet: Alphabet, _ length: ClosedRange<Int>, isMixed: Bool = false) {
      self.kind = kind
      self.prefix = prefix
      self.alphabet = alphabet
      self.length = length
      self.isMixed = isMixed
    }
  }

  private enum Alphabet {
    /// Letters and digits.
    case alphanumeric
    /// Capitals and digits.
    case capitals
    /// Hexadecimal digits with small letters.
    case hexadecimal
    /// Letters, digits, `-` and `_`.
    case token

    func contains(_ byte: UInt8) -> Bool {
      switch self {
      case .alphanumeric: isAlphanumeric(byte)
      case .capitals: isUppercase(byte) || isDigit(byte)
      case .hexadecimal: isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
      case .token: isTokenByte(byte)
      }
    }
  }

  private static let prefixedTokens: [PrefixedToken] = [
    PrefixedToken(.awsAccessKeyID, "AKIA", .capitals, 16...16),
    PrefixedToken(.awsAccessKeyID, "ASIA", .capitals, 16...16),
    PrefixedToken(.awsAccessKeyID, "ABIA", .capitals, 16...16),
    PrefixedToken(.awsAccessKeyID, "ACCA", .capitals, 16...16),
    PrefixedToken(.awsAccessKeyID, "A3T", .capitals, 17...17),
    PrefixedToken(.googleAPIKey, "AIza", .token, 35...35),
    PrefixedToken(.googleClientSecret, "GOCSPX-", .token, 28...28),
    PrefixedToken(.gitHubToken, "ghp_", .alphanumeric, 36...255),
    PrefixedToken(.gitHubToken, "gho_", .alphanumeric, 36...255),
    PrefixedToken(.gitHubToken, "ghu_", .alphanumeric, 36...255),
    PrefixedToken(.gitHubToken, "ghs_", .alphanumeric, 36...255),
    PrefixedToken(.gitHubToken, "ghr_", .alphanumeric, 36...255),
    PrefixedToken(.gitHubToken, "github_pat_", .token, 60...255),
    PrefixedToken(.gitLabToken, "glpat-", .token, 20...300),
    PrefixedToken(.gitLabToken, "gldt-", .token, 20...300),
    PrefixedToken(.gitLabToken, "glrt-", .token, 20...300),
    PrefixedToken(.gitLabToken, "glcbt-", .token, 20...300),
    PrefixedToken(.gitLabToken, "glptt-", .token, 20...300),
    PrefixedToken(.gitLabToken, "glagent-", .token, 20...300),
    PrefixedToken(.stripeKey, "sk_live_", .alphanumeric, 16...247),
    PrefixedToken(.stripeKey, "rk_live_", .alphanumeric, 16...247),
    PrefixedToken(.twilioKey, "SK", .hexadecimal, 32...32),
    PrefixedToken(.mailgunKey, "key-", .hexadecimal, 32...32),
    PrefixedToken(.shopifyToken, "shpat_", .hexadecimal, 32...32),
    PrefixedToken(.shopifyToken, "shpss_", .hexadecimal, 32...32),
    PrefixedToken(.shopifyToken, "shpca_", .hexadecimal, 32...32),
    PrefixedToken(.shopifyToken, "shppa_", .hexadecimal, 32...32),
    PrefixedToken(.squareToken, "sq0atp-", .token, 22...22),
    PrefixedToken(.squareToken, "sq0csp-", .token, 43...43),
    PrefixedToken(.npmToken, "npm_", .alphanumeric, 36...36),
    PrefixedToken(.pypiToken, "pypi-AgEI", .token, 50...1_000),
    PrefixedToken(.rubyGemsKey, "rubygems_", .hexadecimal, 48...48),
    PrefixedToken(.dockerToken, "dckr_pat_", .token, 20...100),
    PrefixedToken(.pulumiToken, "pul-", .hexadecimal, 40...40),
    PrefixedToken(.digitalOceanToken, "dop_v1_", .hexadecimal, 64...64),
    PrefixedToken(.digitalOceanToken, "doo_v1_", .hexadecimal, 64...64),
    PrefixedToken(.digitalOceanToken, "dor_v1_", .hexadecimal, 64...64),
    PrefixedToken(.databricksToken, "dapi", .hexadecimal, 32...32),
    PrefixedToken(.anthropicKey, "sk-ant-", .token, 32...300),
    PrefixedToken(.openAIKey, "sk-proj-", .token, 32...300, isMixed: true),
    PrefixedToken(.openAIKey, "sk-svcacct-", .token, 32...300, isMixed: true),
    PrefixedToken(.openAIKey, "sk-admin-", .token, 32...300, isMixed: true),
    PrefixedToken(.openAIKey, "sk-", .alphanumeric, 32...200, isMixed: true),
    PrefixedToken(.huggingFaceToken, "hf_", .alphanumeric, 30...60, isMixed: true),
    PrefixedToken(.grafanaToken, "glsa_", .token, 41...41),
    PrefixedToken(.newRelicKey, "NRAK-", .capitals, 27...27),
    PrefixedToken(.postmanKey, "PMAK-", .token, 59...59),
    PrefixedToken(.linearKey, "lin_api_", .alphanumeric, 40...40),
    PrefixedToken(.atlassianToken, "ATATT3", .token, 100...400),
    PrefixedToken(.supabaseToken, "sbp_", .hexadecimal, 40...40),
    PrefixedToken(.tailscaleKey, "tskey-", .token, 20...100, isMixed: true),
    PrefixedToken(.onePasswordToken, "ops_eyJ", .token, 100...2_000),
    PrefixedToken(.ageKey, "AGE-SECRET-KEY-1", .capitals, 58...58),
  ]

  private static let prefixedTokensByFirstByte: [[PrefixedToken]] = {
    var table = [[PrefixedToken]](repeating: [], count: 128)
    for token in prefixedTokens { if let first = token.prefix.utf8.first { table[Int(first)].append(token) } }
    return table
  }()

  private static func prefixedTokens(startingWith byte: UInt8) -> [PrefixedToken] {
    byte < 128 ? prefixedTokensByFirstByte[Int(byte)] : []
  }

  /// Every shape has a run of at least this many token characters.
  private static var shortestRun: Int { 16 }

  /// Looks first at the last byte that a run would need, so that shorter words are mostly jumped over.
  private static func appendTokens(in bytes: Span<UInt8>, to matches: inout [Match]) {
    var start = 0
    while start + shortestRun <= bytes.count {
      var probe = start + shortestRun - 1
      while probe >= start, isTokenByte(bytes[probe]) { probe -= 1 }
      if probe >= start {
        start = probe + 1
        continue
      }
      let end = endOfRun(in: bytes, from: start + shortestRun)
      if let match = token(in: bytes, start..<end) { matches.append(match) }
      start = end + 1
    }
  }

  private static func endOfRun(in bytes: Span<UInt8>, from start: Int) -> Int {
    var end = start
    while end < bytes.count, isTokenByte(bytes[end]) { end += 1 }
    return end
  }

  /// A run of nothing but small letters and hyphens is the name of something.
  private static func token(in bytes: Span<UInt8>, _ run: Range<Int>) -> Match? {
    guard run.contains(where: { isUppercase(bytes[$0]) || isDigit(bytes[$0]) }) else { return nil }
    for shape in prefixedTokens(startingWith: bytes[run.lowerBound])
    where hasPrefix(shape.prefix, bytes, at: run.lowerBound, before: run.upperBound) {
      let body = run.dropFirst(shape.prefix.utf8.count)
      guard shape.length.contains(body.count), body.allSatisfy({ shape.alphabet.contains(bytes[$0]) }),
        !shape.isMixed || isMixed(bytes, body),
        !isFilling(bytes, body), shape.kind == .awsAccessKeyID || !isExample(bytes, run)
      else { continue }
      return Match(kind: shape.kind, range: run)
    }
    return slackToken(in: bytes, run) ?? jsonWebToken(in: bytes, run) ?? tokenAfterContext(in: bytes, run)
  }

  /// `xoxb-` and its like, `xapp-`, with a digit behind.
  private static func slackToken(in bytes: Span<UInt8>, _ run: Range<Int>) -> Match? {
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
    return Match(kind: .slackToken, range: run)
  }

  /// A header that decodes to a JSON object, a payload that starts like one, and a signature if there is one.
  private static func jsonWebToken(in bytes: Span<UInt8>, _ run: Range<Int>) -> Match? {
    guard hasPrefix("eyJ", bytes, at: run.lowerBound, before: run.upperBound),
      hasPrefix(".eyJ", bytes, at: run.upperBound, before: bytes.count),
      isJSONObject(base64URL: bytes, run)
    else { return nil }
    let payload = run.upperBound + 1
    var end = endOfRun(in: bytes, from: payload)
    guard end - payload >= shortestRun else { return nil }
    if end < bytes.count, bytes[end] == UInt8(ascii: ".") { end = endOfRun(in: bytes, from: end + 1) }
    return Match(kind: .jsonWebToken, range: run.lowerBound..<end)
  }

  /// Tokens that are known by what stands before them.
  private static func tokenAfterContext(in bytes: Span<UInt8>, _ run: Range<Int>) -> Match? {
    let start = run.lowerBound
    guard start > 0, !isFilling(bytes, run) else { return nil }
    switch bytes[start - 1] {
    case UInt8(ascii: "."):
      if run.count == 22, hasSuffix("SG.", bytes, before: start), run.upperBound < bytes.count, bytes[run.upperBound] == UInt8(ascii: ".") {
        let end = endOfRun(in: bytes, from: run.upperBound + 1)
        if end - run.upperBound == 44 { return Match(kind: .sendGridKey, range: start - 3..<end) }
      }
      if run.count >= 24, hasSuffix("hvs.", bytes, before: start) || hasSuffix("hvb.", bytes, before: start) {
        return Match(kind: .vaultToken, range: start - 4..<run.upperBound)
      }
    case UInt8(ascii: ":") where run.count == 35 && hasPrefix("AA", bytes, at: start, before: run.upperBound):
      var digits = start - 1
      while digits > 0, isDigit(bytes[digits - 1]) { digits -= 1 }
      if (8...10).contains(start - 1 - digits) { return Match(kind: .telegramToken, range: digits..<run.upperBound) }
    case UInt8(ascii: "/"):
      if let match = webhook(in: bytes, run) { return match }
    default: break
    }
    return base64Key(in: bytes, run)
  }

  /// The last part of `hooks.slack.com/services/T…/B…/…` and `discord.com/api/webhooks/…/…`.
  private static func webhook(in bytes: Span<UInt8>, _ run: Range<Int>) -> Match? {
    var start = run.lowerBound
    while start > 0, run.lowerBound - start < 80,
      isTokenByte(bytes[start - 1]) || bytes[start - 1] == UInt8(ascii: "/") || bytes[start - 1] == UInt8(ascii: ".")
    {
      start -= 1
    }
    let path = start..<run.lowerBound
    if contains("hooks.slack.com/services/T", bytes, path) { return Match(kind: .slackWebhook, range: run) }
    if run.count >= 60, contains("discord.com/api/webhooks/", bytes, path) || contains("discordapp.com/api/webhooks/", bytes, path) {
      return Match(kind: .discordWebhook, range: run)
    }
    return nil
  }

  /// What follows `AccountKey=` and `SharedAccessKey=` in a connection string, and forty characters behind a name such as `aws_secret_access_key`.
  private static func base64Key(in bytes: Span<UInt8>, _ run: Range<Int>) -> Match? {
    var start = run.lowerBound
    while start > 0, isBase64(bytes[start - 1]) { start -= 1 }
    var end = run.lowerBound
    while end < bytes.count, isBase64(bytes[end]) { end += 1 }
    let key = start..<end
    guard start > 1, key.count >= 40, isMixed(bytes, key) else { return nil }
    if hasSuffix("AccountKey=", bytes, before: start) || hasSuffix("SharedAccessKey=", bytes, before: start) {
      while end < bytes.count, bytes[end] == UInt8(ascii: "=") { end += 1 }
      return Match(kind: .azureKey, range: start..<end)
    }
    guard key.count == 40 else { return nil }
    var nameEnd = start
    while nameEnd > 0, start - nameEnd < 5, !isTokenByte(bytes[nameEnd - 1]) { nameEnd -= 1 }
    var nameStart = nameEnd
    while nameStart > 0, nameEnd - nameStart < 40, isTokenByte(bytes[nameStart - 1]) { nameStart -= 1 }
    let name = nameStart..<nameEnd
    guard contains("secret", bytes, name, ignoringCase: true), contains("access", bytes, name, ignoringCase: true) else { return nil }
    return Match(kind: .awsSecretAccessKey, range: key)
  }

  /// Whether base64url text decodes to something that starts and ends as a JSON object does and is printable between.
  private static func isJSONObject(base64URL bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
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

  private static func base64URLValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A")
    case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0") + 52
    case UInt8(ascii: "-"): 62
    case UInt8(ascii: "_"): 63
    default: nil
    }
  }

  private static func isMixed(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
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

// Bytes.
extension CredentialShapes {
  private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
  private static func isUppercase(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "A") < 26 }
  private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- UInt8(ascii: "a") < 26 }
  private static func isAlphanumeric(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) }
  private static func isBase64(_ byte: UInt8) -> Bool { isAlphanumeric(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "/") }

  /// Letters, the commonest, are asked about first.
  @inline(__always)
  private static func isTokenByte(_ byte: UInt8) -> Bool {
    isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
  }

  /// - Parameter text: In small letters, where case is ignored.
  private static func hasPrefix(_ text: String, _ bytes: Span<UInt8>, at start: Int, before end: Int, ignoringCase: Bool = false) -> Bool {
    var index = start
    for byte in text.utf8 {
      guard index < end, bytes[index] == byte || ignoringCase && isUppercase(bytes[index]) && bytes[index] | 0x20 == byte else {
        return false
      }
      index += 1
    }
    return true
  }

  private static func hasSuffix(_ text: String, _ bytes: Span<UInt8>, before end: Int) -> Bool {
    let start = end - text.utf8.count
    return start >= 0 && hasPrefix(text, bytes, at: start, before: end)
  }

  /// - Parameter text: In small letters, where case is ignored.
  private static func contains(_ text: String, _ bytes: Span<UInt8>, _ range: Range<Int>, ignoringCase: Bool = false) -> Bool {
    range.contains { hasPrefix(text, bytes, at: $0, before: range.upperBound, ignoringCase: ignoringCase) }
  }
}
