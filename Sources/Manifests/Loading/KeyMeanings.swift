/// What keys say of the values under them, remembered, as the same few keys stand in document after document.
struct KeyMeanings {
  enum Meaning: UInt8 {
    case harmless
    /// The name says that the value may be a credential, and whatever is in it.
    case credential
    /// The same of a value that is a text; an object only says where to find one.
    case reference
    /// The value of a variable, which has its name beside it.
    case value
    /// Every entry may be a credential.
    case entries, entriesButOfConfigMaps
    /// HTTP headers: a list of names and values.
    case headers
  }

  /// A key of up to eight bytes, none of which is zero, as a word.
  private struct ShortEntry {
    var word: UInt64 = 0
    var meaning = Meaning.harmless
  }

  /// A longer key of up to 32 bytes as four words.
  private struct LongEntry {
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    var count = 0
    var meaning = Meaning.harmless
  }

  /// Each key has one place, where the last one of those that share it stands.
  private var short = Array(repeating: ShortEntry(), count: 1 << Int(bits))
  private var long = Array(repeating: LongEntry(), count: 1 << Int(bits))

  private static var bits: UInt64 { 7 }
  private static var longestKey: Int { 32 }

  /// - Parameter key: Its bytes without quotes; its text must be these bytes.
  mutating func meaning(of key: Range<Int>, in bytes: Span<UInt8>) -> Meaning {
    let count = key.upperBound &- key.lowerBound
    guard count > 0, count <= Self.longestKey, bytes.count &- key.lowerBound >= 8 else { return Self.meaning(key, bytes) }
    return count <= 8 ? shortMeaning(key, bytes) : longMeaning(key, bytes)
  }

  @inline(__always)
  private mutating func shortMeaning(_ key: Range<Int>, _ bytes: Span<UInt8>) -> Meaning {
    let word = Self.word(bytes, key.lowerBound) & (.max &>> UInt64(truncatingIfNeeded: 64 &- 8 &* key.count))
    let index = Self.index(word)
    if short[index].word == word { return short[index].meaning }
    let meaning = Self.meaning(key, bytes)
    short[index] = ShortEntry(word: word, meaning: meaning)
    return meaning
  }

  private mutating func longMeaning(_ key: Range<Int>, _ bytes: Span<UInt8>) -> Meaning {
    let end = key.upperBound
    let last = Self.word(bytes, end - 8)
    let isOverTwoWords = key.count > 16
    let words = (
      Self.word(bytes, key.lowerBound), isOverTwoWords ? Self.word(bytes, key.lowerBound + 8) : last,
      isOverTwoWords ? Self.word(bytes, end - 16) : last, last
    )
    let index = Self.index(words.0 ^ words.1 &* 0x9E37_79B9_7F4A_7C15 ^ words.3 &* 0xC2B2_AE3D_27D4_EB4F)
    if long[index].count == key.count, long[index].words == words { return long[index].meaning }
    let meaning = Self.meaning(key, bytes)
    long[index] = LongEntry(words: words, count: key.count, meaning: meaning)
    return meaning
  }

  private static func index(_ word: UInt64) -> Int {
    Int(truncatingIfNeeded: (word &* 0xFF51_AFD7_ED55_8CCD) &>> (64 &- bits))
  }

  /// Eight bytes that are all there.
  @inline(__always)
  private static func word(_ bytes: Span<UInt8>, _ offset: Int) -> UInt64 {
    precondition(offset >= 0 && bytes.count - offset >= 8)
    return unsafe UInt64(littleEndian: bytes.bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self))
  }

  private static func meaning(_ key: Range<Int>, _ bytes: Span<UInt8>) -> Meaning {
    if CredentialLook.isName(bytes, key) { return isReference(key, bytes) ? .reference : .credential }
    // Fields of Kubernetes that hold credentials; by length first, as nearly all keys are others.
    switch key.count {
    case 4 where equals(key, bytes, "data"): return .entriesButOfConfigMaps
    case 5 where equals(key, bytes, "value"): return .value
    case 7 where equals(key, bytes, "options"): return .entries
    case 10 where equals(key, bytes, "stringData"): return .entries
    case 10 where equals(key, bytes, "binaryData"): return .entriesButOfConfigMaps
    case 10 where equals(key, bytes, "attributes"): return .entries
    case 11 where equals(key, bytes, "httpHeaders"): return .headers
    case 16 where equals(key, bytes, "volumeAttributes"): return .entries
    case 48 where equals(key, bytes, "kubectl.kubernetes.io/last-applied-configuration"): return .credential
    default: return .harmless
    }
  }

  private static func isReference(_ key: Range<Int>, _ bytes: Span<UInt8>) -> Bool {
    if key.count > 3, equals(key.upperBound - 3..<key.upperBound, bytes, "Ref") { return true }
    return equals(key, bytes, "secret") || equals(key, bytes, "secrets") || equals(key, bytes, "imagePullSecrets")
      || equals(key, bytes, "serviceAccountToken")
  }

  private static func equals(_ key: Range<Int>, _ bytes: Span<UInt8>, _ name: StaticString) -> Bool {
    guard key.count == name.utf8CodeUnitCount else { return false }
    return key.indices.allSatisfy { unsafe bytes[$0] == name.utf8Start[$0 - key.lowerBound] }
  }
}
