import Testing

@testable import SourceTree

struct NodeTests {
  /// A mapping under `spec`, and what kubectl 1.32 makes of it.
  @Test(arguments: [
    ("  a: 1\n  <<: {a: 2, b: 3}", "a=2 b=3"),
    ("  <<: {a: 2, b: 3}\n  a: 1", "a=1 b=3"),
    ("  <<: [{a: 2, b: 3}, {a: 4, c: 5}]", "a=2 b=3 c=5"),
    ("  <<: {a: 2}\n  b: 1\n  <<: {a: 3, b: 4}", "a=3 b=4"),
    ("  <<: *x\n  c: 1", "a=7 c=1"),
    ("  <<: [*x, {a: 8, b: 9}]", "a=7 b=9"),
    ("  1: 1\n  <<: {'1': 2}", "1=2"),
    ("  \"<<\": 1", "<<=1"),
    ("  !!str <<: 1", "<<=1"),
    ("  <<: {<<: {a: 1, b: 1}, a: 2}", "a=2 b=1"),
  ])
  func mergesAsKubectlDoes(yaml: String, expected: String) throws {
    let document = try #require(try documents("x: &x {a: 7}\nspec:\n\(yaml)\n").first)
    let spec = try #require(document.root["spec"])
    let merged = spec.mergedEntries.map { "\($0.key.keyText ?? "")=\($0.value.text ?? "")" }.sorted().joined(separator: " ")
    #expect(merged == expected)
    for pair in expected.split(separator: " ") {
      let (name, value) = (pair.prefix { $0 != "=" }, pair.drop { $0 != "=" }.dropFirst())
      if name == "a" { #expect(spec["a"]?.text == String(value)) }
      if name == "b" { #expect(spec["b"]?.text == String(value)) }
      if name == "c" { #expect(spec["c"]?.text == String(value)) }
    }
  }

  @Test(arguments: [
    ("a: &x [1, *x]\n", SyntaxError.Kind.recursiveAlias), ("a: &x\n  - *x\n", .recursiveAlias), ("&m\n&k [*m]: 1\n", .recursiveAlias),
    ("x: &x 1\ny: &x [*x]\n", .recursiveAlias), ("a: &x {b: {c: *x}}\n", .recursiveAlias), ("[&x {a: *x}]\n", .recursiveAlias),
    ("&m\n!!seq [*m]\n", .recursiveAlias),
  ])
  func findsAliasesInsideTheirAnchors(yaml: String, kind: SyntaxError.Kind) throws {
    let document = try #require(try documents(yaml).first)
    #expect(document.aliasError()?.kind == kind)
  }

  @Test func findsThePropertiesOfEveryNode() throws {
    let yaml = "&a\n&b [x]: &c {&d e: !t &f [&g h: &i j]}\n? &k [&l m]\n: &n\n  !!seq [&o p]\n&q r: *b\n"
    let document = try #require(try documents(yaml).first)
    var found: [String] = []
    for index in 0..<document.nodeCount {
      let node = Node(document: document, index: index)
      if let anchor = node.anchor { found.append("\(node.source.text(anchor)):\(node.source.text(node.range).prefix(3))") }
    }
    #expect(found == ["&a:&b ", "&b:[x]", "&c:{&d", "&d:e", "&f:[&g", "&g:h", "&i:j", "&k:[&l", "&l:m", "&n:[&o", "&o:p", "&q:r"])
    #expect(Array(document.root.entries).last?.value.resolved.range == Array(document.root.entries).first?.key.range)
  }

  /// Where the value of `a` ends with its trailing trivia, marked with `|`.
  @Test(arguments: [
    "a:\n  b: 1 # c\n\n  # of b\n\n|# of d\nd: 2\n",
    "a:\n- x\n# of x\n|b: 1\n",
    "a:\n  - x\n  # of x\n|b: 1\n",
    "a:\n  - |-\n    text\n\n|b: 1\n",
    "a:\n  - b: 1\n    # of b\n  # of the sequence\n|c: 1\n",
    "a:\n  b: 1\n\n|",
    "a:\n  b: 1|",
    "a:\n  b: 1\n|---\nc: 1\n",
    "a:\n  b: 1\r\n\r\n|c: 1\r\n",
    "a: {b: 1}| # c\nd: 1\n",
    "a: b| # c\n",
    "a: [x,\n  y]|\nb: 1\n",
  ])
  func hasAnExtent(marked: String) throws {
    let end = Array(marked.utf8).lastIndex(of: UInt8(ascii: "|"))
    let isMarker = { (index: Int) in index == end }
    let bytes = Array(marked.utf8).enumerated().filter { !isMarker($0.offset) }.map(\.element)
    let node = try #require(try documents(bytes).first?.root["a"])
    #expect(Int(node.extent.end) == end)
  }

  @Test(arguments: [
    ("%TAG !e! tag:example.com,2000:\n---\n!e!a%21%C3%A9 x", "tag:example.com,2000:a!é"), ("!!str x", "tag:yaml.org,2002:str"),
    ("!local x", "!local"),
    ("! x", "!"), ("!<tag:example.com,2000:%21> x", "tag:example.com,2000:!"),
    ("%TAG ! tag:example.com,2000:\n---\n!a x", "tag:example.com,2000:a"),
    ("%TAG !! tag:example.com,2000:\n---\n!!int x", "tag:example.com,2000:int"), ("x", nil), ("!a% x", "!a%"),
  ])
  func expandsTags(yaml: String, name: String?) throws {
    let document = try #require(try documents(yaml).first)
    #expect(document.root.tagName == name)
  }
}
