import Randomness
import SmallStack
import Testing

@testable import SourceTree

/// Inputs that overrun the stack of a careless reader, or make it quadratic: with such sizes a test that is not linear does not end.
struct RobustnessTests {
  struct Trap: CustomTestStringConvertible, Sendable {
    let name: String
    let text: @Sendable () -> String
    var kind: SyntaxError.Kind?
    var testDescription: String { name }
  }

  private static func trap(_ name: String, _ kind: SyntaxError.Kind? = nil, _ text: @autoclosure @escaping @Sendable () -> String) -> Trap {
    Trap(name: name, text: text, kind: kind)
  }

  private static func `repeat`(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

  static let traps: [Trap] = [
    trap("brackets", .tooDeep, `repeat`("[", 20_000)),
    trap("braces", .tooDeep, `repeat`("{a: ", 20_000)),
    trap("dashes", .tooDeep, `repeat`("- ", 20_000)),
    trap("questions", .tooDeep, `repeat`("? ", 20_000)),
    trap("brackets as keys", .tooDeep, `repeat`("[", 2_000) + `repeat`("]: a", 2_000)),
    trap("ladder", .tooDeep, (0..<2_000).map { `repeat`(" ", $0) + "a:\n" }.joined()),
    trap("many ladders", nil, `repeat`((0..<200).map { `repeat`(" ", $0) + "a\($0):\n" }.joined() + "---\n", 40)),
    trap("ladder of sequences", nil, `repeat`((0..<400).map { `repeat`(" ", $0) + "-\n" }.joined(), 10)),
    trap("blank lines", nil, "a:" + `repeat`("\n", 200_000) + " b"),
    trap("blank lines between", nil, `repeat`("- a\n\n\n\n\n\n\n\n\n\n", 10_000)),
    trap("comment lines", nil, "a:\n" + `repeat`("  # c\n", 40_000) + "  b"),
    trap("blank lines in a block scalar", nil, `repeat`("- |\n" + `repeat`("\n", 1_000), 500)),
    trap("keeping block scalars", nil, `repeat`("- |+\n" + `repeat`("\n", 1_000), 500)),
    trap("one line", nil, "a: " + `repeat`("word ", 50_000)),
    trap("one line of flow", nil, "[" + `repeat`("a: b, ", 30_000) + "]"),
    trap("one line of braces", nil, "{" + (0..<20_000).map { "k\($0): v," }.joined() + "}"),
    trap("many lines of text", nil, "a: b" + `repeat`("\n  c", 40_000)),
    trap("many quoted lines", nil, "a: \"b" + `repeat`("\n  c\\n", 30_000) + "\""),
    trap("escapes", nil, "\"" + `repeat`("\\u00e9", 30_000) + "\""),
    trap("carriage returns", nil, `repeat`("\r", 200_000)),
    trap("anchors", nil, (0..<20_000).map { "- &a\($0) !t x\n" }.joined()),
    trap("anchors and aliases", nil, (0..<10_000).map { "- &a\($0) x\n- *a\($0)\n" }.joined()),
    trap("anchors in nested keys", nil, `repeat`("[", 500) + `repeat`("&a ,", 200) + "x" + `repeat`("]", 500)),
    trap("anchors in pairs", nil, "[" + `repeat`("&a b: c, ", 10_000) + "]"),
    trap("nested pairs", nil, "[" + `repeat`(`repeat`("[", 200) + "a" + `repeat`(": b]", 200) + ",", 100) + "]"),
    trap("too long a key", .multilineKey, `repeat`("[", 900) + `repeat`("&a x,", 20_000) + `repeat`("]: y", 900)),
    trap("unclosed quotes", .documentMarkerInScalar, `repeat`("--- \"\n", 20_000)),
    trap("unclosed single quotes", .documentMarkerInScalar, `repeat`("---\n'a\n", 20_000)),
    trap("unclosed brackets", .documentMarkerInScalar, `repeat`("---\n[a,\n", 20_000)),
    trap("unclosed quotes at the end", .unterminatedQuote, `repeat`("- \"a\"\n", 10_000) + "- \""),
    trap("documents", nil, `repeat`("---\n", 30_000)),
    trap("ended documents", nil, `repeat`("a\n...\n", 20_000)),
    trap("ends of documents", nil, `repeat`("...\n", 40_000)),
    trap(
      "tag directives", nil,
      (0..<10_000).map { "%TAG !h\($0)! tag:example.com,2000:\n" }.joined() + "---\n" + (0..<10_000).map { "- !h\($0)!x y\n" }.joined()),
    trap("directives", nil, `repeat`("%FOO bar\n", 20_000) + "--- a"),
    trap("same keys", nil, `repeat`("a: b\n", 30_000)),
    trap("merge keys", nil, "- &a {b: c}\n- {" + `repeat`("<<: *a, ", 10_000) + "}"),
    trap("templates", .template, `repeat`("a: {{ b }} c\n---\n", 10_000)),
  ]

  @Test(arguments: traps) func endsSoon(_ trap: Trap) async throws {
    let bytes = Array(trap.text().utf8)
    for dialect in [Dialect.yaml12, .kubernetes] {
      let (kind, covered) = try await onSmallStack {
        let (source, results) = try read(bytes, dialect: dialect)
        var kind: SyntaxError.Kind?
        for result in results {
          switch result {
          case .success(let document): Self.visit(document)
          case .failure(let error): kind = kind ?? error.kind
          }
        }
        return (kind, Tokens(source, documents: results).reduce(0) { $0 + $1.range.bounds.count })
      }
      #expect(kind == trap.kind)
      #expect(covered == bytes.count)
    }
  }

  /// Asks every node for everything it knows by itself.
  private static func visit(_ document: Document) {
    for index in 0..<document.nodeCount {
      let node = Node(document: document, index: index)
      _ = (node.text, node.scalar)
      _ = (node.anchor, node.tagName, node.keyText, node.resolved, node.rangeWithProperties)
    }
    _ = (document.root.extent, document.duplicateKey(), document.aliasError())
  }

  /// Aliases of aliases: exponential for a reader that expands them.
  @Test func refusesAliasBombs() throws {
    let bomb = "a0: &a0 [x, x]\n" + (1..<40).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1)]\n" }.joined()
    #expect(try documents(bomb).first?.aliasError()?.kind == .excessiveAliases)
  }

  /// No byte sequence may trap, whatever its encoding; the tree's ranges stay within the input and within each other.
  @Test func survivesRandomBytes() {
    var generator = SeededGenerator(seed: 7)
    let marks = Array("  \n\n--:?,[]{}#&*!|>'\"%\\a1.~<=+\r\t{{${".utf8) + [0xC3, 0xA9, 0xEF, 0xBB, 0xBF]
    var documents = 0
    for _ in 0..<20_000 {
      let bytes = (0..<Int.random(in: 0...40, using: &generator)).map { _ in marks[Int.random(in: 0..<marks.count, using: &generator)] }
      for dialect in [Dialect.yaml12, .kubernetes] {
        guard let (source, results) = try? read(bytes, dialect: dialect) else { continue }
        if let problem = TokenCheck.problem(Array(Tokens(source, documents: results)), of: source, results) {
          Issue.record("\(problem): \(String(decoding: bytes, as: UTF8.self).debugDescription)")
        }
        for case .success(let document) in results {
          Self.visit(document)
          #expect(isNested(document.root), "\(String(decoding: bytes, as: UTF8.self).debugDescription)")
          documents += 1
        }
      }
    }
    #expect(documents > 2_000)
  }

  private func isNested(_ node: Node) -> Bool {
    var end = node.range.start
    for child in node.children {
      guard child.rangeWithProperties.start >= end, node.range.contains(child.rangeWithProperties), isNested(child) else { return false }
      end = child.range.end
    }
    return node.range.end <= node.document.range.end && node.extent.contains(node.range)
  }
}
