/// Judges an environment variable by its name, where its value has no shape of its own.
///
/// The last word of a name is what the variable is: `DB_PASSWORD` is a password, `DB_PASSWORD_FILE` a file. Real lists of variables are full of names
/// that only mention a credential, so a value counts only if nothing says that it is something else.
enum CredentialVariable {
  /// Whether the name mentions a credential at all: reason enough to keep the value out of reports.
  static func isSensitive(_ name: String) -> Bool {
    guard mayBeSensitive(name) else { return false }
    let bytes = name.utf8.span
    return hasWord(bytes) { word in
      guard mayBeSensitive(bytes, word) else { return false }
      let word = withoutNumber(bytes, word)
      return credentialEndings.contains { hasSuffix($0, bytes, word) }
        || sensitiveWords.contains { $0.utf8.count == word.count && hasSuffix($0, bytes, word) }
    }
  }

  /// - Parameter ending: In capitals.
  private static func hasSuffix(_ ending: String, _ bytes: Span<UInt8>, _ word: Range<Int>) -> Bool {
    var index = word.upperBound - ending.utf8.count
    guard index >= word.lowerBound else { return false }
    for byte in ending.utf8 {
      guard bytes[index] == byte || bytes[index] == byte | 0x20 else { return false }
      index += 1
    }
    return true
  }

  /// Without the number behind it: `PASSWORD` of `PASSWORD2`.
  private static func withoutNumber(_ bytes: Span<UInt8>, _ word: Range<Int>) -> Range<Int> {
    var end = word.upperBound
    while end - word.lowerBound > 4, isDigit(bytes[end - 1]) { end -= 1 }
    return word.lowerBound..<end
  }

  /// Whether the name says that its value is a credential, and not only that it has to do with one.
  static func isCredentialName(_ name: String) -> Bool { mayBeSensitive(name) && head(of: name) != nil }

  /// Whether the name says that its value only names something, such as a user or a project: no credential, wherever it is kept.
  static func isIdentifierName(_ name: String) -> Bool {
    let bytes = name.utf8.span
    var last = 0..<0
    _ = hasWord(bytes) { word in
      last = word
      return false
    }
    return identifiers.contains(capitals(bytes, last))
  }

  private static let identifiers: Set<String> = [
    "ID", "USER", "USERNAME", "NAME", "EMAIL", "ORG", "TEAM", "PROJECT", "TENANT", "INSTANCE", "CLUSTER", "NAMESPACE", "REGION", "ZONE",
    "BUCKET", "DATABASE", "DB", "DBNAME", "DATASET", "TABLE", "SCHEMA", "HOST", "HOSTNAME", "PORT", "ENV", "ENVIRONMENT", "ENDPOINT",
    "SERVER",
    "ADDRESS", "ADDR", "DOMAIN", "REALM", "VERSION",
  ]

  /// Whether text that assigns a value to the name writes a credential out. Stricter than ``isCredential(name:value:secretNames:)``, as text is full of
  /// code, prose and names.
  static func isCredential(name: String, valueInText value: String) -> Bool {
    guard mayBeSensitive(name), let head = head(of: name), isCredential(name: name, value: value, secretNames: []) else { return false }
    if value.utf8.count < 4 || value.utf8.contains(UInt8(ascii: " ")) && value.utf8.count < 12 { return false }
    if sensitiveWords.contains(value.uppercased()) || credentialEndings.contains(value.uppercased()) { return false }
    return head == .password || head == .pass || CredentialEntropy.isRandom(value) || head == .token && isUUIDKey(name, value)
  }

  /// Whether three letters of a sensitive word occur anywhere; most names end here, without being taken to pieces.
  private static func mayBeSensitive(_ name: String) -> Bool { mayBeSensitive(name.utf8.span) }

  static func mayBeSensitive(_ bytes: Span<UInt8>) -> Bool { mayBeSensitive(bytes, 0..<bytes.count) }

