import Findings
import Randomness
import SourceTree
import Testing

@testable import Reports

struct ExcerptTests {
  private func excerpt(_ text: String, _ range: SourceRange, redactions: [SourceRange] = []) -> [String] {
    ExcerptSource(bytes: Array(text.utf8), redactions: redactions).excerpt(of: range, style: TextStyle(isColored: false))
      .map { String(decoding: $0, as: UTF8.self) }
  }

  static let cases: [(text: String, range: SourceRange, redactions: [SourceRange], excerpt: [String])] = [
    ("a: bc\n", SourceRange(3, 5), [], ["   1 | a: bc", "     |    ^~"]),
    ("a: bc\n", SourceRange(3, 3), [], ["   1 | a: bc", "     |    ^"]),
    ("a: bc", SourceRange(5, 5), [], ["   1 | a: bc", "     |      ^"]),
    ("a\r\nbc\rd", SourceRange(3, 5), [], ["   2 | bc", "     | ^~"]),
    ("\u{FEFF}a: b", SourceRange(3, 4), [], ["   1 | a: b", "     | ^"]),
    ("", SourceRange(0, 0), [], ["   1 |", "     | ^"]),
    ("", SourceRange(9, 12), [], ["   1 |", "     | ^"]),
    ("\ta\tb", SourceRange(3, 4), [], ["   1 |     a   b", "     |         ^"]),
    ("日本: x", SourceRange(8, 9), [], ["   1 | 日本: x", "     |       ^"]),
    ("日本: x", SourceRange(3, 6), [], ["   1 | 日本: x", "     |   ^~"]),
    ("e\u{301}: x", SourceRange(5, 6), [], ["   1 | e\u{301}: x", "     |    ^"]),
    ("a\u{1B}b", SourceRange(2, 3), [], ["   1 | a\\u{1B}b", "     |        ^"]),
    ("a: secret # b", SourceRange(10, 11), [SourceRange(3, 9)], ["   1 | a: ••• # b", "     |        ^"]),
    ("a: secret # b", SourceRange(3, 9), [SourceRange(3, 6), SourceRange(6, 9)], ["   1 | a: ••• # b", "     |    ^~~"]),
    (
      "a: |\n  xx\n\n  yy\nb: c", SourceRange(3, 14), [],
      ["   1 | a: |", "     |    ^", "   2 |   xx", "     |   ~~", "   … | through line 4"]
    ),
    ("a: |\n  xx\n\n  yy\nb: c", SourceRange(10, 15), [SourceRange(5, 14)], ["   3 | •••", "     |    ^", "   4 | •••y", "     | ~~~~"]),
  ]

  @Test(arguments: cases.indices)
  func draws(_ index: Int) {
    let (text, range, redactions, expected) = Self.cases[index]
    #expect(excerpt(text, range, redactions: redactions) == expected)
  }

  @Test func cutsLongLinesAroundTheCaret() {
    let text = String(repeating: "word ", count: 100_000) + "HERE" + String(repeating: " more", count: 100_000)
    let lines = excerpt(text, SourceRange(500_000, 500_004))
    #expect(lines.count == 2)
    #expect(lines[0].contains("…") && lines[0].contains("HERE") && lines[0].count < 120)
    let caret = lines[1].firstIndex(of: "^").map { lines[1].distance(from: lines[1].startIndex, to: $0) }
    let here = lines[0].firstRange(of: "HERE").map { lines[0].distance(from: lines[0].startIndex, to: $0.lowerBound) }
    #expect(caret == here && caret != nil)
    #expect(lines[1].hasSuffix("^~~~"))
  }

  @Test func showsLinesThatFitWhole() {
    let text = String(repeating: "x", count: 99) + "y"
    #expect(excerpt(text, SourceRange(99, 100)) == ["   1 | \(text)", "     | \(String(repeating: " ", count: 99))^"])
    #expect(excerpt(text + "z", SourceRange(99, 100)).first?.contains("…") == true)
  }

  @Test func showsInvalidBytesAsEscapes() {
    let source = ExcerptSource(bytes: [0x61, 0xFF, 0xE2, 0x80, 0x62], redactions: [])
    let rows = source.excerpt(of: SourceRange(4, 5), style: TextStyle(isColored: false)).map { String(decoding: $0, as: UTF8.self) }
    #expect(rows == ["   1 | a\\x{FF}\\x{E2}\\x{80}b", "     |                    ^"])
  }

  /// Whatever is redacted, none of its letters is shown, in whatever range, and everything else on the line is.
  @Test func neverShowsARedactedByte() {
    var generator = SeededGenerator(seed: 7)
    let alphabet: [Character] = ["a", "é", "語", "😀", " ", "\t", "\n", ":", "\r"]
    let hidden: [Character] = ["X", "Ж", "密", "🔑", "\n"]
    for _ in 0..<3_000 {
      var text = ""
      var redactions: [SourceRange] = []
      for _ in 0..<Int.random(in: 0...8, using: &generator) {
        text += String((0..<Int.random(in: 0...5, using: &generator)).compactMap { _ in alphabet.randomElement(using: &generator) })
        let start = text.utf8.count
        text += String((0..<Int.random(in: 0...5, using: &generator)).compactMap { _ in hidden.randomElement(using: &generator) })
        redactions.append(SourceRange(start, text.utf8.count))
        // Overlapping, partial and empty ranges do no harm.
        if Bool.random(using: &generator) { redactions.append(SourceRange(start, start + (text.utf8.count - start) / 2)) }
      }
      redactions.shuffle(using: &generator)
      let count = text.utf8.count
      let start = Int.random(in: 0...count, using: &generator)
      let range = SourceRange(start, min(count + 2, start + Int.random(in: 0...30, using: &generator)))
      let shown = excerpt(text, range, redactions: redactions).joined(separator: "\n")
      #expect(!shown.contains { $0 != "\n" && hidden.contains($0) }, "\(text.debugDescription) \(redactions) \(range)")
    }
  }

