import Testing

@testable import SourceTree

/// What is refused, why, and that everything else is done all the same.
struct ConflictTests {
  private func check(_ yaml: String, _ changes: [Change], _ refused: [Int], _ after: String, _ matches: (Conflict) -> Bool) throws {
    let (text, conflicts) = try changed(yaml, changes)
    #expect(conflicts.map(\.change) == refused.map { changes[$0] })
    let others = conflicts.filter { !matches($0) }
    #expect(others == [])
    #expect(text == after)
  }

  @Test(arguments: [
    ("a: 1\n", Change.set("a.b", 1), Obstacle.notACollection), ("a: [1]\n", .set("a.b", 1), .otherKind),
    ("a: {b: 1}\n", .set("a[0]", 1), .otherKind),
    ("a: {b: 1}\n", .ensure("a", "x", unique: nil), .otherKind), ("a: []\n", .set("a.b", 1), .otherKind),
    ("a: {}\n", .ensure("a", "x", unique: nil), .otherKind),
    ("a: [1]\n", .set("a[1]", 1), .noSuchItem), ("b: 1\n", .set("a[0].c", 1), .noSuchItem), ("a: [x]\n", .ensure("a", "x"), .noMergeKey),
    ("a: 1\n", .ensure("b", ["v": 1]), .noMergeKey), ("a: [{name: x}, {name: x}]\n", .ensure("a", ["name": "x", "v": 1]), .ambiguousItem),
    ("a: [{name: x, v: 2}]\n", .ensure("a", ["name": "x", "v": 1]), .differentItem), ("a: 1\n", Change(FieldPath(), .set(1)), .root),
    ("a: 1\n", Change(FieldPath(), .remove), .root), ("a: 1\n", .remove("a"), .root), ("a\n", .set("a", 1), .root),
    ("a: 1\na: 2\n", .set("a", 3), .duplicateKey),
    ("a: 1\n", .set("b", ["c": 1, "c": 2]), .duplicateKey), ("? a\n: 1\nb: 2\n", .set("a", 3), .unusualKey),
    ("? a\n: 1\nb: 2\n", .remove("a"), .unusualKey),
    ("a: [b: 1]\n", .set("a[0].c", 1), .unusualKey), ("a: [b: 1]\n", .remove("a[0].b"), .unusualKey),
    ("a: !!str x\n", .splice("a", 0..<1, "z"), .tagged),
    ("a: 1\n", .splice("a", 0..<1, "z"), .notText), ("a: x\n", .splice("a", 0..<2, "z"), .outOfText),
    ("a: é\n", .splice("a", 1..<2, "z"), .outOfText),
    ("a: x\n", .splice("b", 0..<0, "z"), .noSuchText), ("a: [x]\n", .splice("a", 0..<0, "z"), .noSuchText),
    ("a: \"x\\\n  y\"\nb: |\n  x\n", .splice("b", 2..<2, "\n"), .notExact),
    ("a: >\n  x\n\n\n  y\n", .splice("a", 2..<2, "z"), .notExact), ("a: 1\n", .set("b", .float(.infinity)), .notFinite),
    ("a: {{ b }}\n", .set("a", 1), .unreadable),
    ("a: 1 # \u{2028}\n", .set("a", 2), .unreadable), ("a: 1\n", .set("b", TreeValue.nested(101)), .tooDeep),
    ("a: 1\n", Change(FieldPath((0..<1_000).map { _ in .key("b") }), .set(1)), .tooDeep),
    ("a: 1\n", Change(FieldPath((0..<200).map { _ in .key("b") }), .set(1)), .tooDeep),
    ("a: 1\n", Change(FieldPath([.key(String(repeating: "k", count: 1_025))]), .set(1)), .tooLongKey),
  ])
  func isNotEditable(yaml: String, change: Change, obstacle: Obstacle) throws {
    try check(yaml, [change], [0], yaml) { $0 == .notEditable(change, why: obstacle) }
  }

  @Test(arguments: [
    ("a: &x {b: 1}\nc: *x\n", Change.set("a.b", 2)), ("a: &x {b: 1}\nc: *x\n", .set("c.b", 2)), ("a: &x {b: 1}\nc: *x\n", .set("a.d", 2)),
    ("a: &x {b: 1}\nc: *x\n", .remove("a")), ("a: &x {b: {d: 1}}\nc:\n  <<: *x\n", .set("a.b.d", 2)),
    ("a: {b: &x 1}\nc: *x\n", .set("a", 2)),
    ("a: &x [{name: n}]\nc: *x\n", .ensure("a", ["name": "n", "v": 1])), ("a: &x\nc: *x\n", .set("a.b", 1)),
    ("&x a: 1\nc: *x\n", .remove("a")),
  ]) func sharesWhatIsAnchored(yaml: String, change: Change) throws {
    try check(yaml, [change], [0], yaml) {
      if case .shared(_, .aliased(let anchor, let users)) = $0 { !anchor.isEmpty && users.count == 1 } else { false }
    }
  }

  @Test(arguments: [
    ("c:\n  <<: {b: 1}\n  d: 2\n", Change.set("c.b", 2)), ("c:\n  <<: {b: 1}\n  d: 2\n", .remove("c.b")),
    ("c:\n  b: 1\n  <<: {b: 2}\n", .set("c.b", 3)),
    ("c:\n  <<: {b: 1}\n  b: 2\n", .remove("c.b")),
  ]) func sharesWhatIsMerged(yaml: String, change: Change) throws {
    try check(yaml, [change], [0], yaml) { if case .shared(_, .merged) = $0 { true } else { false } }
  }

