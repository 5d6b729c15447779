import Foundation
import Testing

@testable import SourceTree

struct TokenTests {
  /// A way to write the same input differently.
  enum Transformation: String, CaseIterable {
    case none, carriageReturnLineFeed, carriageReturn, byteOrderMark, tabs, noFinalLineEnd

    func callAsFunction(_ bytes: [UInt8]) -> [UInt8] {
      switch self {
      case .none: return bytes
      case .carriageReturnLineFeed: return bytes.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }
      case .carriageReturn: return bytes.map { $0 == 0x0A ? 0x0D : $0 }
      case .byteOrderMark: return [0xEF, 0xBB, 0xBF] + bytes
      case .tabs:
        // Behind an indicator or in front of a comment a tab does as well as a space; elsewhere the input may become unreadable.
        var result = bytes
        for index in bytes.indices.dropFirst() where bytes[index] == 0x20 {
          let isBehindColon = bytes[index - 1] == UInt8(ascii: ":")
          let isBeforeComment = index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "#")
          if isBehindColon || isBeforeComment { result[index] = 0x09 }
        }
        return result
      case .noFinalLineEnd: return Array(bytes[..<(bytes.lastIndex { $0 != 0x0A && $0 != 0x0D }.map { $0 + 1 } ?? 0)])
      }
    }
  }

  @Test(.enabled(if: Corpus.isAvailable), arguments: Transformation.allCases)
  func coverEveryByteOfTheCorpus(_ transformation: Transformation) throws {
    #expect(Corpus.manifests.count > 1_000)
    for file in Corpus.manifests {
      #expect(try check(transformation(Corpus.bytes(file)), dialect: .kubernetes, "\(file.path)"), "\(file.path) is no text")
    }
  }

  @Test(.enabled(if: Corpus.isAvailable), arguments: Transformation.allCases)
  func coverEveryByteOfTheSuite(_ transformation: Transformation) throws {
    for test in SuiteTests.cases {
      for dialect in [Dialect.yaml12, .kubernetes] { _ = try check(transformation(test.bytes("in.yaml")), dialect: dialect, test.id) }
    }
  }

  @Test func coverEveryByteOfDamagedText() throws {
    var readable = 0
    for seed in 0..<3_000 {
      var random = RandomYAML(seed: UInt64(seed))
      let bytes = random.mutation(of: Array(random.stream().utf8))
      if try check(bytes, dialect: .kubernetes, "seed \(seed)") { readable += 1 }
    }
    #expect(readable > 1_500)
  }

  @Test(arguments: [
    ("", ""),
    ("\u{FEFF}a: 'b' # c\n", "byteOrderMark plainText colon whitespace quote quotedText quote whitespace comment lineBreak"),
    (
      "%YAML 1.2 # x\n---\r\n- !t &a \"\"\r...",
      "directive whitespace comment lineBreak documentStart lineBreak dash whitespace tag whitespace anchor "
        + "whitespace quote quote lineBreak documentEnd"
    ),
    ("a:\n  - [b,{c: *x}]", "invalid"),
    (
      "a: &x\n  - [b,{c: d}]\n",
      "plainText colon whitespace anchor lineBreak indentation dash whitespace openBracket plainText comma openBrace "
        + "plainText colon whitespace plainText closeBrace closeBracket lineBreak"
    ),
    (
      "? |- # h\n  text\n\n: >\n  b\n\t\n",
      "question whitespace blockScalarHeader whitespace comment lineBreak blockScalarText lineBreak lineBreak colon "
        + "whitespace blockScalarHeader lineBreak blockScalarText lineBreak whitespace lineBreak"
    ),
    ("a: b\n  c\n", "plainText colon whitespace plainText lineBreak"),
    ("a\n---\n'\n---\nb", "plainText lineBreak invalid documentStart lineBreak plainText"),
    ("# only\n\n  ", "comment lineBreak lineBreak indentation"),
    (
      "&a a: &b b\nc : *a\n",
      "anchor whitespace plainText colon whitespace anchor whitespace plainText lineBreak plainText whitespace colon "
        + "whitespace alias lineBreak"
    ),
    (#"{"a":1}"#, "openBrace quote quotedText quote colon plainText closeBrace"),
  ])
  func haveKinds(text: String, kinds: String) throws {
    let (source, results) = try read(Array(text.utf8))
    #expect(Tokens(source, documents: results).map { "\($0.kind)" }.joined(separator: " ") == kinds)
  }

  /// - Returns: Whether the bytes are text at all.
  private func check(_ bytes: [UInt8], dialect: Dialect, _ name: String) throws -> Bool {
    guard let (source, results) = try? read(bytes, dialect: dialect) else { return false }
    let tokens = Array(Tokens(source, documents: results))
    if let problem = TokenCheck.problem(tokens, of: source, results) { Issue.record("\(name): \(problem)") }
    var rest = tokens[...]
    for case .success(let document) in results {
      rest = rest.drop { $0.range.start < document.range.start }
      let own = rest.prefix { $0.range.end <= document.range.end }
      rest = rest.dropFirst(own.count)
      if let problem = TokenCheck.problem(own, in: document) { Issue.record("\(name): \(problem)") }
    }
    return true
  }

  @Test func ofOneDocumentAreThoseOfTheSource() throws {
    let (source, results) = try read(Array("# x\n--- a\n...\n# y\n---\n[b]\n".utf8))
    let documents = try results.map { try $0.get() }
    #expect(documents.count == 2)
    #expect(documents.flatMap { Array(Tokens($0)) } == Array(Tokens(source, documents: results)))
  }
}

