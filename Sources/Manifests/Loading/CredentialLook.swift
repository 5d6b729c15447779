/// What bytes look like that may be a credential, or the name of one.
///
/// For hiding alone: a wrong yes costs some characters of an excerpt, a wrong no a password. What is *reported* as a credential is for rules to say.
package enum CredentialLook {
  /// Whether a key's or a variable's name says that its value may be a credential.
  ///
  /// - Parameter name: With or without quotes around it.
  package static func isName(_ bytes: Span<UInt8>, _ name: Range<Int>) -> Bool {
    // The last letters of the words below, by their places in the alphabet.
    let last: UInt32 = 1 << 4 | 1 << 8 | 1 << 11 | 1 << 14 | 1 << 18 | 1 << 19 | 1 << 23 | 1 << 25
    var letters: UInt32 = 0
    var index = name.lowerBound
    let end = name.upperBound
    while index < end {
      letters = letters &<< 8 | UInt32(bytes[index] | 0x20)
      index += 1
      guard last &>> (letters & 31) & 1 != 0 else { continue }
      switch letters {
      // pass, secr, cred, auth, cook
      case 0x7061_7373, 0x7365_6372, 0x6372_6564, 0x6175_7468, 0x636F_6F6B: return !isReference(bytes, name)
      default: break
      }
      switch letters & 0xFF_FFFF {
      // tok, pwd, dsn
      case 0x74_6F6B, 0x70_7764, 0x64_736E: return !isReference(bytes, name)
      // key, where the name ends with it and is no reference to a key
      case 0x6B_6579: if isEnd(index, bytes, name), name.count > 5 { return !isReference(bytes, name) }
      default: if letters & 0xFFFF == 0x7077, isEnd(index, bytes, name) { return true }
      }
    }
    return false
  }

  private static func isEnd(_ index: Int, _ bytes: Span<UInt8>, _ name: Range<Int>) -> Bool {
    index == name.upperBound || !isAlphanumeric(bytes[index])
  }

  /// Fields of Kubernetes whose names say so, while their values only name something.
  private static func isReference(_ bytes: Span<UInt8>, _ name: Range<Int>) -> Bool {
    references.contains { text in
      guard text.utf8CodeUnitCount == name.count else { return false }
      return name.indices.allSatisfy { unsafe bytes[$0] == text.utf8Start[$0 - name.lowerBound] }
    }
  }

  private static let references: [StaticString] = [
    "secretName", "secretNamespace", "topologyKey", "automountServiceAccountToken", "credentialBundlePath", "gmsaCredentialSpecName",
    "chapAuthDiscovery", "chapAuthSession",
  ]

  /// Whether text holds a word that looks like made by a generator; see ``firstGenerated(_:_:)``.
  package static func isGenerated(_ bytes: Span<UInt8>, _ text: Range<Int>) -> Bool { firstGenerated(bytes, text) != nil }

  /// The first word of a text that looks like made by a generator: eight or more letters and digits in a row that change between each other more often than
  /// words, versions and names of types do.
  package static func firstGenerated(_ bytes: Span<UInt8>, _ text: Range<Int>) -> Range<Int>? {
    var index = text.lowerBound
    while index < text.upperBound {
      guard isAlphanumeric(bytes[index]) else {
        index += 1
        continue
      }
      let start = index
      var run = Run()
      var isGenerated = false
      while index < text.upperBound, isWord(bytes[index]) {
        if isAlphanumeric(bytes[index]) {
          run.append(bytes[index])
          isGenerated = isGenerated || run.isGenerated
        } else {
          run = Run()
        }
        index += 1
      }
      if isGenerated { return start..<index }
    }
    return nil
  }

  /// Letters and digits in a row.
  private struct Run {
    private enum Kind { case none, digit, uppercase, lowercase }

    private var kind = Kind.none
    private var count = 0
    private var changes = 0
    private var hasDigit = false
    private var hasUppercase = false

    mutating func append(_ byte: UInt8) {
      let next: Kind = byte < 0x3A ? .digit : byte < 0x5B ? .uppercase : .lowercase
      // Words may begin with a capital.
      if kind != .none, next != kind, !(kind == .uppercase && next == .lowercase) { changes += 1 }
      if next == .digit { hasDigit = true }
      if next == .uppercase { hasUppercase = true }
      kind = next
      count += 1
    }

    var isGenerated: Bool { hasDigit && count >= 8 && changes >= (hasUppercase ? 3 : 4) }
  }

  /// Whether text says nothing that anybody would keep secret: words, names of objects and images, schedules, numbers.
  package static func isHarmless(_ bytes: Span<UInt8>, _ text: Range<Int>) -> Bool {
    guard text.count <= 120 else { return false }
    var isWordStart = true
    for index in text {
      switch bytes[index] {
      case UInt8(ascii: " "):
        isWordStart = true
        continue
      case UInt8(ascii: "*"), UInt8(ascii: "?"), UInt8(ascii: ","): break
      case UInt8(ascii: "@"), UInt8(ascii: "-"): if isWordStart != (bytes[index] == UInt8(ascii: "@")) { return false }
      case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "/"), UInt8(ascii: ":"), UInt8(ascii: "+"), UInt8(ascii: "="): break
      default: guard isAlphanumeric(bytes[index]) else { return false }
      }
      isWordStart = false
    }
    return !isGenerated(bytes, text)
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10
  }

  /// What words of Base64, of tokens and of generated passwords are made of.
  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "!"),
      UInt8(ascii: "%"), UInt8(ascii: "~"), UInt8(ascii: "^"):
      true
    default: isAlphanumeric(byte)
    }
  }
}