  @Test(arguments: [
    ("a: &x {b: 1}\nc: *x\nd: 1\n", Change.set("d", 2), "a: &x {b: 1}\nc: *x\nd: 2\n"),
    ("a: &x {b: 1}\nc: *x\n", .set("c", 2), "a: &x {b: 1}\nc: 2\n"),
    ("a: {b: &x 1, c: *x}\nd: 1\n", .remove("a"), "d: 1\n"), ("a: &x {b: 1}\n", .set("a.b", 2), "a: &x {b: 2}\n"),
    ("c:\n  <<: {b: 1}\n  b: 2\n", .set("c.b", 3), "c:\n  <<: {b: 1}\n  b: 3\n"),
  ]) func anchorsElsewhereDoNotMatter(yaml: String, change: Change, after: String) throws {
    try check(yaml, [change], [], after) { _ in false }
  }

  @Test func ofTwoThatContradictTheFirstIsMade() throws {
    try check("a: 1\n", [.set("a", 2), .set("a", 3), .remove("a"), .set("b", 1)], [1, 2], "a: 2\nb: 1\n") {
      if case .different = $0 { true } else { false }
    }
    try check("a: {b: 1}\n", [.set("a.b", 2), .set("a", ["b": 3])], [1], "a: {b: 2}\n") { if case .different = $0 { true } else { false } }
    try check("a: {b: 1, c: 2}\n", [.remove("a.b"), .set("a", ["c": 2])], [], "a: {c: 2}\n") { _ in false }
    try check("a: [1]\n", [.set("a[0]", 2), .ensure("a", 1, unique: nil)], [1], "a: [2]\n") {
      if case .different = $0 { true } else { false }
    }
    try check("a: b\n", [.splice("a", 0..<1, "c"), .splice("a", 0..<1, "d")], [1], "a: c\n") {
      if case .different = $0 { true } else { false }
    }
    try check("a:\n", [.ensure("a", ["name": "x", "v": 1]), .ensure("a", ["name": "x", "v": 2])], [1], "a:\n  - name: x\n    v: 1\n") {
      if case .different = $0 { true } else { false }
    }
  }

  @Test func aChangeIsMadeAsAWholeOrNotAtAll() throws {
    let yaml = "a:\n  b: 1\n  c: &x 2\nd: *x\n"
    try check(yaml, [.set("a", ["b": 2, "c": 3]), .set("e", 1)], [0], yaml + "e: 1\n") { if case .shared = $0 { true } else { false } }
  }

  @Test func whatHoldsAlreadyNeedsNoEdit() throws {
    let yaml = "a: 0x10\nb: 'x'\nc: {d: [1, ~]} # c\n"
    try check(
      yaml, [.set("a", 16), .set("b", "x"), .set("c", ["d": [1, .null]]), .remove("e"), .remove("a.b"), .ensure("c.d", 1, unique: nil)], [],
      yaml
    ) { _ in false }
  }

  @Test func pathsMayStartAtAnObjectWithin() throws {
    let bytes = Array("items:\n- a: 1\n- a: &x {b: 1}\nc: *x\n".utf8)
    let document = try #require(try documents(bytes).first)
    let items = try #require(document.root["items"])
    let item = try #require(items.items.first { _ in true })
    let edits = try ChangePrinter(item).edits(forAll: [.set("c", 2), .set("a", 3)])
    #expect(String(decoding: edits.applied(to: bytes), as: UTF8.self) == "items:\n- a: 3\n  c: 2\n- a: &x {b: 1}\nc: *x\n")
    let anchored = try #require(document.root["c"])
    #expect(throws: Conflict.self) { try ChangePrinter(anchored).edits(forAll: [.set("b", 2)]) }
  }

  @Test(arguments: [
    ("a: {b: 1}\n", "a.b", "own"), ("a: {b: 1}\n", "a.c", "unreadable"), ("a: &x {b: 1}\nc: *x\n", "a.b", "aliased"),
    ("a: &x {b: 1}\nc: *x\n", "c.b", "aliased"),
    ("a: &x {b: 1}\nc: *x\n", "c", "own"), ("a: &x {b: 1}\n", "a.b", "own"), ("c: {<<: {b: 1}}\n", "c.b", "merged"),
    ("a: [1]\n", "a[0]", "own"),
    ("a: [1]\n", "a[1]", "unreadable"), ("a: &x [*x]\n", "a", "unreadable"),
  ]) func reachIsKnown(yaml: String, path: FieldPath, kind: String) throws {
    let document = try #require(try documents(yaml).first)
    let reach = path.reach(in: document.root)
    #expect("\(reach)".hasPrefix(kind), "\(reach)")
  }

  @Test(arguments: Obstacle.allCases) func everyObstacleHasWords(_ obstacle: Obstacle) {
    #expect(!obstacle.message.isEmpty && !obstacle.message.hasSuffix("."))
  }
}

extension TreeValue {
  /// Lists within lists.
  static func nested(_ levels: Int) -> TreeValue { (1..<levels).reduce(TreeValue.number(1)) { value, _ in [value] } }
}
