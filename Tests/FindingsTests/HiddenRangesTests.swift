import Findings
import SourceTree
import Testing

struct HiddenRangesTests {
  /// Places are told as if every credential were three characters long: lines of text with the credentials in `[…]` and the place at `▼`.
  @Test(arguments: [
    ("▼a [bcd] e", 1), ("a▼ [bcd] e", 2), ("a ▼[bcd] e", 3), ("a [bc▼d] e", 3), ("a [bcd]▼ e", 6), ("a [b]▼ e", 6), ("a [ä😀bcdefg] ▼e", 7),
    ("[bcd] [efghijklmn] ▼e", 9), ("[bcd\nefg▼h] [i] j", 1), ("[bcd\nefgh] [i] ▼j", 9), ("[bcd\n\nefgh]▼ j", 4), ("[bcd]\n▼e", 1),
    ("[bcd]\r\n ä▼e", 3),
  ])
  func columns(_ text: String, _ column: Int) throws {
    var bytes: [UInt8] = []
    var hidden: [SourceRange] = []
    var open = 0
    var place = 0
    for scalar in text.unicodeScalars {
      switch scalar {
      case "[": open = bytes.count
      case "]": hidden.append(SourceRange(open, bytes.count))
      case "▼": place = bytes.count
      default: bytes += Array(String(scalar).utf8)
      }
    }
    let source = try Source(name: "a", bytes: bytes)
    let found = HiddenRanges(hidden.reversed(), in: bytes).place(SourceRange(place, place), lines: LineIndex(source))
    #expect(found.start.column == column)
    #expect(found.start.line == 1 + bytes[..<place].count { $0 == UInt8(ascii: "\n") })
  }

  @Test func placesEndBeforeWhatIsHidden() throws {
    let bytes = Array("ab cd ef".utf8)
    let hidden = HiddenRanges([SourceRange(3, 5), SourceRange(4, 5), SourceRange(6, 6)], in: bytes)
    let lines = LineIndex(bytes)
    #expect(hidden.place(SourceRange(0, 8), lines: lines).range == SourceRange(0, 3))
    #expect(hidden.place(SourceRange(3, 8), lines: lines).range == SourceRange(3, 3))
    #expect(hidden.place(SourceRange(4, 8), lines: lines).range == SourceRange(4, 4))
    let behind = hidden.place(SourceRange(6, 8), lines: lines)
    #expect(behind.range == SourceRange(6, 8))
    #expect(behind.end.column - behind.start.column == 2)
    #expect(HiddenRanges([SourceRange(2, 2)], in: bytes).isEmpty)
  }
}
