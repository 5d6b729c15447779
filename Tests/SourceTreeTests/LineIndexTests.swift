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
        if isSampled { #expect(lines.position(of: UInt32(offset)) == expected) }
        expected.column += 1
      }
      if byte == 0x0A { expected = Position(line: expected.line + 1, column: 1) }
    }
    #expect(lines.position(of: UInt32(bytes.count)) == expected)
    #expect(lines.position(of: .max) == expected)
  }

  @Test(arguments: ["", "a", "a\n", "a\r\nb\rc\n\nd", "\r\r\n\n", "é\n日本 x\n", "\u{FEFF}a\nb", "\n\u{1F600}a"]) func countsLikePeople(
    text: String
  ) {
    let bytes = Array(text.utf8)
    let lines = LineIndex(bytes)
    var line = 1
    var column = 1
    var offset = 0
    let scalars = Array(text.unicodeScalars)
    for (index, scalar) in scalars.enumerated() {
      if index == 0, scalar == "\u{FEFF}" {
        offset += 3
        continue
      }
      #expect(lines.position(of: UInt32(offset)) == Position(line: line, column: column), "\(offset)")
      #expect(lines.line(at: UInt32(offset)) == line - 1)
      offset += String(scalar).utf8.count
      let isPair = scalar == "\r" && index + 1 < scalars.count && scalars[index + 1] == "\n"
      if scalar == "\n" || (scalar == "\r" && !isPair) {
        line += 1
        column = 1
      } else {
        column += 1
      }
    }
    #expect(lines.position(of: UInt32(bytes.count)) == Position(line: line, column: column))
    #expect(lines.position(of: .max).line == line)
    #expect(lines.count == line)
    #expect(lines.range(ofLine: line).isEmpty)
  }

  @Test func rangesLeaveOutLineEnds() {
    let bytes = Array("a\r\nbc\r\nd".utf8)
    let lines = LineIndex(bytes)
    #expect((0..<3).map { lines.range(ofLine: $0) } == [SourceRange(0, 1), SourceRange(3, 5), SourceRange(7, 8)])
  }
}
