/// What keys say of the values under them, remembered, as the same few keys stand in document after document.
struct KeyMeanings {
  enum Meaning: UInt8 {
    case harmless
    /// The name says that the value may be a credential.
    case credential
    /// The value of a variable, which has its name beside it.
    case value
    /// Every entry may be a credential.
    case entries, entriesButOfConfigMaps
    /// HTTP headers: a list of names and values.
    case headers
  }

  /// A key of up to 32 bytes as four words, and what it means.
  private struct Entry {
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    var count: UInt8 = 0
    var meaning = Meaning.harmless
  }

  /// Each key has one place, where the last one of those that share it stands.
  private var entries: [Entry] = []

  private static let bits = 8
  private static let longestKey = 32

  /// - Parameter key: Its bytes without quotes; its text must be these bytes.
  mutating func meaning(of key: Range<Int>, in bytes: Span<UInt8>) -> Meaning {
    let start = key.lowerBound
    guard 1...Self.longestKey ~= key.count, bytes.count - start >= 8 else { return Self.meaning(key, bytes) }
    if entries.isEmpty { entries = Array(repeating: Entry(), count: 1 << Self.bits) }
    let words: (UInt64, UInt64, UInt64, UInt64)
    if key.count <= 8 {
      words = (Self.word(bytes, start) & (.max &>> UInt64(64 - 8 * key.count)), 0, 0, 0)
    } else {
      let last = Self.word(bytes, key.upperBound - 8)
      let isLong = key.count > 16
      words = (
        Self.word(bytes, start), isLong ? Self.word(bytes, start + 8) : last, isLong ? Self.word(bytes, key.upperBound - 16) : last, last
      )
    }
    let mixed = (words.0 ^ words.1 &* 0x9E37_79B9_7F4A_7C15 ^ words.3 &* 0xC2B2_AE3D_27D4_EB4F) &* 0xFF51_AFD7_ED55_8CCD
    let index = Int(truncatingIfNeeded: mixed &>> UInt64(64 - Self.bits))
    let entry = entries[index]
    if entry.count == UInt8(key.count), entry.words == words { return entry.meaning }
    let meaning = Self.meaning(key, bytes)
    entries[index] = Entry(words: words, count: UInt8(key.count), meaning: meaning)
    return meaning
  }

  /// Eight bytes that are all there.
  @inline(__always)
  private static func word(_ bytes: Span<UInt8>, _ offset: Int) -> UInt64 {
    precondition(offset >= 0 && bytes.count - offset >= 8)
    return unsafe UInt64(littleEndian: bytes.bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self))
  }

  private static func meaning(_ key: Range<Int>, _ bytes: Span<UInt8>) -> Meaning {
    if CredentialLook.isName(bytes, key) { return .credential }
    // Fields of Kubernetes that hold credentials; by length first, as nearly all keys are others.
    switch key.count {
    case 4 where equals(key, bytes, "data"): return .entriesButOfConfigMaps
    case 5 where equals(key, bytes, "value"): return .value
    case 7 where equals(key, bytes, "options"): return .entries
    case 10 where equals(key, bytes, "stringData"): return .entries
    case 10 where equals(key, bytes, "binaryData"): return .entriesButOfConfigMaps
    case 11 where equals(key, bytes, "httpHeaders"): return .headers
    case 16 where equals(key, bytes, "volumeAttributes"): return .entries
    case 48 where equals(key, bytes, "kubectl.kubernetes.io/last-applied-configuration"): return .credential
    default: return .harmless
    }
  }

  private static func equals(_ key: Range<Int>, _ bytes: Span<UInt8>, _ name: StaticString) -> Bool {
    guard key.count == name.utf8CodeUnitCount else { return false }
    return key.indices.allSatisfy { unsafe bytes[$0] == name.utf8Start[$0 - key.lowerBound] }
  }
}
