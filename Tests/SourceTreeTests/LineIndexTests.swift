import SourceTree
import Testing

struct LineIndexTests {
  /// Lines far longer than the index's stride give the positions that counting gives.
  @Test(arguments: [0, 1, 4_095, 4_096, 4_097, 8_192, 20_000])
  func countsInLongLines(_ length: Int) {
    let text = "a: é\r\n" + String(repeating: "é語x😀", count: length / 10) + String(repeating: "z", count: length % 10) + "\nend"
    let bytes = Array(text.utf8)
    let lines = LineIndex(bytes)
    var expected = Position(line: 1, column: 1)
    for (offset, byte) in bytes.enumerated() {
      if byte & 0xC0 != 0x80 {
        let isSampled = offset < 20 || offset % 97 == 0 || offset % 4_096 < 3 || offset + 10 > bytes.count
        if isSampled { #expect(lines.position(of: UInt32(offset), in: bytes) == expected) }
        expected.column += 1
      }
      if byte == 0x0A { expected = Position(line: expected.line + 1, column: 1) }
    }
    #expect(lines.position(of: UInt32(bytes.count), in: bytes) == expected)
    #expect(lines.position(of: .max, in: bytes) == expected)
  }
}