/// What must hold for the tokens of any source.
enum TokenCheck {
  static func problem(_ tokens: [Token], of source: Source, _ results: [Result<Document, SyntaxError>]) -> String? {
    var position: UInt32 = 0
    for token in tokens {
      guard token.range.start == position, token.range.end > position else { return "gap or overlap at \(token.range)" }
      if !fits(token, source) { return "\(token.kind) does not fit \(token.range) \(source.text(token.range).debugDescription)" }
      position = token.range.end
    }
    if position != UInt32(source.bytes.count) { return "ends at \(position) of \(source.bytes.count)" }
    let hasFailure = results.contains { if case .failure = $0 { true } else { false } }
    if !hasFailure, tokens.contains(where: { $0.kind == .invalid }) { return "an invalid token in readable text" }
    return nil
  }

  /// The tree says how many tokens of a kind there must be.
  static func problem(_ tokens: ArraySlice<Token>, in document: Document) -> String? {
    var counts = [Int](repeating: 0, count: 256)
    var expected = counts
    for token in tokens { counts[Int(token.kind.rawValue)] += 1 }
    func expect(_ kind: Token.Kind, _ count: Int = 1) { expected[Int(kind.rawValue)] += count }
    var entries = 0
    for index in 0..<document.nodeCount {
      let node = Node(document: document, index: index)
      if node.anchor != nil { expect(.anchor) }
      if node.tag != nil { expect(.tag) }
      switch (node.kind, node.style) {
      case (.alias, _): expect(.alias)
      case (.scalar, .plain): if !node.isEmpty { expect(.plainText) }
      case (.scalar, .singleQuoted), (.scalar, .doubleQuoted):
        expect(.quote, 2)
        if node.range.bounds.count > 2 { expect(.quotedText) }
      case (.scalar, _): expect(.blockScalarHeader)
      case (.sequence, .block): for _ in node.items { expect(.dash) }
      case (.sequence, _):
        expect(.openBracket)
        expect(.closeBracket)
      case (.mapping, .flow) where node.source.bytes[Int(node.range.start)] == UInt8(ascii: "{") && isBraced(node):
        expect(.openBrace)
        expect(.closeBrace)
      default: break
      }
      if node.kind == .mapping { for _ in node.entries { entries += 1 } }
    }
    func count(_ kind: Token.Kind) -> Int { counts[Int(kind.rawValue)] }
    let counted: [Token.Kind] = [
      .anchor, .tag, .alias, .plainText, .quote, .quotedText, .blockScalarHeader, .dash, .openBracket, .closeBracket, .openBrace,
      .closeBrace,
    ]
    for kind in counted where count(kind) != expected[Int(kind.rawValue)] {
      return "\(count(kind)) tokens \(kind), but the tree has \(expected[Int(kind.rawValue)])"
    }
    if count(.colon) > entries { return "more colons than entries" }
    if (count(.documentStart) > 0) != document.hasExplicitStart { return "documentStart" }
    if count(.directive) != document.directives.count { return "directives" }
    return nil
  }

