import Foundation
import SourceTree
import Testing

struct TextMapTests {
  private static func scalars(in source: Source) -> [Node] {
    var scalars: [Node] = []
    var reader = DocumentReader(source)
    while let result = reader.next() {
      guard case .success(let document) = result else { break }
      var open = [document.root]
      while let node = open.popLast() {
        if node.kind == .scalar { scalars.append(node) } else if node.kind != .alias { open += node.children }
      }
    }
    return scalars
  }

  /// Every byte of a text comes from bytes of its own scalar, in order, and from the same byte wherever nothing had to be resolved.
  ///
  /// - Returns: How many texts there were.
  private static func check(_ source: Source) -> Int {
    var count = 0
    for node in scalars(in: source) {
      guard let text = node.text, !text.isEmpty else { continue }
      count += 1
      guard let map = TextMap(of: text, writtenAt: node.range, in: source) else {
        // Blank lines alone say nothing about indentation, and a plain scalar may be empty.
        #expect(text.utf8.allSatisfy { $0 == 0x0A || $0 == 0x20 }, "\(source.text(node.range))")
        continue
      }
      var previous = node.range.start
      for (index, byte) in text.utf8.enumerated() {
        let range = map.range(of: index..<index + 1)
        #expect(range.start >= previous && node.range.contains(range), "\(source.text(node.range)) at \(index)")
        previous = range.start
        let written = source.bytes[range.bounds]
        if written.count == 1, let first = written.first {
          #expect(first == byte || (byte == 0x20 || byte == 0x0A) && (first == 0x0A || first == 0x0D), "\(text) at \(index)")
        } else if let first = written.first {
          let isFold = (byte == 0x20 || byte == 0x0A) && [0x0A, 0x0D, 0x20, 0x09].contains(first)
          #expect(first == UInt8(ascii: "\\") || byte == UInt8(ascii: "'") || isFold, "\(text) at \(index)")
        }
      }
      #expect(map.range(of: 0..<text.utf8.count).end <= node.range.end)
    }
    return count
  }

  @Test("Every byte of a text is traced to the bytes it is made of, in random documents", arguments: 0..<20)
  func randomDocuments(_ seed: UInt64) throws {
    var count = 0
    for offset in 0..<25 {
      var yaml = RandomYAML(seed: seed * 1_000 + UInt64(offset))
      let text = yaml.stream()
      count += Self.check(try Source(name: "random", bytes: Array(text.utf8)))
      count += Self.check(try Source(name: "random", bytes: Array(text.utf8).flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }))
    }
    #expect(count > 100)
  }

  @Test("And in real ones", .enabled(if: Corpus.isAvailable))
  func realDocuments() throws {
    var count = 0
    for file in Corpus.manifests where file.path.contains("/cronjobs/") {
      count += Self.check(try Source(name: file.path, bytes: Corpus.bytes(file)))
    }
    #expect(count > 10_000)
  }

  struct Case: CustomTestStringConvertible, Sendable {
    var yaml: String
    var part: String
    /// The source bytes that the part is made of.
    var written: String
    var testDescription: String { yaml }
  }

  @Test(
    "A part of a text is found in the source",
    arguments: [
      Case(yaml: "a: one two", part: "two", written: "two"),
      Case(yaml: "a: 'it''s two'", part: "'s", written: "''s"),
      Case(yaml: #"a: "tab\tand é""#, part: "and é", written: "and é"),
      Case(yaml: #"a: "\u00e9t\xe9""#, part: "t", written: "t"),
      Case(yaml: #"a: "\u00e9t\xe9""#, part: "é", written: #"\u00e9"#),
      Case(yaml: "a: |\n  one\n    two\n  three\n", part: "  two\nth", written: "  two\n  th"),
      Case(yaml: "a: |2\n    one\n  two\n", part: "two", written: "two"),
      Case(yaml: "a: >-\n  one\n  two\n\n  three\n", part: "one two", written: "one\n  two"),
      Case(yaml: "a: >-\n  one\n  two\n\n  three\n", part: "three", written: "three"),
      Case(yaml: "a: one\n  two", part: "e t", written: "e\n  t"),
      Case(yaml: "a: |\r\n  one\r\n  two\r\n", part: "two", written: "two"),
      Case(yaml: "a: |+\n\n  one\n\n", part: "one\n\n", written: "one\n\n"),
      Case(yaml: #"{"a": "x\ny\"z\\"}"#, part: #"y"z"#, written: #"y\"z"#),
    ])
  func parts(_ example: Case) throws {
    let source = try Source(name: "example", bytes: Array(example.yaml.utf8))
    let node = try #require(Self.scalars(in: source).first { $0.text?.contains(example.part) == true })
    let text = try #require(node.text)
    let found = try #require(text.firstRange(of: example.part))
    let part =
      text.utf8.distance(from: text.startIndex, to: found.lowerBound)..<text.utf8.distance(from: text.startIndex, to: found.upperBound)
    let map = try #require(TextMap(of: text, writtenAt: node.range, in: source))
    #expect(source.text(map.range(of: part)) == example.written)
    let place = map.range(of: part.lowerBound..<part.lowerBound)
    #expect(place.isEmpty && place.start == map.range(of: part).start)
  }

  @Test("Another text, an alias and ranges beyond the source have no map")
  func refusals() throws {
    let source = try Source(name: "example", bytes: Array("a: &x one\nb: *x\n".utf8))
    #expect(TextMap(of: "two", writtenAt: SourceRange(6, 9), in: source) == nil)
    #expect(TextMap(of: "one", writtenAt: SourceRange(13, 15), in: source) == nil)
    #expect(TextMap(of: "one", writtenAt: SourceRange(900, 903), in: source) == nil)
    #expect(TextMap(of: "", writtenAt: SourceRange(3, 3), in: source) == nil)
    let map = try #require(TextMap(of: "one", writtenAt: SourceRange(6, 9), in: source))
    #expect(map.range(of: 0..<900) == SourceRange(6, 9))
    #expect(map.range(of: 900..<901) == SourceRange(9, 9))
  }
}
