/// A 64-bit hash that is the same in every run, on every machine and in every release.
///
/// It recognises things again (a finding after an edit, a file read twice); it does not withstand someone who looks for collisions.
/// Eight bytes at a time, little-endian, are mixed by `h = (h ^ word) * 0x9E3779B97F4A7C15; h ^= h >> 32`; a shorter rest is padded with
/// zeros, and the length in bytes follows each part, so that `("ab", "c")` and `("a", "bc")` differ.
@usableFromInline
package struct StableHash: Sendable {
  /// The hash of what was combined so far.
  @usableFromInline
  package private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  /// The hash of nothing.
  @usableFromInline
  package init() {}

  /// The hash of bytes.
  package static func of(_ bytes: [UInt8]) -> UInt64 {
    var hash = StableHash()
    hash.combine(bytes)
    return hash.value
  }

  /// Takes in bytes.
  package mutating func combine(_ bytes: [UInt8]) {
    unsafe bytes.withUnsafeBytes { unsafe combine($0) }
  }

  /// Takes in the bytes of a text.
  @usableFromInline
  package mutating func combine(_ text: String) {
    var text = text
    text.withUTF8 { unsafe combine(UnsafeRawBufferPointer($0)) }
  }

  /// Takes in a number.
  @usableFromInline
  package mutating func combine(_ number: UInt64) { mix(number) }

  private mutating func combine(_ buffer: UnsafeRawBufferPointer) {
    var index = 0
    // A copy, so that the loop works in registers.
    var hash = self
    if let start = buffer.baseAddress {
      // As many bytes from `index` on are within the buffer. Four words at a time, as for whole files counting would be half of the work.
      while index <= buffer.count - 32 {
        unsafe hash.mix(start + index)
        unsafe hash.mix(start + index + 8)
        unsafe hash.mix(start + index + 16)
        unsafe hash.mix(start + index + 24)
        index &+= 32
      }
      while index <= buffer.count - 8 {
        unsafe hash.mix(start + index)
        index &+= 8
      }
    }
    self = hash
    if index < buffer.count {
      var rest: UInt64 = 0
      for shift in 0..<(buffer.count - index) { rest |= unsafe UInt64(buffer[index + shift]) << UInt64(8 * shift) }
      mix(rest)
    }
    mix(UInt64(buffer.count))
  }

  /// - Parameter word: Eight bytes.
  @inline(__always)
  private mutating func mix(_ word: UnsafeRawPointer) {
    mix(UInt64(littleEndian: unsafe word.loadUnaligned(as: UInt64.self)))
  }

  @inline(__always)
  private mutating func mix(_ word: UInt64) {
    value = (value ^ word) &* 0x9E37_79B9_7F4A_7C15
    value ^= value >> 32
  }
}
