/// The bytes of one input together with the name it is shown under.
///
/// Offsets into a source are UTF-8 byte offsets and fit in 32 bits; ``init(name:bytes:)`` refuses larger inputs.
package struct Source: Sendable {
  /// How the input is called in reports: the path as the user gave it, or the name given to standard input.
  package let name: String
  /// The input, verbatim.
  package let bytes: [UInt8]
  /// Offsets of what YAML 1.1, and so kubectl, takes for something else than YAML 1.2: U+0085, U+2028 and U+2029 are line breaks to it, and it passes
  /// over a U+FEFF at the start of any line. One that starts the input is none of them.
  package let ambiguousCharacters: [UInt32]
  /// Whether no byte is part of a longer character.
  let isASCII: Bool
  let hasCarriageReturns: Bool
  let hasTabs: Bool

  /// Checks the encoding once, so that every later stage may rely on well-formed UTF-8 without control characters.
  ///
  /// - Throws: ``SyntaxError`` for bytes that are not UTF-8, for control characters, and for inputs of 2 GiB and more.
  package init(name: String, bytes: [UInt8]) throws(SyntaxError) {
    guard bytes.count < Int(Int32.max) else { throw SyntaxError(.tooLarge, at: 0) }
    self.name = name
    self.bytes = bytes
    (ambiguousCharacters, isASCII, hasCarriageReturns, hasTabs) = try Encoding.validate(bytes)
  }

  /// The text of a range; invalid ranges give an empty text.
  package func text(_ range: SourceRange) -> String {
    let range = range.clamped(to: bytes.count)
    return String(decoding: bytes[range.bounds], as: UTF8.self)
  }
}

/// A half-open range of byte offsets into a ``Source``.
@usableFromInline
package struct SourceRange: Hashable, Sendable {
  /// Offset of the first byte.
  @usableFromInline package var start: UInt32
  /// Offset behind the last byte.
  @usableFromInline package var end: UInt32

  /// From an offset up to another.
  @inlinable
  package init(_ start: UInt32, _ end: UInt32) {
    self.start = start
    self.end = end
  }

  /// Offsets outside 0..<2³² become the nearest that fit.
  package init(_ start: Int, _ end: Int) {
    self.start = UInt32(clamping: start)
    self.end = UInt32(clamping: end)
  }

  /// The same offsets for subscripting the source's bytes.
  package var bounds: Range<Int> { Int(start)..<max(Int(start), Int(end)) }
  /// Whether no byte is in it.
  package var isEmpty: Bool { end <= start }

  /// Whether the two ranges share a byte.
  package func overlaps(_ other: SourceRange) -> Bool { start < other.end && other.start < end }

  /// Whether `other` lies wholly within this range.
  package func contains(_ other: SourceRange) -> Bool { start <= other.start && other.end <= end }

  /// The part of it that lies within so many bytes.
  package func clamped(to count: Int) -> SourceRange {
    SourceRange(min(Int(start), count), min(max(Int(start), Int(end)), count))
  }
}

extension SourceRange: CustomStringConvertible {
  @usableFromInline package var description: String { "\(start)..<\(end)" }
}
