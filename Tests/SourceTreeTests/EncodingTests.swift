import Randomness
import Testing

@testable import SourceTree

struct EncodingTests {
  private static let malformed: [[UInt8]] = [
    [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC2, 0x41], [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF], [0xE2, 0x82],
    [0xE2, 0x28, 0xA1],
    [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x9F, 0x98],
    [0xF0, 0x9F, 0x98, 0x41],
    [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFE], [0xFF],
  ]
  private static let controls: [[UInt8]] = [
    [0x00], [0x01], [0x08], [0x0B], [0x0C], [0x0E], [0x1B], [0x1F], [0x7F], [0xC2, 0x80], [0xC2, 0x84], [0xC2, 0x86], [0xC2, 0x9F],
    [0xEF, 0xBF, 0xBE],
    [0xEF, 0xBF, 0xBF],
  ]
  private static let printable: [[UInt8]] = [
    [0x09], [0x0A], [0x0D], [0x20], [0x7E], [0xC2, 0xA0], [0xDF, 0xBF], [0xE0, 0xA0, 0x80], [0xED, 0x9F, 0xBF], [0xEE, 0x80, 0x80],
    [0xEF, 0xBF, 0xBD],
    [0xF0, 0x90, 0x80, 0x80], [0xF0, 0x9F, 0x98, 0x80], [0xF4, 0x8F, 0xBF, 0xBD],
  ]

  /// Every sequence at every place of an eight-byte word, at the input's end and before more text.
  private func everywhere(_ sequence: [UInt8], _ check: (_ bytes: [UInt8], _ offset: Int) throws -> Void) rethrows {
    for offset in 0..<18 {
      for tail in [0, 1, 7, 8, 20] {
        try check([UInt8](repeating: 0x61, count: offset) + sequence + [UInt8](repeating: 0x62, count: tail), offset)
      }
    }
  }

  @Test(arguments: malformed) func refusesMalformedSequences(_ sequence: [UInt8]) {
    everywhere(sequence) { bytes, offset in
      let error = #expect(throws: SyntaxError.self) { try Source(name: "x", bytes: bytes) }
      #expect(error?.kind == .invalidUTF8 && error?.range.start == UInt32(offset))
    }
  }

  @Test(arguments: controls) func refusesControlCharacters(_ sequence: [UInt8]) {
    everywhere(sequence) { bytes, offset in
      let error = #expect(throws: SyntaxError.self) { try Source(name: "x", bytes: bytes) }
      #expect(error?.kind == .controlCharacter && error?.range.start == UInt32(offset))
    }
  }

  @Test(arguments: printable) func acceptsPrintableCharacters(_ sequence: [UInt8]) throws {
    try everywhere(sequence) { bytes, _ in
      let source = try Source(name: "x", bytes: bytes)
      #expect(source.ambiguousCharacters.isEmpty)
    }
  }

  @Test(arguments: [[0xC2, 0x85], [0xE2, 0x80, 0xA8], [0xE2, 0x80, 0xA9], [0xEF, 0xBB, 0xBF]] as [[UInt8]])
  func notesAmbiguousCharacters(_ sequence: [UInt8]) throws {
    try everywhere(sequence) { bytes, offset in
      let source = try Source(name: "x", bytes: bytes)
      #expect(source.ambiguousCharacters == (offset == 0 && sequence.count == 3 && sequence[0] == 0xEF ? [] : [UInt32(offset)]))
    }
  }

  @Test(arguments: [[0xFF, 0xFE, 0x61, 0x00], [0xFE, 0xFF, 0x00, 0x61]] as [[UInt8]]) func namesUTF16(_ bytes: [UInt8]) {
    let error = #expect(throws: SyntaxError.self) { try Source(name: "x", bytes: bytes) }
    #expect(error?.kind == .utf16)
  }

  /// The standard library's own validation is the oracle.
  @Test func agreesWithTheStandardLibrary() {
    var generator = SeededGenerator(seed: 1)
    let pool: [UInt8] = [
      0x61, 0x62, 0x0A, 0x20, 0xC2, 0xA0, 0xE2, 0x82, 0xAC, 0xED, 0x9F, 0xBF, 0xF0, 0x9F, 0x98, 0x80, 0x85, 0xEF, 0xBF, 0xBE, 0x7F, 0x1F,
      0xF4, 0x8F,
    ]
    for _ in 0..<20_000 {
      let bytes = (0..<Int.random(in: 0...24, using: &generator)).map { _ in pool[Int.random(in: 0..<pool.count, using: &generator)] }
      let expected = String(validating: bytes, as: UTF8.self).map { $0.unicodeScalars.allSatisfy(isPrintable) } ?? false
      let accepted = (try? Source(name: "x", bytes: bytes)) != nil
      #expect(accepted == expected, "\(bytes)")
    }
  }

  /// `c-printable` of YAML 1.2.2, section 5.1.
  private func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
    default: false
    }
  }
}