  private static func mayBeSensitive(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    // The last letters, by their places in the alphabet.
    let last: UInt32 = 1 << 3 | 1 << 5 | 1 << 11 | 1 << 19 | 1 << 20 | 1 << 23 | 1 << 25
    var letters: UInt32 = 0
    for index in range {
      let byte = bytes[index]
      letters = letters &<< 8 | UInt32(byte | 0x20)
      guard last &>> UInt32(byte & 31) & 1 != 0 else { continue }
      switch letters & 0xFF_FFFF {
      case 0x70_6173, 0x73_6563, 0x74_6F6B, 0x6B_6579, 0x61_7574, 0x63_7265: return true  // pas, sec, tok, key, aut, cre
      default: if letters & 0xFFFF == 0x7077 { return true }  // pw
      }
    }
    return false
  }

  /// Whether the variable is a credential, written out.
  ///
  /// - Parameter secretNames: The Secrets that the workload names: a variable may carry such a name.
  static func isCredential(name: String, value: String, secretNames: @autoclosure () -> Set<String>) -> Bool {
    guard let head = head(of: name), !CredentialShapes.isPlaceholder(value), value != name else { return false }
    if !mayBeValue(value) || head != .password && value.utf8.count <= 4 && value.utf8.allSatisfy(isDigit) { return false }
    if value.utf8.contains(UInt8(ascii: " ")), head != .password { return false }
    if secretNames().contains(value) { return false }
    switch head {
    case .password: return true
    case .pass: return isMixed(value) && !isObjectName(value, minimumWords: 1)
    case .token: return !isObjectName(value, minimumWords: 2) || isUUIDKey(name, value)
    case .knownSecret: return !(isObjectName(value, minimumWords: 2) && isSensitive(value))
    case .secret: return !isObjectName(value, minimumWords: 1)
    case .perhaps:
      return CredentialEntropy.isRandom(value) && !CredentialEntropy.isDigest(value) && !isObjectName(value, minimumWords: 2)
    }
  }

  /// Whether the value can be a credential at all: it is not the place of one, an address, a switch, or a test's.
  static func mayBeValue(_ value: String) -> Bool {
    !CredentialShapes.isPlaceholder(value) && !isReference(value) && !isSwitch(value) && !isTestValue(value) && !isPublic(value)
  }

  /// Whether the value is made to be handed out: the half of a pair that browsers get, or a certificate.
  private static func isPublic(_ value: String) -> Bool {
    for prefix in [
      "pk_live_", "pk_test_", "phc_", "pk.eyJ", "ssh-rsa ", "ssh-ed25519 ", "ecdsa-sha2-", "-----BEGIN CERTIFICATE",
      "-----BEGIN PUBLIC KEY",
    ] where value.hasPrefix(prefix) {
      return true
    }
    return false
  }

  /// A word that says that nothing depends on the value.
  private static func isTestValue(_ value: String) -> Bool {
    let words = words(of: value)
    guard let first = words.first, testWords.contains(first) else {
      return value.utf8.allSatisfy { $0 == UInt8(ascii: "'") || $0 == UInt8(ascii: "\"") }
    }
    return words.count == 1
      || words.dropFirst().allSatisfy { testWords.contains($0) || sensitiveWords.contains($0) || credentialEndings.contains($0) }
  }

  private static let testWords: Set<String> = [
    "TEST", "TESTING", "EXAMPLE", "DUMMY", "SAMPLE", "FAKE", "MOCK", "STUB", "FOO", "BAR", "BAZ", "FOOBAR", "MY", "SOME", "ANY",
  ]

  /// Some issuers' keys are UUIDs; far more UUIDs are none.
  private static func isUUIDKey(_ name: String, _ value: String) -> Bool {
    guard CredentialEntropy.isUUID(Array(value.utf8)) else { return false }
    return words(of: name).contains { ["API", "AUTH", "APIKEY", "AUTHTOKEN"].contains($0) }
  }

