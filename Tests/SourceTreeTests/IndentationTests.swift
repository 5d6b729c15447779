import Testing

@testable import SourceTree

struct IndentationTests {
  /// Mappings under each other, each so many columns deeper; the innermost holds a literal, a list and a comment behind them.
  private static func ladder(_ levels: Int, step: Int) -> String {
    func blanks(_ level: Int) -> String { String(repeating: " ", count: level * step) }
    let inner = blanks(levels)
    return (0..<levels).map { "\(blanks($0))k:\n" }.joined()
      + "\(inner)t: |\n\(inner)  one\n\(inner)    two\n\n\(inner)l:\n\(inner)- a\n\(inner)# c\n"
  }

  @Test(arguments: [(1, 2), (63, 4), (64, 4), (85, 3), (127, 2), (128, 2), (300, 2), (30, 30)])
  func isKnownHoweverDeep(levels: Int, step: Int) throws {
    let document = try #require(try documents(Self.ladder(levels, step: step)).first)
    var node = document.root
    for level in 0..<levels {
      #expect(document.indentation(of: node.index) == level * step)
      node = try #require(node["k"])
    }
    let column = levels * step
    #expect(document.indentation(of: node.index) == column)
    let text = try #require(node["t"])
    #expect(text.text == "one\n  two\n")
    #expect(text.contentIndentation == column + 2)
    let list = try #require(node["l"])
    #expect(document.indentation(of: list.index) == column)
    #expect(list.extent.end == document.range.end, "The comment is as deep as the dashes.")
  }

  @Test func isMeasuredFromTheLineBehindAByteOrderMark() throws {
    let blanks = String(repeating: " ", count: 260)
    let document = try #require(try documents("\u{FEFF}\(blanks)a: 1\n\(blanks)b: |+\n\(blanks)  \n").first)
    #expect(document.indentation(of: 0) == 260)
    #expect(document.root["b"]?.text == "\n")
  }

  @Test(arguments: [("|+", "\n\n"), (">+", "\n\n"), ("|", ""), ("|-", "")]) func isThatOfTheLongestLineWhereAllAreBlank(
    header: String, text: String
  ) throws {
    let blanks = String(repeating: " ", count: 400)
    let document = try #require(try documents("a: \(header)\n\(blanks)\n\(blanks.dropFirst(50))\nb: 1\n").first)
    #expect(document.root["a"]?.text == text)
  }

  @Test func cannotBeGivenInTheHeaderOfADeepScalar() {
    let blanks = String(repeating: " ", count: 260)
    #expect(syntaxError("\(blanks)a: |2\n\(blanks)  b\n")?.kind == .blockScalarIndentation)
  }
}
