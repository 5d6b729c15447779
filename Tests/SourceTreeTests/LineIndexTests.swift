import Randomness
import SourceTree
import Testing

struct LineIndexTests {
  /// Lines far longer than the index's blocks give the positions that counting gives.
  @Test(arguments: [0, 1, 215, 216, 217, 440, 20_000])
  func countsInLongLines(_ length: Int) {
    let text = "a: é\r\n" + String(repeating: "é語x😀", count: length / 10) + String(repeating: "z", count: length % 10) + "\nend"
    let bytes = Array(text.utf8)
    let lines = LineIndex(bytes)
    var expected = Position(line: 1, column: 1)
    for (offset, byte) in bytes.enumerated() {
      if byte & 0xC0 != 0x80 {
        let isSampled = offset < 20 || offset % 97 == 0 || offset % 224 < 3 || offset + 10 > bytes.count
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

  /// Wherever the index's blocks end, it says what a pass over the text says.
  @Test func agreesWithAPass() {
    var generator = SeededGenerator(seed: 1)
    let pieces = ["\n", "\n", "\r\n", "\r", "a", "b: ", "é", "😀", String(repeating: "x", count: 70)]
    for length in 0..<150 {
      let isASCII = length % 2 == 0
      let text = (0..<length).map { _ in pieces.randomElement(using: &generator) ?? "" }.filter {
        !isASCII || $0.utf8.allSatisfy { $0 < 0x80 }
      }
      .joined()
      let bytes = Array(text.utf8)
      let lines = LineIndex(bytes)
      var starts = [0]
      var column = 1
      var positions: [Position] = []
      for (offset, byte) in bytes.enumerated() {
        positions.append(Position(line: starts.count, column: column))
        if byte == 0x0A || byte == 0x0D && !(offset + 1 < bytes.count && bytes[offset + 1] == 0x0A) {
          starts.append(offset + 1)
          column = 1
        } else if offset + 1 == bytes.count || bytes[offset + 1] & 0xC0 != 0x80 {
          column += 1
        }
      }
      positions.append(Position(line: starts.count, column: column))
      #expect(lines.count == starts.count)
      #expect(starts.indices.map { Int(lines.start(ofLine: $0)) } == starts)
      let isStart = (0...bytes.count).filter { $0 == bytes.count || bytes[$0] & 0xC0 != 0x80 }
      #expect(isStart.map { lines.position(of: UInt32($0)) } == isStart.map { positions[$0] })
      for _ in 0..<20 {
        let ends = [isStart.randomElement(using: &generator) ?? 0, isStart.randomElement(using: &generator) ?? 0].sorted()
        let found = lines.positions(of: SourceRange(ends[0], ends[1]))
        #expect(found.start == positions[ends[0]] && found.end == positions[ends[1]])
      }
    }
  }

  @Test func rangesLeaveOutLineEnds() {
    let bytes = Array("a\r\nbc\r\nd".utf8)
    let lines = LineIndex(bytes)
    #expect((0..<3).map { lines.range(ofLine: $0) } == [SourceRange(0, 1), SourceRange(3, 5), SourceRange(7, 8)])
  }
}