  /// What the last word of a name says.
  private enum Head {
    case password, token
    /// `PASS`, alone: a password, or the number of a pass.
    case pass
    /// A secret that is known to be a value: `CLIENT_SECRET`.
    case knownSecret
    /// Possibly the name of a Secret.
    case secret
    /// A credential if it looks random.
    case perhaps
  }

  private static func head(of name: String) -> Head? {
    var words = words(of: name)
    while words.count > 1, let last = words.last, qualifiers.contains(last) || last.utf8.allSatisfy(isDigit) { words.removeLast() }
    guard let last = words.popLast().map(withoutNumber) else { return nil }
    if words.contains(where: { $0 == "PUBLIC" || $0 == "PUBLISHABLE" || $0 == "SITE" }), last != "PASSWORD" { return nil }
    let previous = words.last ?? ""
    switch last {
    case "PASSWORD", "PASSWD", "PASSPHRASE", "SSHPASS", "STOREPASS", "KEYPASS": return .password
    case "PASS", "PW", "PGPASS": return words.isEmpty ? .pass : .password
    case "PWD": return words.isEmpty ? nil : .password
    case "AUTH": return previous == "REDISCLI" ? .password : .perhaps
    case "TOKEN", "APIKEY": return .token
    case "SECRET": return secretQualifiers.contains(previous) ? .knownSecret : .secret
    case "KEY":
      if keyQualifiers.contains(previous) { return .token }
      return previous == "ACCESS" && words.contains("SECRET") ? .token : words.isEmpty || previous == "PUBLIC" ? nil : .perhaps
    case "CREDENTIAL", "CREDENTIALS", "CREDS", "SALT": return .perhaps
    default:
      if last.hasSuffix("PASSWORD") || last.hasSuffix("PASSWD") { return .password }
      return last.hasSuffix("TOKEN") || last.hasSuffix("APIKEY") || last.hasSuffix("SECRETKEY") ? .token : nil
    }
  }

  /// Whether the value has letters of both kinds, or letters and signs, and a digit: words and numbers have not.
  private static func isMixed(_ value: String) -> Bool {
    guard value.utf8.count >= 8 else { return false }
    let isLower = value.utf8.contains { $0 &- UInt8(ascii: "a") < 26 }
    let isUpper = value.utf8.contains { $0 &- UInt8(ascii: "A") < 26 }
    let isSign = value.utf8.contains { $0 > 0x20 && $0 < 0x7F && !CredentialShapes.isTokenByte($0) && $0 != UInt8(ascii: ".") }
    return value.utf8.contains(where: isDigit) && (isLower && isUpper || (isLower || isUpper) && isSign)
  }

  /// `PASSWORD` for `PASSWORD2`.
  private static func withoutNumber(_ word: String) -> String {
    let bytes = word.utf8.span
    return String(decoding: word.utf8.prefix(withoutNumber(bytes, 0..<bytes.count).count), as: UTF8.self)
  }

  private static let credentialEndings = [
    "PASSWORD", "PASSWD", "PASSPHRASE", "TOKEN", "SECRET", "APIKEY", "SECRETKEY", "CREDENTIAL", "CREDENTIALS",
  ]
  private static let sensitiveWords: Set<String> = ["PASS", "PWD", "PW", "PGPASS", "KEY", "SSHPASS", "AUTH"]
  /// Words behind the one that says what a variable is.
  private static let qualifiers: Set<String> = [
    "VALUE", "PROD", "PRODUCTION", "DEV", "STAGING", "TEST", "OLD", "NEW", "CURRENT", "PREVIOUS", "PRIMARY", "SECONDARY", "BASE64", "B64",
    "V1", "V2", "BASE",
  ]
  private static let keyQualifiers: Set<String> = [
    "API", "APP", "APPLICATION", "SECRET", "PRIVATE", "ENCRYPTION", "SIGNING", "MASTER", "ACCOUNT", "AUTH", "LICENSE", "INTEGRATION",
    "ROUTING",
    "STORAGE", "ADMIN", "HMAC", "JWT", "COOKIE", "FERNET", "DEPLOY",
  ]
  private static let secretQualifiers: Set<String> = [
    "CLIENT", "APP", "APPLICATION", "JWT", "COOKIE", "SESSION", "WEBHOOK", "HMAC", "SHARED", "OAUTH", "OAUTH2", "API", "AUTH", "CONSUMER",
    "SIGNING",
    "ENCRYPTION", "ACCESS", "TOKEN",
  ]