  /// A flow mapping in braces, not the single pair of a sequence that happens to start with a mapping.
  private static func isBraced(_ node: Node) -> Bool {
    guard let first = Array(node.children).first else { return true }
    return first.rangeWithProperties.start > node.range.start || first.isEmpty
  }

  private static func fits(_ token: Token, _ source: Source) -> Bool {
    let bytes = source.bytes
    let (start, end) = (Int(token.range.start), Int(token.range.end))
    func isAll(_ matches: (UInt8) -> Bool) -> Bool {
      var index = start
      while index < end {
        if !matches(bytes[index]) { return false }
        index += 1
      }
      return true
    }
    func equals(_ text: StaticString) -> Bool {
      guard end - start == text.utf8CodeUnitCount else { return false }
      for index in start..<end where unsafe bytes[index] != text.utf8Start[index - start] { return false }
      return true
    }
    func isOneLine() -> Bool { isAll { $0 != 0x0A && $0 != 0x0D } }
    func isName() -> Bool { end - start > 1 && isAll { $0 > 0x20 } }
    let first = bytes[start]
    let before = start == 0 ? 0x0A : bytes[start - 1]
    let isLineStart = before == 0x0A || before == 0x0D || start >= 3 && source.text(SourceRange(start - 3, start)) == "\u{FEFF}"
    switch token.kind {
    case .byteOrderMark: return equals("\u{FEFF}")
    case .indentation: return isLineStart && isAll { $0 == 0x20 }
    case .whitespace: return isAll { $0 == 0x20 || $0 == 0x09 } && (!isLineStart || first == 0x09)
    case .lineBreak:
      let isHalf = first == 0x0D && end - start == 1 && bytes.count > end && bytes[end] == 0x0A
      return isAll { $0 == 0x0A || $0 == 0x0D } && (end - start == 1 || equals("\r\n") || equals("\r\r\n")) && !isHalf
    case .comment: return first == UInt8(ascii: "#") && isOneLine()
    case .directive: return isLineStart && first == UInt8(ascii: "%") && isOneLine()
    case .documentStart: return isLineStart && equals("---")
    case .documentEnd: return isLineStart && equals("...")
    case .dash: return equals("-")
    case .question: return equals("?")
    case .colon: return equals(":")
    case .comma: return equals(",")
    case .openBracket: return equals("[")
    case .closeBracket: return equals("]")
    case .openBrace: return equals("{")
    case .closeBrace: return equals("}")
    case .anchor: return first == UInt8(ascii: "&") && isName()
    case .tag: return equals("!") || first == UInt8(ascii: "!") && isName()
    case .alias: return first == UInt8(ascii: "*") && isName()
    case .plainText: return first > 0x20 && bytes[end - 1] > 0x20
    case .quote: return equals("'") || equals("\"")
    case .quotedText: return true
    case .blockScalarHeader: return (first == UInt8(ascii: "|") || first == UInt8(ascii: ">")) && end - start <= 3 && isOneLine()
    case .blockScalarText: return isLineStart
    case .invalid: return true
    }
  }
}