  /// A range that starts or ends within a character hides all of it.
  @Test func hidesCharactersThatAreRedactedInPart() {
    for range in [SourceRange(0, 1), SourceRange(1, 2), SourceRange(2, 3), SourceRange(0, 3)] {
      #expect(excerpt("密b", SourceRange(3, 4), redactions: [range]) == ["   1 | •••b", "     |    ^"])
    }
  }

  /// What no rule has found, and looks like a credential all the same.
  @Test(arguments: [
    ("- --key=aB3xK9mQ2", "- --key=•••"), ("image: a@sha256:0a1b2c3d4e5f6a7b8c9d0e1f", "image: a@sha256:0a1b2c3d4e5f6a7b8c9d0e1f"),
    ("name: backup-2024 # v2alpha1", "name: backup-2024 # v2alpha1"), ("a: b # password: hunter2", "a: b # password: •••"),
    ("# - value: hunter2", "# - value: •••"), ("# curfew:ignore secret-in-env it has to", "# curfew:ignore secret-in-env it has to"),
    ("echo 0a9b8c7d6e5f aB3xK9mQ2 x", "echo ••• ••• x"),
  ])
  func hidesWhatLooksGenerated(line: String, shown: String) {
    #expect(Self.lines(line, SourceRange(0, 0)) == ["1 <>\(shown)"])
  }

  @Test func wrapsAtSpaces() {
    var output: [UInt8] = Array("12".utf8)
    TerminalText.append(wrapping: "aa bb  cc\u{1B} dddddddddd e", column: 2, indentation: 1, width: 8, to: &output)
    #expect(String(decoding: output, as: UTF8.self) == "12aa bb\n cc\\u{1B}\n dddddddddd\n e")
  }

  private static func lines(_ text: String, _ range: SourceRange, redactions: [SourceRange] = []) -> [String] {
    ExcerptSource(bytes: Array(text.utf8), redactions: redactions).lines(of: range).map { line in
      var text = line.text
      for mark in line.marks.reversed() {
        text.insert(UInt8(ascii: ">"), at: mark.upperBound)
        text.insert(UInt8(ascii: "<"), at: mark.lowerBound)
      }
      return "\(line.number) \(String(decoding: text, as: UTF8.self))"
    }
  }

  static let markedLines: [(text: String, range: SourceRange, redactions: [SourceRange], lines: [String])] = [
    ("a: b\nc: d\ne: f\n", SourceRange(8, 9), [], ["1 a: b", "2 c: <d>", "3 e: f"]),
    ("    a: b\n      c: d\n", SourceRange(18, 19), [], ["1 a: b", "2   c: <d>"]),
    ("a: b\n\nc", SourceRange(3, 4), [], ["1 a: <b>"]),
    ("a: secret\nb: c\n", SourceRange(13, 14), [SourceRange(3, 9)], ["1 a: •••", "2 b: <c>"]),
    ("a: b", SourceRange(4, 4), [], ["1 a: b<>"]), ("", SourceRange(0, 0), [], ["1 <>"]),
    ("a\u{1B}b", SourceRange(1, 2), [], ["1 a<\\u{1B}>b"]),
    ("a: |\n  x\n  y\n  z\nb: c", SourceRange(3, 16), [], ["1 a: <|>", "2   <x>", "5 b: c"]),
  ]

  @Test(arguments: markedLines.indices)
  func marksLines(_ index: Int) {
    let (text, range, redactions, expected) = Self.markedLines[index]
    #expect(Self.lines(text, range, redactions: redactions) == expected)
  }

  /// Marks are bytes of the text, wherever ranges and redactions fall.
  @Test func marksStayInTheirLines() {
    var generator = SeededGenerator(seed: 9)
    let bytes = Array("a: \t日本 |\r\n   \u{202E}key: \"v\"\n\n      # x\r  \(String(repeating: "lorem ", count: 80))\n".utf8)
    for _ in 0..<2_000 {
      func range() -> SourceRange {
        let start = Int.random(in: 0...bytes.count, using: &generator)
        return SourceRange(start, min(bytes.count, start + Int.random(in: 0...60, using: &generator)))
      }
      for line in ExcerptSource(bytes: bytes, redactions: [range(), range()]).lines(of: range()) {
        var end = 0
        for mark in line.marks {
          #expect(end <= mark.lowerBound && mark.upperBound <= line.text.count)
          end = mark.upperBound
        }
        #expect(String(validating: line.text, as: UTF8.self) != nil)
      }
    }
  }
}