  /// Whether a word of a name is such a one; `_`, `-`, `.` and a capital behind a small letter separate words.
  private static func hasWord(_ name: Span<UInt8>, where isMeant: (Range<Int>) -> Bool) -> Bool {
    var start = 0
    var previousIsLowercase = false
    for index in name.indices {
      let byte = name[index]
      let isSeparator = byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
      if isSeparator || previousIsLowercase && CredentialShapes.isUppercase(byte) {
        if start < index, isMeant(start..<index) { return true }
        start = isSeparator ? index + 1 : index
      }
      previousIsLowercase = byte &- UInt8(ascii: "a") < 26
    }
    return start < name.count && isMeant(start..<name.count)
  }

  /// The words of a name in capitals.
  private static func words(of name: String) -> [String] {
    var words: [String] = []
    let bytes = name.utf8.span
    _ = hasWord(bytes) { word in
      words.append(capitals(bytes, word))
      return false
    }
    return words
  }

  private static func capitals(_ bytes: Span<UInt8>, _ word: Range<Int>) -> String {
    String(decoding: word.map { bytes[$0] &- UInt8(ascii: "a") < 26 ? bytes[$0] - 0x20 : bytes[$0] }, as: UTF8.self)
  }

  /// A path, a URL, or an address in a store of secrets.
  private static func isReference(_ value: String) -> Bool {
    for prefix in ["/", "./", "../", "~/", "file:", "vault:", "arn:", "ref+", "projects/", "azurekv@", "ssm:", "secret:", "env:", "ENC["] {
      if value.hasPrefix(prefix) { return true }
    }
    // What tools that fill in secrets resolve when the pod starts.
    for prefix in [
      "secretref:", "gcp:secretmanager:", "aws:secretsmanager:", "bao:", ">>vault:", "{cipher}", "@Microsoft.KeyVault(", "[secret:",
      "keyvault:",
      "awssm:", "kms:", "conjur:", "doppler:", "ENC(", "!vault", "k8s:",
    ] where value.hasPrefix(prefix) {
      return true
    }
    return value.contains("://") || value.contains("@azurekeyvault")
  }

  private static func isSwitch(_ value: String) -> Bool {
    switch value.lowercased() {
    case "true", "false", "yes", "no", "on", "off", "enabled", "disabled", "none", "null", "nil", "undefined", "unset", "default", "auto",
      "required",
      "optional":
      true
    default: false
    }
  }

  /// Whether the value reads like the name of an object: words of small letters, or of letters with a number, joined by `-` or `.`.
  private static func isObjectName(_ value: String, minimumWords: Int) -> Bool {
    var words = 1
    var changes = 0
    var previous: UInt8 = UInt8(ascii: "-")
    guard value.utf8.count <= 63 else { return false }
    for byte in value.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
        if isDigit(byte) != isDigit(previous), previous != UInt8(ascii: "-") { changes += 1 }
        if changes > 2 { return false }
        previous = byte
      case UInt8(ascii: "-"), UInt8(ascii: "."):
        guard previous != UInt8(ascii: "-") else { return false }
        words += 1
        changes = 0
        previous = UInt8(ascii: "-")
      default: return false
      }
    }
    return words >= minimumWords && previous != UInt8(ascii: "-") && value.utf8.count < words * 16
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
