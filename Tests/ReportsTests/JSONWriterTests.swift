import Foundation
import Randomness
import Testing

@testable import Reports

struct JSONWriterTests {
  static let strings: [(String, String)] = [
    ("", #""""#), ("plain", #""plain""#), ("\"\\/", #""\"\\/""#), ("\u{8}\t\n\u{C}\r\u{0}\u{1F}", #""\b\t\n\f\r\u0000\u001f""#),
    ("\u{7F}\u{80}\u{9F}\u{A0}", "\"\\u007f\\u0080\\u009f\u{A0}\""),
    ("a\u{2028}b\u{2029}c\u{202E}\u{2066}", #""a\u2028b\u2029c\u202e\u2066""#),
    ("eight by", #""eight by""#), ("eight by\"", #""eight by\"""#), ("eight\u{7F}by eight", #""eight\u007fby eight""#),
    ("<é€𝄞\u{2027}\u{2030}\u{206A}>", "\"<é€𝄞\u{2027}\u{2030}\u{206A}>\""),
  ]

  @Test(arguments: strings.indices)
  func escapes(_ index: Int) {
    let bytes = JSONWriter.bytes { $0.string(Self.strings[index].0) }
    #expect(String(decoding: bytes, as: UTF8.self) == Self.strings[index].1)
  }

  @Test func separatesMembersAndElements() {
    let bytes = JSONWriter.bytes { json in
      json.beginObject()
      json.member("a", 1)
      json.key("b")
      json.beginArray()
      json.bool(true)
      json.integer(-12)
      json.beginObject()
      json.endObject()
      json.endArray()
      json.key("c")
      json.beginArray()
      json.line()
      json.hexadecimal(0xAB)
      json.line()
      json.encoded(Array("2,3".utf8))
      json.encoded([])
      json.endLines()
      json.key("d")
      json.beginArray()
      json.endLines()
      json.endObject()
    }
    let expected = #"{"a":1,"b":[true,-12,{}],"c":["# + "\n\"00000000000000ab\",\n2,3\n],\"d\":[]}"
    #expect(String(decoding: bytes, as: UTF8.self) == expected)
  }

  @Test(arguments: [0, 9, 10, -1, 99_999, 100_000, Int.max, Int.min])
  func writesIntegers(_ number: Int) {
    #expect(JSONWriter.bytes { $0.integer(number) } == Array("\(number)".utf8))
  }

  /// Foundation reads back what was written, for texts of every kind of scalar.
  @Test func readsBack() throws {
    var generator = SeededGenerator(seed: 1)
    let kinds: [ClosedRange<UInt32>] = [
      0...0x1F, 0x20...0x7F, 0x80...0xFF, 0x2020...0x2070, 0x100...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF,
    ]
    for _ in 0..<2_000 {
      var scalars = String.UnicodeScalarView()
      for _ in 0..<Int.random(in: 0...20, using: &generator) {
        let kind = kinds.randomElement(using: &generator) ?? 0...0
        if let scalar = Unicode.Scalar(UInt32.random(in: kind, using: &generator)) { scalars.append(scalar) }
      }
      let text = String(scalars)
      let bytes = JSONWriter.bytes { json in
        json.beginObject()
        json.key(escaping: text)
        json.string(text)
        json.endObject()
      }
      let object = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: String])
      #expect(object.keys.map { Array($0.unicodeScalars) } == [Array(text.unicodeScalars)])
      #expect(object.values.map { Array($0.unicodeScalars) } == [Array(text.unicodeScalars)])
    }
  }

  @Test("A piece is no longer than promised")
  func pieceIsChecked() async {
    #expect(JSONWriter.bytes { $0.piece(atMost: 2) { $0.literal("[]") } } == Array("[]".utf8))
    await #expect(processExitsWith: .failure) { _ = JSONWriter.bytes { $0.piece(atMost: 2) { $0.literal("[1,2]") } } }
    await #expect(processExitsWith: .failure) { _ = JSONWriter.bytes { $0.piece(atMost: 2) { $0.integer(-12) } } }
  }
}
