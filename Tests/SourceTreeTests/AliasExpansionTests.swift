import Testing

@testable import SourceTree

@Suite struct AliasExpansionTests {
  private func document(_ text: String) throws -> Document {
    var reader = DocumentReader(try Source(name: "test.yaml", bytes: Array(text.utf8)))
    return try #require(try reader.next()?.get())
  }

  /// Levels of lists, each of `width` aliases to the one before.
  private func bomb(levels: Int, width: Int) -> String {
    var text = "l0: &l0 [x]\n"
    for level in 1...levels {
      text += "l\(level): &l\(level) [" + Array(repeating: "*l\(level - 1)", count: width).joined(separator: ", ") + "]\n"
    }
    return text
  }

  @Test(arguments: [
    "a: 1\n", "a: &a {x: 1}\nb: *a\n", "a: &a [1, 2]\nb: &b [*a, *a]\nc: [*b, *b]\n", "&a x: *a\n",
    "base: &base\n  image: x\njobs:\n- <<: *base\n- <<: *base\n",
  ])
  func acceptsWhatPeopleWrite(_ text: String) throws {
    #expect(try document(text).aliasError() == nil)
  }

  @Test func refusesBombs() throws {
    #expect(try document(bomb(levels: 9, width: 9)).aliasError()?.kind == .excessiveAliases)
    #expect(try document(bomb(levels: 60, width: 10)).aliasError()?.kind == .excessiveAliases)
    #expect(try document(bomb(levels: 2, width: 4)).aliasError() == nil)
  }

  /// One anchor of a thousand nodes and many aliases to it: beyond 99 % the ratio decides, beyond 400,000 nodes the number.
  @Test func boundsWhatOneAnchorBringsIn() throws {
    let anchor = "a: &a [" + Array(repeating: "x", count: 1_000).joined(separator: ", ") + "]\nb: ["
    func aliases(_ count: Int) -> String { anchor + Array(repeating: "*a", count: count).joined(separator: ", ") + "]\n" }
    #expect(try document(aliases(90)).aliasError() == nil)
    #expect(try document(aliases(120)).aliasError()?.kind == .excessiveAliases)
  }

  /// To the parser an anchor is there once its value is complete, so an alias inside stands for an earlier value or for none.
  @Test(arguments: ["a: &a [*a]\n", "a: &a\n  b: {c: *a}\n", "&a [x, [*a]]\n"])
  func refusesRecursion(_ text: String) throws {
    var reader = DocumentReader(try Source(name: "test.yaml", bytes: Array(text.utf8)))
    let result = reader.next()
    switch try #require(result) {
    case .success(let document): #expect(document.aliasError()?.kind == .recursiveAlias)
    case .failure(let error): #expect(error.kind == .undefinedAlias || error.kind == .recursiveAlias)
    }
  }

  /// Against counting by walking.
  @Test func agreesWithExpansion() throws {
    func expanded(_ node: Node) -> Int {
      switch node.kind {
      case .scalar: 1
      case .alias: 1 + expanded(node.resolved)
      case .sequence, .mapping: node.children.reduce(1) { $0 + expanded($1) }
      }
    }
    for width in 1...6 {
      for levels in 1...6 {
        let document = try document(bomb(levels: levels, width: width))
        let size = expanded(document.root)
        let brought = size - document.nodeCount
        let isExcessive = size > 1_000 && brought > 100 && Double(brought) > 0.99 * Double(size)
        #expect((document.aliasError() != nil) == (isExcessive || size > 400_000), "levels \(levels), width \(width)")
      }
    }
  }
}
